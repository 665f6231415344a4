"""What a bench of the centre stands on: a durable PostgreSQL, a broker with room, the centre's process.

Owns starting and stopping them, and reading what they cost from /proc. Refuses load and verdicts.
"""

import json
import os
import resource
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

import psycopg

from tests.postgres import DURABLE, Server, postgres
from tests.processes import broker, centre_process, free_port

DISK: Final = Path("/var/tmp")
"""Never memory, unlike the system's own folder for temporary files."""
ROOM: Final = ("max_queued_messages 1000000", "max_queued_bytes 1073741824")
START_SECONDS: Final = 60.0
ALL_OPEN_FILES: Final = 20_000
_TICKS: Final = os.sysconf("SC_CLK_TCK")


class Size(Enum):
    SMALL = "small"
    WHOLE = "whole"

    def of(self, *, small: int, whole: int) -> int:
        return small if self is Size.SMALL else whole


@dataclass(frozen=True, slots=True)
class Ground:
    """`link` and `page` are ports; `url` names the centres' database, `centres` are their processes."""

    folder: Path
    server: Server
    url: str
    link: int
    page: int
    centres: list[int]

    @property
    def broker(self) -> int:
        """Its process, a child of this one."""
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        [found] = [child for child in children if Path(f"/proc/{child}/comm").read_text() == "mosquitto\n"]
        return int(found)

    @property
    def committed(self) -> int:
        """How many events of unbroken ledgers are committed."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            row = connection.execute("SELECT coalesce(sum(upto), 0) FROM progress").fetchone()
        assert row is not None
        return int(row[0])

    @property
    def seconds_used(self) -> tuple[float, float]:
        """Processor time so far of all centres, and of PostgreSQL with all its sessions, ended or not."""
        assert self.server.process is not None
        return sum(map(processor_seconds, self.centres)), family_seconds(self.server.process.pid)


@contextmanager
def durable_server() -> Iterator[Server]:
    with postgres(DURABLE, DISK) as server:
        yield server


@contextmanager
def ground(
    folder: Path, server: Server, name: str, *, shares: Sequence[Sequence[str]] = ((),)
) -> Iterator[Ground]:
    """Centres on a new database of that name, one for each share of provinces; no province: all of them."""
    own = folder / name
    own.mkdir()
    server.execute(f"CREATE DATABASE {name}")
    link, url, pages = free_port(), server.url(name), [free_port() for _ in shares]
    with ExitStack() as running:
        running.callback(server.drop, url)
        running.enter_context(broker(own, link, *ROOM))
        processes = [
            running.enter_context(_centre(own / f"centre{number}", link, pages[number], url, share))
            for number, share in enumerate(shares)
        ]
        yield Ground(own, server, url, link, pages[0], [process.pid for process in processes])


def _centre(
    folder: Path, link: int, page: int, url: str, provinces: Sequence[str]
) -> AbstractContextManager["subprocess.Popen[bytes]"]:
    folder.mkdir()
    share = f"[aggregator]\nprovinces = {json.dumps(list(provinces))}\n" if provinces else ""
    return centre_process(folder, link, page, more=f'[store]\nurl = "{url}"\n{share}', seconds=START_SECONDS)


def open_many_files() -> int:
    """As many as this machine allows, for this process and those that it starts; returns how many."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = ALL_OPEN_FILES if most == resource.RLIM_INFINITY else most
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def processor_seconds(process: int) -> float:
    return sum(_times(process)[:2]) / _TICKS


def family_seconds(process: int) -> float:
    """Of a process and its children: those that live, and those that it has seen end."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return (sum(_times(process)) + sum(sum(_times(int(child))[:2]) for child in children)) / _TICKS


def _times(process: int) -> tuple[int, int, int, int]:
    """User and system of its own, and of children it has waited for; nothing of one that is gone."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):  # gone before it was opened, or before it was read
        return (0, 0, 0, 0)
    own, system, children, their_system = map(int, fields[11:15])
    return (own, system, children, their_system)


def memory_mb(process: int, which: str = "VmRSS") -> float:
    """`VmHWM` is the most that it ever had."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    [found] = [line for line in lines if line.startswith(f"{which}:")]
    return int(found.split()[1]) / 1024
