"""Tickets: numbers of a service and business day, and one ticket's row as it stands.

Owns issuing (letter and three digits), finding and changing. Refuses calling order (`waiting`), the officers'
keys (`counters`) and paper.
"""

import logging
import secrets
from dataclasses import dataclass
from typing import Any, Final

from firmware import ledger, line
from firmware.clock import Now
from firmware.days import open_days
from firmware.settings import Service, Settings
from firmware.store import TicketRow, rows
from firmware.waiting import BOOKED
from mqtt.facts import TicketIssued
from mqtt.messages import instant

log = logging.getLogger(__name__)

_TOKEN_BYTES: Final = 10
_ENTRY: Final = (
    "SELECT day, service, number, label, ifnull(moved_to, service), priority, state, issued_at, called_at,"
    " counter, officer, returned, booked_at FROM ticket"
)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One just issued. `ahead` counts those of the same service who come before; `token` names its page.

    `slot` is the local time that was booked, or "".
    """

    label: str
    day: str
    service: str
    priority: str | None
    ahead: int
    token: str | None
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Reserved:
    """What was booked from home: its id, the local time, and the same as an instant."""

    booking: str
    slot: str
    at: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A ticket's row. `service` gave the number; `wanted` is what it waits for now."""

    day: str
    service: str
    number: int
    label: str
    wanted: str
    priority: str | None
    state: str
    issued_at: str
    called_at: str | None
    counter: int | None
    officer: str | None
    returned: bool
    booked_at: str | None = None


def issue(
    settings: Settings, service: Service, priority: str | None, now: Now, reserved: Reserved | None = None
) -> Ticket | None:
    """The next number, with its ledger row, in the open transaction; None when there are none left.

    What was booked has its place whatever the day's cap, and goes first from its slot on (`waiting`).
    """
    open_ = open_days(rows, settings)
    day = open_[-1]
    number = _next_number(settings, service, day, capped=reserved is None)
    if number is None:
        return None
    standing = line.standing_of(rows, open_, service.code)
    goes_first = reserved.at <= instant(now.wall) if reserved else bool(priority)
    priority = BOOKED if reserved else priority
    ticket = Ticket(
        label=_label(service, number),
        day=day,
        service=service.code,
        priority=priority,
        ahead=standing.ahead_of_newcomer(priority=goes_first, guarantee=settings.queue.guarantee),
        token=_token() if settings.web.address else None,
        slot=reserved.slot if reserved else "",
    )
    _write(ticket, number, reserved, now)
    booking = reserved.booking if reserved else None
    fact = TicketIssued(
        day=day, number=ticket.label, service=service.code, priority=priority, booking=booking
    )
    ledger.append(fact, now)
    log.info("ticket issued number=%s service=%s day=%s", ticket.label, service.code, day)
    return ticket


def _write(ticket: Ticket, number: int, reserved: Reserved | None, now: Now) -> None:
    TicketRow.sql(
        "INSERT INTO ticket (day, service, number, label, priority, state, issued_at, token, booked_at)"
        " VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?, ?)",
        *(ticket.day, ticket.service, number, ticket.label, ticket.priority),
        *(instant(now.wall), ticket.token, reserved.at if reserved else None),
    )


def day_code(day: str) -> str:
    """A business day as it stands in a ticket's barcode: ``2026-11-22`` becomes ``261122``."""
    return day.replace("-", "")[2:]


def find(label: str, days: tuple[str, ...]) -> Entry | None:
    """The ticket of that number: an open one before a finished one, then the newest."""
    marks = ", ".join("?" * len(days))
    return _entry(
        f"WHERE label = ? AND day IN ({marks}) ORDER BY state IN ('served', 'closed'), day DESC LIMIT 1",
        label,
        *days,
    )


def at_counter(counter: int, days: tuple[str, ...]) -> Entry | None:
    """The ticket that is called to a counter now."""
    marks = ", ".join("?" * len(days))
    return _entry(f"WHERE state = 'called' AND counter = ? AND day IN ({marks})", counter, *days)


def change(entry: Entry, **fields: object) -> None:
    """Write columns of one ticket in the open transaction."""
    columns = ", ".join(f"{name} = ?" for name in fields)
    TicketRow.sql(
        f"UPDATE ticket SET {columns} WHERE day = ? AND service = ? AND number = ?",
        *fields.values(),
        entry.day,
        entry.service,
        entry.number,
    )


def _entry(where: str, *values: Any) -> Entry | None:
    row = TicketRow.sql(f"{_ENTRY} {where}", *values).fetchone()
    return Entry(*row) if row else None


def _next_number(settings: Settings, service: Service, day: str, *, capped: bool) -> int | None:
    """After the day's highest, past any that yesterday's people still hold; None at the end or the cap."""
    first, last = service.numbers
    issued, highest = TicketRow.sql(
        "SELECT count(*), max(number) FROM ticket WHERE day = ? AND service = ?", day, service.code
    ).fetchone()
    if capped and service.daily_cap is not None and issued >= service.daily_cap:
        return None
    taken = _carried(service, day) if settings.queue.carry_over else frozenset()
    start = max(first, (highest or 0) + 1)
    return next((number for number in range(start, last + 1) if number not in taken), None)


def _carried(service: Service, day: str) -> frozenset[int]:
    held = TicketRow.sql(
        "SELECT number FROM ticket WHERE day = (SELECT max(day) FROM ticket WHERE day < ?) AND service = ?"
        " AND state IN ('waiting', 'called', 'held')",
        day,
        service.code,
    )
    return frozenset(number for (number,) in held.fetchall())


def _label(service: Service, number: int) -> str:
    return f"{service.letter}{number:03}"


def _token() -> str:
    """80 random bits, in letters and digits that a phone can type: nobody guesses another's page."""
    return secrets.token_hex(_TOKEN_BYTES)
