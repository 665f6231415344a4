"""Reading the emulated panel as a person does: by the words on it.

Owns Tesseract and where a word stands. Refuses what the words mean. Nothing of the kiosk's own layout is
asked, so a screen that is wrong, black or unreadable fails here.
"""

import csv
import io
import os
import subprocess
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from tests.image.machine import HEIGHT, WIDTH, Machine, MachineError


@dataclass(frozen=True, slots=True)
class Word:
    """Its middle in fractions of the panel, from the top left corner."""

    text: str
    x: float
    y: float


ONE_THREAD = {**os.environ, "OMP_THREAD_LIMIT": "1"}
"""More threads of Tesseract spin while they wait, on the processors that the machine under test needs."""


def read(picture: Path) -> list[Word]:
    """Every word that Tesseract's Vietnamese model sees, in reading order."""
    command = ["tesseract", str(picture), "stdout", "-l", "vie", "--psm", "11", "tsv"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True, env=ONE_THREAD)
    rows = csv.DictReader(io.StringIO(done.stdout), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [_word(row) for row in rows if row["text"].strip() and float(row["conf"]) > 0]


def look_for(machine: Machine, words: str, *, seconds: float = 120, name: str = "") -> Word:
    """Look until the words are there, one after another; the place of the first of them."""
    deadline = time.monotonic() + seconds
    picture = machine.folder / "look.png"
    while True:
        seen = read(machine.picture(picture))
        place = find(seen, words)
        if place is not None:
            if name:
                picture.replace(machine.folder / f"{name}.png")
            return place
        if time.monotonic() > deadline:
            picture.replace(machine.folder / f"not-{name or 'seen'}.png")
            text = " ".join(word.text for word in seen)
            raise MachineError(f"{words!r} is not on the panel after {seconds:g} s; there is: {text}")


def catch(machine: Machine, words: str, *, name: str, seconds: float = 45) -> Word:
    """Words that are only shown for a moment: first a row of pictures, then reading them."""
    pictures = [machine.folder / f"{name}-{number:02}.png" for number in range(int(seconds))]
    for picture in pictures:
        machine.picture(picture)
        time.sleep(1)
    try:
        for picture in pictures:
            place = find(read(picture), words)
            if place is not None:
                picture.rename(machine.folder / f"{name}.png")
                return place
    finally:
        for picture in pictures:
            picture.unlink(missing_ok=True)
    raise MachineError(f"{words!r} was on none of {len(pictures)} pictures of {seconds:g} s")


def touch(machine: Machine, words: str, *, seconds: float = 120, name: str = "") -> None:
    place = look_for(machine, words, seconds=seconds, name=name)
    machine.tap(place.x, place.y)


def find(seen: list[Word], words: str) -> Word | None:
    wanted = [_plain(word) for word in words.split()]
    texts = [_plain(word.text) for word in seen]
    for at in range(len(texts) - len(wanted) + 1):
        if texts[at : at + len(wanted)] == wanted:
            return seen[at]
    return None


def _plain(text: str) -> str:
    """Without diacritics, case and punctuation, which a reading machine may mistake on a small panel."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if letter.isalnum())


def _word(row: dict[str, str]) -> Word:
    x = (float(row["left"]) + float(row["width"]) / 2) / WIDTH
    y = (float(row["top"]) + float(row["height"]) / 2) / HEIGHT
    return Word(row["text"], x, y)
