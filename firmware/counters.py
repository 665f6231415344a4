"""What an officer does with the ticket at a counter: call it again, hold it, give it up, pass it on, finish.

Owns the legal moves and their ledger rows. Refuses who comes next (`calling`, `waiting`), sessions, and the
rating that follows (`invitations`). Two officers who press at the same instant are two events in one inbox,
so they never get the same number.
"""

import logging
from dataclasses import replace
from typing import Any, assert_never

from firmware import calling, days, invitations, ledger, line, sessions, tickets, visit
from firmware.console import (
    AtCounter,
    Call,
    Done,
    Hold,
    MarkNoShow,
    Pause,
    Recall,
    Refused,
    ReturnTicket,
    Serve,
    Signed,
    Transfer,
    Why,
)
from firmware.state import Moment, State
from firmware.store import ServedRow, rows
from firmware.tickets import Entry
from mqtt.facts import TicketHeld, TicketNoShow, TicketRecalled, TicketServed, TicketTransferred
from mqtt.messages import instant

log = logging.getLogger(__name__)

WithTicket = Recall | MarkNoShow | Hold | Transfer | Serve


def decide(moment: Moment, event: AtCounter) -> State:
    """Refuse, or move a ticket; whatever screen shows who is being served follows."""
    if isinstance(event, ReturnTicket):
        signed = sessions.holder(moment, event.session)
    else:
        signed = sessions.at_counter(moment, event.session, event.counter)
    if isinstance(signed, Refused):
        return moment.state.answering(signed)
    state = _act(moment, event, signed)
    return visit.serving_changed(replace(moment, state=state))


def _act(moment: Moment, event: AtCounter, signed: Signed) -> State:
    match event:
        case Call():
            return calling.call(moment, event, signed, days.open_days(rows, moment.settings))
        case ReturnTicket():
            return calling.return_ticket(moment, event, signed, days.open_days(rows, moment.settings))
        case Pause():
            return pause(moment, event)
        case Serve(service=str()):
            return serve_without_ticket(moment, event, signed)
        case _:
            return _with_ticket(moment, event, signed)


def _with_ticket(moment: Moment, event: WithTicket, signed: Signed) -> State:
    entry = tickets.at_counter(event.counter, days.open_days(rows, moment.settings))
    if entry is None:
        detail = f"nobody is called to counter {event.counter}; call somebody first"
        return moment.state.answering(Refused(Why.NOBODY_CALLED, detail))
    log.info("%s number=%s counter=%s", type(event).__name__, entry.label, event.counter)
    match event:
        case Recall():
            return recall(moment, signed, entry)
        case MarkNoShow():
            return no_show(moment, signed, entry)
        case Hold(reason=reason):
            return hold(moment, signed, entry, reason)
        case Transfer():
            return transfer(moment, event, signed, entry)
        case Serve():
            return serve(moment, signed, entry)
        case _:
            assert_never(event)


def recall(moment: Moment, signed: Signed, entry: Entry) -> State:
    """The same number once more: the board blinks and the voice speaks again."""
    _note(moment, signed, entry, TicketRecalled)
    return moment.state.answering(Done(entry.label))


def no_show(moment: Moment, signed: Signed, entry: Entry) -> State:
    tickets.change(entry, state="no_show")
    _note(moment, signed, entry, TicketNoShow)
    return moment.state.answering(Done(entry.label))


def hold(moment: Moment, signed: Signed, entry: Entry, reason: str) -> State:
    """Put aside, with the reason for whoever calls it back."""
    tickets.change(entry, state="held", reason=reason)
    _note(moment, signed, entry, TicketHeld, reason=reason)
    return moment.state.answering(Done(entry.label))


