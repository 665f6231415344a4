"""Whole tables for others to count with, page by page: never more of one in memory than a page.

Owns which tables there are, their columns, and the order in which their rows are walked. Refuses file formats
(`dashboard.export`). Each page is a question of its own, from the last row of the one before on: no cursor
stays open that would keep the store from tidying up, and a download of ten million rows begins at once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

import peewee
from peewee import Expression, fn

from central.measures import HANOI
from central.queries import KioskRow, Scope, all_of, kiosks, on_days, within
from central.stats import bookings, open_data
from central.stats.alerts import concerning
from central.stats.sums import WARD
from central.store.models import Alert, Dossier, Event, Figure, Hourly, Kiosk
from mqtt.messages import instant

ROWS: Final = 20_000
SLACK: Final = timedelta(hours=1)

Kind = Literal["text", "number", "share", "day", "instant"]
Row = Sequence[Any]
Pages = Iterator[list[Row]]


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` in order, each with its kind; `pages` yields their rows as of today."""

    name: str
    columns: dict[str, Kind]
    pages: Callable[[peewee.Database, Scope, date], Pages]


@dataclass(frozen=True, slots=True)
class _Walk:
    """Rows of one model in the order of `key`, which names each row; `where` narrows them to a scope."""

    columns: Sequence[Any]
    key: Sequence[Any]
    where: Callable[[Scope], list[Expression]]

    def __call__(self, reader: peewee.Database, scope: Scope, _today: date) -> Pages:
        query = self.columns[0].model.select(*self.columns).where(*self.where(scope))
        query = query.order_by(*self.key).limit(ROWS)
        names = [field.name for field in self.columns]
        place = [names.index(field.name) for field in self.key]
        conditions: list[Expression] = []
        while page := _read(reader, query.where(*conditions)):
            yield page
            if len(page) < ROWS:
                return
            conditions = [peewee.Tuple(*self.key) > peewee.Tuple(*(page[-1][at] for at in place))]


def _read(reader: peewee.Database, query: peewee.Query) -> list[Row]:
    with reader:
        return all_of(reader, query)


# ---------------------------------------------------------------- which rows


def of_kiosks(kiosk: peewee.TextField, scope: Scope) -> list[Expression]:
    """The rows of the scope's kiosks; each kiosk that ever said anything stands in `kiosk`."""
    if not (scope.province or scope.ward or scope.kiosk):
        return []
    return [kiosk.in_(Kiosk.select(Kiosk.kiosk).where(*within(Kiosk.kiosk, scope)))]


def _instants(scope: Scope) -> tuple[str, str]:
    """The period as instants: from the first day's midnight in Việt Nam up to the one after its last."""
    first = date.fromisoformat(scope.first_day or "0002-01-01")
    last = date.fromisoformat(scope.last_day or "9998-12-31") + timedelta(days=1)
    begin, end = (datetime(day.year, day.month, day.day, tzinfo=HANOI) for day in (first, last))
    return instant(begin), instant(end)


def _figures(scope: Scope) -> list[Expression]:
    """Of single kiosks: the rows of provinces are their sums."""
    kiosks = of_kiosks(Figure.area, scope) or [fn.LENGTH(Figure.area) > WARD]
    return [*kiosks, *on_days(scope)]


def _hourly(scope: Scope) -> list[Expression]:
    return [*of_kiosks(Hourly.kiosk, scope), *on_days(scope, Hourly.day)]


def _alerts(scope: Scope) -> list[Expression]:
    """Those that were open at any time of the period."""
    begin, end = _instants(scope)
    lasted = Alert.cleared_at.is_null() | (Alert.cleared_at >= begin)
    return [*concerning(scope), Alert.opened_at < end, lasted]


def _dossiers(scope: Scope) -> list[Expression]:
    """Those received in the period; a dossier belongs to a ward, not to a kiosk."""
    area = [*([Dossier.province == scope.province] if scope.province else [])]
    area += [*([Dossier.ward == scope.ward] if scope.ward else [])]
    return [*area, *on_days(scope, Dossier.received_day)]


# ---------------------------------------------------------------- events


def _events(reader: peewee.Database, scope: Scope, today: date) -> Pages:
    """Those that arrived in the period. Cursors grow as events arrive, so its ends are found by halving.

    Writers on several machines agree on the time only so far: what stands an hour beyond is looked at too.
    """
    begin, end = _instants(scope)
    with reader:
        first = _first_since(reader, _moved(begin, -SLACK))
        last = _first_since(reader, _moved(end, SLACK))

    def within(scope: Scope) -> list[Expression]:
        arrived = [Event.received_at >= begin, Event.received_at < end]
        return [Event.cursor >= first, Event.cursor < last, *arrived, *of_kiosks(Event.kiosk, scope)]

    yield from _Walk(_EVENT, [Event.cursor], within)(reader, scope, today)


