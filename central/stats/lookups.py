"""Which procedures people open most at the kiosks, and what they look for and do not find.

Owns one question. Refuses names of procedures: the catalogue is another database. Kiosks tell this once a day
is over, so today is never in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import peewee

from central.queries import Scope
from central.stats.measured import LOOKUPS
from central.stats.sums import total

MOST: Final = 10


@dataclass(frozen=True, slots=True)
class Lookups:
    """(code, times opened) and (words, times left without a finding), the most frequent first."""

    viewed: tuple[tuple[str, int], ...]
    missed: tuple[tuple[str, int], ...]


def lookups(reader: peewee.Database, scope: Scope, most: int = MOST) -> Lookups:
    found = total(reader, scope, LOOKUPS)
    return Lookups(_most(found, "viewed", most), _most(found, "missed", most))


def _most(found: Mapping[str, int], name: str, most: int) -> tuple[tuple[str, int], ...]:
    named = {measure: count for measure, count in found.items() if measure.startswith(f"{name}:")}
    counts = [(measure.partition(":")[2], count) for measure, count in named.items()]
    return tuple(sorted(counts, key=lambda one: (-one[1], one[0]))[:most])
