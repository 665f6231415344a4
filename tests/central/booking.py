"""A ward that takes bookings, at a centre turned by hand or served to a browser: what tests book with.

Owns the ward's offer, keys, and a booth whose writer works in a thread of its own. Refuses assertions.
"""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.testclient import TestClient

from central.at_home import AtHome
from central.booking import rows
from central.booking.booth import Booth, Request
from central.booking.offices import Office
from central.booking.seals import Seals
from central.dashboard.api import Pulse
from central.dashboard.app import build
from central.desk import WritingDesk
from central.sms.keys import make_keys
from central.sms.outbox import Post
from central.store.engine import Store
from tests.central.conftest import Centre
from tests.central.wire import NOW

WARD, CODE = "19/05518", "05518"
MONDAY, TUESDAY, SUNDAY = "2026-11-23", "2026-11-24", "2026-11-22"
PHONE = "0912345678"
OFFER: dict[str, Any] = {
    "ward": WARD,
    "services": [
        {"code": "ho-tich", "name": "Hộ tịch, chứng thực", "name_en": "Civil status", "capacity": 2},
        {"code": "dat-dai", "name": "Đất đai, xây dựng", "minutes": 30},
    ],
    "days_ahead": 14,
    "hours": {day: ["07:30-11:30", "13:30-17:00"] for day in ("monday", "tuesday", "wednesday", "saturday")},
    "public_holidays": False,
    "closed": ["2026-11-25"],
}
KEY = Ed25519PrivateKey.generate()
_numbers = itertools.count()


def office(**changes: Any) -> Office:
    return msgspec.convert(OFFER | changes, Office)


@dataclass
class TurnedClock:
    """Sunday the 21st is a Saturday in truth: 09:15 in Vietnam, until it is turned."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Counter:
    """Where people book: the real booth over a real store, and its clock."""

    booth: Booth
    store: Store
    clock: TurnedClock = field(default_factory=TurnedClock)

    def offers(self, **changes: Any) -> None:
        self.booth.desk.settle(lambda database: rows.offer(database, office(**changes), self.clock()))


def wish(slot: str = "08:00", *, day: str = MONDAY, phone: str = "", asked: str = "", **more: Any) -> Request:
    """Somebody else each time, unless said otherwise."""
    number = next(_numbers)
    fields: dict[str, Any] = {
        "service": "ho-tich",
        "name": "",
        "address": f"10.0.{number // 200}.{number % 200}",
    }
    return Request(
        ward=WARD,
        day=day,
        slot=slot,
        asked=asked or f"asked-{number}",
        phone=phone or f"09{12000000 + number}",
        **(fields | more),
    )


@contextmanager
def counter(centre: Centre, folder: Path, *, sends: bool = False) -> Iterator[Counter]:
    """The writer turns in a thread of its own, as the centre's does."""
    clock, desk, over = TurnedClock(), WritingDesk(centre.store), threading.Event()
    keys = make_keys(folder / "sms.key")

    def turns() -> None:
        while not over.is_set():
            desk.turn(clock())
            over.wait(0.002)

    writer = threading.Thread(target=turns, daemon=True)
    writer.start()
    booth = Booth(centre.store.reader(), desk, Seals(keys, KEY), clock, Post(keys) if sends else None)
    made = Counter(booth, centre.store, clock)
    made.offers()
    yield made
    over.set()
    writer.join(5)


@contextmanager
def website(counter: Counter) -> Iterator[TestClient]:
    pulse = Pulse(turned_at=lambda: NOW, broker_up=lambda: True)
    app, live = build(counter.booth.reader, counter.clock, pulse, home=AtHome(booth=counter.booth))
    with TestClient(app, follow_redirects=False) as web:
        yield web
    live.stopping.set()


def booked(centre: Centre, *, ward: str = WARD, day: str = MONDAY, **states: int) -> None:
    """So many in each state."""
    columns = {"service": "ho-tich", "slot": "08:00", "minutes": 15, "made_at": "", "changed_at": ""}
    with centre.store.transaction():
        for state in (state for state, times in states.items() for _ in range(times)):
            name = f"{next(_numbers):08}"
            rows.add(centre.store.writer, ward=ward, id=name, day=day, state=state, **columns)
