"""How the kiosk stands with its authority: enrolled, on the way, or refused and why.

Owns the closed set of these words and what the technician's table says of them. Refuses asking the authority
(`enrolment`). No visitor is ever told: numbers, ratings and everything else work without it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from firmware.screens import Reading


class Word(StrEnum):
    """The refusals bear the codes that the authority sends."""

    ENROLLED = "enrolled"
    ENDING = "certificate_ending"
    CLOCK = "clock_unset"
    ASKING = "asking"
    WAITING = "waiting"
    UNREACHABLE = "unreachable"
    STRANGER = "stranger"
    NO_SECRET = "no_secret"  # noqa: S105 (a word, no secret)
    WRONG_SECRET = "wrong_secret"  # noqa: S105
    EXPIRED = "expired"
    UNKNOWN_KIOSK = "unknown_kiosk"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Standing:
    """`detail` is for the log and the help desk; while a person must approve, `key` is what they compare."""

    word: Word
    detail: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class StandingChanged:
    standing: Standing


_WELL: Final[dict[Word, bool | None]] = {
    Word.ENROLLED: True,
    Word.CLOCK: None,
    Word.ASKING: None,
    Word.WAITING: None,
    Word.UNREACHABLE: None,
}


def readings(standing: Standing | None) -> tuple[Reading, ...]:
    """Rows for S14; none where the link asks for no certificate."""
    if standing is None:
        return ()
    row = Reading("enrolment", standing.word.value, _WELL.get(standing.word, False))
    return (row, Reading("key", standing.key, None)) if standing.key else (row,)
