"""Commands down to kiosks, from the store and again until the kiosk has answered.

Owns when a command goes out. Refuses issuing (`issuing`), rows (`rows`) and threads: it takes its turn on the
writer's. The broker's memory is not relied on: a command goes out once it is on disk, whenever its kiosk says
that it is online, and every ten minutes until the answer.
"""

import logging
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from central.commanding import rows
from central.commanding.rows import Issued
from central.store.engine import PATIENCE, Store
from mqtt.client import Incoming, LinkChanged, Outgoing
from mqtt.messages import MessageError, State, decode
from mqtt.topics import KioskName, parse_topic

LOOK: Final = timedelta(seconds=2)
AGAIN: Final = timedelta(minutes=10)
SENT_IN_A_TURN: Final = 50

log = logging.getLogger(__name__)


class Wire(Protocol):
    def publish(self, message: Outgoing) -> int | None: ...


class Dispatch:
    """Commands for kiosks of `provinces` go out (none named: of all); the others are another process's."""

    def __init__(self, store: Store, wire: Wire, provinces: Sequence[str] = ()) -> None:
        self._store = store
        self._wire = wire
        self._provinces = frozenset(provinces)
        self._up = False
        self._stirred = False
        self._looked: datetime | None = None
        self._due: deque[Issued] = deque()
        self._sent: dict[Issued, datetime] = {}

    @property
    def busy(self) -> bool:
        return self._up and bool(self._due)

    def hear(self, arrival: Incoming | LinkChanged) -> None:
        """A new link, or a kiosk that came back: whatever was sent before may have reached nobody."""
        match arrival:
            case LinkChanged(up=up):
                self._up = up
                self._sent.clear()
                self._due.clear()
                self._stirred = True
            case Incoming(retained=False) if (kiosk := _came_online(arrival)) is not None:
                self._sent = {one: at for one, at in self._sent.items() if one.kiosk != kiosk}
                self._stirred = True

    def turn(self, now: datetime) -> None:
        if not self._up:
            return
        try:
            self._look(now)
            self._send(now)
        except PATIENCE as error:
            log.error("store unwilling; commands wait: %s", error)

    def _look(self, now: datetime) -> None:
        """Which open commands are due; a clock that went back holds nothing up."""
        rested = self._looked is None or not timedelta(0) <= now - self._looked < LOOK
        if self._due or not (self._stirred or rested):
            return
        self._looked, self._stirred = now, False
        open_now = rows.open_for_online(self._store.writer, now)
        self._sent = {one: self._sent[one] for one in open_now if one in self._sent}
        self._due.extend(one for one in open_now if self._ours(one) and not self._rests(one, now))

    def _send(self, now: datetime) -> None:
        """In order of each kiosk's counter; what the link does not take goes with the next link."""
        for _ in range(min(SENT_IN_A_TURN, len(self._due))):
            one = self._due.popleft()
            payload = rows.payload_of(self._store.writer, one)
            if payload is None:
                continue
            topic = KioskName.parse(one.kiosk).topic("command")
            if self._wire.publish(Outgoing(topic, payload, qos=1)) is None:
                self._due.clear()
                return
            self._sent[one] = now
            log.info("command sent kiosk=%s counter=%d", one.kiosk, one.counter)

    def _ours(self, one: Issued) -> bool:
        return not self._provinces or one.kiosk.partition("/")[0] in self._provinces

    def _rests(self, one: Issued, now: datetime) -> bool:
        sent = self._sent.get(one)
        return sent is not None and timedelta(0) <= now - sent < AGAIN


def _came_online(arrival: Incoming) -> str | None:
    if not arrival.topic.endswith("/state"):
        return None
    try:
        kiosk, _ = parse_topic(arrival.topic)
        state = decode(State, arrival.payload)
    except (ValueError, MessageError):
        return None
    return str(kiosk) if state.state == "online" else None
