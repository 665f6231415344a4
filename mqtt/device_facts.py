"""What a kiosk reports of itself: faults, starts, answers to commands, what was looked up, its clock.

Owns these facts; `facts` gives them their kinds. Refuses what happens to visitors.
"""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from mqtt.scalars import Count, Day, Instant, Letters, Line, Word

MOST_VIEWED: Final = 40
MOST_MISSED: Final = 15
"""The most frequent of a day; more would not fit into one fact."""


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


class DeviceCommanded(Struct, frozen=True, kw_only=True):
    """What became of one signed command; `counter` is the command's own. Each command has one such fact."""

    counter: Annotated[int, Meta(ge=1, lt=2**53)]
    word: Word
    outcome: Literal["done", "refused"]
    reason: Line = ""


class Viewed(Struct, frozen=True, kw_only=True):
    procedure: Word
    count: Count


class Missed(Struct, frozen=True, kw_only=True):
    words: Letters
    count: Count


class DeviceLookups(Struct, frozen=True, kw_only=True):
    """How often procedures were opened on a day, and which words found none: once, when the day is over.

    Of the words only those that were left without a finding three times; a kiosk keeps all else to itself.
    """

    day: Day
    viewed: Annotated[list[Viewed], Meta(max_length=MOST_VIEWED)] = []
    missed: Annotated[list[Missed], Meta(max_length=MOST_MISSED)] = []


class ClockCorrected(Struct, frozen=True, kw_only=True):
    before: Instant
    after: Instant
