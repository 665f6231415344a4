"""The kiosk's side of the wire for tests: frames, states and heartbeats as they would arrive.

Owns believable payloads built by the real encoder, and a wire that remembers what was said on it.
"""

import queue
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Raw

from mqtt.client import Arrival, Incoming, Outgoing
from mqtt.facts import KIND_OF, Fact, RatingGiven, RatingVoided, TicketIssued, stream_of
from mqtt.messages import Ack, Event, Frame, Health, State, StateWord, decode, encode, instant
from mqtt.scalars import Level

KIOSK = "19/05518/k1"
EPOCH = "9f3c9f3c9f3c9f3c"
OTHER_EPOCH = "0123456789abcdef"
DAY = "2026-11-21"
NOW = datetime(2026, 11, 21, 2, 15, tzinfo=UTC)


@dataclass
class RememberingWire:
    """Stands where the client stands; `up` False is a link that takes nothing."""

    up: bool = True
    published: list[Outgoing] = field(default_factory=list)
    acknowledged: list[Incoming] = field(default_factory=list)

    def publish(self, message: Outgoing) -> int | None:
        if not self.up:
            return None
        self.published.append(message)
        return len(self.published)

    def acknowledge(self, incoming: Incoming) -> None:
        self.acknowledged.append(incoming)

    def together(self) -> AbstractContextManager[None]:
        return nullcontext()

    @property
    def last_ack(self) -> Ack:
        return decode(Ack, self.published[-1].payload)


Inbox = queue.SimpleQueue[Arrival]


def ticket(number: str = "A001", *, day: str = DAY) -> TicketIssued:
    return TicketIssued(day=day, number=number, service="ho-tich")


def rating(level: Level = "satisfied", *, day: str = DAY) -> RatingGiven:
    return RatingGiven(
        day=day, level=level, scale=["very_satisfied", "satisfied", "unsatisfied"], source="button"
    )


def voided(level: Level = "satisfied", *, day: str = DAY) -> RatingVoided:
    return RatingVoided(rating=uuid_of(1), day=day, level=level, why="corrected")


def uuid_of(seq: int) -> str:
    return f"018f0000-0000-7000-8000-{seq:012d}"


def event(seq: int, fact: Fact, *, at: datetime = NOW) -> Event:
    return Event(seq, uuid_of(seq), KIND_OF[type(fact)], instant(at), "synced", Raw(encode(fact)))


def strange_event(seq: int, kind: str, data: bytes = b"{}") -> Event:
    return Event(seq, uuid_of(seq), kind, instant(NOW), "synced", Raw(data))


def incoming(topic: str, payload: bytes, *, retained: bool = False, qos: int = 1) -> Incoming:
    return Incoming(topic, payload, retained, 1, qos, 1)


def frame_of(*events: Event, kiosk: str = KIOSK, epoch: str = EPOCH, leaf: str = "") -> Incoming:
    """One frame on the topic of its first event, unless told otherwise."""
    topic = f"motcua/1/{kiosk}/{leaf or stream_of(events[0].kind)}"
    return incoming(topic, encode(Frame(1, kiosk, epoch, list(events))))


def tickets(first: int, last: int, *, kiosk: str = KIOSK, epoch: str = EPOCH) -> Incoming:
    """A frame of tickets with these sequence numbers, both ends included."""
    events = [event(seq, ticket(f"A{seq:03d}")) for seq in range(first, last + 1)]
    return frame_of(*events, kiosk=kiosk, epoch=epoch)


def state(word: StateWord, *, seq_high: int = 0, kiosk: str = KIOSK, epoch: str = EPOCH) -> Incoming:
    message = State(word, epoch, "b1", "1.0.0", instant(NOW), seq_high)
    return incoming(f"motcua/1/{kiosk}/state", encode(message))


def heartbeat(
    *, seq_high: int, backlog: int = 0, kiosk: str = KIOSK, epoch: str = EPOCH, **more: Any
) -> Incoming:
    """`more` are members that not every version of the kiosk tells."""
    message = Health(
        at=instant(NOW),
        epoch=epoch,
        seq_high=seq_high,
        backlog=backlog,
        version="1.0.0",
        clock="synced",
        paper="ok",
        **more,
    )
    return incoming(f"motcua/1/{kiosk}/health", encode(message), qos=0)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)
