"""What provinces and wards are called, and finding them by name.

Owns the names beside the official codes. Refuses figures. A code that is not in the list is shown as it is:
the list is of a day, and a kiosk may be newer than it.
"""

import csv
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from central.queries import Scope

_ROOT: Final = Path(__file__).parents[2]
_LISTS: Final = (_ROOT / "mqtt" / "wards.csv", _ROOT / "provisioning" / "wards.csv")
FOUND: Final = 50


@dataclass(frozen=True, slots=True)
class Area:
    """A province (``19``) or a ward (``19/05518``); `kind` is tỉnh, thành phố, phường, xã or đặc khu."""

    area: str
    name: str
    kind: str

    @property
    def title(self) -> str:
        """``Phường Sông Công``."""
        return f"{self.kind[:1].upper()}{self.kind[1:]} {self.name}"


@cache
def areas() -> dict[str, Area]:
    """In the order of the list: each province before its wards."""
    file = next(file for file in _LISTS if file.exists())
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = [
        Area(f"{row['province']}/{row['ward']}".rstrip("/"), row["name"], row["kind"])
        for row in csv.DictReader(lines)
    ]
    return {row.area: row for row in rows}


def name_of(area: str) -> str:
    """``Sông Công`` of ``19/05518``; of a kiosk, or of what is not in the list, the last part of its code."""
    known = areas().get(area)
    return known.name if known else area.rpartition("/")[2]


def title_of(area: str) -> str:
    """``Phường Sông Công``; of a kiosk ``Phường Sông Công, k1``."""
    ward, _, kiosk = area.rpartition("/")
    if kiosk.startswith("k"):
        return f"{title_of(ward)}, {kiosk}"
    known = areas().get(area)
    return known.title if known else area


def located(scope: Scope) -> Scope:
    """The same kiosks, with province and ward named: an address may name a ward, or a kiosk in full, alone.

    Names that contradict each other stay as they are: no kiosk is in both.
    """
    if scope.kiosk and "/" in scope.kiosk:
        province, ward, kiosk = scope.kiosk.split("/")
        agree = scope.province in (None, province) and scope.ward in (None, ward)
        return replace(scope, province=province, ward=ward, kiosk=kiosk) if agree else scope
    if scope.ward and not scope.province:
        return replace(scope, province=_province_of().get(scope.ward))
    return scope


@cache
def _province_of() -> dict[str, str]:
    return {area[3:]: area[:2] for area in areas() if "/" in area}


def search(text: str, within: str = "") -> list[Area]:
    """Areas whose name or code holds all the words, with or without marks; the closest names first."""
    words = fold(text).split()
    if not words:
        return []
    found = [
        area
        for code, area in areas().items()
        if code.startswith(within) and all(word in f"{_folded()[code]} {code}" for word in words)
    ]
    wanted = " ".join(words)
    return sorted(found, key=lambda area: _distance(_folded()[area.area], wanted))[:FOUND]


def fold(text: str) -> str:
    """Lower case without marks: ``Đắk Lắk`` is ``dak lak``."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@cache
def _folded() -> dict[str, str]:
    return {code: fold(f"{area.kind} {area.name}") for code, area in areas().items()}


def _distance(folded: str, wanted: str) -> tuple[bool, bool, int]:
    """The name itself, then names that end as the words do, then the shortest."""
    name = folded.partition(" ")[2] if not folded.startswith(("thanh pho", "dac khu")) else folded[10:]
    return (name != wanted, not folded.endswith(wanted), len(folded))
