"""The kiosk's database: tables, the one writer, and readers that can only read.

Owns opening, the schema's version and transactions. Refuses to know what a ticket means. Only the core thread
holds a `Store`; a second writing connection could corrupt SQLite's WAL, so everyone else gets a `Reader`.
"""

import logging
import secrets
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

import peewee

from firmware import schema
from firmware.clock import Now
from firmware.errors import StoreError
from firmware.schema import Migration, migrations
from mqtt.messages import instant

log = logging.getLogger(__name__)

PRAGMAS: Final = {
    "page_size": 512,
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": "on",
    "busy_timeout": 5000,
    "wal_autocheckpoint": 1600,
}
"""Small pages, because a commit writes every page it touches: 8 to 10 kB a ticket instead of 28."""
_FULL: Final = 2


Rows = Callable[[str, Sequence[object]], list[tuple[Any, ...]]]
"""A way to ask: SQL and values in, rows out. `rows` in the core's transaction, `Reader.rows` outside."""


class _Table(peewee.Model):
    @classmethod
    def sql(cls, statement: str, *values: object) -> sqlite3.Cursor:
        """Plain SQL in the open transaction, for what every touch needs: a third of the models' time."""
        cursor: sqlite3.Cursor = cls._meta.database.connection().execute(statement, values)
        return cursor


class Installation(_Table):
    epoch = peewee.TextField()
    created_at = peewee.TextField()


