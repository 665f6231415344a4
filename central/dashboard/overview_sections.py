"""What each section of the first page shows, as values for its template.

Owns the choice of figures for a section. Refuses HTML and pushing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final, Literal

import peewee

from central.dashboard.addresses import Addresses, area_of
from central.dashboard.charts import trend_chart
from central.dashboard.colours import LAYERS, Layer, colouring
from central.queries import Scope, kiosks
from central.stats.cards import cards
from central.stats.lookups import lookups
from central.stats.officers import officers
from central.stats.presence import Presence, joined
from central.stats.ranking import MINIMUM, Line, Unit, ranking
from central.stats.reasons import reasons
from central.stats.sums import Sums
from central.stats.tiles import places, places_present, places_sums, tiled
from central.stats.trend import trend

Level = Literal["country", "province", "ward", "kiosk"]
Values = dict[str, Any]

ENDS: Final = 5
"""How many of the best and how many of the last are shown."""


@dataclass(frozen=True, slots=True)
class Question:
    """`scope` has both its days; `addresses` keep what the page's own address named."""

    reader: peewee.Database
    scope: Scope
    addresses: Addresses
    words: dict[str, str]
    layer: Layer
    read: dict[str, Any] = field(default_factory=dict)

    def places(self) -> dict[str, Sums]:
        """The sums of its provinces or wards, read once for one drawing."""
        if "places" not in self.read:
            self.read["places"] = places_sums(self.reader, self.scope)
        found: dict[str, Sums] = self.read["places"]
        return found

    def present(self) -> dict[str, Presence]:
        """Who is there now, read once for one drawing."""
        if "present" not in self.read:
            self.read["present"] = places_present(self.reader, self.scope)
        found: dict[str, Presence] = self.read["present"]
        return found


def level_of(scope: Scope) -> Level:
    if scope.kiosk:
        return "kiosk"
    if scope.ward:
        return "ward"
    return "province" if scope.province else "country"


def _cards(asked: Question) -> Values:
    present = None if asked.scope.ward or asked.scope.kiosk else joined(asked.present().values())
    return {"c": cards(asked.reader, asked.scope, present)}


def _map(asked: Question) -> Values:
    shown = tiled(asked.places(), asked.present())
    return {
        "tiles": shown,
        "places": () if asked.scope.province else places(),
        "colouring": colouring(asked.layer, shown.values()),
        "layers": LAYERS,
        "minimum": MINIMUM,
    }


def _trend(asked: Question) -> Values:
    """A click on a day leads to that day."""
    addresses = Addresses(replace(asked.scope, first_day=None, last_day=None), asked.addresses.language)

    def to_day(day: str) -> str:
        return addresses.to("/", area_of(asked.scope), **{"from": day, "to": day})

    found = trend(asked.reader, asked.scope)
    return {"trend": found, "chart": trend_chart(found, asked.words, to_day)}


def _ranking(asked: Question) -> Values:
    unit: Unit = "ward" if asked.scope.province else "province"
    found = ranking(asked.reader, asked.scope, unit=unit, known=asked.places())
    best, last = ends(found.lines)
    floor = min((line.satisfaction.low for line in (*best, *last)), default=0.0)
    return {"ranking": found, "best": best, "last": last, "floor": floor, "minimum": MINIMUM}


def ends(lines: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """The first few and the last few, nobody in both."""
    return lines[:ENDS], lines[max(len(lines) - ENDS, ENDS) :]


def _reasons(asked: Question) -> Values:
    return {"reasons": reasons(asked.reader, asked.scope)}


def _lookups(asked: Question) -> Values:
    """Of today nothing is known yet: then of the week before."""
    scope = asked.scope
    if asked.addresses.scope.first_day is None and scope.first_day:
        week = date.fromisoformat(scope.first_day) - timedelta(days=7)
        scope = replace(scope, first_day=week.isoformat())
    return {"lookups": lookups(asked.reader, scope), "since": scope.first_day, "upto": scope.last_day}


def _officers(asked: Question) -> Values:
    found = officers(asked.reader, asked.scope)
    floor = min((one.satisfaction.low for one in found.ranked), default=0.0)
    return {"officers": found, "floor": floor, "minimum": MINIMUM}


def _kiosks(asked: Question) -> Values:
    return {"kiosks": kiosks(asked.reader, asked.scope)}


Section = Callable[[Question], Values]
_AREA: Final[dict[str, Section]] = {
    "cards": _cards,
    "map": _map,
    "trend": _trend,
    "ranking": _ranking,
    "reasons": _reasons,
    "lookups": _lookups,
}
_OFFICE: Final[dict[str, Section]] = {
    "cards": _cards,
    "trend": _trend,
    "officers": _officers,
    "reasons": _reasons,
    "kiosks": _kiosks,
    "lookups": _lookups,
}
SECTIONS: Final[dict[Level, dict[str, Section]]] = {
    "country": _AREA,
    "province": _AREA,
    "ward": _OFFICE,
    "kiosk": _OFFICE,
}
"""In the order of reading."""
