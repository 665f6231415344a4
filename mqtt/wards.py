"""The official codes of provinces and wards, which are part of every topic's name, and what they are called.

Owns reading wards.csv (3,321 wards, communes and special zones of 34 provinces; wards.md names the source) or
a newer list of the same columns. Refuses look-ups: each end asks by its own rules.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LIST: Final = Path(__file__).parent / "wards.csv"
COLUMNS: Final = ["province", "ward", "name", "kind"]


class ListError(ValueError):
    """The list is no list of wards; the text names file, row and what to correct."""


@dataclass(frozen=True, slots=True)
class Ward:
    """An administrative unit; `code` is empty for the province itself."""

    province: str
    code: str
    name: str
    kind: str

    @property
    def title(self) -> str:
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Units:
    provinces: Sequence[Ward]
    wards: Sequence[Ward]


def read_units(file: Path = LIST) -> Units:
    """Read a list; OSError or UnicodeDecodeError where it is no text, ListError where it is no list."""
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = list(csv.reader(lines))
    if not rows or rows[0] != COLUMNS:
        raise ListError(f"{file}: its columns must be {','.join(COLUMNS)}; correct its first line")
    units = [_unit(file, row) for row in rows[1:]]
    listed = Units([one for one in units if not one.code], [one for one in units if one.code])
    _check(file, listed)
    return listed


def _unit(file: Path, row: list[str]) -> Ward:
    if len(row) != len(COLUMNS) or not _digits(row[0], 2) or (row[1] and not _digits(row[1], 5)):
        raise ListError(f"{file}: row {','.join(row)!r}: expected 19,05518,Sông Công,phường; correct it")
    return Ward(*row)


def _digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()


def _check(file: Path, listed: Units) -> None:
    codes = [ward.code for ward in listed.wards]
    if len(set(codes)) != len(codes):
        twice = next(code for code in codes if codes.count(code) > 1)
        raise ListError(f"{file}: ward {twice} stands twice; each code must be unique")
    known = {province.province for province in listed.provinces}
    stray = next((ward for ward in listed.wards if ward.province not in known), None)
    if stray is not None:
        raise ListError(
            f"{file}: ward {stray.code} is of province {stray.province}, which has no row; add it"
        )
