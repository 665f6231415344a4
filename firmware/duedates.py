"""When a dossier's result is promised, by the ward's own calendar.

Owns counting: from the working day after receipt, never ending on a day off, stopped while a supplement is
awaited. Refuses clocks and the register: the local moment of receipt is handed in. A limit that the source
gives in words only has no date, and an officer is asked instead.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final

from firmware.hours import Calendar, Span, Week
from mqtt.catalogue import Channel, TimeLimit

SAME_DAY_UNTIL: Final = time(15)
"""What is done on the day of receipt and comes in later is ready on the next working day."""
HOURS_A_DAY: Final = 8
LONGEST_DAYS: Final = 1000
LONGEST_MONTHS: Final = 36
_LOOK_AHEAD_DAYS: Final = 5 * 366
_OPEN: Final = (Span(0, 24 * 60),)
_OFFICE_WEEK: Final = Week((*[_OPEN] * 5, (), ()))
"""Monday to Friday, for a ward whose settings name no hours: a promise must not fall on a Sunday."""


def limit_for(limits: Sequence[TimeLimit], channel: Channel) -> TimeLimit | None:
    """The first limit with a number for this channel, or for every channel; other channels' do not count."""
    counted = [one for one in limits if one.quantity is not None and one.unit]
    for wanted in (channel, None):
        for one in counted:
            if one.channel == wanted:
                return one
    return None


def due_date(calendar: Calendar, received: datetime, limit: TimeLimit | None) -> date | None:
    """The day of the result. `received` is local; None where nobody can say, or not within years."""
    if limit is None or limit.quantity is None or limit.unit is None:
        return None
    match limit.unit:
        case "hour":
            return _same_day(calendar, received, max(limit.quantity - 1, 0) // HOURS_A_DAY)
        case _ if limit.quantity == 0:
            return _same_day(calendar, received, 0)
        case "working_day":
            return later(calendar, received.date(), limit.quantity)
        case "day" if limit.quantity <= LONGEST_DAYS:
            return _from_next_working_day(calendar, received.date(), timedelta(days=limit.quantity))
        case "month" if limit.quantity <= LONGEST_MONTHS:
            return _months_after(calendar, received.date(), limit.quantity)
        case _:
            return None


def later(calendar: Calendar, day: date, working_days: int) -> date | None:
    """So many working days after `day`; with none, `day` itself or the first working day after it."""
    if working_days == 0:
        return first_working_day(calendar, day)
    if working_days > LONGEST_DAYS:
        return None
    return next(islice(_working_days(calendar, day), working_days - 1, None), None)


def waited(calendar: Calendar, asked: date, got: date) -> int:
    """Working days after the day of asking, up to the day on which the supplement came."""
    span = (asked + timedelta(days=ahead) for ahead in range(1, (got - asked).days + 1))
    return sum(is_working_day(calendar, day) for day in span)


def first_working_day(calendar: Calendar, day: date) -> date | None:
    """`day`, or the first working day after it."""
    return next(_working_days(calendar, day - timedelta(days=1)), None)


def is_working_day(calendar: Calendar, day: date) -> bool:
    return bool(_with_week(calendar).spans(day))


def _same_day(calendar: Calendar, received: datetime, more_days: int) -> date | None:
    """On the day of receipt, if that is a working day and early enough; otherwise on the next."""
    day = received.date()
    if not is_working_day(calendar, day) or received.time() > SAME_DAY_UNTIL:
        more_days += 1
    return later(calendar, day, more_days)


def _from_next_working_day(calendar: Calendar, received: date, span: timedelta) -> date | None:
    """The working day after receipt is the first of the span."""
    start = later(calendar, received, 1)
    return first_working_day(calendar, start + span - timedelta(days=1)) if start else None


def _months_after(calendar: Calendar, received: date, months: int) -> date | None:
    """The same day of a later month as the day before counting begins, or that month's last day."""
    start = later(calendar, received, 1)
    if start is None:
        return None
    before = start - timedelta(days=1)
    year, month = divmod(before.year * 12 + before.month - 1 + months, 12)
    return first_working_day(calendar, date(year, month + 1, min(before.day, _length(year, month + 1))))


def _length(year: int, month: int) -> int:
    """How many days a month has."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _working_days(calendar: Calendar, after: date) -> Iterator[date]:
    """Every working day after a day, for five years: a calendar that never opens must not hang the kiosk."""
    known = _with_week(calendar)
    coming = (after + timedelta(days=ahead) for ahead in range(1, _LOOK_AHEAD_DAYS))
    return (day for day in coming if known.spans(day))


def _with_week(calendar: Calendar) -> Calendar:
    return calendar if calendar.week else replace(calendar, week=_OFFICE_WEEK)
