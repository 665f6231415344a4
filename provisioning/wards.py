"""The official list of provinces and wards: is this code a ward, of which province, and what is it called?

Owns reading wards.csv (3,321 wards, communes and special zones of 34 provinces; wards.md names the source) or
a newer list of the same columns. Refuses to correct: a code that is not listed is an error with near ones.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from provisioning.errors import ProvisionError

LIST: Final = Path(__file__).parent / "wards.csv"
COLUMNS: Final = ["province", "ward", "name", "kind"]


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
class WardList:
    provinces: Sequence[Ward]
    wards: Sequence[Ward]

    def ward(self, code: str, province: str = "") -> Ward:
        """The ward of that code; `province`, if given, must be its own."""
        found = next((ward for ward in self.wards if ward.code == code), None)
        if found is None:
            raise ProvisionError(
                f"ward {code}: not in the official list; {self._near(code)}",
                f"{code}: mã xã, phường không có trong danh mục. Hãy xem lại mã.",
            )
        if province and found.province != province:
            raise ProvisionError(
                f"ward {code}: {found.title} belongs to province {found.province}"
                f" ({self.province(found.province).title}), not {province}; leave out --province",
                f"{code}: {found.title} thuộc {self.province(found.province).title}, mã {found.province}."
                " Hãy bỏ --province.",
            )
        return found

    def province(self, code: str) -> Ward:
        return next(province for province in self.provinces if province.province == code)

    def _near(self, code: str) -> str:
        near = [
            ward for ward in self.wards if sum(a != b for a, b in zip(ward.code, code, strict=False)) == 1
        ]
        listed = ", ".join(f"{ward.code} {ward.title}" for ward in near[:3])
        return f"did you mean {listed}?" if listed else "look it up, or give a newer list with --wards FILE"


def read_wards(file: Path = LIST) -> WardList:
    """Read a list; ProvisionError names the file, the line and what to correct."""
    try:
        lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
    except (OSError, UnicodeDecodeError) as error:
        raise ProvisionError(
            f"{file}: cannot be read ({error}); give a UTF-8 list with --wards FILE"
        ) from error
    rows = list(csv.reader(lines))
    if not rows or rows[0] != COLUMNS:
        raise ProvisionError(f"{file}: its columns must be {','.join(COLUMNS)}; correct its first line")
    units = [_unit(file, row) for row in rows[1:]]
    listed = WardList([one for one in units if not one.code], [one for one in units if one.code])
    _check(file, listed)
    return listed


def _unit(file: Path, row: list[str]) -> Ward:
    if len(row) != len(COLUMNS) or not _digits(row[0], 2) or (row[1] and not _digits(row[1], 5)):
        raise ProvisionError(f"{file}: row {','.join(row)!r}: expected 19,05518,Sông Công,phường; correct it")
    return Ward(*row)


def _digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()


def _check(file: Path, listed: WardList) -> None:
    codes = [ward.code for ward in listed.wards]
    if len(set(codes)) != len(codes):
        twice = next(code for code in codes if codes.count(code) > 1)
        raise ProvisionError(f"{file}: ward {twice} stands twice; each code must be unique")
    known = {province.province for province in listed.provinces}
    stray = next((ward for ward in listed.wards if ward.province not in known), None)
    if stray is not None:
        raise ProvisionError(
            f"{file}: ward {stray.code} is of province {stray.province}, which has no row; add it"
        )
