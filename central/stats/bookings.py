"""How booking from home goes, by ward and day: places on offer, booked, used and missed.

Owns the sums of `booking`, and what an offer came to on a day. Refuses the rules of booking, and drawing.
Only a ward's present offer is kept: what it offered before is not known, and is never guessed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Self

import msgspec
import peewee
from peewee import Expression, fn

from central.booking.models import Booking, BookingClosing, BookingOffice
from central.booking.offices import Office
from central.measures import HANOI
from central.queries import Scope, all_of, on_days
from central.stats.places import name_of

Place = tuple[str, str]
"""Ward and day."""
Span = tuple[str, str]
"""The first and the last of some wards, in their order."""

EVERYWHERE: Final = ("", "~")


@dataclass(frozen=True, slots=True)
class WardDay:
    """`booked` is `used` (the number was printed), `missed` and `open` together; `cancelled` by who
    booked, `closed` by the ward. `offered` are places, for one person each; null before the offer was set."""

    province: str
    ward: str
    name: str
    day: str
    offered: int | None
    booked: int
    used: int
    missed: int
    open: int
    cancelled: int
    closed: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Of several wards or days. `unknown`: on how many days of a ward it is not known what was offered.
    `came`: which share came, on days of a ward that are over: who did not come is only noted then."""

    offered: int
    unknown: int
    booked: int
    used: int
    missed: int
    open: int
    cancelled: int
    closed: int
    came: float | None

    @classmethod
    def of(cls, days: Iterable[WardDay]) -> Self:
        days = list(days)
        over = [day for day in days if not day.open]
        expected = sum(day.booked for day in over)
        return cls(
            sum(day.offered or 0 for day in days),
            sum(day.offered is None for day in days),
            sum(day.booked for day in days),
            sum(day.used for day in days),
            sum(day.missed for day in days),
            sum(day.open for day in days),
            sum(day.cancelled for day in days),
            sum(day.closed for day in days),
            sum(day.used for day in over) / expected if expected else None,
        )


@dataclass(frozen=True, slots=True)
class Bookings:
    """`days` by day, `places` by ward in a province, by province in the country; in a ward there are none."""

    whole: Counts
    days: dict[str, Counts]
    places: dict[str, Counts]


def bookings(reader: peewee.Database, scope: Scope, today: date) -> Bookings:
    """None of a single kiosk: people book at a ward."""
    found = [] if scope.kiosk else ward_days(reader, scope, today)
    days: defaultdict[str, list[WardDay]] = defaultdict(list)
    places: defaultdict[str, list[WardDay]] = defaultdict(list)
    for one in found:
        days[one.day].append(one)
        places[f"{one.province}/{one.ward}" if scope.province else one.province].append(one)
    of_places = {} if scope.ward else {place: Counts.of(its) for place, its in sorted(places.items())}
    return Bookings(Counts.of(found), {day: Counts.of(its) for day, its in sorted(days.items())}, of_places)


def ward_days(reader: peewee.Database, scope: Scope, today: date, among: Span = EVERYWHERE) -> list[WardDay]:
    """Every day on which a ward offered or had booked anything, by ward and day."""
    booked, offered = _booked(reader, scope, among), dict(_offered(reader, scope, today, among))
    places = sorted(booked.keys() | {place for place, count in offered.items() if count})
    return [_ward_day(place, offered.get(place), booked.get(place, {})) for place in places]


def wards(reader: peewee.Database, scope: Scope) -> list[str]:
    """``19/05518``: every ward that takes bookings or ever had one."""
    offering = BookingOffice.select(BookingOffice.ward).where(*_of(BookingOffice.ward, scope))
    booked = Booking.select(Booking.ward).where(*_of(Booking.ward, scope)).distinct()
    return sorted({ward for query in (offering, booked) for (ward,) in all_of(reader, query)})


def _ward_day(place: Place, offered: int | None, states: dict[str, int]) -> WardDay:
    area, day = place
    province, _, ward = area.partition("/")
    used, missed, open_ = (states.get(state, 0) for state in ("presented", "missed", "open"))
    return WardDay(
        province=province,
        ward=ward,
        name=name_of(area),
        day=day,
        offered=offered,
        booked=used + missed + open_,
        used=used,
        missed=missed,
        open=open_,
        cancelled=states.get("cancelled", 0),
        closed=states.get("closed", 0),
    )


def _booked(reader: peewee.Database, scope: Scope, among: Span) -> dict[Place, dict[str, int]]:
    """State -> how many."""
    query = Booking.select(Booking.ward, Booking.day, Booking.state, fn.COUNT(Booking.id)).where(
        *_of(Booking.ward, scope, among), *on_days(scope, Booking.day)
    )
    found: defaultdict[Place, dict[str, int]] = defaultdict(dict)
    for ward, day, state, count in all_of(reader, query.group_by(Booking.ward, Booking.day, Booking.state)):
        found[ward, day][state] = count
    return dict(found)


def _offered(reader: peewee.Database, scope: Scope, today: date, among: Span) -> Iterator[tuple[Place, int]]:
    """From the day on which a ward's offer was set, as far ahead as it lets people book."""
    shut = _shut(reader, scope, among)
    columns = (BookingOffice.ward, BookingOffice.offered, BookingOffice.set_at)
    query = BookingOffice.select(*columns).where(*_of(BookingOffice.ward, scope, among))
    for ward, offered, set_at in all_of(reader, query):
        office = msgspec.json.decode(offered, type=Office)
        for day in _known(office, set_at, scope, today):
            place = (ward, day.isoformat())
            yield place, office.places(day, shut.get(place, ()))


def _known(office: Office, set_at: str, scope: Scope, today: date) -> Iterator[date]:
    """The days of the scope on which this offer held."""
    first, last = (
        datetime.fromisoformat(set_at).astimezone(HANOI).date(),
        today + timedelta(office.days_ahead),
    )
    first = max(first, date.fromisoformat(scope.first_day)) if scope.first_day else first
    last = min(last, date.fromisoformat(scope.last_day)) if scope.last_day else last
    yield from (first + timedelta(number) for number in range((last - first).days + 1))


def _shut(reader: peewee.Database, scope: Scope, among: Span) -> dict[Place, set[str]]:
    query = BookingClosing.select(BookingClosing.ward, BookingClosing.day, BookingClosing.slot).where(
        *_of(BookingClosing.ward, scope, among), *on_days(scope, BookingClosing.day)
    )
    shut: defaultdict[Place, set[str]] = defaultdict(set)
    for ward, day, slot in all_of(reader, query):
        shut[ward, day].add(slot)
    return dict(shut)


def _of(ward: peewee.TextField, scope: Scope, among: Span = EVERYWHERE) -> list[Expression]:
    """At least one condition."""
    conditions = [ward.between(*among)]
    if scope.province:
        conditions.append(ward.between(f"{scope.province}/", f"{scope.province}/~"))
    if scope.ward:
        conditions.append(fn.SUBSTR(ward, len("19/") + 1, len("05518")) == scope.ward)
    return conditions
