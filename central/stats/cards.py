"""The headline of any area: how many came, how long they waited, how content they were, what is on.

Owns one question and its answer. Refuses words. Waiting people and kiosks are of now, all else of the
scope's days.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import peewee

from central.dossiers.figures import Question, on_time_and_late
from central.queries import Scope
from central.stats import reading, sums
from central.stats.measured import HEADLINE
from central.stats.presence import Presence, presence
from central.stats.reading import Times
from central.stats.shares import NOTHING, Share


@dataclass(frozen=True, slots=True)
class Headline:
    """What is summed of days, and can therefore be compared with other days."""

    tickets: int
    served: int
    wait: Times
    service: Times
    satisfaction: Share
    no_shows: Share


@dataclass(frozen=True, slots=True)
class Cards:
    """`before` is the headline of the days to compare with; `dossiers` those done in time of all done."""

    now: Headline
    before: Headline
    presence: Presence
    dossiers: Share


def cards(reader: peewee.Database, scope: Scope, present: Presence | None = None) -> Cards:
    """`present` is who is there now, where that is known already."""
    return Cards(
        now=headline(reader, scope),
        before=headline(reader, earlier(scope)),
        presence=present or presence(reader, scope),
        dossiers=_on_time(reader, scope),
    )


def headline(reader: peewee.Database, scope: Scope) -> Headline:
    found = sums.total(reader, scope, HEADLINE)
    return Headline(
        tickets=found.get("tickets", 0),
        served=found.get("served", 0),
        wait=reading.times(found, "wait"),
        service=reading.times(found, "service"),
        satisfaction=reading.satisfaction(found),
        no_shows=reading.no_shows(found),
    )


def earlier(scope: Scope) -> Scope:
    """As many days just before; of a single day, or of up to a week, the same weekdays of the week before."""
    assert scope.first_day and scope.last_day, "a scope without days has none before it"
    first, last = date.fromisoformat(scope.first_day), date.fromisoformat(scope.last_day)
    back = timedelta(days=max((last - first).days + 1, 7))
    return replace(scope, first_day=(first - back).isoformat(), last_day=(last - back).isoformat())


def _on_time(reader: peewee.Database, scope: Scope) -> Share:
    """Dossiers belong to a ward: of a single kiosk nothing is known."""
    if scope.kiosk:
        return NOTHING
    question = Question(scope.province, scope.ward, first_day=scope.first_day, last_day=scope.last_day)
    on_time, late = on_time_and_late(reader, question)
    return Share(on_time, on_time + late)
