"""Opening hours: is the office open now, until when, when does it open next, and why is it shut.

Owns the week of the settings and the calendar over it: a closing cuts any day; a day worked in compensation
beats a holiday; a ward's own day off joins the public ones. `holidays_vn` says why the settings come first.
Refuses the clock and the database: the moment and the closings are handed in, in local wall-clock time.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Final

from firmware.screens import DayHours
from mqtt.holidays_vn import public_holidays

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_OFF: Final = "Ngày nghỉ"
WORKED_IN_COMPENSATION: Final = "Ngày làm việc bù"
_SPAN: Final = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")
_MINUTES_A_DAY: Final = 24 * 60
_LOOK_AHEAD_DAYS: Final = 30
_CLOSED: Final = "holidays.closed"
_WORKING: Final = "holidays.working"


class HoursError(ValueError):
    """`key` is the key at fault, `hours.monday` or `holidays.closed`; the text says how to write it."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(problem)
        self.key = key

    @property
    def weekday(self) -> str:
        """The key without its table."""
        return self.key.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Span:
    """Open from `start` until before `end`, in minutes after local midnight; `end` may be 1440."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{_clock(self.start)}–{_clock(self.end)}"


_ALL_DAY: Final = Span(0, _MINUTES_A_DAY)


@dataclass(frozen=True, slots=True)
class Closing:
    """A supervisor shuts the office on `day`, from `start` until before `end`; 0 <= start < end <= 1440."""

    day: date
    start: int = 0
    end: int = _MINUTES_A_DAY
    reason: str = ""

    def __str__(self) -> str:
        span = Span(self.start, self.end)
        return self.reason if span == _ALL_DAY else f"{self.reason} ({span})".lstrip()


@dataclass(frozen=True, slots=True)
class Week:
    """The spans of Monday to Sunday."""

    days: tuple[tuple[Span, ...], ...]

    def rows(self) -> tuple[DayHours, ...]:
        return tuple(
            DayHours(weekday, tuple(str(span) for span in spans)) for weekday, spans in enumerate(self.days)
        )


@dataclass(frozen=True, slots=True)
class Calendar:
    """The week and all that departs from it.

    Without a `week` nothing is known of the ward's hours: every minute of every day is open, holidays
    included, and only `closings` shut it. `working` are days with their spans; without spans, Monday's hold.
    """

    week: Week | None
    public: bool
    closed: frozenset[date] = frozenset()
    working: tuple[tuple[date, tuple[Span, ...]], ...] = ()
    closings: tuple[Closing, ...] = ()

    def with_closings(self, closings: tuple[Closing, ...]) -> "Calendar":
        return replace(self, closings=closings)

    def spans(self, day: date) -> tuple[Span, ...]:
        """When the office is open on a day, after holidays and closings; a closing may cut a span in two."""
        spans = self._before_closings(day)
        for closing in self._closings_of(day):
            spans = _without(spans, closing)
        return spans

    def is_open(self, local: datetime) -> bool:
        return _within(self.spans(local.date()), _minute(local))

    def opens_at(self, local: datetime) -> datetime | None:
        """The next opening after `local`, within 30 days so that Tết is bridged. Midnight between two
        open days is no opening, so an office that never shuts has none."""
        for ahead in range(_LOOK_AHEAD_DAYS + 1):
            day = local.date() + timedelta(days=ahead)
            for span in self.spans(day):
                start = _moment(day, span.start, local)
                if start > local and not (span.start == 0 and self._open_past(day - timedelta(days=1))):
                    return start
        return None

    def remaining_minutes(self, local: datetime) -> int:
        """Open minutes left today, lunch not counted; without a week, those until midnight."""
        now = _minute(local)
        return sum(max(0, span.end - max(span.start, now)) for span in self.spans(local.date()))

    def reason(self, local: datetime) -> str:
        """Why it is shut now: a holiday's name or a closing's reason; "" when open, or shut as every week."""
        if self.is_open(local):
            return ""
        now, today = _minute(local), local.date()
        now_shut = (one.reason for one in self._closings_of(today) if one.start <= now < one.end)
        return self._day_off(today) or next(now_shut, "")

    def rows(self) -> tuple[DayHours, ...]:
        """The normal week; nothing where no hours are known."""
        return self.week.rows() if self.week is not None else ()

    def coming(self, local: datetime, days: int = 14) -> tuple[tuple[date, str], ...]:
        """Today's and later departures from the week over `days` days: days off, days worked in
        compensation, and closings that are not over yet, such as "Mất điện (08:30–09:30)"."""
        today, now = local.date(), _minute(local)
        later = [(today + timedelta(days=ahead), 0) for ahead in range(1, days)]
        return tuple(
            (day, notice) for day, since in [(today, now), *later] for notice in self._notices(day, since)
        )

    def _before_closings(self, day: date) -> tuple[Span, ...]:
        if self.week is None:
            return (_ALL_DAY,)
        worked = self._worked(day)
        if worked is not None:
            return worked
        return () if self._day_off(day) else self.week.days[day.weekday()]

    def _worked(self, day: date) -> tuple[Span, ...] | None:
        """The spans of a day worked in compensation; None for any other day."""
        if self.week is None:
            return None
        return next((spans or self.week.days[0] for worked, spans in self.working if worked == day), None)

    def _day_off(self, day: date) -> str:
        """The name of a day that is off as a whole; "" for any other day."""
        if self.week is None or self._worked(day) is not None:
            return ""
        holiday = public_holidays(day.year).get(day, "") if self.public else ""
        return holiday or (DAY_OFF if day in self.closed else "")

    def _closings_of(self, day: date) -> Iterator[Closing]:
        return (closing for closing in self.closings if closing.day == day)

    def _open_past(self, day: date) -> bool:
        """Whether the office stays open over the midnight that ends a day."""
        tonight, tomorrow = self.spans(day)[-1:], self.spans(day + timedelta(days=1))[:1]
        return any(last.end == _MINUTES_A_DAY for last in tonight) and any(
            first.start == 0 for first in tomorrow
        )

    def _notices(self, day: date, since: int) -> Iterator[str]:
        day_off = self._day_off(day)
        if day_off:
            yield day_off
            return
        worked = self._worked(day)
        if worked is not None:
            yield f"{WORKED_IN_COMPENSATION} ({', '.join(str(span) for span in worked)})"
        yield from (str(closing) for closing in self._closings_of(day) if closing.end > since)


def read_week(hours: Mapping[str, Sequence[str]]) -> Week:
    """Read ``{"monday": ["07:30-11:30", "13:30-17:00"]}``; a day that is not named is closed."""
    for weekday in hours:
        if weekday not in WEEKDAYS:
            raise HoursError(f"hours.{weekday}", f"no such weekday; use one of {', '.join(WEEKDAYS)}")
    return Week(tuple(_read_spans(f"hours.{weekday}", hours.get(weekday, ())) for weekday in WEEKDAYS))


def read_calendar(
    hours: Mapping[str, Sequence[str]], *, public: bool, closed: Sequence[str], working: Sequence[str]
) -> Calendar:
    """Read ``closed = ["2026-12-24"]`` and ``working = ["2027-02-13", "2027-02-20 07:30-11:30"]``; without
    any hours the calendar has no week."""
    week = read_week(hours) if hours else None
    days_off = frozenset(_read_date(_CLOSED, text) for text in closed)
    worked = tuple(_read_working(text) for text in working)
    _refuse_nonsense(week, days_off, worked)
    return Calendar(week, public, days_off, worked)


def _refuse_nonsense(
    week: Week | None, days_off: frozenset[date], worked: Sequence[tuple[date, tuple[Span, ...]]]
) -> None:
    if week is None and (days_off or worked):
        raise HoursError(_CLOSED if days_off else _WORKING, "means nothing without hours; write [hours] too")
    seen: set[date] = set()
    for day, spans in worked:
        if day in days_off:
            raise HoursError(_WORKING, f"{day} stands in closed too; take it out of one of them")
        if day in seen:
            raise HoursError(_WORKING, f"{day} stands twice; write all its hours behind it once")
        if week is not None and not spans and not week.days[0]:
            raise HoursError(_WORKING, f"{day} has no hours, nor has monday; write {day} 07:30-11:30")
        seen.add(day)


def _read_working(text: str) -> tuple[date, tuple[Span, ...]]:
    day, *spans = text.split() or [text]
    return _read_date(_WORKING, day), _read_spans(_WORKING, spans)


def _read_date(key: str, text: str) -> date:
    """Only 2026-12-24: `fromisoformat` alone would also take 20261224 and 2026-W52-4."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise HoursError(key, f"{text!r} is not a date; write it like 2026-12-24")
    return day


