"""What is to be simulated: which wards, which days, which faults; and the seed that all is drawn from.

Owns the choice of kiosks and what makes two runs equal. Refuses to play. Wards are real ones by their
official codes, so that names and maps fit; what happens in them is invented.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Final

from central.simulate.moments import DAY, HOUR, MINUTE, day_of, midnight
from central.simulate.people import Office, office_of
from central.simulate.troubles import Trouble, trouble_of
from mqtt.topics import KioskName
from mqtt.wards import read_units

OPENING: Final = 7 * HOUR + 30 * MINUTE


class PlanError(ValueError):
    """Cannot be simulated; the text says which option to change."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`days` None goes on without end; `opening` counts from midnight; `officers`: the fewest, the most."""

    seed: int
    first_day: date
    days: int | None
    faults: frozenset[str] = frozenset()
    officers: tuple[int, int] = (2, 6)
    opening: int = OPENING
    every_day: bool = False

    def all_days(self) -> Iterator[date]:
        steps = count() if self.days is None else range(self.days)
        return (self.first_day + timedelta(days=step) for step in steps)

    def opens(self, day: date) -> int:
        return midnight(day) + self.opening

    def office(self, kiosk: str) -> Office:
        return office_of(self.seed, kiosk, *self.officers, every_day=self.every_day)

    def trouble(self, kiosk: str, day: date) -> Trouble:
        return trouble_of(self.seed, kiosk, day, self.opens(day), self.faults)

    def epoch(self, kiosk: str, card: int) -> str:
        """The name of a ledger: another for each plan that could write other events under its numbers."""
        shaped = (
            self.seed,
            self.first_day,
            sorted(self.faults),
            self.officers,
            self.opening,
            self.every_day,
        )
        return hashlib.sha256(f"{shaped} {kiosk} {card}".encode()).hexdigest()[:16]


def choose_kiosks(wards: int, kiosks_per_ward: int, province: str | None) -> list[KioskName]:
    """Of one province its first wards, of the country so many spread evenly over all."""
    units = read_units()
    listed = [ward for ward in units.wards if province in (None, ward.province)]
    if not 1 <= wards <= len(listed):
        where = f"province {province}" if province else "the country"
        raise PlanError(f"--wards {wards}: {where} has {len(listed)}; give 1 to {len(listed)}")
    if province is None:
        listed = [listed[step * len(listed) // wards] for step in range(wards)]
    return [
        KioskName(ward.province, ward.code, f"k{number}")
        for ward in listed[:wards]
        for number in range(1, kiosks_per_ward + 1)
    ]


def end_of_day(at: int, opening: int) -> int:
    """The last moment of the office day to which `at` belongs: two hours before the next one opens."""
    early = opening - 2 * HOUR
    return midnight(day_of(at - early)) + early + DAY - 1
