"""Each ward's open bookings down to its kiosks, and once a day the end of what is over.

Owns when a ward's list goes out, and when what is about people goes. Refuses rules (`making`) and threads: it
takes its turn on the writer's. The list is one retained message; nothing of it has to be remembered here, so
after a start, a new link or a new day every ward's list goes out once more.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from central.booking import rows
from central.measures import HANOI
from central.store.database import PATIENCE, Store
from mqtt.booking import TOPIC, BookingList, OpenBooking, encode
from mqtt.client import Incoming, LinkChanged, Outgoing
from mqtt.messages import instant
from mqtt.topics import ward_topic

LOOK: Final = timedelta(seconds=1)
DAYS: Final = 2
"""Today and tomorrow: a kiosk that loses its link at night knows the morning."""

log = logging.getLogger(__name__)


class Wire(Protocol):
    def publish(self, message: Outgoing) -> int | None: ...


class BookingTurn:
    """`keep_days`: so long after its day what is about people is kept."""

    def __init__(self, store: Store, wire: Wire, provinces: Sequence[str] = (), keep_days: int = 30) -> None:
        self._store = store
        self._wire = wire
        self._provinces = frozenset(provinces)
        self._keep_days = keep_days
        self._up = False
        self._sent: dict[str, tuple[int, str]] = {}
        self._looked: datetime | None = None
        self._swept = ""

    @property
    def busy(self) -> bool:
        return False

    def hear(self, arrival: Incoming | LinkChanged) -> None:
        if isinstance(arrival, LinkChanged):
            self._up = arrival.up
            self._sent.clear()

    def turn(self, now: datetime) -> None:
        if self._looked is not None and timedelta() <= now - self._looked < LOOK:
            return
        self._looked = now
        try:
            self._sweep(now)
            if self._up:
                self._publish(now)
        except PATIENCE as error:
            log.error("store unwilling; lists of bookings wait: %s", error)

    def _publish(self, now: datetime) -> None:
        today = now.astimezone(HANOI).date()
        with self._store.transaction():
            for ward, changes in rows.changes(self._store.writer).items():
                ours = not self._provinces or ward.partition("/")[0] in self._provinces
                if ours and self._sent.get(ward) != (changes, today.isoformat()):
                    if not self._send(ward, today, now):
                        return
                    self._sent[ward] = (changes, today.isoformat())

    def _send(self, ward: str, today: date, now: datetime) -> bool:
        days = tuple((today + timedelta(days=ahead)).isoformat() for ahead in range(DAYS))
        open_ = tuple(
            OpenBooking(one.id, one.day, one.slot, one.minutes, one.service)
            for one in rows.open_on(self._store.writer, ward, days)
        )
        province, _, commune = ward.partition("/")
        topic = ward_topic(province, commune, TOPIC)
        body = encode(BookingList(at=instant(now), days=days, open=open_))
        return self._wire.publish(Outgoing(topic, body, qos=1, retain=True)) is not None

    def _sweep(self, now: datetime) -> None:
        """Once a day: who did not come is noted, and people are forgotten."""
        today = now.astimezone(HANOI).date()
        if self._swept == today.isoformat():
            return
        with self._store.transaction():
            missed = rows.miss(self._store.writer, today.isoformat(), now)
            before = today - timedelta(days=self._keep_days)
            forgotten = rows.forget(self._store.writer, before.isoformat())
        self._swept = today.isoformat()
        log.info("bookings of past days missed=%d forgotten=%d", missed, forgotten)
