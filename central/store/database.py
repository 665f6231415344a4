"""Chooses the engine that keeps the centre's rows: this is the one place that knows which there are.

Owns the choice. Refuses connections (`sqlite`, `postgres`) and what rows mean (`writing`).
"""

from collections.abc import Sequence
from pathlib import Path

import peewee

from central import settings
from central.store.engine import PATIENCE, Store, StoreError
from central.store.lock import PATIENCE_SECONDS
from central.store.postgres import PostgresStore
from central.store.session import open_pool
from central.store.sqlite import SqliteStore, open_reader

__all__ = ["PATIENCE", "Store", "StoreError", "open_reading", "open_store"]


def open_reading(wanted: settings.Store, data: Path) -> peewee.Database:
    """A read-only door for a command that needs no writer, whoever writes meanwhile."""
    return open_pool(wanted.url) if wanted.url else open_reader(data / wanted.path)


def open_store(
    wanted: settings.Store,
    data: Path,
    provinces: Sequence[str] = (),
    *,
    patience_seconds: float = PATIENCE_SECONDS,
) -> Store:
    """Open, durable and migrated. StoreError: it cannot be used; StoreTaken: another writes the file."""
    if wanted.url:
        return PostgresStore(wanted.url, provinces)
    return SqliteStore(data / wanted.path, patience_seconds=patience_seconds)
