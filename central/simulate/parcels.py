"""What a simulated kiosk hands to the wire: frames of its events, its state, its heartbeat, and bad mail.

Owns packing, and the faults that happen to a packed message: twice, out of order, lost on the way,
malformed, or in another kiosk's name. Refuses sockets and acknowledgements.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from msgspec import Raw

from mqtt.facts import TicketIssued, stream_of
from mqtt.messages import FRAME_BYTES, FRAME_EVENTS, VERSION, Event, Frame, encode
from mqtt.topics import KioskName

TWICE: Final = 0.3
LOST: Final = 0.25
MALFORMED: Final = 3

Row = tuple[int, str, Event]
"""When an event was written, in which epoch, the event."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """`seqs` empty: nobody waits for an answer. `astray`: the first time it is swallowed. `breaks`: the
    presence ends without a farewell; a connection of its own is cut then, and the Will speaks."""

    kiosk: str
    topic: str
    payload: bytes
    epoch: str = ""
    seqs: tuple[int, ...] = ()
    qos: int = 1
    retain: bool = False
    astray: bool = False
    breaks: bool = False


def frames(name: KioskName, rows: Iterable[Row]) -> list[Parcel]:
    """By ledger and stream, 50 events to a frame, each stream in order of seq."""
    streams: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for _, epoch, event in rows:
        streams[epoch, stream_of(event.kind)].append(event)
    return [
        _frame(name, epoch, stream, events[start : start + FRAME_EVENTS])
        for (epoch, stream), events in streams.items()
        for start in range(0, len(events), FRAME_EVENTS)
    ]


def _frame(name: KioskName, epoch: str, stream: str, events: list[Event]) -> Parcel:
    kiosk = str(name)
    payload = encode(Frame(VERSION, kiosk, epoch, events))
    return Parcel(kiosk, name.topic(stream), payload, epoch, tuple(event.seq for event in events))


# ---------------------------------------------------------------- faults on the way


def twice(parcels: Iterable[Parcel], chance: Random) -> Iterator[Parcel]:
    for parcel in parcels:
        yield parcel
        if chance.random() < TWICE:
            yield replace(parcel, seqs=())


def astray(parcels: Iterable[Parcel], chance: Random) -> Iterator[Parcel]:
    for parcel in parcels:
        yield replace(parcel, astray=chance.random() < LOST) if parcel.seqs else parcel


def garbage(name: KioskName, epoch: str, day: str, chance: Random) -> list[Parcel]:
    """Messages that no centre can read; each must land in quarantine, and none may hold up the others."""
    kiosk, event = str(name), _forged(day)
    whole = encode(Frame(VERSION, kiosk, epoch, [event]))
    bad = [
        ("ticket", b"not json"),
        ("ticket", whole[: len(whole) // 2]),
        ("rating", b"\xff\xfe\x00"),
        ("rating", whole),
        ("ticket", encode(Frame(VERSION + 1, kiosk, epoch, [event]))),
        ("dossier", encode(Frame(VERSION, kiosk, epoch, []))),
        ("ticket", encode(Frame(VERSION, kiosk, "demo", [event]))),
        ("device", b" " * (FRAME_BYTES + 1)),
        ("ticket", b"[" * 5000),
    ]
    return [Parcel(kiosk, name.topic(leaf), payload) for leaf, payload in chance.sample(bad, MALFORMED)]


def lie(name: KioskName, other: str, epoch: str, day: str) -> Parcel:
    """A frame that says it is another ward's, sent over the kiosk's own topic: the centre must refuse it."""
    return Parcel(str(name), name.topic("ticket"), encode(Frame(VERSION, other, epoch, [_forged(day)])))


def _forged(day: str) -> Event:
    fact = TicketIssued(day=day, number="A999", service="ho-tich")
    at = f"{day}T00:00:00.000Z"
    return Event(1, "0" * 36, "ticket.issued", at, "synced", Raw(encode(fact)))
