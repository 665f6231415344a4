"""Indicators of Decision 766/QĐ-TTg that the register of dossiers can feed, in our reading (docs/766.md).

Owns the definitions: which dossiers belong to a period, when one counts as in time. Refuses points, targets
and every press of a smiley. The register knows the last state of each dossier, so a past period is judged by
what is known today: its due date, its end, the moment of its last step.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

import peewee
from peewee import Case, Expression, fn

from central.dossiers.percent import percent
from central.dossiers.register import FINISHING
from central.queries import Scope
from central.store.models import Dossier
from mqtt.dossiers import State

Basis = Literal["handled", "received"]
"""Which dossiers are the period's: all that were received or handled in it, or only those received in it."""

_DONE: Final = [int(state) for state in FINISHING]
_DATED: Final = [int(State.SUPPLEMENT_ASKED), int(State.WITHDRAWN)]
"""States whose own moment ends the counting: the office waits for the citizen, or the citizen has left."""

_MIDNIGHT: Final = "T17"
"""A day in Việt Nam ends at 17:00 UTC: an instant that is smaller than ``2026-11-21T17`` is not after it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Dossiers of one area or field. `open_late` are overdue and in nobody's hands: they count against it."""

    key: str
    done_on_time: int
    done_late: int
    open_on_time: int
    open_late: int
    without_due: int

    @property
    def on_time(self) -> int:
        return self.done_on_time + self.open_on_time

    @property
    def judged(self) -> int:
        return self.on_time + self.done_late + self.open_late

    @property
    def on_time_percent(self) -> str | None:
        return percent(self.on_time, self.judged)


@dataclass(frozen=True, slots=True)
class Channels:
    """How the dossiers received in the period came."""

    online: int
    direct: int
    postal: int

    @property
    def received(self) -> int:
        return self.online + self.direct + self.postal

    @property
    def online_percent(self) -> str | None:
        return percent(self.online, self.received)


@dataclass(frozen=True, slots=True)
class Supplements:
    """`asked` dossiers of the period had days of waiting deducted, `days` in all; `waiting` wait now."""

    asked: int
    days: int
    waiting: int


def progress(reader: peewee.Database, scope: Scope, basis: Basis, today: str) -> list[Progress]:
    """By province; within a province by ward, within a ward by field. The keys are codes or names."""
    ends = _ends(scope, today)
    in_time = ends < Dossier.due.concat(_MIDNIGHT)
    late = ends >= Dossier.due.concat(_MIDNIGHT)
    done, still_open = _is_done(scope), ~_is_done(scope)
    count = fn.COUNT(Dossier.code)
    key = _key(scope)
    query = Dossier.select(
        key,
        count.filter(done & in_time),
        count.filter(done & late),
        count.filter(still_open & in_time),
        count.filter(still_open & late),
        count.filter(Dossier.due.is_null()),
    ).where(*_of_period(scope, basis))
    return [Progress(*row) for row in _rows(reader, query.group_by(key).order_by(key))]


def total(rows: list[Progress]) -> Progress:
    return Progress(
        key="",
        done_on_time=sum(row.done_on_time for row in rows),
        done_late=sum(row.done_late for row in rows),
        open_on_time=sum(row.open_on_time for row in rows),
        open_late=sum(row.open_late for row in rows),
        without_due=sum(row.without_due for row in rows),
    )


def channels(reader: peewee.Database, scope: Scope) -> Channels:
    query = Dossier.select(Dossier.channel, fn.COUNT(Dossier.code)).where(*_of_period(scope, "received"))
    counts = dict(_rows(reader, query.group_by(Dossier.channel)))
    return Channels(counts.get("online", 0), counts.get("direct", 0), counts.get("postal", 0))


def supplements(reader: peewee.Database, scope: Scope, basis: Basis) -> Supplements:
    count = fn.COUNT(Dossier.code)
    query = Dossier.select(
        count.filter(Dossier.waited_days > 0),
        fn.COALESCE(fn.SUM(Dossier.waited_days), 0),
        count.filter(Dossier.state == int(State.SUPPLEMENT_ASKED)),
    ).where(*_of_period(scope, basis))
    asked, days, waiting = _rows(reader, query)[0]
    return Supplements(asked, int(days), waiting)


# ---------------------------------------------------------------- which dossiers, and until when


def _of_period(scope: Scope, basis: Basis) -> list[Expression]:
    """Received by the period's end and not over before it began; only registered is not received."""
    first, last = _days(scope)
    conditions = [
        Dossier.received_day.is_null(is_null=False),
        Dossier.received_day <= last,
        Dossier.state != int(State.REGISTERED),
    ]
    if basis == "received":
        conditions.append(Dossier.received_day >= first)
    else:
        conditions.append(~_ended() | (Dossier.finished_day >= first))
        conditions.append((Dossier.state != int(State.WITHDRAWN)) | (Dossier.state_at >= _eve(first)))
    if scope.province:
        conditions.append(Dossier.province == scope.province)
    if scope.ward:
        conditions.append(Dossier.ward == scope.ward)
    return conditions


def _ended() -> Expression:
    return Dossier.state.in_(_DONE)


def _is_done(scope: Scope) -> Expression:
    """Over by the period's end; whoever waits for a supplement is not."""
    last = _days(scope)[1]
    finished = _ended() & (Dossier.finished_day <= last)
    withdrawn = (Dossier.state == int(State.WITHDRAWN)) & (Dossier.state_at < last + _MIDNIGHT)
    return finished | withdrawn


def _ends(scope: Scope, today: str) -> Case:
    """Until when a dossier is counted, as text that compares with an instant of its due day.

    Its finishing day; the moment a supplement was asked for, or of withdrawal; else the period's last day, or
    today if that is still to come.
    """
    last = _days(scope)[1]
    dated = Dossier.state.in_(_DATED) & (Dossier.state_at < last + _MIDNIGHT)
    return Case(
        None,
        [
            (_ended() & (Dossier.finished_day <= last), Dossier.finished_day.concat("T00")),
            (dated, Dossier.state_at),
        ],
        f"{min(last, today)}T00",
    )


def _key(scope: Scope) -> peewee.TextField:
    if scope.ward:
        return Dossier.field
    return Dossier.ward if scope.province else Dossier.province


def _days(scope: Scope) -> tuple[str, str]:
    assert scope.first_day and scope.last_day, "a period has both of its days"
    return scope.first_day, scope.last_day


def _eve(day: str) -> str:
    """The instant at which the day begins in Việt Nam."""
    return f"{date.fromisoformat(day) - timedelta(days=1)}{_MIDNIGHT}"


def _rows(reader: peewee.Database, query: peewee.Query) -> list[Any]:
    rows: list[Any] = reader.execute(query).fetchall()
    return rows
