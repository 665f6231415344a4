"""docs/settings.md, held against the settings: each key stands under its own table, and nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from central import settings as central
from central.settings_tables import Payment
from firmware import settings as firmware

GUIDE = Path(__file__).parent.parent / "docs" / "settings.md"
OF_PEOPLE_AND_DAYS = ("hours", "pins")
"""Tables whose keys are the ward's own words."""


def written(chapter: str) -> set[str]:
    """`table.key` of every row; a table is named where it begins."""
    text = GUIDE.read_text(encoding="utf-8").partition(f"## {chapter}\n")[2].partition("\n## ")[0]
    return set(_written(text.partition("\nLists:\n")[0]))


def _written(text: str) -> Iterator[str]:
    table = ""
    for cell in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE):
        for word in re.findall(r"[^` ]+", cell):
            if word.startswith("["):
                table = word.strip("[]")
            elif table not in OF_PEOPLE_AND_DAYS:
                yield f"{table}.{word}"


def keys(settings: type[msgspec.Struct], table: str = "") -> Iterator[str]:
    for field in msgspec.structs.fields(settings):
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            yield from keys(field.type, f"{table}{field.encode_name}.")
        elif table:
            yield f"{table}{field.encode_name}"


def test_every_key_of_a_kiosk_stands_under_its_table() -> None:
    assert written("Kiosk") == set(keys(firmware.Settings))


def test_every_key_of_a_centre_stands_under_its_table() -> None:
    payment = {f"payment.{field.encode_name}" for field in msgspec.structs.fields(Payment)}
    assert written("Centre") == set(keys(central.Settings)) | payment


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("services", firmware.Service),
        ("counters", firmware.Counter),
        ("officers", firmware.Officer),
        ("priorities", firmware.Priority),
    ],
)
def test_every_key_of_a_list_is_told(name: str, entry: type[msgspec.Struct]) -> None:
    lines = GUIDE.read_text(encoding="utf-8").splitlines()
    [told] = [line for line in lines if line.startswith(f"| `[[{name}]]`")]
    known = {field.encode_name for field in msgspec.structs.fields(entry)}
    assert known - set(re.findall(r"`(\w+)`", told)) == set()
