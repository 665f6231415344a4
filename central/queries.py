"""Everything the pages and the API ask of the store, answered as plain values.

Owns reading. Refuses writing: it is handed a read-only connection. Smiley ratings are counted presses and
never become scores of Decision 766: no function here divides or weighs them.
"""

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

import msgspec
import peewee
from peewee import JOIN, Case, Expression, fn

from central.store.horizon import horizon
from central.store.models import Event, Figure, Kiosk, Progress, Rejected
from mqtt.scalars import Level

RECENT: Final = 20_000
WINDOW: Final = 100_000
PROVINCES: Final = [f"{code:02}" for code in range(100)]
"""Every code that a province can have: asked by name, their rows are found without reading the kiosks'."""
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
MEASURES: Final = ["tickets", "served", "no_shows", *(f"rating:{level}" for level in LEVELS)]
"""Those that are shown by themselves, without classes of times."""
WORST_FIRST: Final = ("lost", "unknown", "offline", "online")

_WARD_AT: Final = len("19/") + 1
_ID_AT: Final = len("19/05518/") + 1
_AFTER_SLASH: Final = "0"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which kiosks, and which business days (both ends included); None is everything."""

    province: str | None = None
    ward: str | None = None
    kiosk: str | None = None
    first_day: str | None = None
    last_day: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """Tickets, served, no-shows and ratings are of the scope's days; the rest is of now, whatever days."""

    tickets: int
    ratings: dict[str, int]
    kiosks_online: int
    gaps: int
    duplicates: int
    rejected: int
    served: int = 0
    no_shows: int = 0


@dataclass(frozen=True, slots=True)
class KioskRow:
    kiosk: str
    state: str
    last_seen_at: str | None
    epoch: str | None
    upto: int
    seq_high: int
    backlog: int
    version: str | None
    paper: str | None
    clock: str | None


class _Heartbeat(msgspec.Struct, frozen=True):
    """What the pages need of a stored heartbeat, whichever version wrote it."""

    paper: str | None = None
    clock: str | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    cursor: int
    kiosk: str
    epoch: str
    seq: int
    id: str
    kind: str
    at: str
    clock: str
    received_at: str
    data: msgspec.Raw


def summary(reader: peewee.Database, scope: Scope) -> Summary:
    measures = figures(reader, scope)
    online = Kiosk.select(fn.COUNT(Kiosk.kiosk)).where(Kiosk.state == "online", *within(Kiosk.kiosk, scope))
    rejected = Rejected.select(fn.COUNT(Rejected.number)).where(*within(Rejected.kiosk, scope))
    arrival = Progress.select(fn.SUM(Progress.missing), fn.SUM(Progress.duplicates))
    [(gaps, duplicates)] = all_of(reader, arrival.where(*within(Progress.kiosk, scope)))
    return Summary(
        tickets=measures.get("tickets", 0),
        ratings={level: measures.get(f"rating:{level}", 0) for level in LEVELS},
        kiosks_online=all_of(reader, online)[0][0],
        gaps=gaps or 0,
        duplicates=duplicates or 0,
        rejected=all_of(reader, rejected)[0][0],
        served=measures.get("served", 0),
        no_shows=measures.get("no_shows", 0),
    )


def figures(reader: peewee.Database, scope: Scope) -> dict[str, int]:
    """Each of `MEASURES` -> its sum over the scope; never below 0, though a void may come too early."""
    query = Figure.select(Figure.measure, fn.SUM(Figure.value)).group_by(Figure.measure)
    rows = all_of(reader, query.where(_of_area(scope), *on_days(scope), Figure.measure.in_(MEASURES)))
    return {measure: max(value, 0) for measure, value in rows}


def figures_by_kiosk(
    reader: peewee.Database, scope: Scope, kiosks: Sequence[str]
) -> dict[str, dict[str, int]]:
    """kiosk -> one of `MEASURES` -> sum over the scope's days, of the named kiosks."""
    query = Figure.select(Figure.area, Figure.measure, fn.SUM(Figure.value))
    query = query.where(Figure.area.in_(list(kiosks)), *on_days(scope), Figure.measure.in_(MEASURES))
    query = query.group_by(Figure.area, Figure.measure)
    sums: dict[str, dict[str, int]] = {}
    for kiosk, measure, value in all_of(reader, query):
        sums.setdefault(kiosk, {})[measure] = value
    return sums


def states(reader: peewee.Database, scope: Scope) -> dict[str, int]:
    """State -> how many kiosks."""
    query = Kiosk.select(Kiosk.state, fn.COUNT(Kiosk.kiosk)).where(*within(Kiosk.kiosk, scope))
    return dict(all_of(reader, query.group_by(Kiosk.state)))


def worst(reader: peewee.Database, scope: Scope, limit: int) -> list[KioskRow]:
    """The kiosks of whom nothing is heard first; found by their names alone, and only then read."""
    rank = Case(Kiosk.state, [(state, rank) for rank, state in enumerate(WORST_FIRST)], 1)
    query = Kiosk.select(Kiosk.kiosk).where(*within(Kiosk.kiosk, scope)).order_by(rank, Kiosk.kiosk)
    names = [kiosk for (kiosk,) in all_of(reader, query.limit(limit))]
    read = {row.kiosk: row for row in kiosks(reader, scope, names)}
    return [read[name] for name in names if name in read]


