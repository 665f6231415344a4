"""Holds a centre's figures against the truth of a simulation, to the last unit.

Owns what is compared, by name, and how a difference is told. Refuses to ask (`asking`). A quantile is
compared by its class, since a centre counts waits in classes; everything else must be equal.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from central.measures import bucket
from central.simulate.truth import Figures, KioskDay, Truth

MEASURES: Final = ("tickets", "served", "no_shows")
Named = Mapping[str, int]
"""Figures by name, such as ``tickets``, ``hour:08`` or ``officer demo-01 served``; what is left out is 0."""
QUANTILES: Final = (("class of the median wait", 0.5), ("class of the longest tenth of waits", 0.9))


class Centre(Protocol):
    """A centre that can be asked. `tells`: whether it can tell a figure at all."""

    def tells(self, name: str) -> bool: ...

    def day(self, day: str, kiosks: Collection[str]) -> Mapping[str, Named]:
        """Figures of one day by area: the kiosks, and where it can the provinces as ``19``."""
        ...

    def dossiers(self, day: str, wards: Collection[str]) -> Mapping[str, Named]:
        """``received``, ``on_time`` and ``late`` of one day by ward, such as ``19/05518``."""
        ...

    def deliveries(self, truth: Truth) -> Mapping[str, Named]:
        """By kiosk: ``upto EPOCH``, ``missing``, ``stored`` and ``quarantined``, as far as it can tell."""
        ...

    def quantile(self, share: float) -> int | None:
        """The class of that quantile over all days that were asked for; None: it cannot tell."""
        ...


@dataclass(frozen=True, slots=True)
class Difference:
    where: str
    what: str
    truth: int
    centre: int

    def __str__(self) -> str:
        return f"{self.where}: {self.what}: truth {self.truth}, centre {self.centre}"


@dataclass(slots=True)
class Verdict:
    """`compared` counts single figures; they come out right only where there were any."""

    compared: int = 0
    differences: int = 0


def differences(truth: Truth, centre: Centre, verdict: Verdict) -> Iterator[Difference]:
    """All of them, day by day; `verdict` counts on the way."""
    by_day: dict[str, list[KioskDay]] = defaultdict(list)
    for one in truth.days:
        by_day[one.day].append(one)
    for day in sorted(by_day):
        yield from _counted(_of_day(day, by_day[day], centre), verdict)
    yield from _counted(_of_deliveries(truth, centre), verdict)
    yield from _counted(_of_quantiles(truth, centre), verdict)


def named(figures: Figures) -> Counter[str]:
    """A truth's figures by name."""
    names = Counter(
        {
            "tickets": figures.tickets,
            "served": figures.served,
            "no_shows": figures.no_shows,
            "waits": figures.waits,
            "waited_seconds": figures.waited_seconds,
            "services_timed": figures.services_timed,
            "service_seconds": figures.service_seconds,
        }
    )
    names.update({f"rating:{level}": count for level, count in figures.ratings.items()})
    names.update({f"hour:{int(hour):02}": count for hour, count in figures.hours.items()})
    names.update({f"service {code} tickets": count for code, count in figures.services.items()})
    for officer, sums in figures.officers.items():
        who = officer or "nobody"
        for what in ("served", "no_shows", "waits", "waited_seconds", "services", "service_seconds"):
            names[f"officer {who} {what}"] = getattr(sums, what)
        names.update({f"officer {who} {level}": count for level, count in sums.ratings.items()})
    return names


def measured(name: str) -> bool:
    """Whether a figure is one of the day's measures, which add up to those of a province."""
    return name in MEASURES or name.startswith(("rating:", "hour:"))


def classes(figures: Figures) -> dict[str, int]:
    quantiles = (figures.wait_median, figures.wait_p90)
    return {
        name: bucket(seconds)
        for (name, _), seconds in zip(QUANTILES, quantiles, strict=True)
        if seconds is not None
    }


Compared = tuple[str, str, int, int]
"""Where, what, the truth's figure, the centre's."""


def _counted(compared: Iterator[Compared], verdict: Verdict) -> Iterator[Difference]:
    for where, what, truth, centre in compared:
        verdict.compared += 1
        if truth != centre:
            verdict.differences += 1
            yield Difference(where, what, truth, centre)


def _of_day(day: str, days: list[KioskDay], centre: Centre) -> Iterator[Compared]:
    known = centre.day(day, [one.kiosk for one in days])
    provinces: dict[str, Counter[str]] = defaultdict(Counter)
    wards: dict[str, Counter[str]] = defaultdict(Counter)
    for one in days:
        names, found = named(one.figures), known.get(one.kiosk, {})
        yield from _both(f"{one.kiosk} {day}", names | classes(one.figures), found, centre)
        provinces[one.kiosk[:2]].update({name: names[name] for name in names if measured(name)})
        dossiers = one.figures.dossiers
        wards[one.kiosk.rpartition("/")[0]].update(
            received=dossiers.received, on_time=dossiers.on_time, late=dossiers.late
        )
    for province, names in provinces.items():
        if province in known:
            yield from _both(f"{province} {day}", names, known[province], centre)
    found_dossiers = centre.dossiers(day, wards)
    for ward, names in wards.items():
        for what in ("received", "on_time", "late"):
            yield f"{ward} {day}", f"dossiers {what}", names[what], found_dossiers[ward].get(what, 0)


def _both(where: str, truth: Named, found: Named, centre: Centre) -> Iterator[Compared]:
    for name in sorted(truth.keys() | found.keys()):
        if centre.tells(name):
            yield where, name, truth.get(name, 0), found.get(name, 0)


def _of_deliveries(truth: Truth, centre: Centre) -> Iterator[Compared]:
    for kiosk, found in centre.deliveries(truth).items():
        delivery = truth.kiosks[kiosk]
        expected = {f"upto {epoch}": high for epoch, high in delivery.events.items()} | {
            "missing": 0,
            "stored": sum(delivery.events.values()) - delivery.strange,
            "quarantined": delivery.rejected + delivery.strange,
        }
        for name, value in found.items():
            yield kiosk, name, expected.get(name, 0), value


def _of_quantiles(truth: Truth, centre: Centre) -> Iterator[Compared]:
    expected = classes(truth.total)
    for name, share in QUANTILES:
        found = centre.quantile(share)
        if found is not None and name in expected:
            yield "all", name, expected[name], found
