"""How far a reader may follow the events' cursor while several writers commit to PostgreSQL.

A cursor is taken from a sequence when its row is inserted, and becomes visible when its transaction commits.
With two writers the later cursor can therefore be seen first; a reader that asks for everything beyond the
last cursor it saw would then skip the earlier one for ever. So nothing is shown beyond a horizon, below which
no row can appear.

The writer: before its transaction takes its first cursor, it reads the sequence's last value L and holds,
until it ends, a shared advisory lock whose key is a name space and L. All cursors it takes are greater than
L.

The reader, in statements of their own (each sees what was committed before it began): it reads the sequence's
last value S, then the lowest key M that is held, then the rows up to H = min(S, M).

Why nothing below H can still come: take a cursor c <= H whose row is not visible to the reader's last
statement. As c <= S, it was taken before S was read, so its writer held its lock by then. That writer had not
committed before the last statement began, and a lock is let go only after the commit, so the lock was also
held when M was read. Hence M <= L < c, which contradicts c <= H <= M.

What the proof needs: READ COMMITTED (under REPEATABLE READ the last statement would see an older state than
M), a sequence without CACHE, and the primary server, because a replica does not know the locks.

SQLite has one writer, so its cursors are committed in their order and there is no horizon.
"""

from typing import Any, Final

import peewee

from central.store.advisory import Connection

_SPACE: Final = 0x6D63
_BITS: Final = 48
"""A key is 64 bits: 16 for the name space, and cursors up to 2**48."""

_LAST: Final = "SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM event_cursor"
_HOLD: Final = f"""SELECT pg_advisory_xact_lock_shared(
    ({_SPACE}::bigint << {_BITS}) + last_value - CASE WHEN is_called THEN 0 ELSE 1 END) FROM event_cursor"""
_LOWEST: Final = f"""SELECT min(((classid::bigint << 32) | objid::bigint) & ((1::bigint << {_BITS}) - 1))
    FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = {_SPACE}
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


def hold(connection: Connection) -> None:
    """The writer's part, within its transaction and before its first event."""
    connection.execute(_HOLD)


def horizon(reader: peewee.Database) -> int | None:
    """The reader's part: no event up to this cursor is still to come. None: there is no limit."""
    if not isinstance(reader, peewee.PostgresqlDatabase):
        return None
    last = _number(reader, _LAST)
    lowest = _number(reader, _LOWEST)
    return last if lowest is None else min(last or 0, lowest)


def _number(reader: peewee.Database, sql: str) -> int | None:
    row: Any = reader.execute_sql(sql).fetchone()
    return None if row[0] is None else int(row[0])
