"""What one fact adds to the figures: to the day's measures, and to its hour, service and officer.

Owns which facts count as what. Refuses batches and storage. A fact that takes another back counts minus one
under the same name, so that sums need no look-up and come out right in whatever order the two arrive.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

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

Sums = tuple[tuple[str, int], ...]

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


@dataclass(frozen=True, slots=True)
class Counted:
    """`measures` go to the day's figures, `columns` (of HOURLY) to the hour; '' is no service or officer."""

    measures: Sums
    columns: Sums
    service: str = ""
    officer: str = ""


@cache
def names_at(hour: int) -> tuple[str, ...]:
    """The measures of a whole province that sum each column of `hourly` at that hour."""
    return tuple(at_hour(column, hour) for column in HOURLY)


def counted(fact: Fact) -> Counted | None:
    """None for a fact that is kept and not counted."""
    match fact:
        case TicketIssued():
            return Counted((("tickets", 1),), (("tickets", 1),), fact.service)
        case TicketServed():
            return _served(fact)
        case TicketNoShow():
            return Counted((("no_shows", 1),), (("no_shows", 1),), fact.service, fact.officer)
        case TicketTransferred(why="returned"):
            return Counted((("no_shows", -1),), (("no_shows", -1),), fact.service, fact.officer or "")
        case RatingGiven():
            reasons = tuple((f"reason:{reason}", 1) for reason in fact.reasons)
            return Counted(
                ((f"rating:{fact.level}", 1), *reasons), ((fact.level, 1),), officer=fact.officer or ""
            )
        case DeviceLookups():
            return _looked_up(fact)
        case RatingVoided():
            return Counted(((f"rating:{fact.level}", -1),), ((fact.level, -1),), officer=fact.officer or "")
    return None


def _looked_up(fact: DeviceLookups) -> Counted:
    viewed = tuple((f"viewed:{one.procedure}", one.count) for one in fact.viewed)
    return Counted((*viewed, *((f"missed:{one.words}", one.count) for one in fact.missed)), ())


def _served(fact: TicketServed) -> Counted:
    """Times are of the matters that were done: each counts once, however often its number was called."""
    measures, columns = [("served", 1)], [("served", 1)]
    if fact.waited_seconds is not None:
        measures.append((spread("wait", fact.waited_seconds), 1))
        columns += [("waits", 1), ("waited_seconds", fact.waited_seconds)]
    if fact.service_seconds is not None:
        measures.append((spread("service", fact.service_seconds), 1))
        columns += [("services", 1), ("service_seconds", fact.service_seconds)]
    return Counted(tuple(measures), tuple(columns), fact.service, fact.officer)
