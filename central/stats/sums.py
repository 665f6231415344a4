"""The sums behind every figure: `figure` asked by area, by day or by hour.

Owns which rows add up to a question. Refuses arithmetic and names of places. The country is the sum of its
provinces' rows, a province is its own row, a ward is the sum of its kiosks: a page about the country never
reads three thousand kiosks to add them up.
"""

import functools
import operator
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import peewee
from peewee import Expression, fn

from central.counting import HOURLY
from central.queries import PROVINCES, Scope, within
from central.store.models import Figure, Hourly, Kiosk

Sums = dict[str, int]
"""measure -> sum. One that can be taken back may be below 0, where the void came before its press."""

WARD: Final = len("19/05518")
_HOURS: Final = Figure.measure ** "%@%"
_LOOKUPS: Final = (Figure.measure ** "viewed:%") | (Figure.measure ** "missed:%")
_WHOLE: Final = ~_HOURS & ~_LOOKUPS
"""What is summed of people's visits by whole days. Hours and look-ups are many, and asked for alone."""


def total(reader: peewee.Database, scope: Scope) -> Sums:
    query = Figure.select(Figure.measure, fn.SUM(Figure.value)).where(
        _of_scope(reader, scope), *on_days(scope), _WHOLE
    )
    return dict(rows(reader, query.group_by(Figure.measure)))


def looked_up(reader: peewee.Database, scope: Scope) -> Sums:
    """Measures ``viewed:<procedure>`` and ``missed:<words>``."""
    query = Figure.select(Figure.measure, fn.SUM(Figure.value))
    query = query.where(_of_scope(reader, scope), *on_days(scope), _LOOKUPS)
    return dict(rows(reader, query.group_by(Figure.measure)))


def by_province(reader: peewee.Database, scope: Scope) -> dict[str, Sums]:
    """``19`` -> its sums, of all provinces in the scope."""
    return _by_area(reader, scope, len("19"), _of_scope(reader, Scope(province=scope.province)), _WHOLE)


def by_ward(
    reader: peewee.Database, scope: Scope, measures: Sequence[str] = (), wards: Sequence[str] | None = None
) -> dict[str, Sums]:
    """``19/05518`` -> its sums, of all wards in the scope or of some; of some measures where they suffice."""
    kiosks = _of_kiosks(reader, scope) if wards is None else _of_wards(reader, wards)
    wanted = Figure.measure.in_(list(measures)) if measures else ~_LOOKUPS
    return _by_area(reader, scope, WARD, kiosks, wanted)


def by_class(reader: peewee.Database, scope: Scope, name: str) -> dict[str, dict[int, int]]:
    """``19/05518`` -> class of times -> how many, of the measures ``wait:37``.

    A hundred thousand rows of the country's day: they are asked for as one stretch of names, and nothing is
    built on the way that is not asked for.
    """
    begins, ends = f"{name}:", f"{name};"
    wanted = (Figure.measure >= begins) & (Figure.measure < ends)
    found: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for area, measure, count in _of_areas(reader, scope, _of_kiosks(reader, scope), wanted):
        of_ward, number = found[area[:WARD]], int(measure[len(begins) :])
        of_ward[number] = of_ward.get(number, 0) + count
    return dict(found)


def _by_area(reader: peewee.Database, scope: Scope, letters: int, *conditions: Expression) -> dict[str, Sums]:
    """Rows of the scope's days, added up here by the first `letters` of their area."""
    sums: defaultdict[str, Sums] = defaultdict(dict)
    for area, measure, count in _of_areas(reader, scope, *conditions):
        of_area = sums[area[:letters]]
        of_area[measure] = of_area.get(measure, 0) + count
    return dict(sums)


def _of_areas(reader: peewee.Database, scope: Scope, *conditions: Expression) -> list[Any]:
    """Area, measure, sum over the scope's days.

    One day needs no GROUP BY: each area and measure has one row then, and sorting them all costs more than
    adding up what comes.
    """
    one_day = scope.first_day is not None and scope.first_day == scope.last_day
    value = Figure.value if one_day else fn.SUM(Figure.value)
    query = Figure.select(Figure.area, Figure.measure, value).where(*conditions, *on_days(scope))
    return rows(reader, query if one_day else query.group_by(Figure.measure, Figure.area))


def by_day(reader: peewee.Database, scope: Scope, measure: str = "%") -> dict[str, Sums]:
    """``2026-11-21`` -> sums; of measures like `measure`, such as ``hour:%``."""
    query = Figure.select(Figure.day, Figure.measure, fn.SUM(Figure.value))
    query = query.where(_of_scope(reader, scope), *on_days(scope), _WHOLE, Figure.measure**measure)
    days: defaultdict[str, Sums] = defaultdict(dict)
    for day, name, value in rows(reader, query.group_by(Figure.day, Figure.measure)):
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
        return _of_kiosks(reader, scope)
    return Figure.area.in_([scope.province] if scope.province else PROVINCES)


def _of_kiosks(reader: peewee.Database, scope: Scope) -> Expression:
    """The rows of single kiosks; those of the whole country by the day first, from which an index goes on."""
    if not (scope.province or scope.ward or scope.kiosk):
        day = scope.first_day if scope.first_day == scope.last_day else None
        one_day = [Figure.day == day] if day else []
        return functools.reduce(operator.and_, [fn.LENGTH(Figure.area) > WARD, *one_day])
    return Figure.area.in_(kiosks_in(reader, *within(Kiosk.kiosk, scope)))


def _of_wards(reader: peewee.Database, wards: Sequence[str]) -> Expression:
    return Figure.area.in_(kiosks_in(reader, fn.SUBSTR(Kiosk.kiosk, 1, WARD).in_(list(wards))))


def kiosks_in(reader: peewee.Database, *conditions: Expression) -> list[str]:
    """Every kiosk that ever sent an event stands in `kiosk`. Asked first: their names lead straight to
    their rows."""
    return [kiosk for (kiosk,) in rows(reader, Kiosk.select(Kiosk.kiosk).where(*conditions))]


def on_days(scope: Scope, column: peewee.TextField = Figure.day) -> list[Expression]:
    conditions = []
    if scope.first_day:
        conditions.append(column >= scope.first_day)
    if scope.last_day:
        conditions.append(column <= scope.last_day)
    return conditions


def _hours_of_provinces(reader: peewee.Database, scope: Scope) -> dict[int, Sums]:
    query = Figure.select(Figure.measure, fn.SUM(Figure.value))
    query = query.where(_of_scope(reader, scope), *on_days(scope), _HOURS).group_by(Figure.measure)
    hours: defaultdict[int, Sums] = defaultdict(dict)
    for measure, value in rows(reader, query):
        column, _, hour = measure.partition("@")
        if column in HOURLY:
            hours[int(hour)][column] = value
    return dict(hours)


def _hours_of_kiosks(reader: peewee.Database, scope: Scope) -> dict[int, Sums]:
    columns = [fn.SUM(getattr(Hourly, column)) for column in HOURLY]
    kiosks = Hourly.kiosk.in_(kiosks_in(reader, *within(Kiosk.kiosk, scope)))
    query = Hourly.select(Hourly.hour, *columns).where(kiosks, *on_days(scope, Hourly.day))
    return {
        hour: dict(zip(HOURLY, values, strict=True))
        for hour, *values in rows(reader, query.group_by(Hourly.hour))
    }


def rows(reader: peewee.Database, query: peewee.Query) -> list[Any]:
    found: list[Any] = reader.execute(query).fetchall()
    return found
