"""What sums say: how long people waited, how content they were, how many did not come.

Owns the arithmetic on one area's sums. Refuses the store. "Content" is very satisfied or satisfied, of all
presses of smileys; it is never mixed with figures of Decision 766/QĐ-TTg.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from central.measures import quantile
from central.queries import LEVELS
from central.stats.shares import Share, share
from mqtt.scalars import Level

CONTENT: Final[tuple[Level, ...]] = ("very_satisfied", "satisfied")
LONGEST: Final = 200
"""Classes of times beyond this one would be years."""
CLASSES: Final = {
    name: {f"{name}:{number}": number for number in range(LONGEST)} for name in ("wait", "service")
}


@dataclass(frozen=True, slots=True)
class Times:
    """Of `count` waits or services; seconds, None of nothing."""

    count: int
    median: float | None
    p90: float | None


def times(sums: Mapping[str, int], name: Literal["wait", "service"]) -> Times:
    counts = classes(sums, name)
    return Times(sum(counts.values()), quantile(counts, 0.5), quantile(counts, 0.9))


def classes(sums: Mapping[str, int], name: Literal["wait", "service"]) -> dict[int, int]:
    """Class of times -> how many."""
    numbers = CLASSES[name]
    return {numbers[measure]: count for measure, count in sums.items() if count > 0 and measure in numbers}


def satisfaction(sums: Mapping[str, int]) -> Share:
    presses = {level: max(sums.get(f"rating:{level}", 0), 0) for level in LEVELS}
    return Share(sum(presses[level] for level in CONTENT), sum(presses.values()))


def satisfaction_in(columns: Mapping[str, int]) -> Share:
    """The same of the columns of `hourly`."""
    return satisfaction({f"rating:{level}": columns.get(level, 0) for level in LEVELS})


def no_shows(sums: Mapping[str, int]) -> Share:
    """Of the numbers taken, those that were called and nobody came."""
    return share(sums.get("no_shows", 0), sums.get("tickets", 0))


def mean(seconds: int, count: int) -> float | None:
    return seconds / count if count > 0 else None