def rows(sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Read on the writer's own connection; only the core thread may."""
    connection: sqlite3.Connection = Installation._meta.database.connection()
    found: list[tuple[Any, ...]] = connection.execute(sql, parameters).fetchall()
    return found


class BusinessDay(_Table):
    day = peewee.TextField()

    class Meta:
        table_name = "business_day"


class LedgerRow(_Table):
    seq = peewee.AutoField()
    id = peewee.TextField()
    kind = peewee.TextField()
    at = peewee.TextField()
    clock = peewee.TextField()
    data = peewee.TextField()

    class Meta:
        table_name = "ledger"


class Acknowledgement(_Table):
    day = peewee.TextField(primary_key=True)
    upto = peewee.IntegerField()


class TicketRow(_Table):
    day = peewee.TextField()
    service = peewee.TextField()
    number = peewee.IntegerField()
    label = peewee.TextField()
    priority = peewee.TextField(null=True)
    state = peewee.TextField(default="waiting")
    issued_at = peewee.TextField()
    moved_to = peewee.TextField(null=True)
    counter = peewee.IntegerField(null=True)
    officer = peewee.TextField(null=True)
    called_at = peewee.TextField(null=True)
    reason = peewee.TextField(default="")
    returned = peewee.BooleanField(default=False)
    token = peewee.TextField(null=True)
    booked_at = peewee.TextField(null=True)

    class Meta:
        table_name = "ticket"
        primary_key = peewee.CompositeKey("day", "service", "number")


class RatingRow(_Table):
    id = peewee.TextField(primary_key=True)
    day = peewee.TextField()
    level = peewee.TextField()
    officer = peewee.TextField(null=True)
    counter = peewee.IntegerField(null=True)
    ticket = peewee.TextField(null=True)
    source = peewee.TextField()
    given_at = peewee.TextField()
    voided_at = peewee.TextField(null=True)
    voided_by = peewee.TextField(null=True)
    voided_note = peewee.TextField(null=True)

    class Meta:
        table_name = "rating"


class ServedRow(_Table):
    id = peewee.AutoField()
    day = peewee.TextField()
    ticket = peewee.TextField(null=True)
    service = peewee.TextField()
    counter = peewee.IntegerField()
    officer = peewee.TextField()
    waited_seconds = peewee.IntegerField(null=True)
    seconds = peewee.IntegerField(null=True)
    at = peewee.TextField()

    class Meta:
        table_name = "served"


class SessionRow(_Table):
    token = peewee.TextField(primary_key=True)
    officer = peewee.TextField()
    counter = peewee.IntegerField(null=True)
    day = peewee.TextField()
    began_at = peewee.TextField()
    paused = peewee.TextField(default="")

    class Meta:
        table_name = "session"


class ClosingRow(_Table):
    id = peewee.AutoField()
    day = peewee.TextField()
    start = peewee.IntegerField()
    end = peewee.IntegerField()
    reason = peewee.TextField()
    officer = peewee.TextField()
    made_at = peewee.TextField()
    lifted_at = peewee.TextField(null=True)

    class Meta:
        table_name = "closing"


class PrintJob(_Table):
    id = peewee.AutoField()
    day = peewee.TextField()
    document = peewee.BlobField()
    ticket = peewee.TextField(null=True)
    reprint = peewee.BooleanField(default=False)
    queued_at = peewee.TextField()
    started_at = peewee.TextField(null=True)
    printed_at = peewee.TextField(null=True)

    class Meta:
        table_name = "print_job"


class CatalogueRow(_Table):
    version = peewee.IntegerField()
    published_at = peewee.TextField()
    received_at = peewee.TextField()

    class Meta:
        table_name = "catalogue"


class ProcedureRow(_Table):
    code = peewee.TextField(primary_key=True)
    data = peewee.TextField()

    class Meta:
        table_name = "procedure"


class DossierRow(_Table):
    """The register, its steps and the centre's list are read and written in plain SQL."""

    code = peewee.TextField(primary_key=True)

    class Meta:
        table_name = "dossier"


class LookupRow(_Table):
    """What was looked up; read and written in plain SQL."""

    day = peewee.TextField()
    kind = peewee.TextField()
    what = peewee.TextField()
    count = peewee.IntegerField()

    class Meta:
        table_name = "lookup"
        primary_key = peewee.CompositeKey("day", "kind", "what")


TABLES: Final = (
    Installation,
    BusinessDay,
    LedgerRow,
    Acknowledgement,
    TicketRow,
    RatingRow,
    PrintJob,
    ServedRow,
    SessionRow,
    ClosingRow,
    CatalogueRow,
    ProcedureRow,
    DossierRow,
    LookupRow,
)


class Store:
    """The one writer. Opens or creates the file, brings its schema up to date, binds the tables to it.

    `known` is what this program knows of the schema; tests hand in less to be an older version.
    """

    def __init__(self, path: Path, now: Now, known: Sequence[Migration] | None = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._database = peewee.SqliteDatabase(
            str(path), pragmas=PRAGMAS, thread_safe=False, check_same_thread=False, autoconnect=False
        )
        try:
            self._database.connect()
            self._demand_durability()
            schema.bring_up(self._database.connection(), known or migrations(), path)
        except (peewee.DatabaseError, sqlite3.DatabaseError) as error:
            raise StoreError(
                f"database {path}: {error}; move the file away to start afresh, and keep it: "
                "it may hold facts that the centre has not seen"
            ) from error
        self._database.bind(TABLES)
        self.epoch = self._identify(now)

    def transaction(self) -> AbstractContextManager[Any]:
        """All or nothing, on disk when the block ends."""
        transaction: AbstractContextManager[Any] = self._database.atomic()
        return transaction

    def close(self) -> None:
        self._database.close()

    def _demand_durability(self) -> None:
        journal = self._database.execute_sql("PRAGMA journal_mode").fetchone()[0]
        synchronous = self._database.execute_sql("PRAGMA synchronous").fetchone()[0]
        if (journal, synchronous) != ("wal", _FULL):
            raise StoreError(
                f"database {self.path}: journal_mode={journal} synchronous={synchronous}; "
                "numbers could be forgotten: put the data folder on a local disk that supports WAL"
            )

    def _identify(self, now: Now) -> str:
        known = Installation.get_or_none()
        if known is None:
            known = Installation.create(epoch=secrets.token_hex(8), created_at=instant(now.wall))
            log.info("database created epoch=%s", known.epoch)
        return str(known.epoch)


class Reader:
    """A read-only connection, for several threads one at a time; queries in plain SQL, rows as tuples."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
        self._turnstile = threading.Lock()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._turnstile:
            return self._connection.execute(sql, parameters).fetchall()

    def close(self) -> None:
        self._connection.close()
