"""What one fact adds to the figures: to the day's measures, and to its hour, service and officer.

Owns which facts count as what. Refuses batches and storage. A fact that takes another back counts minus one
under the same name, so that sums need no look-up and come out right in whatever order the two arrive.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from msgspec import Struct

from central.measures import at_hour, spread
from mqtt.device_facts import DeviceLookups
from mqtt.facts import (
    Fact,
    RatingGiven,
    RatingVoided,
    TicketIssued,
    TicketNoShow,
    TicketServed,
    TicketTransferred,
)
from mqtt.scalars import Level

Sums = tuple[tuple[str, int], ...]
Columns = tuple[tuple[int, int], ...]
"""Places in HOURLY, and by how much each changes."""

HOURLY: Final = (
    "tickets",
    "served",
    "no_shows",
    "waits",
    "waited_seconds",
    "services",
    "service_seconds",
    "very_satisfied",
    "satisfied",
    "neutral",
    "unsatisfied",
    "very_unsatisfied",
)
"""The columns of `hourly`, in their order in the table."""
PLACE: Final = {column: place for place, column in enumerate(HOURLY)}


class Counted(Struct, frozen=True):
    """`measures` go to the day's figures, `columns` to the hour; '' is no service or officer."""

    measures: Sums
    columns: Columns
    service: str = ""
    officer: str = ""


@cache
def names_at(hour: int) -> tuple[str, ...]:
    """The measures of a whole province that sum each column of `hourly` at that hour."""
    return tuple(at_hour(column, hour) for column in HOURLY)


def counted(fact: Fact) -> Counted | None:
    """None for a fact that is kept and not counted."""
    rule = _RULES.get(type(fact))
    return rule(fact) if rule else None


@cache
def _one(name: str, change: int = 1) -> tuple[Sums, Columns]:
    """What stands under one name in the day's figures and in the hour's columns."""
    return ((name, change),), ((PLACE[name], change),)


def _issued(fact: TicketIssued) -> Counted:
    return Counted(*_one("tickets"), fact.service)


def _no_show(fact: TicketNoShow) -> Counted:
    return Counted(*_one("no_shows"), fact.service, fact.officer)


def _transferred(fact: TicketTransferred) -> Counted | None:
    if fact.why != "returned":
        return None
    return Counted(*_one("no_shows", -1), fact.service, fact.officer or "")


@cache
def _pressed(level: Level, change: int) -> tuple[Sums, Columns]:
    return ((f"rating:{level}", change),), ((PLACE[level], change),)


def _given(fact: RatingGiven) -> Counted:
    measures, columns = _pressed(fact.level, 1)
    reasons = tuple((f"reason:{reason}", 1) for reason in fact.reasons)
    return Counted(measures + reasons, columns, officer=fact.officer or "")


def _voided(fact: RatingVoided) -> Counted:
    return Counted(*_pressed(fact.level, -1), officer=fact.officer or "")


def _looked_up(fact: DeviceLookups) -> Counted:
    viewed = tuple((f"viewed:{one.procedure}", one.count) for one in fact.viewed)
    return Counted((*viewed, *((f"missed:{one.words}", one.count) for one in fact.missed)), ())


def _served(fact: TicketServed) -> Counted:
    """Times are of the matters that were done: each counts once, however often its number was called."""
    measures, columns = _one("served")
    if fact.waited_seconds is not None:
        measures += ((spread("wait", fact.waited_seconds), 1),)
        columns += ((PLACE["waits"], 1), (PLACE["waited_seconds"], fact.waited_seconds))
    if fact.service_seconds is not None:
        measures += ((spread("service", fact.service_seconds), 1),)
        columns += ((PLACE["services"], 1), (PLACE["service_seconds"], fact.service_seconds))
    return Counted(measures, columns, fact.service, fact.officer)


_RULES: Final[dict[type[Fact], Callable[[Any], Counted | None]]] = {
    TicketIssued: _issued,
    TicketServed: _served,
    TicketNoShow: _no_show,
    TicketTransferred: _transferred,
    RatingGiven: _given,
    RatingVoided: _voided,
    DeviceLookups: _looked_up,
}