def kiosks(reader: peewee.Database, scope: Scope, names: Sequence[str] | None = None) -> list[KioskRow]:
    """Every kiosk ever heard of or those named, with the progress of the ledger it writes now."""
    named = [] if names is None else [Kiosk.kiosk.in_(list(names))]
    current = (Progress.kiosk == Kiosk.kiosk) & (Progress.epoch == Kiosk.epoch)
    query = (
        Kiosk.select(
            Kiosk.kiosk,
            Kiosk.state,
            Kiosk.last_seen_at,
            Kiosk.epoch,
            fn.COALESCE(Progress.upto, 0),
            fn.COALESCE(Progress.seq_high, 0),
            Kiosk.version,
            Kiosk.health,
        )
        .join(Progress, JOIN.LEFT_OUTER, on=current)
        .where(*within(Kiosk.kiosk, scope), *named)
        .order_by(Kiosk.kiosk)
    )
    return [_kiosk_row(*row) for row in all_of(reader, query)]


def stamp(reader: peewee.Database) -> tuple[object, ...]:
    """Changes with every event, heartbeat and state that is committed."""
    [(newest,)] = all_of(reader, Event.select(fn.MAX(Event.cursor)))
    kiosks = Kiosk.select(Kiosk.state, fn.COUNT(Kiosk.kiosk), fn.MAX(Kiosk.last_seen_at))
    return (newest, *sorted(all_of(reader, kiosks.group_by(Kiosk.state))))


@dataclass(frozen=True, slots=True)
class EventPage:
    """`next` is where to ask on from; a page of a small area may be empty and still lead on."""

    events: list[EventRow]
    next: int


def events_after(reader: peewee.Database, scope: Scope, cursor: int, limit: int) -> EventPage:
    """In the order of cursors; whoever follows them misses nothing (`store.horizon`).

    A small area is looked for among the next `WINDOW` of all events.
    """
    newest = horizon(reader)
    if newest is None:
        [(newest,)] = all_of(reader, Event.select(fn.COALESCE(fn.MAX(Event.cursor), 0)))
    last = max(cursor, min(newest, cursor + WINDOW))
    query = _events().where(Event.cursor > cursor, Event.cursor <= last, *within(Event.kiosk, scope))
    rows = [_event_row(*row) for row in all_of(reader, query.order_by(Event.cursor).limit(limit))]
    return EventPage(rows, rows[-1].cursor if len(rows) == limit else last)


def last_events(reader: peewee.Database, scope: Scope, limit: int) -> list[EventRow]:
    """The newest first, looked for among the last `RECENT` of all kiosks: no long search for a quiet ward."""
    [(newest,)] = all_of(reader, Event.select(fn.COALESCE(fn.MAX(Event.cursor), 0)))
    recent = _events().where(Event.cursor > newest - RECENT, *within(Event.kiosk, scope))
    query = recent.order_by(Event.cursor.desc()).limit(limit)
    return [_event_row(*row) for row in all_of(reader, query)]


def all_of(reader: peewee.Database, query: peewee.Query) -> list[Any]:
    rows: list[Any] = reader.execute(query).fetchall()
    return rows


def _events() -> "peewee.ModelSelect[Event]":
    """Columns in the order of `EventRow`."""
    return Event.select(
        Event.cursor,
        Event.kiosk,
        Event.epoch,
        Event.seq,
        Event.id,
        Event.kind,
        Event.at,
        Event.clock,
        Event.received_at,
        Event.data,
    )


def within(kiosk: peewee.TextField, scope: Scope) -> list[Expression]:
    """Conditions on a ``province/ward/id`` column; always at least one, which is true.

    What is known from the left is a range, so that both engines find it by the index.
    """
    if scope.kiosk and "/" in scope.kiosk:
        return [kiosk == scope.kiosk, *within(kiosk, Scope(scope.province, scope.ward))]
    conditions = [Expression(1, "=", 1)]
    if scope.province:
        prefix = f"{scope.province}/{scope.ward}" if scope.ward else scope.province
        conditions += [kiosk >= f"{prefix}/", kiosk < f"{prefix}{_AFTER_SLASH}"]
    elif scope.ward:
        conditions.append(fn.SUBSTR(kiosk, _WARD_AT, len("05518")) == scope.ward)
    if scope.kiosk:
        conditions.append(fn.SUBSTR(kiosk, _ID_AT) == scope.kiosk)
    return conditions


def _of_area(scope: Scope) -> Expression:
    """The rows that add up to the scope: of provinces where it ends at a province, else of kiosks."""
    if scope.ward or scope.kiosk:
        return functools.reduce(operator.and_, within(Figure.area, scope))
    return Figure.area.in_([scope.province] if scope.province else PROVINCES)


def on_days(scope: Scope, column: peewee.TextField = Figure.day) -> list[Expression]:
    """One day is said once: a database that hears of it three times expects next to nothing of it."""
    if scope.first_day and scope.first_day == scope.last_day:
        return [column == scope.first_day]
    conditions = []
    if scope.first_day:
        conditions.append(column >= scope.first_day)
    if scope.last_day:
        conditions.append(column <= scope.last_day)
    return conditions


def _kiosk_row(
    kiosk: str,
    state: str,
    last_seen_at: str | None,
    epoch: str | None,
    upto: int,
    seq_high: int,
    version: str | None,
    heartbeat: str | None,
) -> KioskRow:
    health = msgspec.json.decode(heartbeat, type=_Heartbeat) if heartbeat else _Heartbeat()
    return KioskRow(
        kiosk=kiosk,
        state=state,
        last_seen_at=last_seen_at or None,
        epoch=epoch,
        upto=upto,
        seq_high=seq_high,
        backlog=seq_high - upto,
        version=version,
        paper=health.paper,
        clock=health.clock,
    )


def _event_row(cursor: int, kiosk: str, epoch: str, seq: int, id: str, kind: str, *rest: str) -> EventRow:
    at, clock, received_at, data = rest
    return EventRow(cursor, kiosk, epoch, seq, id, kind, at, clock, received_at, msgspec.Raw(data.encode()))
