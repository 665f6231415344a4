"""Which measures a question needs, as a condition that leads straight to their rows.

Owns the groups of measures and how names are compared. Refuses sums. A group of names is a stretch of the
index and never a pattern: PostgreSQL would fold the case of every row of a month to match one.
"""

import functools
import operator
from dataclasses import dataclass
from typing import Final

import peewee
from peewee import Expression

from central.counting import HOURLY


@dataclass(frozen=True, slots=True)
class Measures:
    """By their whole names, and by how they begin: ``wait:`` stands for all classes of waits."""

    names: tuple[str, ...] = ()
    begin: tuple[str, ...] = ()

    def among(self, column: peewee.TextField) -> Expression:
        named = [column.in_(list(self.names))] if self.names else []
        return functools.reduce(operator.or_, [*named, *(_stretch(column, one) for one in self.begin)])


def _stretch(column: peewee.TextField, begin: str) -> Expression:
    """Whatever begins so and goes on: the names before the first one that does not."""
    return (column >= begin) & (column < f"{begin[:-1]}{chr(ord(begin[-1]) + 1)}")


PLACE: Final = Measures(("tickets", "no_shows"), ("rating:", "wait:"))
"""What a place is compared by."""
HEADLINE: Final = Measures(("tickets", "served", "no_shows"), ("rating:", "wait:", "service:"))
DAY: Final = Measures(("tickets",), ("rating:", "wait:"))
OPEN: Final = Measures(("tickets", "served", "no_shows"), ("rating:", "wait:"))
PRESSES: Final = Measures(begin=("rating:",))
NO_SHOWS: Final = Measures(("tickets", "no_shows"))
REASONS: Final = Measures(begin=("reason:",))
HOURS: Final = Measures(begin=("hour:",))
LOOKUPS: Final = Measures(begin=("viewed:", "missed:"))
OF_HOURS: Final = Measures(begin=tuple(f"{column}@" for column in HOURLY))
"""A province's sums by the hour."""
