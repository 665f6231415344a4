"""The sums behind every figure: `figure` asked by area, by day or by hour.

Owns which rows add up to a question. Refuses arithmetic and names of places. The country is the sum of its
provinces' rows, a province is its own row, a ward is the sum of its kiosks: a page about the country never
reads three thousand kiosks to add them up.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import peewee
from peewee import Expression, fn

from central.counting import HOURLY
from central.queries import PROVINCES, Scope, all_of, on_days, within
from central.stats.measured import OF_HOURS, Measures
from central.store.models import Figure, Hourly, Kiosk

Sums = dict[str, int]
"""measure -> sum. One that can be taken back may be below 0, where the void came before its press."""

WARD: Final = len("19/05518")
ADDED: Final = fn.SUM(Figure.value).cast("BIGINT")
"""PostgreSQL adds whole numbers up to what Python reads slowly, unless it is told that they stay whole."""


def total(reader: peewee.Database, scope: Scope, wanted: Measures) -> Sums:
    query = Figure.select(Figure.measure, ADDED).where(
        _of_scope(reader, scope), *on_days(scope), wanted.among(Figure.measure)
    )
    return dict(all_of(reader, query.group_by(Figure.measure)))


def by_province(reader: peewee.Database, scope: Scope, wanted: Measures) -> dict[str, Sums]:
    """``19`` -> its sums, of all provinces in the scope."""
    return _by_area(reader, scope, len("19"), _of_scope(reader, Scope(province=scope.province)), wanted)


def by_ward(
    reader: peewee.Database, scope: Scope, wanted: Measures, wards: Sequence[str] | None = None
) -> dict[str, Sums]:
    """``19/05518`` -> its sums, of all wards in the scope or of some."""
    kiosks = of_kiosks(reader, scope) if wards is None else _of_wards(reader, wards)
    return _by_area(reader, scope, WARD, kiosks, wanted)


def _by_area(
    reader: peewee.Database,
    scope: Scope,
    letters: int,
    of_area: Expression,
    wanted: Measures,
) -> dict[str, Sums]:
    """Added up by the first `letters` of their area."""
    place = fn.SUBSTR(Figure.area, 1, letters).alias("place")
    query = Figure.select(place, Figure.measure, ADDED).where(
        of_area, *on_days(scope), wanted.among(Figure.measure)
    )
    sums: defaultdict[str, Sums] = defaultdict(dict)
    for name, measure, count in all_of(reader, query.group_by(peewee.SQL("place"), Figure.measure)):
        sums[name][measure] = count
    return dict(sums)


def by_day(reader: peewee.Database, scope: Scope, wanted: Measures) -> dict[str, Sums]:
    """``2026-11-21`` -> sums."""
    query = Figure.select(Figure.day, Figure.measure, ADDED)
    query = query.where(_of_scope(reader, scope), *on_days(scope), wanted.among(Figure.measure))
    days: defaultdict[str, Sums] = defaultdict(dict)
    for day, name, value in all_of(reader, query.group_by(Figure.day, Figure.measure)):
        days[day][name] = value
    return dict(days)


def by_hour(reader: peewee.Database, scope: Scope) -> dict[int, Sums]:
    """Local hour -> sums of the columns of `hourly`; -1 is the hour of kiosks whose clock was not set."""
    return (
        _hours_of_kiosks(reader, scope) if scope.ward or scope.kiosk else _hours_of_provinces(reader, scope)
    )


def _of_scope(reader: peewee.Database, scope: Scope) -> Expression:
    """The rows of `figure` that add up to the scope, each event once."""
    if scope.ward or scope.kiosk:
        return of_kiosks(reader, scope)
    return Figure.area.in_([scope.province] if scope.province else PROVINCES)


def of_kiosks(reader: peewee.Database, scope: Scope) -> Expression:
    """The rows of single kiosks; those of the whole country by the day alone, from which an index goes on."""
    if not (scope.province or scope.ward or scope.kiosk):
        return fn.LENGTH(Figure.area) > WARD
    return Figure.area.in_(kiosks_in(reader, *within(Kiosk.kiosk, scope)))


def _of_wards(reader: peewee.Database, wards: Sequence[str]) -> Expression:
    return Figure.area.in_(kiosks_in(reader, fn.SUBSTR(Kiosk.kiosk, 1, WARD).in_(list(wards))))


def kiosks_in(reader: peewee.Database, *conditions: Expression) -> list[str]:
    """Every kiosk that ever sent an event stands in `kiosk`. Asked first: their names lead straight to
    their rows."""
    return [kiosk for (kiosk,) in all_of(reader, Kiosk.select(Kiosk.kiosk).where(*conditions))]


def _hours_of_provinces(reader: peewee.Database, scope: Scope) -> dict[int, Sums]:
    query = Figure.select(Figure.measure, ADDED)
    query = query.where(_of_scope(reader, scope), *on_days(scope), OF_HOURS.among(Figure.measure)).group_by(
        Figure.measure
    )
    hours: defaultdict[int, Sums] = defaultdict(dict)
    for measure, value in all_of(reader, query):
        column, _, hour = measure.partition("@")
        if column in HOURLY:
            hours[int(hour)][column] = value
    return dict(hours)


def _hours_of_kiosks(reader: peewee.Database, scope: Scope) -> dict[int, Sums]:
    columns = [fn.SUM(getattr(Hourly, column)).cast("BIGINT") for column in HOURLY]
    kiosks = Hourly.kiosk.in_(kiosks_in(reader, *within(Kiosk.kiosk, scope)))
    query = Hourly.select(Hourly.hour, *columns).where(kiosks, *on_days(scope, Hourly.day))
    return {
        hour: dict(zip(HOURLY, values, strict=True))
        for hour, *values in all_of(reader, query.group_by(Hourly.hour))
    }
