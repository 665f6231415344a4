"""The procedures in force on one day, and the index over their words.

Owns what a kiosk may show of its catalogue. Refuses storage (`catalogue`) and screens (`guide`). Making one
takes a moment, so the worker that receives the catalogue makes it, never the core.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from firmware.clock import VIETNAM
from firmware.search import Index
from mqtt.catalogue import Procedure


@dataclass(frozen=True, slots=True)
class Guidebook:
    """What may be shown on `day`: procedures in force, their fields, and the index over their words."""

    version: int
    published_on: date | None
    day: str
    procedures: dict[str, Procedure]
    index: Index

    def procedure(self, code: str) -> Procedure:
        return self.procedures[code]

    def fields(self) -> list[tuple[str, int]]:
        """Fields with their numbers of procedures, the fullest first."""
        counted = Counter(procedure.field for procedure in self.procedures.values())
        return sorted(counted.items(), key=lambda one: (-one[1], one[0]))

    def of_field(self, field: str) -> tuple[str, ...]:
        """Codes of one field, by the length of the name: the plain ones come first."""
        mine = (one for one in self.procedures.values() if one.field == field)
        return tuple(one.code for one in sorted(mine, key=lambda one: (len(one.name), one.name)))


def make_guide(version: int, published_at: str, procedures: Sequence[Procedure], day: str) -> Guidebook:
    """Repealed procedures vanish on their date, future ones wait for theirs."""
    in_force = [one for one in procedures if _in_force(one, day)]
    published = datetime.fromisoformat(published_at).astimezone(VIETNAM).date() if published_at else None
    return Guidebook(version, published, day, {one.code: one for one in in_force}, Index(in_force))


def _in_force(procedure: Procedure, day: str) -> bool:
    begun = procedure.effective_from is None or procedure.effective_from <= day
    return begun and (procedure.effective_to is None or day < procedure.effective_to)
