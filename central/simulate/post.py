"""The post of a simulation: which kiosk's mail goes over which line, and how long kiosks must wait for it.

Owns the uplinks and patience. Refuses to know what is in the mail. With nowhere to send to, mail is counted
and thrown away.
"""

import logging
import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from central.simulate.kiosk import Kiosk
from central.simulate.lines import Exchange, Line
from central.simulate.parcels import Parcel
from central.simulate.uplink import Uplink
from mqtt.broker import Broker

AHEAD: Final = 300
"""Parcels that may wait on a line before its kiosks must wait."""
FLYING: Final = 600
"""Frames that may be unanswered on all lines together. A centre answers some hundred in a second: with more,
frames would be sent again although they only wait their turn."""
BREATH: Final = 20
"""Deliveries between two looks at the sockets."""
TICK_SECONDS: Final = 0.05
SILENCE_SECONDS: Final = 60.0

log = logging.getLogger(__name__)


class NotTaken(RuntimeError):
    """The centre does not take what is sent; the text says what to look at."""


class Post(Protocol):
    def carry(self, kiosk: Kiosk, mail: Sequence[Parcel]) -> None: ...
    def wait(self, seconds: float) -> None: ...
    def deliver(self) -> None: ...


class Nowhere:
    """For a look at what would be sent."""

    def carry(self, kiosk: Kiosk, mail: Sequence[Parcel]) -> None:
        pass

    def wait(self, seconds: float) -> None:
        threading.Event().wait(seconds)

    def deliver(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Way:
    """Where the broker is, over how many lines; `each`: one for every kiosk, with the kiosk's own Will."""

    broker: Broker
    lines: int
    each: bool


class Lines:
    """NotTaken where the centre is silent, LineError where the broker refuses."""

    def __init__(self, way: Way, kiosks: Sequence[Kiosk]) -> None:
        shares = [[kiosk] for kiosk in kiosks] if way.each else _dealt(kiosks, way.lines)
        lines = [_line(way, number, share) for number, share in enumerate(shares)]
        self._uplinks = [Uplink(line, alone=way.each) for line in lines]
        self._exchange = Exchange(lines)
        self._of = {kiosk: self._uplinks[at] for at, share in enumerate(shares) for kiosk in share}
        self._carried = self._flying = 0
        self._moved_at = time.monotonic()

    def carry(self, kiosk: Kiosk, mail: Sequence[Parcel]) -> None:
        """Take it; waits while the kiosk's line has more than it can send."""
        uplink = self._of[kiosk]
        uplink.hand_in(mail)
        self._carried += 1
        if self._carried % BREATH == 0:
            self._turn(0)
        while uplink.waiting > AHEAD or self._flying > FLYING:
            self._turn(TICK_SECONDS)

    def wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._turn(min(left, TICK_SECONDS))

    def deliver(self) -> None:
        """Until the centre has said that it has everything."""
        while not all(uplink.done for uplink in self._uplinks):
            self._turn(TICK_SECONDS)

    def close(self) -> None:
        self._exchange.close()

    def _turn(self, seconds: float) -> None:
        self._exchange.turn(seconds)
        now = time.monotonic()
        for uplink in self._uplinks:
            if uplink.turn(now):
                self._moved_at = now
        self._flying = sum(uplink.flying for uplink in self._uplinks)
        waiting = self._flying + sum(uplink.waiting for uplink in self._uplinks)
        if not waiting:
            self._moved_at = now
        if now - self._moved_at > SILENCE_SECONDS:
            raise NotTaken(
                f"no answer for {SILENCE_SECONDS:.0f} s, {waiting} messages wait;"
                " is motcua-central running with this broker?"
            )


def _dealt(kiosks: Sequence[Kiosk], lines: int) -> list[list[Kiosk]]:
    return [list(kiosks[start::lines]) for start in range(min(lines, len(kiosks)))]


def _line(way: Way, number: int, share: Sequence[Kiosk]) -> Line:
    topics = [kiosk.name.topic("ack") for kiosk in share]
    if way.each:
        [kiosk] = share
        return Line(way.broker, str(kiosk.name), topics, lambda: kiosk.state("lost"))
    return Line(way.broker, f"motcua-simulate-{os.getpid()}-{number}", topics, None)
