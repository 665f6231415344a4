"""Queue numbers and the business day they belong to.

Owns issuing: letter and three digits, per service and business day. Refuses calling order and paper. The
business day is a stored row that only moves forward, and only when the clock is trusted, so that a clock that
wakes up in the wrong year can never make a number come twice.
"""

import logging
from dataclasses import dataclass
from typing import Final

from firmware import ledger
from firmware.clock import Now
from firmware.settings import Service
from firmware.store import BusinessDay, TicketRow
from mqtt.facts import TicketIssued
from mqtt.messages import instant

log = logging.getLogger(__name__)

LAST: Final = 999


@dataclass(frozen=True, slots=True)
class Ticket:
    """`ahead` counts those who were waiting for the same service when it was issued."""

    label: str
    day: str
    service: str
    priority: str | None
    ahead: int


def business_day(now: Now) -> str:
    """Today as the office counts it, moved forward first if a trusted clock says so; ISO date."""
    today = now.date.isoformat()
    stored = BusinessDay.sql("SELECT day FROM business_day").fetchone()
    if stored is None:
        BusinessDay.create(id=1, day=today)
        return today
    if now.trusted and today > stored[0]:
        BusinessDay.update(day=today).execute()
        log.info("business day began day=%s", today)
        return today
    return str(stored[0])


def issue(service: Service, priority: str | None, now: Now) -> Ticket | None:
    """The next number, with its ledger row, in the open transaction; None when all 999 are gone."""
    day = business_day(now)
    last = _highest(day, service.code)
    if last >= LAST:
        return None
    ticket = Ticket(
        label=f"{service.letter}{last + 1:03}",
        day=day,
        service=service.code,
        priority=priority,
        ahead=waiting(day, service.code),
    )
    TicketRow.sql(
        "INSERT INTO ticket (day, service, number, label, priority, state, issued_at)"
        " VALUES (?, ?, ?, ?, ?, 'waiting', ?)",
        day,
        service.code,
        last + 1,
        ticket.label,
        priority,
        instant(now.wall),
    )
    ledger.append(TicketIssued(day=day, number=ticket.label, service=service.code, priority=priority), now)
    log.info("ticket issued number=%s service=%s day=%s", ticket.label, service.code, day)
    return ticket


def waiting(day: str, service: str) -> int:
    """How many people wait for a service now."""
    counted = TicketRow.sql(
        "SELECT count(*) FROM ticket WHERE day = ? AND service = ? AND state = 'waiting'", day, service
    )
    return int(counted.fetchone()[0])


def day_code(day: str) -> str:
    """A business day as it stands in a ticket's barcode: ``2026-11-22`` becomes ``261122``."""
    return day.replace("-", "")[2:]


def find(label: str, day: str) -> bool:
    return bool(TicketRow.select().where(TicketRow.day == day, TicketRow.label == label).exists())


def _highest(day: str, service: str) -> int:
    highest = TicketRow.sql("SELECT max(number) FROM ticket WHERE day = ? AND service = ?", day, service)
    return int(highest.fetchone()[0] or 0)
