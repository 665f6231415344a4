"""Opening hours: is the office open now, and when does it open next. Local wall-clock times.

Owns the week as written in the settings. Refuses holidays and special closings, which are not in it yet.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Final

from firmware.screens import DayHours

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN: Final = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")
_MINUTES_A_DAY: Final = 24 * 60


class HoursError(ValueError):
    """`weekday` is the key at fault; the text says how to write it."""

    def __init__(self, weekday: str, problem: str) -> None:
        super().__init__(problem)
        self.weekday = weekday


@dataclass(frozen=True, slots=True)
class Span:
    """Open from `start` until before `end`, in minutes after local midnight; `end` may be 1440."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{_clock(self.start)}–{_clock(self.end)}"


@dataclass(frozen=True, slots=True)
class Week:
    days: tuple[tuple[Span, ...], ...]

    def is_open(self, local: datetime) -> bool:
        minute = local.hour * 60 + local.minute
        return any(span.start <= minute < span.end for span in self.days[local.weekday()])

    def opens_at(self, local: datetime) -> datetime | None:
        """The next opening after `local`, within a week; None if there is none."""
        for ahead in range(8):
            day = local.date() + timedelta(days=ahead)
            for span in self.days[day.weekday()]:
                start = datetime.combine(day, time(), local.tzinfo) + timedelta(minutes=span.start)
                if start > local:
                    return start
        return None

    def rows(self) -> tuple[DayHours, ...]:
        return tuple(
            DayHours(weekday, tuple(str(span) for span in spans)) for weekday, spans in enumerate(self.days)
        )


def read_week(hours: Mapping[str, Sequence[str]]) -> Week:
    """Read ``{"monday": ["07:30-11:30", "13:30-17:00"]}``; a day that is not named is closed."""
    for weekday in hours:
        if weekday not in WEEKDAYS:
            raise HoursError(weekday, f"no such weekday; use one of {', '.join(WEEKDAYS)}")
    return Week(tuple(_read_day(weekday, hours.get(weekday, ())) for weekday in WEEKDAYS))


def _read_day(weekday: str, spans: Sequence[str]) -> tuple[Span, ...]:
    read = tuple(_read_span(weekday, text) for text in spans)
    for earlier, later in pairwise(read):
        if later.start < earlier.end:
            raise HoursError(weekday, f"{later} begins before {earlier} ends; put them in order")
    return read


def _read_span(weekday: str, text: str) -> Span:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise HoursError(weekday, f"{text!r} is not a span; write it like 07:30-11:30")
    hour, minute, end_hour, end_minute = (int(part) for part in match.groups())
    span = Span(hour * 60 + minute, end_hour * 60 + end_minute)
    if not 0 <= span.start < span.end <= _MINUTES_A_DAY or minute > 59 or end_minute > 59:
        raise HoursError(weekday, f"{text!r} does not end after it begins; write it like 07:30-11:30")
    return span


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
