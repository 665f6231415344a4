"""Every payload on the wire, once, for both ends; `asyncapi.yaml` is its machine-readable twin.

Owns encoding, decoding and their limits; what the events in a frame say stands in `facts`. Refuses storage
and sockets. A frame carries 1 to 50 events of one stream; each event is identified and ordered by
(epoch, seq), never by its time or its id.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from mqtt.facts import KINDS, Fact
from mqtt.scalars import Count, EventId, Instant, Word

VERSION: Final = 1
FRAME_EVENTS: Final = 50
FRAME_BYTES: Final = 256 * 1024

Seq = Annotated[int, Meta(ge=1, lt=2**53)]
Epoch = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$", max_length=16)]
Clock = Literal["synced", "unsynced"]
StateWord = Literal["online", "offline", "lost"]
PaperWord = Literal["ok", "near_end", "fault", "unknown", "absent"]
FilingWord = Literal["idle", "waiting", "disk_full"]
UpdateWord = Literal["fetching", "waiting", "installing", "restarting", "on_trial", "good", "refused"]


class MessageError(ValueError):
    """A payload that cannot be read; the text says what is wrong with it."""


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


class UpdateNews(Struct, frozen=True):
    """An update under way, or how the last ended; `detail`: the step, or why it waits or was refused."""

    state: UpdateWord
    version: Annotated[str, Meta(max_length=64)] = ""
    percent: Annotated[int, Meta(ge=0, le=100)] = 0
    detail: Annotated[str, Meta(max_length=64)] = ""


class Health(Struct, frozen=True, kw_only=True):
    """Heartbeat, QoS 0. None means: not measurable on this machine, or not told by its version.

    `waiting` is how many people hold a number that nobody has called yet.
    `seq_low` is the oldest row that the kiosk still keeps: what is before it will never be sent again.
    `config_version` is the counter of the `config` command in force, 0 where none is.
    `filing`: whether attachments from home are still awaited, or find no room here.
    `update`: what the updater beside the kiosk says, where it says anything but that all is quiet.
    """

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
    waiting: Count | None = None
    seq_low: Seq | None = None
    catalogue_version: Count | None = None
    dossiers_version: Count | None = None
    config_version: Count | None = None
    filing: FilingWord | None = None
    update: UpdateNews | None = None


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
