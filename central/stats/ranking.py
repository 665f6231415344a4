"""Provinces or wards in order: of satisfaction, of waits, of no-shows.

Owns the orders and the least sample. Refuses a rank to whoever has fewer cases than that: they stand apart.
By satisfaction the lower end of the interval decides, so that a place is earned by many presses. The order
of all wards is found from the few measures it needs; the other figures are read only for the places that
are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import peewee

from central.measures import quantile
from central.queries import Scope
from central.stats import quantiles, reading
from central.stats.measured import NO_SHOWS, PLACE, PRESSES
from central.stats.reading import Times
from central.stats.shares import Share
from central.stats.sums import Sums, by_province, by_ward

Order = Literal["satisfaction", "wait", "p90", "no_shows"]
Unit = Literal["province", "ward"]

MINIMUM: Final = 30
NEEDED: Final = {"satisfaction": PRESSES, "no_shows": NO_SHOWS}
SHARES: Final = {"wait": 0.5, "p90": 0.9}
"""What an order is found from: measures, or a share of the people by their waits."""


@dataclass(frozen=True, slots=True)
class Line:
    """One province or ward; `area` is ``19`` or ``19/05518``."""

    area: str
    tickets: int
    satisfaction: Share
    wait: Times
    no_shows: Share


@dataclass(frozen=True, slots=True)
class Apart:
    """Too few cases for a rank."""

    area: str
    cases: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """`order` is all ranked areas of so many `days`, the best first; `lines` are those asked for."""

    unit: Unit
    days: int
    by: Order
    order: tuple[str, ...]
    lines: tuple[Line, ...]
    apart: tuple[Apart, ...]


def ranking(
    reader: peewee.Database,
    scope: Scope,
    by: Order = "satisfaction",
    *,
    unit: Unit = "ward",
    minimum: int = MINIMUM,
    first: int = 0,
    count: int | None = None,
    known: Mapping[str, Sums] | None = None,
) -> Ranking:
    """Places from `first` on, `count` of them; None is all. Ties go to the larger sample.

    `known` are the sums of all places, where they were read already.
    """
    few = unit == "province" or scope.province
    found = (_all_sums(reader, scope, unit) if known is None else known) if few else {}
    judged = {area: _judged(sums, by) for area, sums in found.items()} if few else _wards(reader, scope, by)
    ranked = [(value, -cases, area) for area, (cases, value) in judged.items() if cases >= minimum]
    order = [area for _, _, area in sorted(ranked)]
    shown = order[first:] if count is None else order[first : first + count]
    whole = found if few else by_ward(reader, scope, PLACE, shown)
    return Ranking(
        unit=unit,
        days=_days(scope),
        by=by,
        order=tuple(order),
        lines=tuple(_line(area, whole[area]) for area in shown),
        apart=tuple(Apart(area, cases) for area, (cases, _) in sorted(judged.items()) if cases < minimum),
    )


def _days(scope: Scope) -> int:
    assert scope.first_day and scope.last_day, "places are ordered by a period"
    return (date.fromisoformat(scope.last_day) - date.fromisoformat(scope.first_day)).days + 1


def _all_sums(reader: peewee.Database, scope: Scope, unit: Unit) -> dict[str, Sums]:
    return by_province(reader, scope, PLACE) if unit == "province" else by_ward(reader, scope, PLACE)


def _wards(reader: peewee.Database, scope: Scope, by: Order) -> dict[str, tuple[int, float]]:
    """All wards of the country, from as few rows as the order needs."""
    if by == "wait" or by == "p90":
        return quantiles.by_ward(reader, scope, "wait", SHARES[by])
    return {area: _judged(sums, by) for area, sums in by_ward(reader, scope, NEEDED[by]).items()}


def _judged(sums: Sums, by: Order) -> tuple[int, float]:
    """How many people the order of one area rests on, and its value in that order: the smaller the better."""
    match by:
        case "satisfaction":
            presses = reading.satisfaction(sums)
            return presses.whole, -presses.low
        case "no_shows":
            tickets = reading.no_shows(sums)
            return tickets.whole, tickets.value or 0.0
        case "wait" | "p90":
            classes = reading.classes(sums, "wait")
            return sum(classes.values()), quantile(classes, SHARES[by]) or 0.0


def _line(area: str, sums: Sums) -> Line:
    return Line(
        area=area,
        tickets=sums.get("tickets", 0),
        satisfaction=reading.satisfaction(sums),
        wait=reading.times(sums, "wait"),
        no_shows=reading.no_shows(sums),
    )
