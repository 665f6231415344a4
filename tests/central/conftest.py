"""A centre on a real store, SQLite's file or PostgreSQL's database, turned by hand.

Owns starting, restarting and asking it, and the server of PostgreSQL. Refuses threads and a real broker:
those are in `processes`.
"""

import queue
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from central.aggregator import Aggregator
from central.queries import Scope, Summary, summary
from central.settings import Store as Wanted
from central.store.database import Store, open_store
from mqtt.client import Incoming
from mqtt.messages import Ack, decode
from tests.central.wire import NOW, Inbox, RememberingWire
from tests.postgres import Server, postgres
from tests.processes import wait_until

TEMPLATE = "motcua"


class Centre:
    """`receive` puts messages into the inbox and turns once; `restart` forgets everything but the store."""

    def __init__(self, wanted: Wanted, folder: Path) -> None:
        self.wanted = wanted
        self.path = folder / wanted.path
        self.start()

    def start(self) -> None:
        self.wire = RememberingWire()
        self.inbox: Inbox = queue.SimpleQueue()
        self.store: Store = open_store(self.wanted, self.path.parent)
        wait_until(lambda: bool(self.store.claim()))  # the session that was closed may linger for a moment
        if self.wanted.url:
            self.store.execute("SET idle_session_timeout = 0")
        self.reader = self.store.reader()
        self.aggregator = Aggregator(self.store, self.wire, self.inbox)

    def restart(self) -> None:
        self.stop()
        self.start()

    def stop(self) -> None:
        self.store.close()

    def lose_everything(self) -> None:
        """The disk is gone: a new one, empty."""
        self.stop()
        for file in self.path.parent.glob(f"{self.path.name}*"):
            file.unlink()
        self.start()

    def back_up(self) -> None:
        self.store.writer.execute_sql("VACUUM INTO ?", (str(self.path.with_name("backup")),))

    def restore(self) -> None:
        self.stop()
        for file in self.path.parent.glob(f"{self.path.name}*"):
            file.unlink()
        self.path.with_name("backup").rename(self.path)
        self.start()

    def receive(self, *messages: Incoming) -> float:
        for message in messages:
            self.inbox.put(message)
        return self.aggregator.turn(NOW)

    def summary(self) -> Summary:
        with self.reader:
            return summary(self.reader, Scope())

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with self.reader:
            rows: list[tuple[object, ...]] = self.reader.execute_sql(sql).fetchall()
            return rows

    def answered(self, kiosk: str) -> int:
        """Up to where this kiosk was last told that its events are here; 0 if it was told nothing."""
        topic = f"motcua/1/{kiosk}/ack"
        told = [message for message in self.wire.published if message.topic == topic]
        return decode(Ack, told[-1].payload).upto if told else 0

    def reasons(self) -> list[str]:
        return [str(reason) for (reason,) in self.rows("SELECT reason FROM rejected ORDER BY number")]


@dataclass(frozen=True)
class Lock:
    """Another connection that stops the writer from writing, whenever it likes."""

    hold: Callable[[], object]
    release: Callable[[], object]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """PostgreSQL, with a migrated database to copy."""
    with postgres() as server:
        server.execute(f"CREATE DATABASE {TEMPLATE}")
        open_store(Wanted(url=server.url(TEMPLATE)), Path()).close()
        yield server


@pytest.fixture
def sqlite_wanted() -> Wanted:
    return Wanted()


@pytest.fixture
def postgres_wanted(server: Server) -> Iterator[Wanted]:
    url = server.copied(TEMPLATE)
    yield Wanted(url=url)
    server.drop(url)


@pytest.fixture(params=["sqlite", "postgres"])
def wanted(request: pytest.FixtureRequest) -> Wanted:
    """The settings of an empty store on each engine."""
    found: Wanted = request.getfixturevalue(f"{request.param}_wanted")
    return found


@pytest.fixture
def centre(wanted: Wanted, tmp_path: Path) -> Iterator[Centre]:
    centre = Centre(wanted, tmp_path)
    yield centre
    centre.stop()


@pytest.fixture
def centre_on_sqlite(sqlite_wanted: Wanted, tmp_path: Path) -> Iterator[Centre]:
    centre = Centre(sqlite_wanted, tmp_path)
    yield centre
    centre.stop()


@pytest.fixture
def centre_on_postgres(postgres_wanted: Wanted, tmp_path: Path) -> Iterator[Centre]:
    centre = Centre(postgres_wanted, tmp_path)
    yield centre
    centre.stop()


@pytest.fixture
def locked(centre: Centre) -> Iterator[Lock]:
    """Held until it is released."""
    other: Any = sqlite3.connect(centre.path, isolation_level=None)
    wait, hold = "PRAGMA busy_timeout = 0", "BEGIN IMMEDIATE"
    if centre.wanted.url:
        other = psycopg.connect(centre.wanted.url, autocommit=True)
        wait, hold = (
            "SET lock_timeout = '20ms'",
            "BEGIN; LOCK TABLE progress, dossier, kiosk, alert IN EXCLUSIVE MODE",
        )
    centre.store.execute(wait)
    lock = Lock(lambda: other.execute(hold), lambda: other.execute("ROLLBACK"))
    lock.hold()
    yield lock
    other.close()
