"""The months of events on PostgreSQL: a partition for each, made before its rows come and dropped when it is
old.

Owns the partitions' names, which months get one, and when one may go. Refuses to drop what is young: a month
goes only when everything in it arrived before the limit, so a kiosk that was cut off for a year loses nothing
by being late. Kiosks whose clocks are years off share a partition, which is thinned out row by row.
"""

import logging
from collections.abc import Iterable
from typing import Final, LiteralString

from psycopg import Rollback, errors, sql

from central.store.advisory import PARTITIONS, Connection, wait_for
from central.store.retention import EXPIRED

ELSEWHEN: Final = "event_elsewhen"
MONTHS_BEHIND: Final = 13
MONTHS_AHEAD: Final = 1

_IMPATIENT: Final = "SET LOCAL lock_timeout = '1s'"
_CREATE: Final = "CREATE TABLE {month} (LIKE event INCLUDING ALL)"
_MOVE: Final = """WITH moved AS (DELETE FROM {elsewhen} WHERE at >= {first} AND at < {end} RETURNING *)
    INSERT INTO {month} SELECT * FROM moved"""
_ATTACH: Final = "ALTER TABLE event ATTACH PARTITION {month} FOR VALUES FROM ({first}) TO ({end})"
_MONTHS: Final = """SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'event'::regclass ORDER BY c.relname"""
_NEWEST: Final = "SELECT received_at >= {since} FROM {month} ORDER BY cursor DESC LIMIT 1"
_ANY: Final = "SELECT true FROM {month} WHERE received_at >= {since} LIMIT 1"
_KEEP_NUMBERS: Final = """INSERT INTO set_aside (kiosk, epoch, seq, reason)
    SELECT p.kiosk, p.epoch, e.seq, {reason} FROM progress p CROSS JOIN LATERAL (
        SELECT seq FROM {month} WHERE kiosk = p.kiosk AND epoch = p.epoch AND seq > p.upto OFFSET 0) e
    WHERE p.seq_high - p.missing > p.upto ON CONFLICT DO NOTHING"""

log = logging.getLogger(__name__)


def months_of(instants: Iterable[str], received_at: str) -> set[str]:
    """The months that want a partition: the next one, and those of the instants whose clocks are near."""
    here = _number(received_at[:7])
    near = {_month(here + step) for step in range(-MONTHS_BEHIND, MONTHS_AHEAD + 1)}
    return {at[:7] for at in instants} & near | {_month(here), _month(here + MONTHS_AHEAD)}


def make(connection: Connection, month: str) -> bool:
    """Make this month's partition unless it is there, and move into it what came before it.

    False: a long query was in the way; its rows go where clocks are years off until the next try.
    """
    try:
        with connection.transaction():
            connection.execute(_IMPATIENT)
            wait_for(connection, PARTITIONS)
            if _table(month) not in _tables(connection):
                _attach(connection, month)
    except errors.LockNotAvailable:
        log.warning("partition not made month=%s; a long query is in the way", month)
        return False
    return True


def drop_one(connection: Connection, before: str) -> bool:
    """Drop the oldest month of which everything arrived before this instant; False if there is none.

    The long look comes first and holds up nobody. Under the lock, the row with the highest cursor tells
    whether anything was added since.
    """
    for table in _tables(connection):
        old = table < _table(before[:7]) and not _found(connection, _ANY, table, before)
        if old and _dropped(connection, table, before):
            log.info("events dropped partition=%s", table)
            return True
    return False


def _attach(connection: Connection, month: str) -> None:
    connection.execute(f"LOCK TABLE {ELSEWHEN} IN ACCESS EXCLUSIVE MODE")
    for step in (_CREATE, _MOVE, _ATTACH):
        connection.execute(
            sql.SQL(step).format(
                month=sql.Identifier(_table(month)),
                elsewhen=sql.Identifier(ELSEWHEN),
                first=month,
                end=_month(_number(month) + 1),
            )
        )
    log.info("partition made month=%s", month)


def _dropped(connection: Connection, table: str, before: str) -> bool:
    month = sql.Identifier(table)
    try:
        with connection.transaction() as attempt:
            connection.execute(_IMPATIENT)
            connection.execute(sql.SQL(_KEEP_NUMBERS).format(month=month, reason=EXPIRED))
            connection.execute("LOCK TABLE ONLY event IN ACCESS EXCLUSIVE MODE")
            if _found(connection, _NEWEST, table, before):
                raise Rollback(attempt)
            connection.execute(sql.SQL("DROP TABLE {}").format(month))
            return True
    except errors.LockNotAvailable:
        log.warning("partition not dropped partition=%s; a long query is in the way", table)
    return False


def _found(connection: Connection, query: LiteralString, table: str, since: str) -> bool:
    asked = sql.SQL(query).format(month=sql.Identifier(table), since=since)
    row = connection.execute(asked).fetchone()
    return row is not None and bool(row[0])


def _tables(connection: Connection) -> list[str]:
    """The months' partitions, oldest first."""
    return [name for (name,) in connection.execute(_MONTHS).fetchall() if name != ELSEWHEN]


def _table(month: str) -> str:
    return f"event_{month.replace('-', '_')}"


def _number(month: str) -> int:
    """Months since year 0, so that neighbours differ by one."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"
