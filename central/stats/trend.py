"""How it goes from day to day, or through one day: tickets, waits, satisfaction.

Owns the points in time. Refuses drawing. The classes of waits are kept by day: of an hour only their mean is
known, and `waits_are` says which of the two it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import peewee

from central.queries import Scope
from central.stats import reading
from central.stats.measured import DAY
from central.stats.shares import Share
from central.stats.sums import by_day, by_hour


@dataclass(frozen=True, slots=True)
class Point:
    """`at` is a day (``2026-11-21``) or an hour (``08``); `wait` in seconds, of `waits` people."""

    at: str
    tickets: int
    wait: float | None
    waits: int
    satisfaction: Share


@dataclass(frozen=True, slots=True)
class Trend:
    by: Literal["day", "hour"]
    waits_are: Literal["median", "mean"]
    points: tuple[Point, ...]


def trend(reader: peewee.Database, scope: Scope) -> Trend:
    """By hour of a single day, else by day; every day and hour between the first and the last is there."""
    if scope.first_day == scope.last_day:
        return Trend("hour", "mean", tuple(_hours(by_hour(reader, scope))))
    return Trend("day", "median", tuple(_days(by_day(reader, scope, DAY), scope)))


def _hours(found: Mapping[int, Mapping[str, int]]) -> Iterator[Point]:
    known = [hour for hour in found if hour >= 0]
    for hour in range(min(known), max(known) + 1) if known else ():
        columns = found.get(hour, {})
        waits = columns.get("waits", 0)
        mean = reading.mean(columns.get("waited_seconds", 0), waits)
        satisfaction = reading.satisfaction_in(columns)
        yield Point(f"{hour:02}", columns.get("tickets", 0), mean, waits, satisfaction)


def _days(found: Mapping[str, Mapping[str, int]], scope: Scope) -> Iterator[Point]:
    assert scope.first_day and scope.last_day, "a trend has a first and a last day"
    first, last = date.fromisoformat(scope.first_day), date.fromisoformat(scope.last_day)
    for number in range((last - first).days + 1):
        day = (first + timedelta(days=number)).isoformat()
        sums = found.get(day, {})
        wait = reading.times(sums, "wait")
        yield Point(day, sums.get("tickets", 0), wait.median, wait.count, reading.satisfaction(sums))
