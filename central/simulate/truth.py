"""What really happened in the simulated offices, counted as it happens and written down day by day.

Owns the counting and the file's shape. Refuses to look at how a centre counts: both come to the same
figures or one of them is wrong. One kiosk's day is closed and written before it is forgotten, so that a
country's month needs no more memory than its busiest hour.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec
from msgspec import Struct

from mqtt import facts
from mqtt.dossiers import State
from mqtt.facts import Fact

UNKNOWN_HOUR: Final = "-1"
COUNTED: Final = frozenset(
    {
        facts.TicketServed,
        facts.TicketIssued,
        facts.RatingGiven,
        facts.RatingVoided,
        facts.DossierReceived,
        facts.DossierMoved,
        facts.TicketNoShow,
        facts.TicketTransferred,
    }
)


class Officer(Struct, kw_only=True, omit_defaults=True):
    """Sums of one officer; seconds are of the matters that were done."""

    served: int = 0
    no_shows: int = 0
    waits: int = 0
    waited_seconds: int = 0
    services: int = 0
    service_seconds: int = 0
    ratings: dict[str, int] = {}


class Dossiers(Struct, kw_only=True, omit_defaults=True):
    """`on_time` and `late` are of those finished on the day."""

    received: int = 0
    on_time: int = 0
    late: int = 0


class Figures(Struct, kw_only=True, omit_defaults=True):
    """Of one day or of all. `ratings` after voids; `hours` are tickets by local hour, "-1" where unknown."""

    tickets: int = 0
    served: int = 0
    no_shows: int = 0
    ratings: dict[str, int] = {}
    hours: dict[str, int] = {}
    services: dict[str, int] = {}
    officers: dict[str, Officer] = {}
    waits: int = 0
    waited_seconds: int = 0
    wait_median: int | None = None
    wait_p90: int | None = None
    services_timed: int = 0
    service_seconds: int = 0
    dossiers: Dossiers = msgspec.field(default_factory=Dossiers)


class KioskDay(Struct, kw_only=True):
    kiosk: str
    day: str
    figures: Figures


class Delivery(Struct, kw_only=True, omit_defaults=True):
    """One kiosk over all days: events by epoch, those no centre of this version understands, refused mail."""

    events: dict[str, int] = {}
    strange: int = 0
    rejected: int = 0


class Truth(Struct, kw_only=True):
    """The file. `rejected` counts strange events and refused messages."""

    made_by: str
    days: list[KioskDay]
    kiosks: dict[str, Delivery]
    total: Figures


@dataclass(slots=True)
class Tally:
    """Mutable, of one kiosk's day or of everything. `waits` counts waits by their seconds."""

    tickets: int = 0
    served: int = 0
    no_shows: int = 0
    ratings: Counter[str] = field(default_factory=Counter)
    hours: Counter[str] = field(default_factory=Counter)
    services: Counter[str] = field(default_factory=Counter)
    officers: dict[str, Officer] = field(default_factory=dict)
    waits: Counter[int] = field(default_factory=Counter)
    services_timed: int = 0
    service_seconds: int = 0
    dossiers: Dossiers = field(default_factory=Dossiers)

    def note(self, fact: Fact, hour: str) -> None:
        """`hour` is the local hour as the kiosk's clock knew it. Most facts count as nothing."""
        if type(fact) in COUNTED:
            self._note_counted(fact, hour)

    def _note_counted(self, fact: Fact, hour: str) -> None:
        match fact:
            case facts.TicketServed():
                self._note_served(fact)
            case facts.TicketIssued():
                self.tickets += 1
                self.hours[hour] += 1
                self.services[fact.service] += 1
            case facts.RatingGiven():
                self._note_rating(fact.officer, fact.level, 1)
            case facts.RatingVoided():
                self._note_rating(fact.officer, fact.level, -1)
            case facts.DossierReceived():
                self.dossiers.received += 1
            case facts.DossierMoved():
                self._note_moved(fact)
            case facts.TicketNoShow():
                self.no_shows += 1
                self._officer(fact.officer).no_shows += 1
            case facts.TicketTransferred(why="returned"):
                self.no_shows -= 1
                self._officer(fact.officer or "").no_shows -= 1

    def _note_served(self, fact: facts.TicketServed) -> None:
        self.served += 1
        officer = self._officer(fact.officer)
        officer.served += 1
        if fact.waited_seconds is not None:
            self.waits[fact.waited_seconds] += 1
            officer.waits += 1
            officer.waited_seconds += fact.waited_seconds
        if fact.service_seconds is not None:
            self.services_timed += 1
            self.service_seconds += fact.service_seconds
            officer.services += 1
            officer.service_seconds += fact.service_seconds

    def _note_rating(self, officer: str | None, level: str, change: int) -> None:
        self.ratings[level] += change
        ratings = self._officer(officer or "").ratings
        ratings[level] = ratings.get(level, 0) + change

    def _note_moved(self, fact: facts.DossierMoved) -> None:
        """Finished: states 9, 3 and 8; handing out (10) comes after it and changes nothing."""
        if fact.state in (State.FINISHED, State.REJECTED, State.STOPPED) and fact.due is not None:
            if fact.day <= fact.due:
                self.dossiers.on_time += 1
            else:
                self.dossiers.late += 1

    def _officer(self, name: str) -> Officer:
        found = self.officers.get(name)
        if found is None:
            found = self.officers[name] = Officer()
        return found

    def add(self, other: "Tally") -> None:
        """The other's sums on top; officers stay with their kiosks, since their names repeat."""
        self.tickets += other.tickets
        self.served += other.served
        self.no_shows += other.no_shows
        self.ratings.update(other.ratings)
        self.hours.update(other.hours)
        self.services.update(other.services)
        self.waits.update(other.waits)
        self.services_timed += other.services_timed
        self.service_seconds += other.service_seconds
        self.dossiers.received += other.dossiers.received
        self.dossiers.on_time += other.dossiers.on_time
        self.dossiers.late += other.dossiers.late

    def figures(self) -> Figures:
        return Figures(
            tickets=self.tickets,
            served=self.served,
            no_shows=self.no_shows,
            ratings=_filled(self.ratings),
            hours=_filled(self.hours),
            services=_filled(self.services),
            officers=self.officers,
            waits=self.waits.total(),
            waited_seconds=sum(seconds * count for seconds, count in self.waits.items()),
            wait_median=quantile(self.waits, 0.5),
            wait_p90=quantile(self.waits, 0.9),
            services_timed=self.services_timed,
            service_seconds=self.service_seconds,
            dossiers=self.dossiers,
        )


def quantile(counts: Mapping[int, int], share: float) -> int | None:
    """The smallest value that at least `share` of all do not exceed; None of nothing."""
    reached, wanted = 0, share * sum(counts.values())
    for value in sorted(counts):
        reached += counts[value]
        if reached >= wanted:
            return value
    return None


def _filled(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts) if counts[name]}
