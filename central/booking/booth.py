"""Where people book: what pages and programs ask for and hand in, judged before the one writer is asked.

Owns the way of a request: limits, the form of phone and name, the writer's transaction, and what was made.
Refuses HTML and JSON. Reading never writes, and a request that is refused here costs the writer nothing.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

import peewee

from central.booking import making, rows
from central.booking.faults import Fault, NotBooked
from central.booking.making import Free, Wish
from central.booking.offices import Office, Service
from central.booking.rows import Kept
from central.booking.seals import Seals, kept
from central.booking.telling import tell_booked
from central.desk import NotWritten, WritingDesk
from central.limits import Limits, Rule, near
from central.measures import HANOI
from central.sms.outbox import Post
from mqtt.phones import PhoneError, mobile

TRIES: Final = Rule("booking tries", 60, timedelta(minutes=10))
BOOKINGS: Final = Rule("bookings", 30, timedelta(hours=1))
OF_A_WARD: Final = Rule("bookings of a ward", 300, timedelta(hours=1))
NAME_LETTERS: Final = 80
ASKED_LETTERS: Final = 100
_FOREIGN: Final = re.compile(r"\s*(\+|00)(?!\s*84)")

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """As it came in; `address` is whose machine sent it."""

    ward: str
    service: str
    day: str
    slot: str
    asked: str = field(repr=False)
    phone: str = field(repr=False)
    name: str = field(default="", repr=False)
    address: str = ""


@dataclass(frozen=True, slots=True)
class Booth:
    """`reader` gives read-only connections; `clock` is asked once more where the booking is written."""

    reader: peewee.Database
    desk: WritingDesk
    seals: Seals
    clock: Callable[[], datetime]
    post: Post | None = None
    limits: Limits = field(default_factory=Limits)

    def today(self) -> date:
        return self.clock().astimezone(HANOI).date()

    def office(self, ward: str) -> Office | None:
        with self.reader:
            return rows.office_of(self.reader, ward)

    def provinces(self) -> frozenset[str]:
        """Where somebody takes bookings."""
        return frozenset(ward.partition("/")[0] for ward in self._offering())

    def wards(self, province: str) -> frozenset[str]:
        """Those of a province that take bookings, by their five digits."""
        split = (ward.partition("/") for ward in self._offering())
        return frozenset(code for of, _, code in split if of == province)

    def _offering(self) -> list[str]:
        with self.reader:
            return rows.offering(self.reader)

    def free(self, office: Office, service: Service, day: date) -> list[Free]:
        with self.reader:
            return making.free(self.reader, office, service, day, self.clock())

    def book(self, request: Request) -> Kept:
        """NotBooked says why not. The same `asked` gives the same booking, however often it is sent."""
        now = self.clock()
        self._wait([(TRIES, near(request.address))], now)
        wish = _wish(request)
        self._wait([(BOOKINGS, near(request.address)), (OF_A_WARD, wish.ward)], now)

        def make(database: peewee.Database) -> Kept:
            made_at = self.clock()
            made = making.book(database, self.seals, wish, made_at)
            tell_booked(database, self.post, made, made_at)
            return made

        made = self._settle(make)
        log.info("booked ward=%s day=%s slot=%s service=%s", made.ward, made.day, made.slot, made.service)
        return made

    def secret(self, request: Request) -> str:
        """Of the address of the page of what was booked."""
        return self.seals.secret(request.ward, request.asked)

    def on_page(self, secret: str) -> Kept | None:
        with self.reader:
            return rows.on_page(self.reader, kept(secret))

    def token(self, booking: Kept) -> str:
        return self.seals.token(booking.booked)

    def give_up(self, secret: str) -> Kept | None:
        return self._settle(lambda database: making.give_up(database, kept(secret), self.clock()))

    def _settle(self, errand: Callable[[peewee.Database], T]) -> T:
        try:
            return self.desk.settle(errand)
        except NotWritten as error:
            log.error("booking not written: %s", error)
            raise NotBooked(Fault.BUSY) from error

    def _wait(self, wanted: list[tuple[Rule, str]], now: datetime) -> None:
        if self.limits.wait(wanted, now) > timedelta():
            log.warning("booking paused rule=%s", wanted[0][0].what)
            raise NotBooked(Fault.HASTE)


def _wish(request: Request) -> Wish:
    if not 0 < len(request.asked) <= ASKED_LETTERS:
        raise NotBooked(Fault.UNREADABLE)
    name = " ".join(request.name.split())
    if len(name) > NAME_LETTERS:
        raise NotBooked(Fault.NAME_LONG)
    phone = _phone(request.phone)
    return Wish(request.ward, request.service, request.day, request.slot, phone, name, request.asked)


def _phone(text: str) -> str:
    if not text.strip():
        raise NotBooked(Fault.PHONE_MISSING)
    try:
        return mobile(text)
    except PhoneError as error:
        foreign = _FOREIGN.match(text) is not None
        raise NotBooked(Fault.PHONE_FOREIGN if foreign else Fault.PHONE_WRONG) from error
