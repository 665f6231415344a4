"""What a slip of paper can carry: pure values, without a font, a dot or a printer command.

Owns the vocabulary of blocks and their JSON, which a print job keeps until it is printed. Refuses to know
what a ticket says or how a block looks. Apart, so that a slip is decided and stored without drawing it.
"""

from typing import Annotated, Literal

import msgspec

Millimetres = Annotated[float, msgspec.Meta(gt=0, le=200)]


class Text(msgspec.Struct, frozen=True, tag="text"):
    """A paragraph, wrapped at the paper's width. `height_mm` is the height of a capital letter."""

    text: str
    height_mm: Millimetres = 3.2
    bold: bool = False
    align: Literal["left", "center"] = "center"


class Digits(msgspec.Struct, frozen=True, tag="digits"):
    """The queue number: bold, digits equally wide, as high as asked unless wider than the paper."""

    text: str
    height_mm: Millimetres = 18.0


class Badge(msgspec.Struct, frozen=True, tag="badge"):
    """White words on a black bar, for what nobody may overlook."""

    text: str


class Rule(msgspec.Struct, frozen=True, tag="rule"):
    """A line across the paper."""


class Gap(msgspec.Struct, frozen=True, tag="gap"):
    """Empty paper."""

    mm: Millimetres


class Boxes(msgspec.Struct, frozen=True, tag="boxes"):
    """Square boxes to tick with a pen, each with its wrapped text."""

    items: tuple[str, ...]


class Barcode(msgspec.Struct, frozen=True, tag="barcode"):
    """Code 128 of printable ASCII, with the same text readable below."""

    text: str

    def __post_init__(self) -> None:
        if not (self.text and self.text.isascii() and self.text.isprintable()):
            raise ValueError(f"barcode {self.text!r} is not printable ASCII; use letters A-Z, digits and '-'")


class Qr(msgspec.Struct, frozen=True, tag="qr"):
    """A QR code with an optional caption below."""

    text: str
    caption: str = ""


Block = Text | Digits | Badge | Rule | Gap | Boxes | Barcode | Qr


class Document(msgspec.Struct, frozen=True):
    """One slip, from its top edge to the cut."""

    blocks: tuple[Block, ...]


def encode(document: Document) -> bytes:
    """JSON that `decode` reads back to an equal value."""
    return msgspec.json.encode(document)


def decode(raw: bytes) -> Document:
    """Raises ValueError naming the place in the JSON that is not a slip."""
    try:
        return msgspec.json.decode(raw, type=Document)
    except msgspec.MsgspecError as error:
        raise ValueError(
            f"stored slip is not readable: {error}; delete the print job and print again"
        ) from error
