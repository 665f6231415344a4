"""The officers of a ward: what they did, how long it took, how content people were.

Owns one question. Refuses a rank below `minimum` presses: a single bad day must not put a name at the end
of a list. Officers are the ward's own codes; names never leave the kiosk.
"""

from dataclasses import dataclass

import peewee
from peewee import fn

from central.queries import LEVELS, Scope, all_of, on_days, within
from central.stats import reading
from central.stats.shares import Share
from central.stats.sums import kiosks_in
from central.store.models import Hourly, Kiosk

MINIMUM = 30


@dataclass(frozen=True, slots=True)
class Officer:
    """`service` is the mean of a matter in seconds; `presses` are of people who rated this officer."""

    officer: str
    served: int
    no_shows: int
    service: float | None
    satisfaction: Share


@dataclass(frozen=True, slots=True)
class Officers:
    """`ranked` by the lower end of the interval; `apart` in the order of their codes, with too few
    presses."""

    ranked: tuple[Officer, ...]
    apart: tuple[Officer, ...]


def officers(reader: peewee.Database, scope: Scope, minimum: int = MINIMUM) -> Officers:
    everybody = [_officer(*row) for row in all_of(reader, _query(reader, scope))]
    ranked = [one for one in everybody if one.satisfaction.whole >= minimum]
    return Officers(
        tuple(sorted(ranked, key=lambda one: (-one.satisfaction.low, one.officer))),
        tuple(sorted((one for one in everybody if one not in ranked), key=lambda one: one.officer)),
    )


def _query(reader: peewee.Database, scope: Scope) -> peewee.Query:
    names = ("served", "no_shows", "services", "service_seconds", *LEVELS)
    columns = [fn.SUM(getattr(Hourly, name)) for name in names]
    kiosks = Hourly.kiosk.in_(kiosks_in(reader, *within(Kiosk.kiosk, scope)))
    query = Hourly.select(Hourly.officer, *columns).where(kiosks, *on_days(scope, Hourly.day))
    return query.where(Hourly.officer != "").group_by(Hourly.officer)


def _officer(
    officer: str, served: int, no_shows: int, services: int, service_seconds: int, *presses: int
) -> Officer:
    return Officer(
        officer=officer,
        served=max(served, 0),
        no_shows=max(no_shows, 0),
        service=reading.mean(service_seconds, services),
        satisfaction=reading.satisfaction_in(dict(zip(LEVELS, presses, strict=True))),
    )
