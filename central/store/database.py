"""Chooses the engine that keeps the centre's rows: this is the one place that knows which there are.

Owns the choice. Refuses connections (`sqlite`, `postgres`) and what rows mean (`writing`).
"""

from collections.abc import Sequence
from pathlib import Path

from central import settings
from central.store.engine import PATIENCE, Store, StoreError
from central.store.lock import PATIENCE_SECONDS
from central.store.postgres import PostgresStore
from central.store.sqlite import SqliteStore

__all__ = ["PATIENCE", "Store", "StoreError", "open_store"]


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
