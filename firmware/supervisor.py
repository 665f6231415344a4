"""What only a supervisor may do: close the office specially, take a rating back, print a ticket again.

Owns these three, who decides about an SMS (`sms_desk` does it), and the calendar that the closings change.
Refuses figures (`report`), which change nothing.
"""

import logging
from datetime import date
from typing import Final, assert_never

from firmware import days, printing, ratings, sessions, sms_desk, tickets
from firmware.clock import Now
from firmware.console import (
    Answer,
    CloseSpecially,
    Done,
    LiftClosing,
    PrintTicketAgain,
    Refused,
    Signed,
    Supervising,
    VoidRating,
    Why,
)
from firmware.hours import Calendar, Closing
from firmware.settings import Settings
from firmware.sms_pages import DecideSms
from firmware.state import Moment, State
from firmware.store import ClosingRow, PrintJob, rows
from mqtt.messages import instant

log = logging.getLogger(__name__)

_MINUTES_A_DAY: Final = 24 * 60
_REASON: Final = range(3, 201)
_SIGN: Final = range(3, 81)


def decide(moment: Moment, event: Supervising) -> State:
    signed = sessions.supervisor(moment, event.session)
    if isinstance(signed, Refused):
        return moment.state.answering(signed)
    match event:
        case PrintTicketAgain(number=number):
            return moment.state.answering(print_again(moment, number))
        case CloseSpecially():
            return _with_new_calendar(moment, close(moment, event, signed))
        case LiftClosing(closing=closing):
            return _with_new_calendar(moment, lift(moment, closing))
        case VoidRating():
            return moment.state.answering(void(moment, event, signed))
        case DecideSms():
            return moment.state.answering(sms_desk.decide(moment, event, signed))
        case _:
            assert_never(event)


def calendar(settings: Settings, now: Now) -> Calendar:
    """The ward's hours with the special closings of today and later."""
    found = rows(
        "SELECT day, start, end, reason FROM closing WHERE lifted_at IS NULL AND day >= ? ORDER BY id",
        (days.business_day(now),),
    )
    closings = (Closing(date.fromisoformat(day), start, end, reason) for day, start, end, reason in found)
    return settings.calendar.with_closings(tuple(closings))


def print_again(moment: Moment, number: str) -> Answer:
    """One more slip of a ticket of today, marked as a reprint."""
    today = days.business_day(moment.now)
    entry = tickets.find(number, (today,))
    if entry is None:
        return Refused(Why.UNKNOWN_TICKET, f"there is no ticket {number!r} today; look at the queue")
    job = (
        PrintJob.select(PrintJob.id)
        .where(PrintJob.ticket == number, PrintJob.day == today)
        .order_by(PrintJob.id.desc())
        .first()
    )
    if job is None:
        return Refused(Why.WRONG_STATE, f"{number} was never printed: this kiosk has no printer")
    printing.queue_again(job.id, moment.now)
    return Done(number)


def close(moment: Moment, event: CloseSpecially, signed: Signed) -> Answer:
    problem = _closing_problem(moment, event)
    if problem:
        return Refused(Why.BAD_VALUE, problem)
    ClosingRow.insert(
        day=event.day,
        start=event.start,
        end=event.end,
        reason=event.reason.strip(),
        officer=signed.officer,
        made_at=instant(moment.now.wall),
    ).execute()
    log.info(
        "special closing made day=%s from=%s to=%s by=%s", event.day, event.start, event.end, signed.officer
    )
    return Done()


def lift(moment: Moment, closing: int) -> Answer:
    lifted = (
        ClosingRow.update(lifted_at=instant(moment.now.wall))
        .where(ClosingRow.id == closing, ClosingRow.lifted_at.is_null())
        .execute()
    )
    return (
        Done() if lifted else Refused(Why.UNKNOWN_CLOSING, f"closing {closing} is unknown or lifted already")
    )


def void(moment: Moment, event: VoidRating, signed: Signed) -> Answer:
    """The reason stays in the ledger, with the supervisor's name."""
    reason = event.reason.strip()
    if len(reason) not in _REASON:
        return Refused(Why.BAD_VALUE, "a rating is taken back with a reason; write 3 to 200 characters")
    if not ratings.void_by_supervisor(event.rating, signed.officer, reason, moment.now):
        return Refused(Why.UNKNOWN_RATING, f"rating {event.rating!r} is unknown or taken back already")
    return Done()


def _with_new_calendar(moment: Moment, answer: Answer) -> State:
    return moment.state.noted(calendar=calendar(moment.settings, moment.now)).answering(answer)


def _closing_problem(moment: Moment, event: CloseSpecially) -> str:
    try:
        day = date.fromisoformat(event.day)
    except ValueError:
        return f"day {event.day!r} is no date; write it like 2026-12-31"
    if event.day != day.isoformat() or event.day < days.business_day(moment.now):
        return f"day {event.day!r} is over; choose today or later"
    if not 0 <= event.start < event.end <= _MINUTES_A_DAY:
        return f"from {event.start} to {event.end} minutes is no span of a day; the end comes after the start"
    if len(event.reason.strip()) not in _SIGN:
        return "a closing needs a reason of 3 to 80 characters; visitors read it"
    return ""
