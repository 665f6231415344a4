"""What the centre counts of each event, by name: every figure on every page is a sum of these.

Owns the names of measures, the classes of waiting times and the local hour. Refuses storage and pages. Sums
only: two wards or two days add up by adding, so nothing is ever counted again from the events.
"""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from functools import cache, lru_cache
from typing import Final

HANOI: Final = timezone(timedelta(hours=7))
"""Việt Nam has one time zone and no summer time."""

HOUR_UNKNOWN: Final = -1
"""The hour of an event whose kiosk did not know the time."""

GROWTH: Final = 1.1
"""Each class of waiting times is a tenth longer than the last: a quantile read from it is less off."""


def local_hour(at: str, clock: str) -> int:
    """0 to 23 in Việt Nam of a wire instant, or HOUR_UNKNOWN of a clock that was not set.

    ValueError: the wire's pattern lets the 31st of February and 25 o'clock through.
    """
    hour = _hour(at[: len("2026-11-21T02")])
    if at[14] > "5" or at[17] > "5":
        raise ValueError(f"there is no such time as {at}")
    return hour if clock == "synced" else HOUR_UNKNOWN


@lru_cache(maxsize=4096)
def _hour(of: str) -> int:
    try:
        return datetime.fromisoformat(f"{of}:00+00:00").astimezone(HANOI).hour
    except OverflowError as error:
        raise ValueError(f"there is no hour like {of} in Việt Nam") from error


@lru_cache(maxsize=16_384)
def spread(name: str, seconds: int) -> str:
    """The measure that counts one wait or service of so many seconds: ``wait:37``."""
    return f"{name}:{bucket(seconds)}"


@cache
def issued_at(hour: int) -> str:
    """The measure that counts the tickets of one hour: ``hour:08``."""
    return f"hour:{hour:02}"


def at_hour(column: str, hour: int) -> str:
    """The measure of a whole province that sums a column of `hourly`: ``waited_seconds@08``."""
    return f"{column}@{hour:02}"


def bucket(seconds: int) -> int:
    """The class of a duration; class 0 is below one second."""
    return 0 if seconds < 1 else 1 + int(math.log(seconds) / math.log(GROWTH) + 1e-9)


def edges(number: int) -> tuple[float, float]:
    """Where a class of durations begins and ends, in seconds."""
    return (0.0, 1.0) if number == 0 else (GROWTH ** (number - 1), GROWTH**number)


def quantile(counts: Mapping[int, int], share: float) -> float | None:
    """The duration below which `share` of the counted ones lie, in seconds; None of nothing.

    Within its class it is read as if the class were evenly filled, so that it does not jump between classes.
    """
    total = sum(counts.values())
    if total <= 0:
        return None
    reached, wanted = 0, share * total
    for number in sorted(counts):
        count = counts[number]
        if count > 0 and reached + count >= wanted:
            begin, end = edges(number)
            return begin + (end - begin) * (wanted - reached) / count
        reached += count
    return edges(max(counts))[1]
