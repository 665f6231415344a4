"""Frames of 50 events as kiosks drain a backlog: whole visits of people, and what they thought of them.

Owns believable payloads by the real encoder. Refuses faults: those are the simulator's.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Final

from msgspec import Raw

from central.simulate.moments import uuid7
from mqtt.facts import KIND_OF, Fact, RatingGiven, TicketCalled, TicketIssued, TicketServed, stream_of
from mqtt.messages import FRAME_EVENTS, Event, Frame, encode, instant
from mqtt.topics import KioskName
from mqtt.wards import read_units

BEGAN: Final = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)
DAY: Final = "2026-11-20"
SERVICES: Final = ("ho-tich", "dat-dai", "cu-tru", "tu-phap")
LEVELS: Final = ("very_satisfied", "satisfied", "satisfied", "unsatisfied")
Message = tuple[str, bytes]


def kiosks(count: int) -> list[KioskName]:
    """Spread over the country, several to a ward where there are more than wards."""
    wards = read_units().wards
    return [
        KioskName(ward.province, ward.code, f"k{at // len(wards) + 1}")
        for at in range(count)
        for ward in [wards[at % len(wards) if count >= len(wards) else at * len(wards) // count]]
    ]


def backlog(count: int, frames_each: int) -> list[Message]:
    """Of so many kiosks, in turn a frame of each; three of tickets, then one of ratings."""
    drained = [_frames(name, f"{at:016x}", frames_each) for at, name in enumerate(kiosks(count))]
    return list(chain.from_iterable(zip(*drained, strict=True)))


def _frames(name: KioskName, epoch: str, count: int) -> Iterator[Message]:
    visits, presses = _visits(), _presses()
    for number in range(count):
        source = presses if number % 4 == 3 else visits
        first = number * FRAME_EVENTS + 1
        facts = [next(source) for _ in range(FRAME_EVENTS)]
        events = [_event(first + place, fact) for place, fact in enumerate(facts)]
        yield name.topic(stream_of(events[0].kind)), encode(Frame(1, str(name), epoch, events))


def _event(seq: int, fact: Fact) -> Event:
    at = BEGAN + timedelta(seconds=7 * seq)
    event_id = uuid7(int(at.timestamp() * 1000), seq * 0x9E3779B97F4A7C15 % 2**72)
    return Event(seq, event_id, KIND_OF[type(fact)], instant(at), "synced", Raw(encode(fact)))


def _visits() -> Iterator[Fact]:
    number = 0
    while True:
        number += 1
        who = f"{'ABCD'[number % 4]}{number % 999:03}"
        service, officer = SERVICES[number % 4], f"cb{number % 5 + 1:02}"
        yield TicketIssued(day=DAY, number=who, service=service)
        yield TicketCalled(
            day=DAY,
            number=who,
            service=service,
            counter=number % 5 + 1,
            officer=officer,
            waited_seconds=60 + number * 37 % 2400,
        )
        yield TicketServed(
            day=DAY,
            number=who,
            service=service,
            counter=number % 5 + 1,
            officer=officer,
            waited_seconds=60 + number * 37 % 2400,
            service_seconds=120 + number * 53 % 1500,
        )


def _presses() -> Iterator[Fact]:
    number = 0
    while True:
        number += 1
        yield RatingGiven(
            day=DAY,
            level=LEVELS[number % 4],
            scale=["very_satisfied", "satisfied", "unsatisfied"],
            officer=f"cb{number % 5 + 1:02}",
            counter=number % 5 + 1,
            source="button",
        )
