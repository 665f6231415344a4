"""What a receipt printer says about itself: four status bytes, read into one condition.

Owns the bits of `DLE EOT 1` to `4` as Epson's ESC/POS Command Reference documents them. Refuses wires and
remedies. Apart, because it is pure and because python-escpos answers "plenty of paper" to an empty reply.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Condition(StrEnum):
    OK = "ok"
    FAULT = "fault"
    UNKNOWN = "unknown"


class Cause(StrEnum):
    OUT_OF_PAPER = "out_of_paper"
    COVER_OPEN = "cover_open"
    UNPLUGGED = "unplugged"
    MUTE = "mute"
    CUTTER = "cutter"
    BUSY = "busy"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Status:
    """`near_end` is for staff only and never a reason not to print."""

    condition: Condition
    cause: Cause | None = None
    near_end: bool = False


FIXED_BITS, FIXED_VALUE = 0b1001_0011, 0b0001_0010
OFFLINE = 0b0000_1000
COVER_OPEN, STOPPED_FOR_PAPER, ERROR_PRESENT = 0b0000_0100, 0b0010_0000, 0b0100_0000
CUTTER_ERROR, OTHER_ERRORS = 0b0000_1000, 0b0110_0100
NEAR_END, PAPER_END = 0b0000_1100, 0b0110_0000


def is_reply(byte: int) -> bool:
    """Bits 0 and 7 of every DLE EOT answer are 0, bits 1 and 4 are 1; answers to other commands differ."""
    return byte & FIXED_BITS == FIXED_VALUE


def parse_status(replies: Sequence[int | None]) -> Status:
    """The answers to DLE EOT 1 (printer), 2 (offline), 3 (error) and 4 (roll); None where none came.

    Bits by the reference, DLE EOT n: 1: bit 3 offline. 2: bit 2 cover open, bit 5 stopped by paper end, bit 6
    error. 3: bit 3 cutter, bits 2, 5 and 6 other errors. 4: bits 2, 3 near end, bits 5, 6 end of roll.
    A fault that was named counts even if other answers are missing; a missing answer is never "ok".
    """
    known = [byte if byte is not None and is_reply(byte) else None for byte in replies]
    printer, offline, error, roll = (byte or 0 for byte in known)
    near_end = bool(roll & NEAR_END)
    cause = _cause(printer, offline, error, roll)
    if cause is not None:
        return Status(Condition.FAULT, cause, near_end)
    if None in known:
        return Status(Condition.UNKNOWN, Cause.MUTE, near_end)
    return Status(Condition.OK, None, near_end)


def _cause(printer: int, offline: int, error: int, roll: int) -> Cause | None:
    """The cover first: while it is open the roll sensor sees no paper either."""
    if offline & COVER_OPEN:
        return Cause.COVER_OPEN
    if roll & PAPER_END or offline & STOPPED_FOR_PAPER:
        return Cause.OUT_OF_PAPER
    if error & CUTTER_ERROR:
        return Cause.CUTTER
    if error & OTHER_ERRORS or offline & ERROR_PRESENT:
        return Cause.ERROR
    return Cause.BUSY if printer & OFFLINE else None