def transfer(moment: Moment, event: Transfer, signed: Signed, entry: Entry) -> State:
    """Back among those who wait, in the place of its age; with `done`, the matter here counts as served."""
    problem = _transfer_problem(moment, event)
    if problem is not None:
        return moment.state.answering(problem)
    if event.done:
        _record_served(moment, signed, entry, entry.wanted)
    wanted = event.to_service or entry.wanted
    tickets.change(entry, state="waiting", moved_to=wanted, counter=event.to_counter, officer=None)
    _note(moment, signed, entry, TicketTransferred, to_service=wanted, to_counter=event.to_counter)
    return moment.state.answering(Done(entry.label))


def serve(moment: Moment, signed: Signed, entry: Entry) -> State:
    """Done: the officer of this ticket may now be rated, once."""
    tickets.change(entry, state="served")
    _record_served(moment, signed, entry, entry.wanted)
    return invitations.invite(moment, entry, signed).answering(Done(entry.label))


def serve_without_ticket(moment: Moment, event: Serve, signed: Signed) -> State:
    """Somebody who never took a number. There is nothing to rate: one rating belongs to one ticket."""
    present = tickets.at_counter(event.counter, days.open_days(rows, moment.settings))
    if present is not None:
        detail = f"{present.label} is still at counter {event.counter}; end it first"
        return moment.state.answering(Refused(Why.STILL_SERVING, detail))
    if event.service is None or moment.settings.service(event.service) is None:
        return moment.state.answering(_unknown_service(event.service))
    _record_served(moment, signed, None, event.service)
    return moment.state.answering(Done())


def pause(moment: Moment, event: Pause) -> State:
    sessions.pause(event.session, event.reason)
    log.info("counter pauses counter=%s reason=%s", event.counter, event.reason)
    return moment.state.answering(Done())


def _note(
    moment: Moment,
    signed: Signed,
    entry: Entry,
    fact: type[TicketRecalled | TicketNoShow | TicketHeld | TicketTransferred],
    **more: Any,
) -> None:
    """A ledger row of what every fact at a counter says, and what only this one says."""
    common: dict[str, Any] = {
        "day": entry.day,
        "number": entry.label,
        "service": entry.wanted,
        "counter": signed.counter,
        "officer": signed.officer,
    }
    ledger.append(fact(**common, **more), moment.now)


def _record_served(moment: Moment, signed: Signed, entry: Entry | None, service: str) -> None:
    """One matter done: a ledger row, and a case that estimates and reports stand on."""
    now, today = moment.now, days.business_day(moment.now)
    assert signed.counter is not None
    fact = TicketServed(
        day=entry.day if entry else today,
        number=entry.label if entry else None,
        service=service,
        counter=signed.counter,
        officer=signed.officer,
        waited_seconds=_waited(entry),
        service_seconds=line.seconds_since(entry.called_at, now) if entry and entry.called_at else None,
    )
    ledger.append(fact, now)
    ServedRow.insert(
        day=today,
        ticket=fact.number,
        service=service,
        counter=fact.counter,
        officer=fact.officer,
        waited_seconds=fact.waited_seconds,
        seconds=fact.service_seconds,
        at=instant(now.wall),
    ).execute()


def _waited(entry: Entry | None) -> int | None:
    if entry is None or entry.called_at is None:
        return None
    return line.seconds_between(entry.issued_at, entry.called_at)


def _transfer_problem(moment: Moment, event: Transfer) -> Refused | None:
    if event.to_service is None and event.to_counter is None:
        return Refused(Why.BAD_VALUE, "nowhere to transfer to; name a service, a counter or both")
    if event.to_service is not None and moment.settings.service(event.to_service) is None:
        return _unknown_service(event.to_service)
    if event.to_counter is not None and event.to_counter not in moment.settings.counter_numbers:
        detail = f"counter {event.to_counter} is not in the settings; choose another"
        return Refused(Why.UNKNOWN_COUNTER, detail)
    return None


def _unknown_service(code: str | None) -> Refused:
    return Refused(Why.UNKNOWN_SERVICE, f"service {code!r} is not in the settings; choose another")
