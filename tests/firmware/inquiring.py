"""Asking for a dossier at the kiosk as a visitor does: codes and PINs, letter by letter.

Owns the touches. Refuses assertions.
"""

from collections.abc import Iterable

import pytest

from firmware import events as e
from firmware import lookups as look
from firmware.lookups import DossierPad
from firmware.screens import Screen
from firmware.seals import PIN_LETTERS
from tests.firmware.filing import FilingBench
from tests.firmware.filing import filing as filing


def keys(filing: FilingBench, text: Iterable[str]) -> None:
    for letter in text:
        filing.touch(look.LetterTyped(letter))


def ask_for(filing: FilingBench, code: str) -> Screen:
    """From the home screen: clear the pad, type a code, done."""
    filing.touch(e.HomeAsked())
    filing.touch(look.DossierAsked())
    pad_cleared(filing)
    keys(filing, code)
    return filing.touch(look.CodeEntered())


def pad_cleared(filing: FilingBench) -> None:
    for _ in filing.shows(DossierPad).typed:
        filing.touch(look.LetterErased())


def guess(filing: FilingBench, pin: str) -> Screen:
    keys(filing, pin)
    return filing.touch(look.CodeEntered())


def wrong_pin(right: str, number: int = 0) -> str:
    """A PIN that is not the right one: its first letter moved on."""
    moved = (PIN_LETTERS.index(right[0]) + 1 + number % 31) % 32
    return PIN_LETTERS[moved] + right[1:]


@pytest.fixture
def at_the_pin(filing: FilingBench) -> FilingBench:
    ask_for(filing, filing.received())
    filing.touch(look.DossierDetailsAsked())
    return filing


def open_pin_pad(filing: FilingBench, code: str) -> None:
    ask_for(filing, code)
    filing.touch(look.DossierDetailsAsked())
