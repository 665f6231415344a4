"""The store in one SQLite file: one writer, many read-only readers.

Owns the file's connections, durability, lock and migrations. Refuses tables' meaning (`models`, `writing`).
Apart because a forgotten pragma costs data silently: each is set here and asserted here.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import peewee

from central.batch import EventRow
from central.store.engine import Cursor, ProgressDrift, StoreError, Upsert
from central.store.lock import PATIENCE_SECONDS, sole_writer
from central.store.retention import forget_slice
from central.store.steps import lacking

BUSY_SECONDS: Final = 2

_FULL: Final = 2
_EVENT: Final = """INSERT INTO event (kiosk, epoch, seq, id, stream, kind, at, clock, day, data, received_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kiosk, epoch, seq) DO NOTHING"""


class SqliteStore:
    """Holds the lock beside the file while it is open; StoreTaken if another process keeps it."""

    def __init__(self, path: Path, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._path = path
        with ExitStack() as opening:
            opening.enter_context(sole_writer(path, patience_seconds=patience_seconds))
            self.writer: Any = open_writer(path)
            opening.callback(self.writer.close)
            self._held = opening.pop_all()

    @property
    def name(self) -> str:
        return str(self._path)

    def claim(self) -> int:
        return 1

    def transaction(self) -> AbstractContextManager[object]:
        atomic: AbstractContextManager[object] = self.writer.atomic("IMMEDIATE")
        return atomic

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> Cursor:
        cursor: Cursor = self.writer.connection().execute(sql, parameters)
        return cursor

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> int:
        changed: int = self.writer.connection().executemany(sql, rows).rowcount
        return max(changed, 0)

    def alone_with(self, province: str) -> None:
        return

    def make_room(self, rows: Sequence[EventRow]) -> None:
        return

    def insert_events(self, rows: Sequence[EventRow]) -> None:
        if self.executemany(_EVENT, rows) != len(rows):
            raise ProgressDrift(f"{len(rows)} events were thought new and are not")

    def upsert(self, upsert: Upsert, rows: Sequence[Sequence[object]]) -> int:
        marks = ", ".join("?" for _ in upsert.columns)
        return self.executemany(upsert.of(f"VALUES ({marks})"), rows)

    def forget_events(self, before: str) -> bool:
        with self.transaction():
            return forget_slice(self, "event", before)

    def reader(self) -> peewee.SqliteDatabase:
        return open_reader(self._path)

    def close(self) -> None:
        self._held.close()


def open_writer(path: Path) -> peewee.SqliteDatabase:
    """The one connection that writes: WAL, synchronous FULL, migrated. To be used by one thread at a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database = peewee.SqliteDatabase(
        str(path),
        pragmas={"journal_mode": "wal", "synchronous": "full", "cache_size": -65536},
        timeout=BUSY_SECONDS,
        thread_safe=False,
        check_same_thread=False,
    )
    database.connect()
    _assert_durable(database, path)
    for number, sql in lacking("sqlite", int(database.user_version), str(path)):
        database.connection().executescript(
            f"BEGIN IMMEDIATE; {sql}; PRAGMA user_version = {number}; COMMIT;"
        )
    return database


def open_reader(path: Path) -> peewee.SqliteDatabase:
    """A read-only door, one connection per thread; ``with reader:`` opens, sees one snapshot and closes."""
    return peewee.SqliteDatabase(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=BUSY_SECONDS)


def _assert_durable(database: peewee.SqliteDatabase, path: Path) -> None:
    journal, synchronous = database.journal_mode, database.synchronous
    if journal != "wal" or synchronous != _FULL:
        raise StoreError(
            f"{path}: journal_mode={journal} synchronous={synchronous}, needs wal and {_FULL};"
            " put the data folder on a local disk"
        )