def _read_spans(key: str, spans: Sequence[str]) -> tuple[Span, ...]:
    read = tuple(_read_span(key, text) for text in spans)
    for earlier, later in pairwise(read):
        if later.start < earlier.end:
            raise HoursError(key, f"{later} begins before {earlier} ends; put them in order")
    return read


def _read_span(key: str, text: str) -> Span:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise HoursError(key, f"{text!r} is not a span; write it like 07:30-11:30")
    hour, minute, end_hour, end_minute = (int(part) for part in match.groups())
    span = Span(hour * 60 + minute, end_hour * 60 + end_minute)
    if not 0 <= span.start < span.end <= _MINUTES_A_DAY or minute > 59 or end_minute > 59:
        raise HoursError(key, f"{text!r} does not end after it begins; write it like 07:30-11:30")
    return span


def _without(spans: tuple[Span, ...], closing: Closing) -> tuple[Span, ...]:
    """What a closing leaves of the spans: of each the part before it and the part after it."""
    parts = (
        part
        for span in spans
        for part in (
            Span(span.start, min(span.end, closing.start)),
            Span(max(span.start, closing.end), span.end),
        )
    )
    return tuple(part for part in parts if part.start < part.end)


def _within(spans: tuple[Span, ...], minute: int) -> bool:
    return any(span.start <= minute < span.end for span in spans)


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute


def _moment(day: date, minutes: int, local: datetime) -> datetime:
    return datetime.combine(day, time(), local.tzinfo) + timedelta(minutes=minutes)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
