"""Rating an officer: S9 to S11, and the cards of officers on them. Pure values.

Owns what a visitor sees from the question who served to the thanks. Refuses rules (`rate`) and words of the
house. Apart from `screens`, which holds what every visit needs.
"""

from dataclasses import dataclass
from typing import ClassVar

from mqtt.scalars import Level


@dataclass(frozen=True, slots=True)
class OfficerCard:
    """`photo` is a path of an image file, or "" when there is none."""

    id: str
    name: str
    counter: int | None
    photo: str


@dataclass(frozen=True, slots=True)
class ServedCard:
    """A ticket that may be rated now, and the officer who served it."""

    number: str
    officer: OfficerCard


@dataclass(frozen=True, slots=True)
class WhoServed:
    """First half of S9: which of the tickets just served is the visitor's, with their officers."""

    code: ClassVar[str] = "S9"
    served: tuple[ServedCard, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Rate:
    """`officer` and `number` are None for a rating that belongs to nobody in particular."""

    code: ClassVar[str] = "S9"
    officer: OfficerCard | None
    levels: tuple[Level, ...]
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Reasons:
    """`reasons` are codes: attitude, long_wait, unclear, many_trips."""

    code: ClassVar[str] = "S10"
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thanks:
    code: ClassVar[str] = "S11"
    level: Level
    levels: tuple[Level, ...]


RatingScreen = WhoServed | Rate | Reasons | Thanks