def _moved(moment: str, by: timedelta) -> str:
    return instant(datetime.fromisoformat(moment) + by)


def _first_since(reader: peewee.Database, moment: str) -> int:
    """The cursor from which on all events arrived at that moment or later."""
    newest = reader.execute(Event.select(fn.COALESCE(fn.MAX(Event.cursor), 0))).fetchone()[0]
    low, high = 1, newest + 1
    while low < high:
        middle = (low + high) // 2
        query = Event.select(Event.cursor, Event.received_at).where(Event.cursor >= middle)
        found = reader.execute(query.order_by(Event.cursor).limit(1)).fetchone()
        if found is not None and found[1] < moment:
            low = found[0] + 1
        else:
            high = middle
    return low


# ---------------------------------------------------------------- the tables


def _kiosks(reader: peewee.Database, scope: Scope, _today: date) -> Pages:
    with reader:
        found = kiosks(reader, scope)
    yield [[getattr(row, field.name) for field in fields(KioskRow)] for row in found]


def _wards(reader: peewee.Database, scope: Scope, _today: date) -> Pages:
    with reader:
        found = open_data.wards(reader, scope)
    yield [[getattr(row, field.name) for field in fields(open_data.Ward)] for row in found]


def _bookings(reader: peewee.Database, scope: Scope, today: date) -> Pages:
    """So many wards at a time that their days are no more than a page."""
    first, last = (date.fromisoformat(day or today.isoformat()) for day in (scope.first_day, scope.last_day))
    with reader:
        wards = bookings.wards(reader, scope)
    for some in peewee.chunked(wards, max(1, ROWS // ((last - first).days + 1))):
        with reader:
            found = bookings.ward_days(reader, scope, today, (some[0], some[-1]))
        yield [[getattr(row, field.name) for field in fields(bookings.WardDay)] for row in found]


def _named_columns(columns: Sequence[peewee.Field], **kinds: Kind) -> dict[str, Kind]:
    """Columns are texts or numbers as the model says, unless `kinds` says more."""
    plain: dict[str, Kind] = {
        field.name: "number" if isinstance(field, peewee.IntegerField) else "text" for field in columns
    }
    return plain | kinds


def _of(model: type[peewee.Model], without: Sequence[str] = ()) -> list[peewee.Field]:
    return [field for field in model._meta.sorted_fields if field.name not in without]


_FIGURE: Final = _of(Figure)
_HOURLY: Final = _of(Hourly)
_ALERT: Final = _of(Alert)
_DOSSIER: Final = _of(Dossier, without=("said_at", "epoch", "seq"))
_EVENT: Final = _of(Event, without=("stream",))
_BY_HOUR: Final = [Hourly.day, Hourly.kiosk, Hourly.hour, Hourly.service, Hourly.officer]
_KIOSK: Final[dict[str, Kind]] = {field.name: "text" for field in fields(KioskRow)}

_WARD: Final[dict[str, Kind]] = {field.name: "number" for field in fields(open_data.Ward)}
_SHARES: Final = ("median_wait", "p90_wait", "content_share", "content_low", "content_high")
_BOOKING: Final[dict[str, Kind]] = {field.name: "number" for field in fields(bookings.WardDay)}

TABLES: Final = (
    Table(
        "wards",
        _WARD | dict.fromkeys(("province", "ward", "name"), "text") | dict.fromkeys(_SHARES, "share"),
        _wards,
    ),
    Table(
        "figures",
        _named_columns(_FIGURE, day="day"),
        _Walk(_FIGURE, [Figure.day, Figure.measure, Figure.area], _figures),
    ),
    Table("hourly", _named_columns(_HOURLY, day="day"), _Walk(_HOURLY, _BY_HOUR, _hourly)),
    Table(
        "kiosks",
        _KIOSK | {"last_seen_at": "instant", "upto": "number", "seq_high": "number", "backlog": "number"},
        _kiosks,
    ),
    Table(
        "alerts",
        _named_columns(_ALERT, opened_at="instant", cleared_at="instant", acknowledged_at="instant"),
        _Walk(_ALERT, [Alert.number], _alerts),
    ),
    Table(
        "dossiers",
        _named_columns(_DOSSIER, received_day="day", due="day", finished_day="day", state_at="instant"),
        _Walk(_DOSSIER, [Dossier.province, Dossier.ward, Dossier.code], _dossiers),
    ),
    Table(
        "bookings", _BOOKING | dict.fromkeys(("province", "ward", "name"), "text") | {"day": "day"}, _bookings
    ),
    Table(
        "events",
        _named_columns(_EVENT, day="day", at="instant", received_at="instant"),
        _events,
    ),
)
