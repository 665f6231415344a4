"""Questions about alerts: what stands, what is over, how many wait for somebody.

Owns reading the table `alert`. Refuses to open, clear or acknowledge (`central.alerting`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any, Final, Literal

import peewee
from peewee import Case, Expression, fn

from central.alerting.rules import KINDS, Kind
from central.queries import Scope
from central.stats.within import within
from central.store.models import Alert

Shelf = Literal["waiting", "acknowledged", "past"]


@dataclass(frozen=True, slots=True)
class AlertRow:
    """Moments are instants of the wire."""

    number: int
    kiosk: str
    kind: Kind
    detail: str
    opened_at: str
    cleared_at: str | None
    acknowledged_at: str | None
    acknowledged_by: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """`first` and `last` are instants between which an alert of the past was opened, `last` not included."""

    kind: Kind | None = None
    first: str | None = None
    last: str | None = None


_COLUMNS: Final = (
    Alert.number,
    Alert.kiosk,
    Alert.kind,
    Alert.detail,
    Alert.opened_at,
    Alert.cleared_at,
    Alert.acknowledged_at,
    Alert.acknowledged_by,
)
_GRAVITY: Final = Case(Alert.kind, [(kind, rank) for rank, kind in enumerate(KINDS)], len(KINDS))


def alerts(
    reader: peewee.Database, scope: Scope, shelf: Shelf, wanted: Wanted, *, limit: int, skip: int = 0
) -> list[AlertRow]:
    """Open ones: the gravest first, then the newest. Past ones: the newest first."""
    query = Alert.select(*_COLUMNS).where(*_of(scope, shelf, wanted))
    order = [Alert.number.desc()] if shelf == "past" else [_GRAVITY, Alert.number.desc()]
    rows = reader.execute(query.order_by(*order).limit(limit).offset(skip)).fetchall()
    return [AlertRow(*row) for row in rows]


def counts(reader: peewee.Database, scope: Scope, shelf: Shelf, wanted: Wanted) -> dict[Kind, int]:
    """How many of each kind, the gravest first."""
    query = Alert.select(Alert.kind, fn.COUNT(Alert.number)).where(*_of(scope, shelf, wanted))
    found = dict(reader.execute(query.group_by(Alert.kind)).fetchall())
    return {kind: found[kind] for kind in KINDS if kind in found}


def waiting(reader: peewee.Database, scope: Scope) -> int:
    """Open alerts that nobody has acknowledged."""
    query = Alert.select(fn.COUNT(Alert.number)).where(*_of(scope, "waiting", Wanted()))
    count: int = reader.execute(query).fetchone()[0]
    return count


def alert(reader: peewee.Database, number: int) -> AlertRow | None:
    row: Sequence[Any] | None = reader.execute(
        Alert.select(*_COLUMNS).where(Alert.number == number)
    ).fetchone()
    return AlertRow(*row) if row else None


def alerts_of(reader: peewee.Database, kiosk: str, limit: int) -> list[AlertRow]:
    """Of one kiosk, the newest first, whatever became of them."""
    query = Alert.select(*_COLUMNS).where(Alert.kiosk == kiosk).order_by(Alert.number.desc()).limit(limit)
    return [AlertRow(*row) for row in reader.execute(query).fetchall()]


def concerning(scope: Scope) -> list[Expression]:
    """A province's own alert belongs to whoever looks at the whole province."""
    conditions = within(Alert.kiosk, scope)
    if scope.province and not (scope.ward or scope.kiosk):
        return [reduce(and_, conditions) | (Alert.kiosk == scope.province)]
    return conditions


def _of(scope: Scope, shelf: Shelf, wanted: Wanted) -> list[Expression]:
    conditions = [Alert.cleared_at.is_null(shelf != "past"), *concerning(scope)]
    if shelf != "past":
        conditions.append(Alert.acknowledged_at.is_null(shelf == "waiting"))
    if wanted.kind:
        conditions.append(Alert.kind == wanted.kind)
    if shelf == "past" and wanted.first:
        conditions.append(Alert.opened_at >= wanted.first)
    if shelf == "past" and wanted.last:
        conditions.append(Alert.opened_at < wanted.last)
    return conditions
