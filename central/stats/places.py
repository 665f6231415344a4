"""What provinces, wards and kiosks are called, and where an address leads that names only part of a place.

Owns names for pages. Refuses figures, and searching former names (`central.areas`). A code that is not in the
list is shown as it is: the list is of a day, and a kiosk may be newer than it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from central.areas import Areas, fold
from central.queries import Scope
from mqtt.wards import Ward, read_units

MANY: Final = 10_000
FOUND: Final = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """A province or ward; `former` is the unit of before 1 July 2025 that was asked for, or ''."""

    area: str
    former: str = ""


def name_of(area: str) -> str:
    """``Sông Công`` of ``19/05518``; of a kiosk, or of what is not in the list, the last part of its code."""
    unit = _units().get(area)
    return unit.name if unit else area.rpartition("/")[2]


def title_of(area: str) -> str:
    """``Phường Sông Công``; of a kiosk ``Phường Sông Công, k1``."""
    ward, _, kiosk = area.rpartition("/")
    if kiosk.startswith("k"):
        return f"{title_of(ward)}, {kiosk}"
    unit = _units().get(area)
    return _titled(unit) if unit else area


def office_of(code: str) -> str:
    """``Phường Sông Công`` of ``19/05518/k1``, ``19/05518`` or ``05518``; of ``19`` the province's title."""
    area = "/".join(code.split("/")[:2])
    unit = _units().get(area) or _units().get(f"{_province_of().get(area)}/{area}")
    return _titled(unit) if unit else code


def provinces() -> dict[str, str]:
    """code -> title, by title."""
    return _by_title(area for area in _units() if "/" not in area)


def wards_of(province: str) -> dict[str, str]:
    """code -> title, by title."""
    return _by_title(area for area in _units() if area.startswith(f"{province}/"))


def codes() -> list[str]:
    """All provinces and wards of the list."""
    return list(_units())


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


def search(text: str, within: str = "") -> list[Finding]:
    """Provinces and wards by name, today's or a former one, or by code; only those in the area `within`."""
    named = [area for area, unit in _units().items() if not unit.code and fold(text) in fold(unit.title)]
    coded = [area for area in _units() if area.rpartition("/")[2] == text.strip()]
    wards = (
        Finding(f"{one.province.province}/{one.ward.code}", one.former) for one in _areas().search(text, MANY)
    )
    plain = [Finding(area) for area in (*coded, *named)] if fold(text) else []
    return [one for one in (*plain, *wards) if one.area.startswith(within)][:FOUND]


def _by_title(areas: Iterable[str]) -> dict[str, str]:
    found = {area.rpartition("/")[2]: title_of(area) for area in areas}
    return dict(sorted(found.items(), key=lambda item: item[1]))


def _titled(unit: Ward) -> str:
    return f"{unit.title[:1].upper()}{unit.title[1:]}"


@cache
def _units() -> dict[str, Ward]:
    units = read_units()
    provinces = {unit.province: unit for unit in units.provinces}
    return {**provinces, **{f"{unit.province}/{unit.code}": unit for unit in units.wards}}


@cache
def _province_of() -> dict[str, str]:
    return {unit.code: unit.province for unit in _units().values() if unit.code}


@cache
def _areas() -> Areas:
    return Areas()
