"""How preparing a card can end badly: before anything was written, or afterwards.

Owns the two errors and their two languages, Vietnamese first. Refuses a third kind: to the person with the
card in hand nothing matters but whether that card is still what it was.
"""

from firmware.errors import KioskError


class _Ending(KioskError):
    def __init__(self, vietnamese: str, english: str) -> None:
        super().__init__(f"{vietnamese}\n{english}")
        self.vietnamese = vietnamese
        self.english = english


class Refused(_Ending):
    """Nothing was written; the card is what it was."""


class Spoilt(_Ending):
    """Writing had begun: the card holds neither what it held before nor a kiosk."""
