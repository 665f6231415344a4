"""What every engine of the store gives, whichever of them keeps the rows.

Owns the two faces of a store (statements, and the store itself) and what can be wrong with one. Refuses any
engine: `sqlite` and `postgres` are peers behind these faces, and `database` alone chooses between them.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

import peewee

from central.batch import EventRow

PATIENCE: Final = (peewee.OperationalError, sqlite3.OperationalError)
"""Locked, full, unwritable or gone: nothing is wrong with the rows, try the same ones again later."""


class StoreError(RuntimeError):
    """The store cannot be used as it is; the text names it and the next step."""


class Cursor(Protocol):
    """The answer to one statement."""

    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Statements(Protocol):
    """Plain SQL for both engines. A parameter is marked `?`, so a statement holds no other question mark."""

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> Cursor: ...
    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> int:
        """How many rows changed."""
        ...


class Store(Statements, Protocol):
    """The one writer's side of a store, open, durable and migrated. To be used by one thread at a time.

    `name` is for messages and holds no password; `writer` is for peewee's queries within a `transaction`.
    """

    @property
    def name(self) -> str: ...
    @property
    def writer(self) -> peewee.Database: ...

    def claim(self) -> bool:
        """Become the one who writes, or stay it; False while another process is."""
        ...

    def transaction(self) -> AbstractContextManager[object]:
        """All of what is written inside, or after any exception nothing of it."""
        ...

    def insert_events(self, rows: Sequence[EventRow]) -> int:
        """How many of them were new."""
        ...

    def reader(self) -> peewee.Database:
        """A read-only door, one connection per thread; ``with reader:`` opens it and closes it."""
        ...

    def close(self) -> None:
        """Let go of the connection, and of the claim."""
        ...
