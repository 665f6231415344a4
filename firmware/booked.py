"""Numbers booked from home, at the kiosk: the screens S17 and the touches on them. Pure values.

Owns what a visitor with a booking sees where no number comes at once. Refuses rules (`bookings`) and words of
the house. Apart from `screens` and `events`, which hold what every visit needs.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct

from firmware.lookups import CodeProblem


class Why(StrEnum):
    """Why a booking gives no number now."""

    EARLY = "early"
    LATE = "late"
    ANOTHER_DAY = "another_day"
    PAST = "past"
    ANOTHER_WARD = "another_ward"
    USED = "used"
    GONE = "gone"
    """Cancelled, or presented at another kiosk of the ward."""
    UNREADABLE = "unreadable"
    NO_NUMBER = "no_number"


@dataclass(frozen=True, slots=True)
class BookingPad:
    """Where to hold the phone, and keys for the eight digits below its code."""

    code: ClassVar[str] = "S17"
    typed: str = ""
    problem: CodeProblem = CodeProblem.NONE
    locked_seconds: int = 0


@dataclass(frozen=True, slots=True)
class NotNow:
    """`slot` is the time that was booked, `earliest` when it is taken from; `number` what it gave before."""

    code: ClassVar[str] = "S17"
    why: Why
    day: date | None = None
    slot: str = ""
    earliest: str = ""
    number: str = ""


BookingScreen = BookingPad | NotNow


class BookingAsked(Struct, frozen=True):
    """Home screen: "I have a booking"."""


class BookingCodeEntered(Struct, frozen=True):
    """S17: the eight digits are complete."""


Presenting = BookingAsked | BookingCodeEntered
