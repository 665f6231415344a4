"""Why people were not content: the reasons they touched after a press that was not a happy one.

Owns one question. Refuses words: reasons are codes of the kiosk's own.
"""

from dataclasses import dataclass

import peewee

from central.queries import Scope
from central.stats.measured import REASONS
from central.stats.sums import total


@dataclass(frozen=True, slots=True)
class Reasons:
    """`counts` from the most named to the least; one press may name none."""

    counts: tuple[tuple[str, int], ...]

    @property
    def named(self) -> int:
        return sum(count for _, count in self.counts)


def reasons(reader: peewee.Database, scope: Scope) -> Reasons:
    found = {
        measure.partition(":")[2]: count for measure, count in total(reader, scope, REASONS).items() if count
    }
    return Reasons(tuple(sorted(found.items(), key=lambda item: (-item[1], item[0]))))
