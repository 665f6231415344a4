"""How a booking is made, given up and closed: the rules, each within one transaction of the one writer.

Owns capacity, one booking to come for each phone, service and day, and the same request being the same one.
Refuses HTTP and words. The ward's row is held first, so that whoever counts a slot's places is alone with
them, also where several centres write one database.
"""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import peewee

from central.booking import rows
from central.booking.faults import Fault, NotBooked
from central.booking.offices import Office, Service, begins
from central.booking.rows import Kept
from central.booking.seals import Seals, kept
from central.measures import HANOI
from mqtt.messages import instant

MOST_OPEN: Final = 5
"""Of one phone in one ward."""
_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class Wish:
    """`phone` as `mqtt.phones` writes it; `asked` is the same when the same request comes again."""

    ward: str
    service: str
    day: str
    slot: str
    phone: str = field(repr=False)
    name: str = field(repr=False)
    asked: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Free:
    slot: str
    left: int


def free(database: peewee.Database, office: Office, service: Service, day: date, now: datetime) -> list[Free]:
    """The day's slots that have not begun and are not closed, the full ones with 0."""
    name = day.isoformat()
    shut = rows.closed(database, office.ward, name)
    if "" in shut or day not in office.days(_today(now)):
        return []
    taken = rows.taken(database, office.ward, name)
    return [
        Free(slot, max(0, service.capacity - taken[service.code, slot]))
        for slot in office.slots(service, day)
        if slot not in shut and begins(name, slot) > now
    ]


def book(database: peewee.Database, seals: Seals, wish: Wish, now: datetime) -> Kept:
    """The booking, or the one that the same request made before; NotBooked says why there is none."""
    if not rows.hold(database, wish.ward):
        raise NotBooked(Fault.NOT_OFFERED)
    asked = seals.alike("asked", wish.ward, wish.asked)
    before = rows.asked_before(database, wish.ward, asked)
    if before is not None:
        return before
    service = _judged(database, wish, now)
    person = seals.alike("person", wish.ward, wish.phone)
    _alone(_still_to_come(database, wish.ward, person, now), wish)
    booking = _fresh_id(database, wish.ward)
    rows.add(
        database,
        ward=wish.ward,
        id=booking,
        service=wish.service,
        day=wish.day,
        slot=wish.slot,
        minutes=service.minutes,
        state="open",
        made_at=instant(now),
        changed_at=instant(now),
        phone=seals.sealed(wish.phone),
        name=seals.sealed(wish.name) if wish.name else None,
        person=person,
        page=kept(seals.secret(wish.ward, wish.asked)),
        asked=asked,
    )
    made = rows.asked_before(database, wish.ward, asked)
    assert made is not None
    return made


def give_up(database: peewee.Database, page: str, now: datetime) -> Kept | None:
    """What stands on a page is cancelled by its owner, once; a booking that is over stays as it is."""
    found = rows.on_page(database, page)
    if found is not None and found.state == "open" and begins(found.day, found.slot) > now:
        rows.hold(database, found.ward)
        rows.move(database, found, "cancelled", now)
    return rows.on_page(database, page)


def close(database: peewee.Database, ward: str, day: str, slot: str, now: datetime) -> list[Kept]:
    """Nobody books it any more; answers with the bookings that were cancelled by it."""
    if not rows.hold(database, ward):
        raise NotBooked(Fault.NOT_OFFERED)
    rows.close(database, ward, day, slot)
    cancelled = rows.open_on(database, ward, (day,), slot)
    for one in cancelled:
        rows.move(database, one, "closed", now)
    return cancelled


def _judged(database: peewee.Database, wish: Wish, now: datetime) -> Service:
    """The service of a wish that can be fulfilled."""
    office = rows.office_of(database, wish.ward)
    service = office.service(wish.service) if office else None
    if office is None or service is None:
        raise NotBooked(Fault.NO_SERVICE)
    day = _day(wish.day)
    if day is None or day not in office.days(_today(now)):
        raise NotBooked(Fault.NO_DAY)
    if wish.slot not in office.slots(service, day):
        raise NotBooked(Fault.NO_SLOT)
    if {"", wish.slot} & rows.closed(database, wish.ward, wish.day):
        raise NotBooked(Fault.SLOT_CLOSED)
    if begins(wish.day, wish.slot) <= now:
        raise NotBooked(Fault.SLOT_PAST)
    if rows.taken(database, wish.ward, wish.day)[wish.service, wish.slot] >= service.capacity:
        raise NotBooked(Fault.SLOT_FULL)
    return service


def _still_to_come(database: peewee.Database, ward: str, person: str, now: datetime) -> list[Kept]:
    """What somebody has open. Who books again after a slot began was not there, and it blocks nothing."""
    mine = rows.open_of(database, ward, person)
    gone = [one for one in mine if begins(one.day, one.slot) <= now]
    for one in gone:
        rows.move(database, one, "missed", now)
    return [one for one in mine if one not in gone]


def _alone(mine: list[Kept], wish: Wish) -> None:
    if any(one.service == wish.service and one.day == wish.day for one in mine):
        raise NotBooked(Fault.ALREADY)
    if len(mine) >= MOST_OPEN:
        raise NotBooked(Fault.TOO_MANY)


def _fresh_id(database: peewee.Database, ward: str) -> str:
    while True:
        booking = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
        if not rows.exists(database, ward, booking):
            return booking


def _today(now: datetime) -> date:
    return now.astimezone(HANOI).date()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
