"""The peer: collectd takes values by its plugin mqtt and writes them by its plugin postgresql.

Owns its configuration: QoS 1, a session that is kept, and CommitInterval 1, that is one transaction a second,
which is the fastest that it offers; by default it commits each row. One INSERT a value into a plain table
without any index, constraint or sum, and it acknowledges before it writes: less than ours is asked for.
"""

import shutil
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Final

import psycopg

from tests.benches.central.ground import ROOM
from tests.benches.central.packets import Sender
from tests.postgres import Server
from tests.processes import broker, free_port, running

PROGRAM: Final = shutil.which("collectd", path="/usr/sbin:/usr/bin")
"""Of Debian's package collectd-core."""
HOSTS: Final = 200
LOOK_SECONDS: Final = 0.1
LONGEST_SECONDS: Final = 300.0
_TABLE: Final = """CREATE TABLE value (at timestamptz, host text, plugin text, instance text, type text,
    kind text, name text[], types text[], value double precision[])"""
_SETTINGS: Final = """BaseDir "{folder}"
PIDFile "{folder}/collectd.pid"
TypesDB "/usr/share/collectd/types.db"
Interval 3600
LoadPlugin logfile
<Plugin logfile>
  File "{folder}/collectd.log"
</Plugin>
LoadPlugin mqtt
LoadPlugin postgresql
<Plugin mqtt>
  <Subscribe "load">
    Host "127.0.0.1"
    Port {port}
    ClientId "collectd"
    QoS 1
    CleanSession false
    Topic "collectd/#"
  </Subscribe>
</Plugin>
<Plugin postgresql>
  <Writer values>
    Statement "INSERT INTO value VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
  </Writer>
  <Database {name}>
    Host "{socket}"
    Port "{server}"
    User "postgres"
    Writer values
    CommitInterval 1
  </Database>
</Plugin>
"""


def rows_a_second(folder: Path, server: Server, name: str, values: int) -> float:
    own = folder / name
    own.mkdir()
    server.execute(f"CREATE DATABASE {name}")
    server.execute(_TABLE, name)
    port = free_port()
    settings = own / "collectd.conf"
    settings.write_text(
        _SETTINGS.format(folder=own, port=port, name=name, socket=server.folder, server=server.port)
    )
    assert PROGRAM
    with broker(own, port, *ROOM), running(PROGRAM, "-f", "-C", str(settings), log=own / "out.log"):
        seconds = _measure(port, server.url(name), values, own)
    server.drop(server.url(name))
    return values / seconds


def _measure(port: int, url: str, values: int, folder: Path) -> float:
    """Its open transaction is committed with the next value after a second: so some more come at the end."""
    sender, more = Sender(port, "load"), count(values + 1)
    with psycopg.connect(url, autocommit=True) as connection:
        _poke_until(lambda: _rows(connection, "poke") > 0, sender, more, folder)
        began = time.perf_counter()
        sender.send(_value(number) for number in range(values))
        _poke_until(lambda: _rows(connection, "kiosk") >= values, sender, more, folder)
        seconds = time.perf_counter() - began
    sender.close()
    return seconds


def _poke_until(ready: Callable[[], bool], sender: Sender, more: "count[int]", folder: Path) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"collectd has not written all: {(folder / 'collectd.log').read_text()}")
        sender.send([_value(next(more), host="poke")])
        time.sleep(LOOK_SECONDS)


def _rows(connection: "psycopg.Connection[tuple[int]]", host: str) -> int:
    """Committed ones of hosts that begin so."""
    row = connection.execute("SELECT count(*) FROM value WHERE host LIKE %s", (f"{host}%",)).fetchone()
    assert row is not None
    return row[0]


def _value(number: int, host: str = "") -> tuple[str, bytes]:
    """A later one of the same host is of a later time: others are thrown away."""
    topic = f"collectd/{host or f'kiosk{number % HOSTS:03}'}/counter/gauge-visits"
    return topic, f"{1_763_600_000 + number / 1000:.3f}:{number % 97}".encode()
