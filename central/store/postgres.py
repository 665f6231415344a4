"""The store in a PostgreSQL database that several centres share: one writer for each province, many readers.

Owns the writer's connection, its term and the ways that are PostgreSQL's own: COPY, partitions, merging.
Refuses tables' meaning (`models`, `writing`). The term is a lock of the very session that writes: who loses
the connection has lost the lock with it, so two processes never write the same province.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, Final

import peewee
import psycopg
from psycopg import errors

from central.batch import EventRow
from central.store import horizon, partitions
from central.store.advisory import DOSSIERS, MIGRATING, Connection, take_provinces, wait_for
from central.store.engine import Cursor, ProgressDrift, StoreError, Unclaimed, Upsert
from central.store.retention import forget_slice
from central.store.session import check_server, described, open_pool, open_session
from central.store.steps import lacking

_TRANSIENT: Final = (
    psycopg.OperationalError,
    errors.ReadOnlySqlTransaction,
    errors.IdleInTransactionSessionTimeout,
)
_COPY_EVENTS: Final = """COPY event (kiosk, epoch, seq, id, stream, kind, at, clock, day, data, received_at)
    FROM STDIN (FORMAT BINARY)"""
_MADE: Final = "made"
"""Of a month's partition; else the minute in which it was tried, because each try may wait for a lock."""

log = logging.getLogger(__name__)


class PostgresStore:
    """Opened without a term: `claim` asks for it. `provinces` are those it writes; none: all of them."""

    def __init__(self, url: str, provinces: Sequence[str] = ()) -> None:
        self.name = described(url)
        self.writer: Any = open_session(url)
        self._readers: Any = open_pool(url)
        self._provinces = provinces
        self._term = 0
        self._terms = 0
        self._months: dict[str, str] = {}
        self._laid_out: set[str] = set()
        """Tables that this session has a temporary copy of for what arrives."""
        try:
            self._connect()
            check_server(self._connection, self.name)
            _migrate(self._connection, self.name)
        except (peewee.PeeweeException, psycopg.Error) as error:
            self.close()
            told = " ".join(str(error).split())
            remedy = "start PostgreSQL, correct store.url, or let its user own the database"
            raise StoreError(f"{self.name}: {told}; {remedy}") from error
        except BaseException:
            self.close()
            raise

    # ------------------------------------------------------------ the term

    def claim(self) -> int:
        try:
            if not self._alive():
                self._connect()
            if not self._term and take_provinces(self._connection, self._provinces):
                self._terms += 1
                self._term = self._terms
                log.info("term begins store=%s provinces=%s", self.name, ",".join(self._provinces) or "all")
        except (peewee.OperationalError, psycopg.OperationalError) as error:
            log.warning("store not reached store=%s: %s", self.name, error)
            self._term = 0
        return self._term

    def close(self) -> None:
        self._term = 0
        self.writer.close()
        self._readers.close_all()

    def _alive(self) -> bool:
        """A round trip, because a connection that was cut looks well until it is used."""
        if self.writer.is_closed() or self._connection.closed:
            return False
        try:
            self._connection.execute("SELECT 1")
        except psycopg.OperationalError as error:
            log.warning("connection lost store=%s: %s", self.name, error)
            return False
        return True

    def _connect(self) -> None:
        self._term = 0
        self._months.clear()
        self._laid_out.clear()
        self.writer.close()
        self.writer.connect()

    @property
    def _connection(self) -> Connection:
        connection: Connection = self.writer.connection()
        return connection

    # ------------------------------------------------------------ statements

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if not self._term or self._connection.closed:
            raise Unclaimed(f"{self.name}: not the one who writes")
        try:
            with _translated(), self.writer.atomic():
                yield
        except BaseException:
            self._laid_out.clear()  # a table goes with the transaction that made it
            raise

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> Cursor:
        with _translated():
            cursor: Cursor = self._connection.execute(_marked(sql), parameters)
        return cursor

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> int:
        rows = list(rows)
        if not rows:
            return 0
        with _translated(), self._connection.cursor() as cursor:
            cursor.executemany(_marked(sql), rows)
            return cursor.rowcount

    def alone_with(self, province: str) -> None:
        with _translated():
            wait_for(self._connection, DOSSIERS + int(province))

    # ------------------------------------------------------------ many rows at once

    def make_room(self, rows: Sequence[EventRow]) -> None:
        if not rows:
            return
        minute = rows[0][10][: len("2026-11-21T02:15")]
        with _translated():
            for month in sorted(partitions.months_of((row[6] for row in rows), rows[0][10])):
                if self._months.get(month) not in (_MADE, minute):
                    made = partitions.make(self._connection, month)
                    self._months[month] = _MADE if made else minute

    def insert_events(self, rows: Sequence[EventRow]) -> None:
        try:
            with _translated():
                horizon.hold(self._connection)
                self._copy(_COPY_EVENTS, rows)
        except errors.UniqueViolation as error:
            raise ProgressDrift(f"{len(rows)} events were thought new and are not") from error

    def upsert(self, upsert: Upsert, rows: Sequence[Sequence[object]]) -> int:
        """In one statement, because most of the time of a message with one event goes into these."""
        if not rows:
            return 0
        columns = ", ".join(upsert.columns)
        with _translated():
            if upsert.table not in self._laid_out:
                self._connection.execute(_lay_out(upsert.table))
                self._laid_out.add(upsert.table)
            self._copy(f"COPY pg_temp.arriving_{upsert.table} ({columns}) FROM STDIN (FORMAT BINARY)", rows)
            arriving = f"SELECT {columns} FROM pg_temp.arriving_{upsert.table}"
            return self._connection.execute(upsert.of(arriving)).rowcount

    def forget_events(self, before: str) -> bool:
        with _translated():
            if partitions.drop_one(self._connection, before):
                self._months.clear()
                return True
        with self.transaction():
            return forget_slice(self, partitions.ELSEWHEN, before)

    def _copy(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Text and whole numbers, of which none is NULL: binary, which costs us half of what text does."""
        with self._connection.cursor() as cursor, cursor.copy(sql) as copy:
            copy.set_types(["int8" if isinstance(value, int) else "text" for value in rows[0]])
            for row in rows:
                copy.write_row(row)

    # ------------------------------------------------------------ readers

    def reader(self) -> peewee.Database:
        readers: peewee.Database = self._readers
        return readers


def _migrate(connection: Connection, name: str) -> None:
    """All of the steps or none; a second process that starts at the same moment waits and finds them done."""
    with connection.transaction():
        connection.execute("SET LOCAL lock_timeout = 0")
        wait_for(connection, MIGRATING)
        connection.execute("CREATE TABLE IF NOT EXISTS schema_step (number bigint NOT NULL)")
        (at,) = connection.execute("SELECT coalesce(max(number), 0) FROM schema_step").fetchone() or (0,)
        for number, sql in lacking("postgres", at, name):
            connection.execute(sql.encode())
            connection.execute("INSERT INTO schema_step (number) VALUES (%s)", (number,))


@lru_cache(maxsize=1000)
def _marked(sql: str) -> str:
    """The statement as psycopg wants it."""
    return sql.replace("%", "%%").replace("?", "%s")


@cache
def _lay_out(table: str) -> str:
    return f"CREATE TEMPORARY TABLE IF NOT EXISTS arriving_{table} (LIKE {table}) ON COMMIT DELETE ROWS"


@contextmanager
def _translated() -> Iterator[None]:
    """What passes by itself, as every engine says it."""
    try:
        yield
    except _TRANSIENT as error:
        raise peewee.OperationalError(str(error)) from error
