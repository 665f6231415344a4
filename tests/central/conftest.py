"""A centre on a real SQLite file, turned by hand.

Owns starting, restarting and asking it. Refuses threads and a real broker: those are in `processes`.
"""

import queue
from collections.abc import Iterator
from pathlib import Path

import peewee
import pytest

from central.aggregator import Aggregator
from central.queries import Scope, Summary, summary
from central.settings import Store
from central.store.database import open_store
from mqtt.client import Incoming
from tests.central.wire import NOW, Inbox, RememberingWire


class Centre:
    """`receive` puts messages into the inbox and turns once; `restart` forgets everything but the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.start()

    def start(self) -> None:
        self.wire = RememberingWire()
        self.inbox: Inbox = queue.SimpleQueue()
        self.store = open_store(Store(path=self.path.name), self.path.parent)
        self.database = self.store.writer
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
        self.database.execute_sql("VACUUM INTO ?", (str(self.path.with_name("backup")),))

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

    def reasons(self) -> list[str]:
        return [str(reason) for (reason,) in self.rows("SELECT reason FROM rejected ORDER BY number")]


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    centre = Centre(tmp_path / "central.sqlite3")
    yield centre
    centre.stop()


@pytest.fixture
def locked(centre: Centre) -> Iterator[peewee.SqliteDatabase]:
    """Another connection holds the write lock until it is rolled back."""
    centre.database.execute_sql("PRAGMA busy_timeout = 0")
    other = peewee.SqliteDatabase(str(centre.path))
    other.connect()
    other.execute_sql("BEGIN IMMEDIATE")
    yield other
    other.close()
