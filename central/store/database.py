"""Opens the centre's SQLite file: one writer, many read-only readers.

Owns connections, durability and numbered migrations. Refuses tables' meaning (`models`, `writing`). Apart
because a forgotten pragma costs data silently: each is set here and asserted here.
"""

import re
import sqlite3
from pathlib import Path
from typing import Final
from urllib.parse import quote

import peewee

MIGRATIONS: Final = Path(__file__).with_name("migrations")
BUSY_SECONDS: Final = 2
PATIENCE: Final = (peewee.OperationalError, sqlite3.OperationalError)
"""Locked, full or unwritable: nothing is wrong with the rows, try the same ones again later."""

_FULL: Final = 2


class StoreError(RuntimeError):
    """The file cannot be used as it is; the text names it and the next step."""


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
    _migrate(database, path)
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


def _migrate(database: peewee.SqliteDatabase, path: Path) -> None:
    steps = {
        int(file.name[:4]): file for file in MIGRATIONS.iterdir() if re.match(r"\d{4}_.*\.sql$", file.name)
    }
    at = int(database.user_version)
    if at > max(steps):
        raise StoreError(
            f"{path}: schema {at} is newer than this program knows ({max(steps)}); install the newer one"
        )
    for number in sorted(step for step in steps if step > at):
        sql = steps[number].read_text("utf-8")
        database.connection().executescript(
            f"BEGIN IMMEDIATE; {sql}; PRAGMA user_version = {number}; COMMIT;"
        )
