"""Indicators of Decision 766/QĐ-TTg that the register of dossiers can feed, in our reading (docs/766.md).

Owns the definitions: which dossiers belong to a period, when one counts as in time. Refuses points, targets
and every press of a smiley. The register knows the last state of each dossier, so a past period is judged by
what is known today: its due date, its end, the moment of its last step.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

import peewee
from peewee import Case, Expression, fn

from central.dossiers.percent import percent
from central.dossiers.register import FINISHING
from central.queries import Scope, all_of
from central.store.models import Dossier, DossierWard
from mqtt.dossiers import State

Kind = Literal["done_on_time", "done_late", "open_on_time", "open_late", "without_due"]
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


@dataclass(frozen=True, slots=True)
class Register:
    """What the register says of a period: by province; within a province by ward, within a ward by field."""

    progress: list[Progress]
    channels: Channels
    supplements: Supplements


def register(reader: peewee.Database, scope: Scope, basis: Basis, today: str) -> Register:
    """Every dossier of the period is read once and judged once, as a row of few kinds of them."""
    count = fn.COUNT(Dossier.code)
    query = Dossier.select(
        _key(scope),
        _is_done(scope).alias("done"),
        _is_in_time(scope, today).alias("in_time"),
        Dossier.channel,
        count,
        count.filter(Dossier.received_day >= _days(scope)[0]),
        count.filter(Dossier.waited_days > 0),
        fn.COALESCE(fn.SUM(Dossier.waited_days), 0),
        count.filter(Dossier.state == int(State.SUPPLEMENT_ASKED)),
    ).where(*_of_period(scope, basis))
    kinds = all_of(
        reader, query.group_by(_key(scope), *map(peewee.SQL, ("done", "in_time")), Dossier.channel)
    )
    counted: defaultdict[str, Counter[Kind]] = defaultdict(Counter)
    came: Counter[str] = Counter()
    for key, done, in_time, channel, dossiers, received, *_ in kinds:
        counted[key][_kind(done=bool(done), in_time=in_time)] += dossiers
        came[channel] += received
    asked, days, waiting = (sum(int(kind[place]) for kind in kinds) for place in (6, 7, 8))
    return Register(
        [_progress(key, of_key) for key, of_key in sorted(counted.items())],
        Channels(came["online"], came["direct"], came["postal"]),
        Supplements(asked, days, waiting),
    )


def changes(reader: peewee.Database) -> int:
    """How often the list of any ward has changed: while none does, next to nothing of the register has."""
    [(sum_of_all,)] = all_of(reader, DossierWard.select(fn.COALESCE(fn.SUM(DossierWard.changes), 0)))
    return int(sum_of_all)


def _kind(*, done: bool, in_time: bool | None) -> Kind:
    if in_time is None:
        return "without_due"
    if done:
        return "done_on_time" if in_time else "done_late"
    return "open_on_time" if in_time else "open_late"


def _progress(key: str, counted: Counter[Kind]) -> Progress:
    return Progress(
        key=key,
        done_on_time=counted["done_on_time"],
        done_late=counted["done_late"],
        open_on_time=counted["open_on_time"],
        open_late=counted["open_late"],
        without_due=counted["without_due"],
    )


def total(rows: list[Progress]) -> Progress:
    return Progress(
        key="",
        done_on_time=sum(row.done_on_time for row in rows),
        done_late=sum(row.done_late for row in rows),
        open_on_time=sum(row.open_on_time for row in rows),
        open_late=sum(row.open_late for row in rows),
        without_due=sum(row.without_due for row in rows),
    )


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


def _is_in_time(scope: Scope, today: str) -> Case:
    """Against the due date; NULL where there is none. By days where they suffice: text is dear to join.

    A dossier counts until its finishing day; the moment a supplement was asked for, or of withdrawal; else
    the period's last day, or today if that is still to come.
    """
    last = _days(scope)[1]
    dated = Dossier.state.in_(_DATED) & (Dossier.state_at < last + _MIDNIGHT)
    return Case(
        None,
        [
            (_ended() & (Dossier.finished_day <= last), Dossier.finished_day <= Dossier.due),
            (dated, Dossier.state_at < Dossier.due.concat(_MIDNIGHT)),
        ],
        Dossier.due >= min(last, today),
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
