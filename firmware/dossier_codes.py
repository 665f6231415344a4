"""The codes of dossiers: how a ward makes them, what an officer may type, and what two codes have in common.

Owns the `[dossiers]` table of the settings, patterns and the plain form by which codes are compared. Refuses
the register (`dossiers`). A code is opaque to everybody else.
"""

import re
from typing import Annotated, Final

from msgspec import Meta, Struct

_PIECE: Final = r"(?:[0-9A-Za-z.\-/]|\{office\}|\{yymmdd\}|\{yyyymmdd\})"
PATTERN: Final = rf"^{_PIECE}{{0,40}}\{{number:0[1-9]\}}{_PIECE}{{0,10}}$"
_CODE: Final = re.compile(r"[0-9A-Z.\-/]{4,64}")
_SEPARATORS: Final = str.maketrans("", "", " .-/")
_NUMBER: Final = re.compile(r"\{number:0([1-9])\}")
_FIRST_COUNTED: Final = re.compile(r"\{(?:yymmdd|yyyymmdd)\}.*")


class Dossiers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How this ward's codes are made. `prefix` is `{office}`; "" is province and ward, such as 19.05518.

    `000.00.06.G04.190701.0501` is `{office}.{yymmdd}.{number:04}` with the prefix `000.00.06.G04`.
    """

    pattern: Annotated[str, Meta(pattern=PATTERN)] = "{office}-{yymmdd}-{number:04}"
    prefix: Annotated[str, Meta(pattern=r"^[0-9A-Za-z.\-/]{0,30}$")] = ""


class Numbering:
    """The codes of one ward on one business day: `head`, a number, `tail`; `office` if no prefix is set."""

    def __init__(self, table: Dossiers, office: str, day: str) -> None:
        office = table.prefix or office
        head, self._width, tail = _NUMBER.split(table.pattern, maxsplit=1)
        self.head = _filled(head, office, day)
        self.tail = _filled(tail, office, day)
        self.prefix = _filled(_FIRST_COUNTED.sub("", head), office, day)
        """What every code of this ward begins with, on any day."""

    def code(self, number: int) -> str:
        return f"{self.head}{number:0{self._width}}{self.tail}"


def clean_code(text: str) -> str | None:
    """A code as it is stored: upper case, without spaces around; None if it is none."""
    code = text.strip().upper()
    return code if _CODE.fullmatch(code) and len(plain(code)) >= 4 else None


def plain(code: str) -> str:
    """What two spellings of one code share: a visitor may leave out dots, dashes and strokes."""
    return code.upper().translate(_SEPARATORS)


def _filled(part: str, office: str, day: str) -> str:
    digits = day.replace("-", "")
    filled = part.replace("{office}", office).replace("{yyyymmdd}", digits).replace("{yymmdd}", digits[2:])
    return filled.upper()
