"""What people file from home, on its way from the centre to the ward's kiosk: the form, then its attachments.

Owns the payloads of `filed`, `wanted` and `piece`. Refuses forms' declarations and storage. None is
retained: they hold names and papers. The centre publishes `filed` again, ever less often, until the
ledger's `dossier.filed` says that it lies whole at the kiosk. The kiosk asks for what it lacks, a few
pieces at a time, so a poor line gets on a little with every minute it works.
"""

from typing import Annotated, Final, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from mqtt.scalars import Count, Instant, Line, RegisterCode, Word

PIECE_BYTES: Final = 128 * 1024
ATTACHMENT_BYTES: Final = 10 * 1024 * 1024
FILED_BYTES: Final = 512 * 1024
MOST_WANTED: Final = 16
"""Pieces in one `wanted`: 2 MiB under way."""

Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
MediaType = Literal["application/pdf", "image/jpeg", "image/png"]


class Answer(Struct, frozen=True, kw_only=True):
    """One field as it was filled in; `label` is what stood beside it on that day."""

    field: Word
    label: Line
    text: Annotated[str, Meta(max_length=4000)]


class Attachment(Struct, frozen=True, kw_only=True):
    """`sha256` names its content, of `size` bytes, in pieces of PIECE_BYTES."""

    field: Word
    label: Line
    file: Annotated[str, Meta(min_length=1, max_length=200)]
    type: MediaType
    size: Annotated[int, Meta(ge=1, le=ATTACHMENT_BYTES)]
    sha256: Sha256


class Filed(Struct, frozen=True, kw_only=True):
    """One filing of a dossier: the first, or a supplement (`turn` 2 and on). `phone` is the filer's."""

    code: RegisterCode
    turn: Annotated[int, Meta(ge=1, le=99)]
    procedure: Word
    form: Annotated[int, Meta(ge=1)]
    at: Instant
    name: Line
    phone: Annotated[str, Meta(max_length=20)] = ""
    answers: Annotated[list[Answer], Meta(max_length=100)] = []
    attachments: Annotated[list[Attachment], Meta(max_length=20)] = []


class Wanted(Struct, frozen=True, kw_only=True):
    """What a kiosk lacks of one attachment; pieces count from 0."""

    code: RegisterCode
    sha256: Sha256
    pieces: Annotated[list[Count], Meta(min_length=1, max_length=MOST_WANTED)]


class Piece(Struct, frozen=True, kw_only=True):
    sha256: Sha256
    index: Count
    body: Annotated[bytes, Meta(max_length=PIECE_BYTES)]


Kind = TypeVar("Kind", bound=Filed | Wanted | Piece)


def encode(message: Filed | Wanted | Piece) -> bytes:
    return msgspec.json.encode(message)


def decode(payload: bytes, kind: type[Kind]) -> Kind:
    """ValueError if the payload is no such message."""
    try:
        return msgspec.json.decode(payload, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"no {kind.__name__.lower()}: {error}") from error
