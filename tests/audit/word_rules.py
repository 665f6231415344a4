"""What is measured on words: their length, their letters, their normal form, and where they are written down.

Owns counting syllables and the 146 letters of Vietnamese. Refuses judging a wording. Syllables are counted in
Vietnamese only, where each stands between spaces; names of services are the ward's and count too, names of
procedures are the nation's and do not.
"""

import ast
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final

from firmware.screens import Language
from tests.audit.glass_rules import CATALOGUE, kind, plain, shown_headings
from tests.audit.rules import ROOT, Finding
from tests.audit.walk import Drawn
from ui.touch.theme import BOLD, REGULAR
from ui.touch.words import CATALOGUES, catalogue

VOWELS: Final = "aăâeêioôơuưy"
TONES: Final = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS: Final = tuple(
    sorted(
        case(letter)
        for letter in [*(unicodedata.normalize("NFC", v + t) for v, t in product(VOWELS, TONES)), "đ"]
        for case in (str.lower, str.upper)
    )
)
"""12 vowels in 6 tones, and đ, small and capital: 146."""
ABSENT: Final = "\U0010fffd"
"""A code point that no font has: what it draws is the box for missing letters."""
HEADING_SYLLABLES: Final = 10
BUTTON_SYLLABLES: Final = 8
DATE: Final = re.compile(r"(?<!\w)(?<!\w\.)\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}(?!\.?\w|\.\n\w)")
"""Not within a dossier's code, whose parts stand between dots."""
TIME: Final = re.compile(r"\d{1,2}[:hg]\d{2}(?:\s*(?:[aApP]\.?[mM]\b|SA\b|CH\b))?")
GOOD_DATE: Final = re.compile(r"(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])/\d{4}")
GOOD_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
ENDONYM: Final = "Tiếng Việt"
"""A language's own name is written in that language in every catalogue; the bar writes it itself."""
MADE_UP: Final = {"samples.py", "samples_lookups.py", "samples_point.py", "samples_upkeep.py"}
"""Names of invented people and services stand for the ward's data, not for the house's texts."""


def findings(drawn: Drawn) -> Iterator[Finding]:
    yield from lengths(drawn)
    for written in drawn.seen:
        yield Finding(
            "X9",
            written.text,
            "NFC" if _composed(written.text) else "not NFC",
            "NFC",
            _composed(written.text),
        )
        yield from dates_and_times(written.text)


# ---------------------------------------------------------------- how long


def lengths(drawn: Drawn) -> Iterator[Finding]:
    if drawn.aids.language is not Language.VIETNAMESE:
        return
    for written in shown_headings(drawn):
        count = syllables(plain(written))
        yield Finding("X5", plain(written), count, f"≤ {HEADING_SYLLABLES}", count <= HEADING_SYLLABLES)
    for key in (key for key in drawn.keys if kind(key) not in CATALOGUE):
        title = key.text.partition("\n")[0]
        count = syllables(title)
        yield Finding("X6", title, count, f"≤ {BUTTON_SYLLABLES}", count <= BUTTON_SYLLABLES)


@cache
def syllables(text: str) -> int:
    return sum(any(letter.isalnum() for letter in word) for word in re.split(r"[\s/]+", text))


def dates_and_times(text: str) -> Iterator[Finding]:
    for found in DATE.findall(text):
        yield Finding("X11", text, found, "dd/mm/yyyy", bool(GOOD_DATE.fullmatch(found)))
    for match in TIME.finditer(DATE.sub("", text)):
        yield Finding("X11", text, match[0], "hh:mm of 24 h", bool(GOOD_TIME.fullmatch(match[0])))


# ---------------------------------------------------------------- letters


def letters(more: str) -> Iterator[Finding]:
    """Every letter of the language and of `more`, against the box that stands for a missing one."""
    wanted = sorted({*LETTERS, *more} - {" ", "\n"})
    for font in (REGULAR, BOLD):
        boxed = _picture(font, ABSENT)
        pictures = [_picture(font, letter) for letter in LETTERS]
        yield Finding(
            "X7", Path(font).name, len(set(pictures)), "146 different shapes", len(set(pictures)) == 146
        )
        for letter in wanted:
            drawn = _picture(font, letter)
            said = "no letter" if drawn == boxed or not any(drawn) else "a letter"
            yield Finding("X7", f"{letter} in {Path(font).name}", said, "a letter", said == "a letter")


def digits() -> Iterator[Finding]:
    from ui.touch.typeset import Type, width

    for bold in (False, True):
        widths = {digit: width(digit, Type(200, bold=bold)) for digit in "0123456789"}
        for digit, wide in widths.items():
            yield Finding("X8", f"{digit} at 200 px", wide, f"{widths['0']:.0f} px", wide == widths["0"])


def _picture(font: str, letter: str) -> bytes:
    """As the face's own type setter draws it."""
    from kivy.core.text import Label

    label = Label(text=letter, font_name=font, font_size=40)
    label.refresh()
    return bytes(label.texture.pixels)


# ---------------------------------------------------------------- where they stand


def catalogues() -> Iterator[Finding]:
    for language in Language:
        for text in catalogue(language.value).values():
            yield Finding("X9", text, "NFC" if _composed(text) else "not NFC", "NFC", _composed(text))
    room = Path(CATALOGUES).parent
    for file in sorted(room.rglob("*.py")):
        if file.name not in MADE_UP:
            loose = "; ".join(loose_words(file.read_text(encoding="utf-8")))
            where = str(file.relative_to(ROOT))
            yield Finding("X10", where, loose or "none", "Vietnamese only in strings/*.po", not loose)


def loose_words(source: str) -> list[str]:
    """Vietnamese literals in code; documentation is not shown to anybody."""
    tree = ast.parse(source)
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    literals = (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken
    )
    return [text for text in literals if _vietnamese(text.replace(ENDONYM, ""))]


def _vietnamese(text: str) -> bool:
    return any(letter in text and not letter.isascii() for letter in LETTERS)


@cache
def _composed(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text)
