"""A ward that takes bookings, and phones that show one: the centre's key, tokens and lists for tests.

Owns believable bookings. Refuses assertions.
"""

import base64
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firmware import events as e
from firmware.presenting import ListArrived
from firmware.screens import Screen
from firmware.settings import Settings
from mqtt.booking import Booked, BookingList, OpenBooking, seal
from mqtt.messages import instant
from tests.bench import START, KioskBench, ward

KEY = Ed25519PrivateKey.generate()
TODAY = "2026-11-23"
MADE = int((START - timedelta(days=2)).timestamp() * 1000)
PUBLIC = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()


def booking_ward(**sections: object) -> Settings:
    return ward(command={"key": PUBLIC}, scanner={"driver": "simulated"}, **sections)


def booked(
    slot: str = "08:00",
    *,
    id_: str = "48213907",
    day: str = TODAY,
    ward: str = "19/05518",
    service: str = "ho-tich",
    made: int = MADE,
) -> Booked:
    return Booked(ward, id_, service, day, slot, 15, made)


def show(kiosk: KioskBench, one: Booked, key: Ed25519PrivateKey = KEY) -> Screen:
    """A phone is held under the scanner."""
    return kiosk.touch(e.CodeScanned(seal(one, key)))


def centre_lists(kiosk: KioskBench, *open_: Booked, at: datetime = START, days: int = 2) -> None:
    """What the centre publishes for the ward."""
    spoken_of = tuple((START + timedelta(days=ahead)).date().isoformat() for ahead in range(days))
    listed = tuple(OpenBooking(one.id, one.day, one.slot, one.minutes, one.service) for one in open_)
    kiosk.core.handle(ListArrived(BookingList(at=instant(at), days=spoken_of, open=listed)))
