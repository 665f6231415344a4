"""What every engine of the store gives, whichever of them keeps the rows.

Owns the faces of a store (statements, and the store itself) and what can be wrong with one. Refuses any
engine: `sqlite` and `postgres` are peers behind these faces, and `database` alone chooses between them.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final, Protocol

import peewee

from central.batch import EventRow

PATIENCE: Final = (peewee.OperationalError, sqlite3.OperationalError)
"""Locked, full, unwritable or gone: nothing is wrong with the rows, try the same ones again later."""


class StoreError(RuntimeError):
    """The store cannot be used as it is; the text names it and the next step."""


class Unclaimed(peewee.OperationalError):
    """Nothing may be written now: another process may be the one who writes. Claim the store again."""


class ProgressDrift(RuntimeError):
    """Memory called events fresh that the store already held; forget the memory and judge again."""


@dataclass(frozen=True, slots=True)
class Upsert:
    """Rows of keys and values for a table that may hold their keys already."""

    table: str
    keys: tuple[str, ...]
    values: tuple[str, ...]
    then: str
    """What becomes of a row that is there: the words after DO UPDATE SET."""

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.keys, *self.values)

    def of(self, source: str) -> str:
        """The statement that takes the rows of `source`."""
        return (
            f"INSERT INTO {self.table} ({', '.join(self.columns)}) {source}"
            f" ON CONFLICT ({', '.join(self.keys)}) DO UPDATE SET {self.then}"
        )


def sums(table: str, keys: tuple[str, ...], values: tuple[str, ...]) -> Upsert:
    """Rows that are added up: same keys, values plus values."""
    then = ", ".join(f"{value} = {table}.{value} + excluded.{value}" for value in values)
    return Upsert(table, keys, values, then)


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

    def alone_with(self, province: str) -> None:
        """Until the transaction ends, no other process changes this province's dossiers."""
        ...


class Store(Statements, Protocol):
    """The one writer's side of a store, open, durable and migrated. To be used by one thread at a time.

    `name` is for messages and holds no password; `writer` is for peewee's queries within a `transaction`.
    """

    @property
    def name(self) -> str: ...
    @property
    def writer(self) -> peewee.Database: ...

    def claim(self) -> int:
        """Become the one who writes, or stay it. 0: another process is, or the engine is not reached.

        Any other number names the term: when it has changed, others may have written in between.
        """
        ...

    def transaction(self) -> AbstractContextManager[object]:
        """All of what is written inside, or after any exception nothing of it. Unclaimed without a term."""
        ...

    def make_room(self, rows: Sequence[EventRow]) -> None:
        """Before the transaction: whatever must be there for these events to go in."""
        ...

    def insert_events(self, rows: Sequence[EventRow]) -> None:
        """ProgressDrift if one of them is here already."""
        ...

    def upsert(self, upsert: Upsert, rows: Sequence[Sequence[object]]) -> int:
        """How many rows changed. Each key comes once."""
        ...

    def forget_events(self, before: str) -> bool:
        """Remove some of the events that arrived before this instant; False if none is left to remove."""
        ...

    def reader(self) -> peewee.Database:
        """A read-only door, one connection per thread; ``with reader:`` opens it and closes it."""
        ...

    def close(self) -> None:
        """Let go of the connection, and of the term."""
        ...
