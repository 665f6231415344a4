"""Delivery of many simulated kiosks over one line, by the rules a kiosk's uplink keeps.

Owns what is in flight, the window, and sending again. Refuses sockets and what a frame says. The broker's
own answer means nothing here: only the centre's `ack` frees a frame, and what it calls missing goes out
once more.
"""

import logging
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from central.simulate.parcels import Parcel
from mqtt.messages import Ack, MessageError, decode
from mqtt.topics import parse_topic

WINDOW: Final = 100
"""Frames in flight on one line."""
ACK_SECONDS: Final = 10.0
MISSING_SECONDS: Final = 5.0
"""How long a frame may be under way before the centre's word that it is missing is believed; at once where
one that was sent later has arrived, since a connection keeps the order."""
ASK_SECONDS: Final = 3.0
"""How long the centre may be silent about a kiosk before its heartbeat asks again."""
LOOK_SECONDS: Final = 0.5

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Flight:
    """`number` counts what went out; `patience` doubles each time: who is behind must not get more to do."""

    parcel: Parcel
    number: int
    sent_at: float
    patience: int = 1


class Wire(Protocol):
    """A line, as this room uses it; see `lines.Line`."""

    up: bool
    unanswered: int
    arrivals: deque[tuple[str, bytes]]

    def publish(self, parcel: Parcel) -> None: ...
    def break_off(self) -> None: ...


class Uplink:
    """`alone`: the line belongs to one kiosk, whose presence is the connection itself."""

    def __init__(self, line: Wire, *, alone: bool) -> None:
        self._line = line
        self._alone = alone
        self._waiting: deque[Parcel] = deque()
        self._flights: dict[str, list[_Flight]] = defaultdict(list)
        self._flying = self._sent = 0
        self._heartbeats: dict[str, Parcel] = {}
        self._asked_at: dict[str, float] = {}
        self._looked_at = 0.0

    @property
    def waiting(self) -> int:
        """Parcels that have not gone out yet."""
        return len(self._waiting)

    @property
    def flying(self) -> int:
        """Frames that are out and not answered by the centre."""
        return self._flying

    @property
    def done(self) -> bool:
        """Everything is out, and the centre has said that it has it."""
        return not self._waiting and not self._flying and self._line.unanswered == 0

    def hand_in(self, parcels: Sequence[Parcel]) -> None:
        self._waiting.extend(parcels)

    def turn(self, now: float) -> bool:
        """Hear what came, send what may go, repeat what was not answered; whether anything moved on."""
        before = self._flying
        arrivals = self._line.arrivals
        while arrivals:
            self._hear(*arrivals.popleft(), now)
        moved = self._flying < before
        while self._waiting and self._may_go(self._waiting[0]):
            self._send(self._waiting.popleft(), now)
            moved = True
        if self._flying and now - self._looked_at >= LOOK_SECONDS:
            self._looked_at = now
            self._repeat(now)
        return moved

    def _may_go(self, parcel: Parcel) -> bool:
        """A cut connection would take with it what the broker has not taken."""
        if not self._line.up:
            return False
        if parcel.breaks and self._alone:
            return self._line.unanswered == 0
        return not parcel.seqs or self._flying < WINDOW

    def _send(self, parcel: Parcel, now: float) -> None:
        if parcel.breaks and self._alone:
            self._line.break_off()
            return
        if parcel.seqs:
            self._sent += 1
            self._flights[parcel.kiosk].append(_Flight(replace(parcel, astray=False), self._sent, now))
            self._flying += 1
        elif parcel.qos == 0:
            self._heartbeats[parcel.kiosk] = parcel
        if not parcel.astray:
            self._line.publish(parcel)

    def _hear(self, topic: str, payload: bytes, now: float) -> None:
        try:
            kiosk, ack = str(parse_topic(topic)[0]), decode(Ack, payload)
        except (ValueError, MessageError) as error:
            log.warning("answer unreadable topic=%s: %s", topic, error)
            return
        flights = self._flights.get(kiosk)
        if flights:
            covered = {flight.number for flight in flights if _covered(flight.parcel, ack)}
            left = [flight for flight in flights if flight.number not in covered]
            self._flying -= len(covered)
            self._flights[kiosk] = left
            self._repeat_missing(left, ack, max(covered, default=0), now)

    def _repeat_missing(self, flights: Sequence[_Flight], ack: Ack, newest: int, now: float) -> None:
        for flight in flights:
            parcel = flight.parcel
            late = flight.number < newest or now - flight.sent_at > MISSING_SECONDS * flight.patience
            if late and parcel.epoch == ack.epoch and _lacks(parcel, ack):
                self._again(flight, now)

    def _repeat(self, now: float) -> None:
        for kiosk, flights in self._flights.items():
            for flight in flights:
                if now - flight.sent_at > ACK_SECONDS * flight.patience:
                    self._again(flight, now)
            if flights and now - max(flights[0].sent_at, self._asked_at.get(kiosk, 0.0)) > ASK_SECONDS:
                self._asked_at[kiosk] = now
                self._ask(kiosk)

    def _again(self, flight: _Flight, now: float) -> None:
        if self._line.up:
            self._sent += 1
            flight.number, flight.sent_at = self._sent, now
            flight.patience *= 2
            self._line.publish(flight.parcel)

    def _ask(self, kiosk: str) -> None:
        heartbeat = self._heartbeats.get(kiosk)
        if heartbeat is not None and self._line.up:
            self._line.publish(heartbeat)


def _covered(parcel: Parcel, ack: Ack) -> bool:
    """All of a frame is committed: up to `upto`, or below the end of what is missing and not missing."""
    if parcel.epoch != ack.epoch:
        return False
    last = parcel.seqs[-1]
    if last <= ack.upto:
        return True
    return bool(ack.missing) and last < ack.missing[-1][1] and not _lacks(parcel, ack)


def _lacks(parcel: Parcel, ack: Ack) -> bool:
    return any(first <= seq <= last for seq in parcel.seqs for first, last in ack.missing)
