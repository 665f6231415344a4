"""The business day: which day the office is in, and what the end of one does to those who still wait.

Owns the stored row that only moves forward, and only when the clock is trusted, so that a clock that wakes up
in the wrong year can never make a number come twice. Refuses issuing and calling.
"""

import logging

from firmware import ledger
from firmware.clock import Now
from firmware.settings import Settings
from firmware.store import BusinessDay, Rows, SessionRow, TicketRow
from mqtt.facts import TicketClosed, TicketTransferred

log = logging.getLogger(__name__)


def business_day(now: Now) -> str:
    """Today as the office counts it; ISO date. The very first call of a database writes it."""
    stored = BusinessDay.sql("SELECT day FROM business_day").fetchone()
    if stored is None:
        date = now.date.isoformat()
        BusinessDay.create(id=1, day=date)
        return date
    return str(stored[0])


def today(rows: Rows) -> str:
    """The stored day, read by whoever may not write it."""
    [(day,)] = rows("SELECT day FROM business_day", ())
    return str(day)


def turn(settings: Settings, now: Now) -> bool:
    """Move on to a new day if a trusted clock says so; True if the day changed."""
    before = business_day(now)
    date = now.date.isoformat()
    if not now.trusted or date <= before:
        return False
    BusinessDay.update(day=date).execute()
    SessionRow.delete().execute()
    closed, carried = _settle(settings, before, now)
    log.info("business day began day=%s closed=%s carried=%s", date, closed, carried)
    return True


def open_days(rows: Rows, settings: Settings) -> tuple[str, ...]:
    """The days whose tickets may be called: today, and with carry-over the last day before that had any."""
    day = today(rows)
    if not settings.queue.carry_over:
        return (day,)
    [(last,)] = rows("SELECT max(day) FROM ticket WHERE day < ?", (day,))
    return (last, day) if last else (day,)


def _settle(settings: Settings, day: str, now: Now) -> tuple[int, int]:
    """Close whoever was not served, or carry those of the day that just ended; returns how many of each."""
    rows = TicketRow.sql(
        "SELECT day, service, number, label, ifnull(moved_to, service), state FROM ticket"
        " WHERE state IN ('waiting', 'called', 'held')"
    ).fetchall()
    carried = [row for row in rows if settings.queue.carry_over and row[0] == day]
    for row in rows:
        _carry(row, now) if row in carried else _close(row, now)
    return len(rows) - len(carried), len(carried)


def _close(row: tuple[str, str, int, str, str, str], now: Now) -> None:
    day, service, number, label, wanted, state = row
    _set_state((day, service, number), "closed")
    ledger.append(TicketClosed(day=day, number=label, service=wanted, state=state), now)


def _carry(row: tuple[str, str, int, str, str, str], now: Now) -> None:
    day, service, number, label, wanted, _ = row
    _set_state((day, service, number), "waiting")
    fact = TicketTransferred(day=day, number=label, service=wanted, to_service=wanted, why="carried")
    ledger.append(fact, now)


def _set_state(key: tuple[str, str, int], state: str) -> None:
    TicketRow.sql(
        "UPDATE ticket SET state = ?, counter = NULL, officer = NULL"
        " WHERE day = ? AND service = ? AND number = ?",
        state,
        *key,
    )
