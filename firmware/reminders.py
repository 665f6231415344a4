"""Being told when few are ahead: the pad for a phone number that follows S4, and the touches on both.

Owns these values. Refuses rules (`soon`) and words of the house. Apart from `screens` and `events`, as
`lookups` is. What is typed is in no log and in no repr.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct


class PhoneProblem(StrEnum):
    """Why a number was not taken; `BROKEN`: this kiosk cannot keep one safely now."""

    NONE = ""
    SHORT = "short"
    NO_MOBILE = "no_mobile"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class PhonePad:
    """For the ticket `number`; `typed` are digits."""

    code: ClassVar[str] = "S4"
    number: str
    typed: str = field(default="", repr=False)
    problem: PhoneProblem = PhoneProblem.NONE


class ReminderAsked(Struct, frozen=True):
    """S4: "text me when it is nearly my turn"."""


class PhoneEntered(Struct, frozen=True):
    """The number on the pad is complete."""


Reminding = ReminderAsked | PhoneEntered
