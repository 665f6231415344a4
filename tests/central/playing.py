"""Simulated kiosks played without a wire, for tests: what they hand over, and the events in it.

Owns small plans and the order of events. Refuses assertions.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from central.simulate.kiosk import Kiosk
from central.simulate.moments import FOREVER
from central.simulate.parcels import Parcel
from central.simulate.plan import Plan, choose_kiosks, end_of_day
from central.simulate.running import neighbour_of
from central.simulate.troubles import FAULTS
from central.simulate.truth import Tally
from mqtt.facts import Fact
from mqtt.messages import Event, Frame, decode, read_fact
from mqtt.topics import KioskName

MONDAY = date(2026, 11, 16)
ALL = frozenset(FAULTS)

F = TypeVar("F", bound=Fact)
K = TypeVar("K")
V = TypeVar("V")


@dataclass
class Played:
    """What some kiosks handed over, day by day; `days` are their tallies."""

    kiosks: list[Kiosk] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)
    days: list[tuple[str, str, Tally]] = field(default_factory=list)

    @cached_property
    def events(self) -> list[tuple[str, str, Event]]:
        """Kiosk, epoch and event of every frame that was no forgery, in order of seq."""
        found = [
            (parcel.kiosk, parcel.epoch, event)
            for parcel in self.parcels
            if parcel.seqs
            for event in decode(Frame, parcel.payload).events
        ]
        return sorted(found, key=lambda row: (row[0], row[1], row[2].seq))

    @cached_property
    def all_told(self) -> list[tuple[str, Event, Fact]]:
        return [(kiosk, event, read_fact(event)) for kiosk, _, event in self.events if known(event)]

    def facts(self, kind: type[F]) -> list[F]:
        return [fact for *_, fact in self.told(kind)]

    def told(self, kind: type[F]) -> list[tuple[str, Event, F]]:
        """Kiosk, event and fact of every event of that kind."""
        return [(kiosk, event, fact) for kiosk, event, fact in self.all_told if isinstance(fact, kind)]

    def seqs(self) -> dict[tuple[str, str], list[int]]:
        return grouped(((kiosk, epoch), event.seq) for kiosk, epoch, event in self.events)


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """The values of each key, in order."""
    found: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def known(event: Event) -> bool:
    return event.kind != "device.dusted"


def plan(*, seed: int = 1, days: int | None = 1, faults: Iterable[str] = (), first: date = MONDAY) -> Plan:
    return Plan(seed=seed, first_day=first, days=days, faults=frozenset(faults))


def kiosk(plan: Plan, name: str = "19/05518/k1", closed: Callable[..., None] = lambda *_: None) -> Kiosk:
    return Kiosk(plan, KioskName.parse(name), "19/05521/k1", closed, beat_every=20_000)


def play(plan: Plan, *, wards: int = 4, kiosks_per_ward: int = 1, province: str | None = None) -> Played:
    """To the plan's end, a day at a time as a run at once does."""
    played = Played()
    names = choose_kiosks(wards, kiosks_per_ward, province)
    played.kiosks = [
        Kiosk(
            plan,
            name,
            neighbour_of(name, names),
            lambda *day: played.days.append(day),
            beat_every=20_000,
        )
        for name in names
    ]
    while (next_at := min(one.next_at for one in played.kiosks)) < FOREVER:
        for one in played.kiosks:
            played.parcels += one.until(end_of_day(next_at, plan.opening))
    for one in played.kiosks:
        played.parcels += one.end()
    return played
