"""Every payload on the wire, once, for both ends; `asyncapi.yaml` is its machine-readable twin.

Owns encoding, decoding and their limits. Refuses storage and sockets. A frame carries 1 to 50 events of
one stream; each event is identified and ordered by (epoch, seq), never by its time or its id.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

VERSION: Final = 1
FRAME_EVENTS: Final = 50
FRAME_BYTES: Final = 256 * 1024

Seq = Annotated[int, Meta(ge=1, lt=2**53)]
Count = Annotated[int, Meta(ge=0, lt=2**53)]
Epoch = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$", max_length=16)]
EventId = Annotated[str, Meta(min_length=36, max_length=36)]
Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", max_length=10)]
Word = Annotated[str, Meta(min_length=1, max_length=64)]
Line = Annotated[str, Meta(max_length=500)]
Instant = Annotated[
    str,
    Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$", max_length=24),
]
Clock = Literal["synced", "unsynced"]
StateWord = Literal["online", "offline", "lost"]
PaperWord = Literal["ok", "near_end", "fault", "unknown", "absent"]
Level = Literal["very_satisfied", "satisfied", "neutral", "unsatisfied", "very_unsatisfied"]


class MessageError(ValueError):
    """A payload that cannot be read; the text says what is wrong with it."""


# ---------------------------------------------------------------- what happened


class TicketIssued(Struct, frozen=True, kw_only=True):
    """A visitor took a number; `day` is the kiosk's business day, not the date of `at`."""

    day: Day
    number: Word
    service: Word
    priority: Word | None = None


class TicketReprinted(Struct, frozen=True, kw_only=True):
    day: Day
    number: Word
    service: Word


class RatingGiven(Struct, frozen=True, kw_only=True):
    """One press or touch; the event's own id is the rating's id."""

    day: Day
    level: Level
    scale: Annotated[list[Level], Meta(min_length=2, max_length=5)]
    officer: Word | None = None
    counter: int | None = None
    ticket: Word | None = None
    reasons: Annotated[list[Word], Meta(max_length=8)] = []
    source: Literal["button", "touch"]


class RatingVoided(Struct, frozen=True, kw_only=True):
    """Takes one `rating.given` back; repeats its level, day and officer so that sums need no look-up."""

    rating: EventId
    day: Day
    level: Level
    officer: Word | None = None
    why: Word


class DeviceFault(Struct, frozen=True, kw_only=True):
    device: Word
    fault: Word
    detail: Line = ""


class DeviceCleared(Struct, frozen=True, kw_only=True):
    device: Word
    fault: Word


class DeviceStarted(Struct, frozen=True, kw_only=True):
    boot: Word
    version: Word


class ClockCorrected(Struct, frozen=True, kw_only=True):
    before: Instant
    after: Instant


Fact = (
    TicketIssued
    | TicketReprinted
    | RatingGiven
    | RatingVoided
    | DeviceFault
    | DeviceCleared
    | DeviceStarted
    | ClockCorrected
)

KINDS: Final[dict[str, type[Fact]]] = {
    "ticket.issued": TicketIssued,
    "ticket.reprinted": TicketReprinted,
    "rating.given": RatingGiven,
    "rating.voided": RatingVoided,
    "device.fault": DeviceFault,
    "device.cleared": DeviceCleared,
    "device.started": DeviceStarted,
    "clock.corrected": ClockCorrected,
}
KIND_OF: Final[dict[type[Fact], str]] = {fact: kind for kind, fact in KINDS.items()}


def stream_of(kind: str) -> str:
    """The topic leaf that carries a kind: its first word, except that the clock speaks as a device."""
    subject = kind.partition(".")[0]
    return "device" if subject == "clock" else subject


# ---------------------------------------------------------------- what travels


class Event(Struct, frozen=True):
    """One ledger row. `data` stays raw until `read_fact` judges it by its kind."""

    seq: Seq
    id: EventId
    kind: Word
    at: Instant
    clock: Clock
    data: msgspec.Raw


class Frame(Struct, frozen=True):
    v: int
    kiosk: Word
    epoch: Epoch
    events: Annotated[list[Event], Meta(min_length=1, max_length=FRAME_EVENTS)]


class Ack(Struct, frozen=True):
    """The centre has committed all up to `upto`, and more, except the `missing` ranges, ends included."""

    epoch: Epoch
    upto: Count
    missing: list[tuple[Seq, Seq]] = []


class State(Struct, frozen=True):
    """Retained; `lost` is the Will, `offline` only follows a clean stop."""

    state: StateWord
    epoch: Epoch
    boot: Word
    version: Word
    at: Instant
    seq_high: Count


class Health(Struct, frozen=True, kw_only=True):
    """Heartbeat, QoS 0. None means: not measurable on this machine."""

    at: Instant
    epoch: Epoch
    seq_high: Count
    backlog: Count
    version: Word
    clock: Clock
    paper: PaperWord
    disk_free_mb: Count | None = None
    memory_free_mb: Count | None = None
    temperature_c: float | None = None
    uptime_seconds: Count | None = None


Message = Frame | Ack | State | Health
M = TypeVar("M", Frame, Ack, State, Health)

_encoder = msgspec.json.Encoder()
_decoders: dict[type[Message], msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(kind) for kind in (Frame, Ack, State, Health)
}
_fact_decoders = {kind: msgspec.json.Decoder(fact) for kind, fact in KINDS.items()}


def encode(message: Message | Fact) -> bytes:
    return _encoder.encode(message)


def decode(kind: type[M], payload: bytes) -> M:
    """Read one payload whose topic promised `kind`; MessageError says what is wrong with it."""
    if len(payload) > FRAME_BYTES:
        raise MessageError(f"oversized: {len(payload)} bytes, limit {FRAME_BYTES}")
    try:
        message: M = _decoders[kind].decode(payload)
    except msgspec.ValidationError as error:
        raise MessageError(f"invalid: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MessageError(f"malformed: {error}") from error
    if isinstance(message, Frame) and message.v != VERSION:
        raise MessageError(f"wrong version: {message.v}, this end reads {VERSION}")
    return message


def read_fact(event: Event) -> Fact:
    """What an event says, judged by its kind; MessageError if the kind is unknown or the data misfits."""
    decoder = _fact_decoders.get(event.kind)
    if decoder is None:
        raise MessageError(f"unknown kind: {event.kind!r}")
    try:
        return decoder.decode(event.data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MessageError(f"invalid {event.kind}: {error}") from error


def instant(moment: datetime) -> str:
    """UTC with milliseconds, the only form of a time on the wire: ``2026-11-21T02:15:00.123Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
