"""What goes when events grow old: a slice at a time, and never the knowledge that they arrived.

Owns the statements, as both engines understand them. Refuses the figures, which stay for ever, and any event
that arrived later than the limit, whatever its kiosk's clock said.
"""

from typing import Final

from central.store.engine import Statements

EXPIRED: Final = "expired"
"""The reason of a number that stands in `set_aside` because its event is gone: it is never counted again."""

SLICE: Final = 5_000
"""Events deleted in one transaction: kiosks wait for its end."""

_OLDEST: Final = """SELECT cursor, received_at FROM {table}
    WHERE cursor < (SELECT max(cursor) FROM {table}) ORDER BY cursor LIMIT ?"""
_KEEP_NUMBERS: Final = """INSERT INTO set_aside (kiosk, epoch, seq, reason)
    SELECT e.kiosk, e.epoch, e.seq, ? FROM {table} e
    JOIN progress p ON p.kiosk = e.kiosk AND p.epoch = e.epoch
    WHERE e.cursor BETWEEN ? AND ? AND e.received_at < ? AND e.seq > p.upto ON CONFLICT DO NOTHING"""
_DELETE: Final = "DELETE FROM {table} WHERE cursor BETWEEN ? AND ? AND received_at < ?"


def forget_slice(store: Statements, table: str, before: str) -> bool:
    """Delete some of what arrived before this instant; False if nothing is left to delete.

    Beyond a ledger's first gap the rows themselves say what has arrived, so their numbers stay. So does the
    row with the highest cursor, or SQLite would give the same one again.
    """
    rows = store.execute(_OLDEST.format(table=table), (SLICE,)).fetchall()
    old = [cursor for cursor, received_at in rows if received_at < before]
    if not old:
        return False
    span = (old[0], old[-1], before)
    store.execute(_KEEP_NUMBERS.format(table=table), (EXPIRED, *span))
    store.execute(_DELETE.format(table=table), span)
    return True
