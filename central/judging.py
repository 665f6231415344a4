"""Reads one arrived message and says what it is, or why it is refused.

Owns the rules of admission: topic, size, version, sender, stream. Refuses to write or remember anything, so
every rule is a plain function of topic and payload.
"""

from dataclasses import dataclass
from typing import Final

import msgspec

from central.counting import Counted, counted
from central.measures import local_hour
from mqtt.device_facts import DeviceCommanded
from mqtt.facts import (
    KINDS,
    DossierFiled,
    DossierMoved,
    DossierReceived,
    Fact,
    TicketIssued,
    TicketSoon,
    stream_of,
)
from mqtt.messages import Event, Frame, Health, MessageError, State, decode, read_fact
from mqtt.topics import STREAMS, parse_topic

STREAM_OF: Final = {kind: stream_of(kind) for kind in KINDS}
_NEWS: Final = frozenset({DossierReceived, DossierMoved, DossierFiled, TicketSoon, DeviceCommanded})


@dataclass(frozen=True, slots=True)
class Refused:
    """A whole message in quarantine."""

    reason: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of a kiosk that may be taken in; `leaf` is the topic's last word."""

    kiosk: str
    leaf: str
    message: Frame | State | Health


class Entry(msgspec.Struct, frozen=True):
    """One event, understood: its business day, its hour in Việt Nam, what it counts as, its data as text, and
    the fact itself where it is `news` to more than the figures. `data` has no contact, the fact may."""

    day: str | None
    hour: int
    counted: Counted | None
    data: str
    news: Fact | None = None


def judge(topic: str, payload: bytes) -> Heard | Refused:
    try:
        name, leaf = parse_topic(topic)
    except ValueError as error:
        return Refused(f"wrong topic: {error}")
    kiosk = str(name)
    try:
        return _read(kiosk, leaf, payload)
    except MessageError as error:
        return Refused(str(error))


def kiosk_of(topic: str) -> str | None:
    """The kiosk a topic names, if it is one of ours."""
    try:
        return str(parse_topic(topic)[0])
    except ValueError:
        return None


def _read(kiosk: str, leaf: str, payload: bytes) -> Heard | Refused:
    if leaf == "state":
        return Heard(kiosk, leaf, decode(State, payload))
    if leaf == "health":
        return Heard(kiosk, leaf, decode(Health, payload))
    if leaf not in STREAMS:
        return Refused(f"wrong topic: nothing is taken in on {leaf!r}")
    frame = decode(Frame, payload)
    if frame.kiosk != kiosk:
        return Refused(f"wrong kiosk: frame of {frame.kiosk} on the topic of {kiosk}")
    for event in frame.events:
        if STREAM_OF.get(event.kind, leaf) != leaf:
            return Refused(f"wrong stream: {event.kind} on the {leaf} topic")
    return Heard(kiosk, leaf, frame)


def understand(event: Event) -> Entry:
    """What one event says; MessageError if its kind is unknown or its data does not fit."""
    fact = read_fact(event)
    try:
        hour = local_hour(event.at, event.clock)
    except ValueError as error:
        raise MessageError(f"invalid {event.kind}: there is no such time as {event.at}") from error
    try:
        data = _kept(event, fact)
    except UnicodeDecodeError as error:
        raise MessageError(f"invalid {event.kind}: {error}") from error
    if "\0" in event.id or "\\u0000" in data:
        raise MessageError(f"invalid {event.kind}: a zero character, which no store keeps")
    day = getattr(fact, "day", None)
    return Entry(day, hour, counted(fact), data, fact if _is_news(fact) else None)


def _is_news(fact: Fact) -> bool:
    return type(fact) in _NEWS or (isinstance(fact, TicketIssued) and fact.booking is not None)


def _kept(event: Event, fact: Fact) -> str:
    """The data as it arrived, without a contact: who may read events shall not get people's numbers."""
    if getattr(fact, "contact", None) is None:
        return str(event.data, "utf-8")
    members = msgspec.json.decode(event.data, type=dict[str, msgspec.Raw])
    del members["contact"]
    return msgspec.json.encode(members).decode()
