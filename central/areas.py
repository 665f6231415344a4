"""What areas are called, and which ward somebody means: by today's name or by one from before 1 July 2025.

Owns names by code and the search. Refuses figures and who may see an area. Old names matter because papers,
people and other systems keep using them: in 2025 10,035 wards became 3,321, and the districts went.
"""

import csv
import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mqtt.wards import Ward, read_units

FORMER: Final = Path(__file__).with_name("former_wards.csv")
LIMIT: Final = 20

_SHORT: Final = {
    "p": "phuong",
    "x": "xa",
    "tt": "thi tran",
    "q": "quan",
    "h": "huyen",
    "tx": "thi xa",
    "tp": "thanh pho",
}
Names = tuple[str, str]
"""One unit's two ways of being written, folded: with its kind and without."""


@dataclass(frozen=True, slots=True)
class Found:
    """A ward of today. `former` is the old unit that was asked for, with its district and province, or ''."""

    ward: Ward
    province: Ward
    former: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What can be asked for: its levels from the ward upwards, and the wards of today that it stands for.

    `spelt` is its name with tone marks; `text` is all that a query could begin with, to look at few closely.
    """

    levels: Sequence[Names]
    wards: Sequence[Ward]
    spelt: str
    text: str
    former: str = ""


class Areas:
    """Read once in a fifth of a second, asked often: a search of the 13,000 names takes 2 to 50 ms."""

    def __init__(self) -> None:
        units = read_units()
        self._provinces = {province.province: province for province in units.provinces}
        self._wards = {ward.code: ward for ward in units.wards}
        self._entries = [*self._today(), *self._former()]

    def province(self, code: str) -> Ward | None:
        return self._provinces.get(code)

    def ward(self, code: str) -> Ward | None:
        return self._wards.get(code)

    def title(self, area: str) -> str:
        """What ``19``, ``19/05518`` or ``19/05518/k1`` is called; as it is where a code is not listed."""
        province, _, rest = area.partition("/")
        code, _, kiosk = rest.partition("/")
        unit = self.ward(code) if code else self.province(province)
        return area if unit is None else ", ".join(filter(None, (unit.title, kiosk)))

    def search(self, text: str, limit: int = LIMIT) -> list[Found]:
        """Wards whose name the text begins, whole names first, today's before former ones.

        After the name the district and the province may follow: ``Tân Định, Quận 1`` is one ward. Capitals,
        commas and kinds (phường, P.) do not matter; tone marks only put what is spelt alike first. Several
        wards of one name are several answers.
        """
        query = _query(text)
        if not query:
            return []
        said, head = _said(text), query.partition(" ")[0]
        near = (entry for entry in self._entries if head in entry.text)
        fitting = [(rank, entry) for entry in near if (rank := _rank(query, entry.levels))]
        fitting.sort(key=lambda pair: (pair[0], not _alike(said, pair[1].spelt)))
        answers: dict[str, Found] = {}
        for _, entry in fitting:
            for ward in entry.wards:
                answers.setdefault(ward.code, Found(ward, self._provinces[ward.province], entry.former))
        return list(answers.values())[:limit]

    def _today(self) -> Iterator[_Entry]:
        above = {code: _names(province) for code, province in self._provinces.items()}
        for ward in self._wards.values():
            yield _entry(ward, [above[ward.province]], [ward])

    def _former(self) -> Iterator[_Entry]:
        """Of each old ward, and of the five island districts that had none."""
        above: dict[str, tuple[Ward, Names]] = {}
        for province, district, ward, name, kind, now in _rows(FORMER):
            unit = Ward(province, ward, name, kind)
            if not ward:
                above[province + district] = (unit, _names(unit))
            if not now:
                continue
            parents = [above[key] for key in (province + district, province) if above[key][0] != unit]
            wards = [self._wards[code] for code in now.split()]
            title = ", ".join([unit.title, *(parent.title for parent, _ in parents)])
            yield _entry(unit, [names for _, names in parents], wards, title)


def fold(text: str) -> str:
    """Without capitals, tone marks, strokes and signs: ``Đắk R'Lấp`` is ``dak rlap``."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(re.sub(r"['’`]", "", kept).replace("_", " ").split())


def _entry(unit: Ward, above: Sequence[Names], wards: Sequence[Ward], former: str = "") -> _Entry:
    levels = [_names(unit), *above]
    return _Entry(levels, wards, _said(unit.name), " ".join(title for title, _ in levels), former)


def _names(unit: Ward) -> Names:
    kind, name = _spaced(unit.kind), _spaced(unit.name)
    return f"{kind} {name}", name


@functools.cache
def _spaced(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _said(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())


def _alike(said: str, spelt: str) -> bool:
    return spelt in said or spelt.startswith(said)


def _query(text: str) -> str:
    """Folded, in order; a kind may be cut short at the beginning of each part: ``P.1, Q3, TP.HCM``."""
    parts = [_cut_short(_spaced(part)).partition(" ") for part in re.split(r"[,;]", text)]
    spoken = [f"{_SHORT.get(first, first) if rest else first} {rest}".strip() for first, _, rest in parts]
    return " ".join(filter(None, spoken))


def _cut_short(part: str) -> str:
    return re.sub(r"\b(tp)?hcm\b", "ho chi minh", re.sub(r"^([pq])(?=\d)", r"\1 ", part))


def _rank(query: str, levels: Sequence[Names]) -> int:
    """1: the ward's whole name, 2: its beginning, 3: inside it, 4: a name above it; 0: none of these."""
    names = levels[0]
    if any(query == name or _continues(query, name, levels[1:]) for name in names):
        return 1
    if any(name.startswith(query) for name in names):
        return 2
    if f" {query}" in names[1]:
        return 3
    for at, above in enumerate(levels[1:], start=2):
        if any(query == name or _continues(query, name, levels[at:]) for name in above):
            return 4
    return 0


def _continues(query: str, name: str, above: Sequence[Names]) -> bool:
    """Whether the query is this name and then names from above in their order, the last perhaps cut short."""
    if not query.startswith(f"{name} "):
        return False
    rest = query[len(name) + 1 :]
    return any(
        other.startswith(rest) or _continues(rest, other, above[at + 1 :])
        for at, names in enumerate(above)
        for other in names
    )


def _rows(file: Path) -> list[list[str]]:
    """Without comments and the line of columns."""
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.reader(lines))[1:]
