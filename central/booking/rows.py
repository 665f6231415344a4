"""The rows of bookings: what a ward offers, what is taken, one booking's way from open to its end.

Owns every statement on these tables. Refuses the rules (`making`) and transactions: whoever calls has one
open, on the writer's connection where it writes.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
import peewee
from peewee import fn

from central.booking.models import Booking, BookingClosing, BookingOffice
from central.booking.offices import Office
from mqtt.booking import Booked
from mqtt.messages import instant

TAKEN: Final = ("open", "presented", "missed")
"""What a slot's capacity is used up by."""
_KEPT: Final = (
    Booking.ward,
    Booking.id,
    Booking.service,
    Booking.day,
    Booking.slot,
    Booking.minutes,
    Booking.state,
    Booking.made_at,
    Booking.phone,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One booking as it lies in the store; `phone` is sealed, None once it was erased."""

    ward: str
    id: str
    service: str
    day: str
    slot: str
    minutes: int
    state: str
    made_at: str
    phone: str | None

    @property
    def booked(self) -> Booked:
        made = round(datetime.fromisoformat(self.made_at).timestamp() * 1000)
        return Booked(self.ward, self.id, self.service, self.day, self.slot, self.minutes, made)


# ---------------------------------------------------------------- what a ward offers


def offer(database: peewee.Database, office: Office, now: datetime) -> None:
    said = {"offered": msgspec.json.encode(office).decode(), "set_at": instant(now)}
    row = BookingOffice.insert(ward=office.ward, changes=1, **said)
    again: dict[Any, Any] = {**said, BookingOffice.changes: BookingOffice.changes + 1}
    database.execute(row.on_conflict(conflict_target=[BookingOffice.ward], update=again))


def office_of(database: peewee.Database, ward: str) -> Office | None:
    row = _one(database, BookingOffice.select(BookingOffice.offered).where(BookingOffice.ward == ward))
    return msgspec.json.decode(row[0], type=Office) if row else None


def offering(database: peewee.Database) -> list[str]:
    """The wards that take bookings."""
    found = database.execute(BookingOffice.select(BookingOffice.ward).order_by(BookingOffice.ward))
    return [ward for (ward,) in found.fetchall()]


def hold(database: peewee.Database, ward: str) -> bool:
    """Until the transaction ends nobody else changes this ward's bookings, and its kiosks will hear of it.

    On PostgreSQL the row is locked by this; on SQLite there is one writer anyway. False: nothing is offered.
    """
    query = BookingOffice.update(changes=BookingOffice.changes + 1).where(BookingOffice.ward == ward)
    return bool(database.execute(query).rowcount)


def changes(database: peewee.Database) -> dict[str, int]:
    """How often each ward that takes bookings has changed."""
    found = database.execute(BookingOffice.select(BookingOffice.ward, BookingOffice.changes))
    counted: list[tuple[str, int]] = found.fetchall()
    return dict(counted)


def close(database: peewee.Database, ward: str, day: str, slot: str) -> None:
    row = BookingClosing.insert(ward=ward, day=day, slot=slot).on_conflict_ignore()
    database.execute(row)


def closed(database: peewee.Database, ward: str, day: str) -> frozenset[str]:
    """Slots that were closed on a day; '' is all of it."""
    query = BookingClosing.select(BookingClosing.slot).where(
        BookingClosing.ward == ward, BookingClosing.day == day
    )
    return frozenset(slot for (slot,) in database.execute(query).fetchall())


# ---------------------------------------------------------------- bookings


def taken(database: peewee.Database, ward: str, day: str) -> Counter[tuple[str, str]]:
    """(service, slot) -> how many are promised."""
    query = Booking.select(Booking.service, Booking.slot, fn.COUNT(Booking.id)).where(
        Booking.ward == ward, Booking.day == day, Booking.state.in_(TAKEN)
    )
    found = database.execute(query.group_by(Booking.service, Booking.slot)).fetchall()
    return Counter({(service, slot): count for service, slot, count in found})


def add(database: peewee.Database, **columns: Any) -> None:
    database.execute(Booking.insert(**columns))


def exists(database: peewee.Database, ward: str, booking: str) -> bool:
    return (
        _one(database, Booking.select(Booking.id).where(Booking.ward == ward, Booking.id == booking))
        is not None
    )


def asked_before(database: peewee.Database, ward: str, asked: str) -> Kept | None:
    return _kept(database, (Booking.ward == ward) & (Booking.asked == asked))


def on_page(database: peewee.Database, page: str) -> Kept | None:
    return _kept(database, Booking.page == page)


def open_of(database: peewee.Database, ward: str, person: str) -> list[Kept]:
    """What somebody has booked and not presented."""
    query = Booking.select(*_KEPT).where(
        Booking.ward == ward, Booking.person == person, Booking.state == "open"
    )
    return [Kept(*row) for row in database.execute(query).fetchall()]


def open_on(database: peewee.Database, ward: str, days: tuple[str, ...], slot: str = "") -> list[Kept]:
    """Open bookings of some days, in order; of one slot where it is named."""
    query = Booking.select(*_KEPT).where(Booking.ward == ward, Booking.day.in_(days), Booking.state == "open")
    if slot:
        query = query.where(Booking.slot == slot)
    ordered = query.order_by(Booking.day, Booking.slot, Booking.id)
    return [Kept(*row) for row in database.execute(ordered).fetchall()]


def phone_of(database: peewee.Database, ward: str, booking: str) -> str | None:
    """Sealed."""
    row = _one(database, Booking.select(Booking.phone).where(Booking.ward == ward, Booking.id == booking))
    return row[0] if row else None


def move(database: peewee.Database, kept: Kept, state: str, now: datetime) -> bool:
    """From open to another state; False if it is not open any more."""
    query = Booking.update(state=state, changed_at=instant(now)).where(
        Booking.ward == kept.ward, Booking.id == kept.id, Booking.state == "open"
    )
    return bool(database.execute(query).rowcount)


def present(database: peewee.Database, ward: str, booking: str, at: str) -> None:
    """A kiosk has given a number for it; what was cancelled meanwhile was presented all the same."""
    query = Booking.update(state="presented", changed_at=at)
    found = database.execute(query.where(Booking.ward == ward, Booking.id == booking))
    if found.rowcount:
        hold(database, ward)


def miss(database: peewee.Database, before: str, now: datetime) -> int:
    """Open bookings of days before this one were not presented."""
    query = Booking.update(state="missed", changed_at=instant(now))
    return int(database.execute(query.where(Booking.state == "open", Booking.day < before)).rowcount)


def forget(database: peewee.Database, before: str) -> int:
    """Nothing about people stays of days before this one; how many bookings there were does."""
    query = Booking.update(phone=None, name=None, person=None, page=None, asked=None)
    known = (~Booking.phone.is_null()) | (~Booking.asked.is_null())
    return int(database.execute(query.where(known, Booking.day < before)).rowcount)


def standing(database: peewee.Database, ward: str, since: str) -> list[tuple[str, str, int]]:
    """(day, state, how many) from a day on, in order."""
    query = Booking.select(Booking.day, Booking.state, fn.COUNT(Booking.id)).where(
        Booking.ward == ward, Booking.day >= since
    )
    grouped = query.group_by(Booking.day, Booking.state).order_by(Booking.day, Booking.state)
    return [tuple(row) for row in database.execute(grouped).fetchall()]


def _kept(database: peewee.Database, where: Any) -> Kept | None:
    row = _one(database, Booking.select(*_KEPT).where(where))
    return Kept(*row) if row else None


def _one(database: peewee.Database, query: peewee.Query) -> Any:
    return database.execute(query).fetchone()
