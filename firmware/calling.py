"""Calling a ticket to a counter: the next one, or one that is named; and taking back who came too late.

Owns the way out of the line. Refuses the order of the line (`waiting`) and what happens at the counter
(`counters`).
"""

import logging

from firmware import ledger, line, sessions, tickets
from firmware.console import Call, Called, CalledTicket, Done, NobodyWaits, Refused, ReturnTicket, Signed, Why
from firmware.state import Moment, State
from firmware.store import rows
from firmware.tickets import Entry
from firmware.waiting import Waiter, may_call, next_for
from mqtt.facts import TicketCalled, TicketTransferred
from mqtt.messages import instant

log = logging.getLogger(__name__)


def call(moment: Moment, event: Call, signed: Signed, open_: tuple[str, ...]) -> State:
    """Whoever calls is back from a break."""
    present = tickets.at_counter(event.counter, open_)
    if present is not None:
        detail = f"{present.label} is still at counter {event.counter}; end it first"
        return moment.state.answering(Refused(Why.STILL_SERVING, detail))
    sessions.pause(event.session, None)
    chosen = _next(moment, event, open_) if event.number is None else _named(moment, event, open_)
    if isinstance(chosen, Refused):
        return moment.state.answering(chosen)
    if chosen is None:
        return moment.state.answering(NobodyWaits())
    waited = _write(moment, event, signed, chosen)
    streak = moment.hall.streaks.get(event.counter, 0) + 1 if _went_first(chosen, moment) else 0
    state = moment.state.noted(streaks={**moment.hall.streaks, event.counter: streak})
    return state.answering(Called(CalledTicket(chosen.label, chosen.wanted, chosen.priority, waited)))


def return_ticket(moment: Moment, event: ReturnTicket, signed: Signed, open_: tuple[str, ...]) -> State:
    """Came too late, and need not take a new number: once."""
    entry = tickets.find(event.number, open_)
    problem = _return_problem(event.number, entry)
    if problem is not None or entry is None:
        return moment.state.answering(problem or Done())
    tickets.change(entry, state="waiting", returned=1, counter=None, officer=None)
    fact = TicketTransferred(
        day=entry.day,
        number=entry.label,
        service=entry.wanted,
        to_service=entry.wanted,
        officer=signed.officer,
        why="returned",
    )
    ledger.append(fact, moment.now)
    log.info("ticket returned number=%s", entry.label)
    return moment.state.answering(Done(entry.label))


def _write(moment: Moment, event: Call, signed: Signed, chosen: Entry) -> int:
    """Row and ledger row; returns the seconds waited."""
    waited = line.seconds_since(chosen.issued_at, moment.now)
    tickets.change(
        chosen,
        state="called",
        counter=event.counter,
        officer=signed.officer,
        called_at=instant(moment.now.wall),
        reason="",
    )
    fact = TicketCalled(
        day=chosen.day,
        number=chosen.label,
        service=chosen.wanted,
        counter=event.counter,
        officer=signed.officer,
        priority=chosen.priority,
        waited_seconds=waited,
    )
    ledger.append(fact, moment.now)
    log.info("ticket called number=%s counter=%s", chosen.label, event.counter)
    return waited


def _went_first(chosen: Entry, moment: Moment) -> bool:
    """Whether a call counts as one of priority; what was booked does from its slot on."""
    early = chosen.booked_at is not None and chosen.booked_at > instant(moment.now.wall)
    return bool(chosen.priority) and not early


def _next(moment: Moment, event: Call, open_: tuple[str, ...]) -> Entry | None:
    seat = line.seat(moment.settings, event.counter, moment.hall.streaks.get(event.counter, 0))
    waiter = next_for(seat, line.waiters(rows, moment.settings, open_, moment.now, first=1))
    return tickets.find(waiter.label, (waiter.day,)) if waiter else None


def _named(moment: Moment, event: Call, open_: tuple[str, ...]) -> Entry | Refused:
    entry = tickets.find(event.number or "", open_)
    if entry is None:
        return Refused(Why.UNKNOWN_TICKET, f"there is no ticket {event.number!r} today; look at the list")
    if entry.state not in ("waiting", "held"):
        detail = f"{entry.label} is {entry.state}; only a ticket that waits or is held can be called"
        return Refused(Why.WRONG_STATE, detail)
    only = entry.counter if entry.state == "waiting" else None
    waiter = Waiter(entry.day, entry.label, entry.wanted, 0, 0, ("", "", ""), only)
    if not may_call(line.seat(moment.settings, event.counter, 0), waiter):
        detail = f"{entry.label} waits for {entry.wanted}, not for counter {event.counter}; transfer it"
        return Refused(Why.NOT_SERVED_HERE, detail)
    return entry


def _return_problem(number: str, entry: Entry | None) -> Refused | None:
    if entry is None:
        return Refused(Why.UNKNOWN_TICKET, f"there is no ticket {number!r} today; look at the slip")
    if entry.state != "no_show":
        return Refused(Why.WRONG_STATE, f"{entry.label} is {entry.state}, not no_show; it needs no return")
    if entry.returned:
        return Refused(Why.RETURNED_BEFORE, f"{entry.label} came back once already; take a new number")
    return None
