"""A residential-area point: what a kiosk without officers shows instead, and the touches on it. Pure values.

Owns S1 of such a point, S16, and who helps there. Refuses rules (`point`) and words of the house. Apart from
`screens` and `events`, which hold what every visit needs.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct


class Helper(StrEnum):
    """Who helps at this kiosk. Where no officers work beside it, it gives no numbers either."""

    OFFICER = "officer"
    PHONE = "phone"
    NOBODY = "nobody"


class Matter(StrEnum):
    """What a visitor goes on with on a phone."""

    FILE = "file"
    BOOK = "book"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class PointHome:
    """Tiles for what works at this point; a dossier can always be asked for."""

    code: ClassVar[str] = "S1"
    can_look_up: bool = False
    matters: tuple[Matter, ...] = ()


@dataclass(frozen=True, slots=True)
class ByPhone:
    """`link` is the text of the QR code, `address` the same for those who type: an address or a number.
    `name` is who answers a call, or ""."""

    code: ClassVar[str] = "S16"
    matter: Matter
    link: str
    address: str
    name: str = ""


PointScreen = PointHome | ByPhone


class ByPhoneAsked(Struct, frozen=True):
    """Home screen of a point: how to go on with this on a phone."""

    matter: Matter
