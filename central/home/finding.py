"""`/nop` and `/hen` themselves: somebody finds their ward, by its name of today or of before, and goes on.

Owns the page. Refuses to know who takes part: each room says that of a province. A ward that does not is
shown all the same, with where else to go: whoever lives there must not search twice.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.home.caller import language_in
from central.home.frame import Frame
from central.stats.places import provinces, search, title_of, wards_of

LONGEST: Final = 100
SHOWN: Final = 20
NAME, PROVINCE = "ten", "tinh"


class Offering(Protocol):
    """What of this errand there is, and where."""

    def provinces(self) -> AbstractSet[str]: ...

    def wards(self, province: str) -> AbstractSet[str]:
        """Of these two digits, by their five."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """A ward, or where `ward` is '' a province to look into; `former` is the old unit that was asked for."""

    province: str
    ward: str
    title: str
    former: str = ""
    open: bool = True


class FindPage:
    def __init__(self, frame: Frame, offering: Offering) -> None:
        self._frame = frame
        self._offering = offering

    def routes(self) -> list[Route]:
        return [Route(self._frame.top, self.find)]

    def find(self, request: Request) -> Response:
        wanted = " ".join(request.query_params.get(NAME, "")[:LONGEST].split())
        known, province = provinces(), request.query_params.get(PROVINCE, "")
        province = province if province in known else ""
        found = self._named(wanted, province) if wanted else self._open(province)
        return self._frame.page(
            request,
            "find",
            None,
            language_in(request),
            wanted=wanted,
            province=province,
            provinces=known,
            province_title=known.get(province, ""),
            places=found[:SHOWN] if wanted else found,
            more=bool(wanted) and len(found) > SHOWN,
        )

    def _named(self, wanted: str, province: str) -> list[Place]:
        found = [(*one.area.partition("/")[::2], one) for one in search(wanted, within=province)]
        taking = {code: self._offering.wards(code) for code, ward, _ in found if ward}
        return [
            Place(code, ward, title_of(one.area), one.former, not ward or ward in taking[code])
            for code, ward, one in found
            if ward or not province
        ]

    def _open(self, province: str) -> list[Place]:
        """Nothing typed: the wards that take part, where they are of one province."""
        taking = {province} if province else self._offering.provinces()
        if len(taking) != 1:
            return []
        [code] = taking
        here = self._offering.wards(code)
        return [Place(code, ward, title) for ward, title in wards_of(code).items() if ward in here]
