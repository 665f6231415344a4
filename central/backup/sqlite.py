"""The store in SQLite, and any other SQLite file, copied as of one moment while others write it.

Owns the copy, its proof and what a store holds. Refuses locks. The copy is made in a single step within one
read transaction, so writers go on meanwhile, and it never sees half of what they commit.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

from central.backup.archive import Packing
from central.backup.manifest import STORE, BackupError, Snapshot

PATIENCE_SECONDS: Final = 60.0
"""A command that publishes or imports procedures keeps its file to itself for so long at most."""

MAGIC: Final = b"SQLite format 3\0"
COMPANIONS: Final = ("-wal", "-shm", "-journal")


def save(store: Path, backup: Packing) -> Snapshot:
    """BackupError: as `copy`."""
    made = backup.folder / STORE
    copy(store, made)
    with made.open("rb") as source:
        backup.add(STORE, source)
    snapshot = holdings(made)
    made.unlink()
    return snapshot


def copy(source: Path, target: Path) -> None:
    """BackupError: the source is damaged, kept locked, or there is no room."""
    try:
        with closing(_reading(source)) as origin, closing(sqlite3.connect(target)) as made:
            made.execute("PRAGMA synchronous = off")
            origin.execute("BEGIN")
            origin.execute("SELECT count(*) FROM sqlite_master").fetchone()
            origin.backup(made)
            (found,) = made.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"{source}: {error}; {_remedy(error)}") from error
    if found != "ok":
        raise BackupError(f"{source}: damaged: {found}; restore an earlier backup")


def holdings(store: Path) -> Snapshot:
    """What a store holds that nobody writes now."""
    with closing(_reading(store)) as file:
        tables = file.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        return Snapshot(
            engine="sqlite",
            engine_version=sqlite3.sqlite_version,
            schema=file.execute("PRAGMA user_version").fetchone()[0],
            cursor=file.execute("SELECT coalesce(max(cursor), 0) FROM event").fetchone()[0],
            rows={name: file.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables},
        )


def is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"file:{quote(str(path))}?mode=ro", uri=True, timeout=PATIENCE_SECONDS, isolation_level=None
    )


def _remedy(error: sqlite3.Error) -> str:
    text = str(error)
    if "locked" in text:
        return "wait until the other command is done"
    if "full" in text or "I/O" in text:
        return "make room where the backup goes, or look at that disk"
    if "unable to open" in text:
        return "give the centre's folder with --data, its settings with --config"
    return "look at that file, or restore an earlier backup"
