"""Messages to the broker, each answered by it before a deadline.

Owns waiting for the broker's word and sending again after a lost link. Refuses what the messages mean.
Sending one again is harmless: all of them are retained, and the same topic carries the same payload.
"""

import queue
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode

from mqtt.client import Arrival, LinkChanged, Outgoing, Published

FAILURE: Final = 128


class DeliveryError(RuntimeError):
    """The broker did not take everything; the text says what to look at. What it took, it keeps."""


class BrokerRefusedError(DeliveryError):
    """The broker said no to one message."""


class Wire(Protocol):
    inbox: "queue.SimpleQueue[Arrival]"

    def publish(self, message: Outgoing) -> int | None: ...


@dataclass(slots=True)
class Delivery:
    """`seconds` is for everything that it is given to send, from its first turn on."""

    wire: Wire
    broker: str
    """How errors name it: ``broker.example:8883``."""
    seconds: float = 30.0
    monotonic: Callable[[], float] = time.monotonic
    _began: float | None = None
    _up: bool = False
    _unanswered: dict[int, Outgoing] = field(default_factory=dict)
    _of_mid: dict[int, int] = field(default_factory=dict)

    def send(self, messages: Sequence[Outgoing]) -> None:
        """Return once the broker has taken every message. DeliveryError otherwise."""
        self._unanswered = dict(enumerate(messages))
        self._of_mid.clear()
        if self._up:
            self._hand_over()
        while self._unanswered:
            self._hear(self._next())

    def _hear(self, arrival: Arrival) -> None:
        match arrival:
            case LinkChanged(up=up):
                self._up = up
                self._of_mid.clear()
                if up:
                    self._hand_over()
            case Published(mid, code) if mid in self._of_mid:
                message = self._unanswered.pop(self._of_mid.pop(mid))
                if code >= FAILURE:
                    raise BrokerRefusedError(self._refusal(message, code))

    def _hand_over(self) -> None:
        for index, message in self._unanswered.items():
            mid = self.wire.publish(message)
            if mid is not None:
                self._of_mid[mid] = index

    def _next(self) -> Arrival:
        if self._began is None:
            self._began = self.monotonic()
        left = self._began + self.seconds - self.monotonic()
        try:
            return self.wire.inbox.get(timeout=max(0.0, left))
        except queue.Empty:
            raise DeliveryError(self._silence()) from None

    def _silence(self) -> str:
        if not self._up:
            return (
                f"broker {self.broker}: no connection within {self.seconds:g} s; is it running, and are"
                " host, port, username and tls_* under [mqtt] right?"
            )
        return (
            f"broker {self.broker}: {len(self._unanswered)} messages without an answer within"
            f" {self.seconds:g} s; look at its log and its limits on size and queue, then publish again"
        )

    def _refusal(self, message: Outgoing, code: int) -> str:
        return (
            f"broker {self.broker} refused {message.topic}: {_name(code)} ({code});"
            " let this user publish retained messages there, then publish again"
        )


def _name(code: int) -> str:
    try:
        return ReasonCode(PacketTypes.PUBACK, identifier=code).getName()
    except (KeyError, AssertionError, ValueError):
        return "reason unknown"
