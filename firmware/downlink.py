"""What comes down from the centre: the catalogue and the ward's dossiers, each whole or not at all; commands.

Owns putting published pieces together, making the guide, and handing all to the core. Refuses to write: the
core does, in one transaction. Runs in its own thread: an index of thousands of procedures takes a moment, and
so does checking a signature.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from firmware import catalogue, days, register
from firmware.catalogue import CatalogueArrived, GuideMade
from firmware.clock import Now
from firmware.events import CommandArrived
from firmware.guidebook import make_guide
from firmware.orders import Orders
from firmware.presenting import ListArrived as BookingsArrived
from firmware.register import ListArrived
from firmware.store import Reader
from mqtt import booking, dossiers, topics
from mqtt import catalogue as procedures
from mqtt.client import Incoming
from mqtt.commands import CommandError
from mqtt.publication import Assembly, Edition, PublicationError
from mqtt.topics import KioskName

log = logging.getLogger(__name__)

IDLE_SECONDS: Final = 5.0
News = CatalogueArrived | GuideMade | ListArrived | CommandArrived | BookingsArrived


def published_to(kiosk: KioskName) -> tuple[str, str]:
    """Where a kiosk's publications lie: those of its province, and those of its ward."""
    return (
        topics.province_topic(kiosk.province, f"{procedures.TOPIC}/"),
        topics.ward_topic(kiosk.province, kiosk.ward, f"{dossiers.TOPIC}/"),
    )


def commanded_on(kiosk: KioskName) -> str:
    """Where a kiosk's commands come in."""
    return kiosk.topic("command")


def booked_on(kiosk: KioskName) -> str:
    """Where the ward's open bookings lie."""
    return topics.ward_topic(kiosk.province, kiosk.ward, booking.TOPIC)


def news_to(kiosk: KioskName) -> tuple[str, ...]:
    """Whatever comes down to this turn."""
    return (*published_to(kiosk), commanded_on(kiosk), booked_on(kiosk))


class DownlinkTurn:
    """Take what arrived, and make a new guide when the catalogue or the business day is new."""

    def __init__(
        self,
        arrivals: Callable[[], Iterable[Incoming]],
        reader: Reader,
        kiosk: KioskName,
        tell: Callable[[News], bool],
        orders: Orders | None = None,
    ) -> None:
        self._arrivals = arrivals
        self._reader = reader
        self._tell = tell
        self._commands = commanded_on(kiosk)
        self._bookings = booked_on(kiosk)
        self._orders = orders
        newest = catalogue.version(reader), register.list_version(reader.rows)
        taken = self._take_catalogue, self._take_list
        self._documents = {
            root: (Assembly(newest=version), take)
            for root, version, take in zip(published_to(kiosk), newest, taken, strict=True)
        }
        self._made: tuple[int, str] | None = None

    def __call__(self, _now: Now) -> float:
        for arrival in self._arrivals():
            self._take(arrival)
        self._make_guide_if_due()
        return IDLE_SECONDS

    def _take(self, arrival: Incoming) -> None:
        if arrival.topic == self._commands:
            self._take_command(arrival.payload)
        if arrival.topic == self._bookings and arrival.payload:
            self._take_bookings(arrival.payload)
        for root, (assembly, take) in self._documents.items():
            if arrival.topic.startswith(root):
                try:
                    edition = assembly.take(arrival.topic.removeprefix(root), arrival.payload)
                    if edition is not None:
                        take(edition)
                except (PublicationError, msgspec.MsgspecError) as error:
                    log.warning("%s refused, what was there stays: %s", root, error)

    def _take_command(self, payload: bytes) -> None:
        """What the core could not record is not lost: the centre repeats it until it is answered."""
        if self._orders is None:
            return
        try:
            self._tell(self._orders.read(payload))
        except CommandError as error:
            log.warning("command refused bytes=%s: %s", len(payload), error)

    def _take_bookings(self, payload: bytes) -> None:
        try:
            self._tell(BookingsArrived(booking.decode(payload)))
        except booking.BookingError as error:
            log.warning("bookings refused, what was there stays: %s", error)

    def _take_catalogue(self, edition: Edition) -> None:
        arrived = CatalogueArrived(edition.version, edition.at, tuple(procedures.decode(edition.body)))
        if self._tell(arrived):
            log.info("catalogue received version=%s procedures=%s", edition.version, len(arrived.procedures))

    def _take_list(self, edition: Edition) -> None:
        arrived = ListArrived(edition.version, edition.at, tuple(dossiers.decode(edition.body)))
        if self._tell(arrived):
            log.info("dossiers received version=%s dossiers=%s", edition.version, len(arrived.listed))

    def _make_guide_if_due(self) -> None:
        due = (catalogue.version(self._reader), days.today(self._reader.rows))
        if due[0] == 0 or self._made == due:
            return
        version, published_at, known = catalogue.stored(self._reader)
        if self._tell(GuideMade(make_guide(version, published_at, known, due[1]))):
            self._made = due
