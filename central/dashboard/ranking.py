"""`/ranking`: provinces or wards in order, and those with too few cases apart.

Owns the page, its orders and its pages of a hundred. Refuses figures (`central.stats.ranking`). All wards of
the country are ordered for one day at a time: a month of them would be read for seconds. What one day of them
says may be a minute old (`kept`).
"""

from collections.abc import Callable
from typing import Any, Final, get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.dashboard.addresses import Addresses, area_of, as_named
from central.dashboard.kept import Kept
from central.dashboard.overview_sections import level_of
from central.dashboard.shell import Asked, Shell
from central.dashboard.words.ranking import RANKING
from central.queries import Scope
from central.stats.officers import officers
from central.stats.places import located, name_of, title_of
from central.stats.ranking import MINIMUM, Order, Ranking, Unit, ranking

ORDERS: Final[tuple[Order, ...]] = get_args(Order)
LINES: Final = 100
DEAR: Final = 1000
"""Days of wards: the database reads some two hundred rows for each."""
APART: Final = 200
"""How many with too few cases are named; the rest are counted."""


class RankingPage:
    """`stamp` changes with every commit."""

    def __init__(self, shell: Shell, stamp: Callable[[], object]) -> None:
        self._shell = shell
        self._kept: Kept[Ranking] = Kept(stamp, dear=_is_dear)

    def routes(self) -> list[Route]:
        return [Route("/ranking", self.whole)]

    def whole(self, request: Request) -> Response:
        asked = self._shell.asked(request)
        scope = located(asked.scope)
        area, addresses = area_of(scope), Addresses(as_named(scope, request.query_params), asked.language)
        values = self._officers(scope) if scope.ward else self._places(request, asked, scope)
        return self._shell.page(
            request,
            "ranking",
            asked,
            RANKING,
            place=title_of(area),
            crumbs=addresses.crumbs("/ranking", area, asked.viewer.area),
            level=level_of(scope),
            minimum=MINIMUM,
            to=addresses.to,
            name_of=name_of,
            title_of=title_of,
            **values,
        )

    def _officers(self, scope: Scope) -> dict[str, Any]:
        with self._shell.database:
            found = officers(self._shell.database, scope)
        return {"officers": found, "floor": min((one.satisfaction.low for one in found.ranked), default=0.0)}

    def _places(self, request: Request, asked: Asked, scope: Scope) -> dict[str, Any]:
        by, unit, number = order_of(request), unit_of(request, scope), page_of(request)
        first = (number - 1) * LINES

        def find() -> Ranking:
            with self._shell.database as reader:
                return ranking(reader, scope, by, unit=unit, first=first, count=LINES)

        found = self._kept.answer((scope, by, unit, first), find)
        return {
            "ranking": found,
            "orders": ORDERS,
            "first": first,
            "number": number,
            "pages": max(1, -(-len(found.order) // LINES)),
            "floor": min((line.satisfaction.low for line in found.lines), default=0.0),
            "apart_shown": found.apart[:APART],
        }


def _is_dear(found: Ranking) -> bool:
    return found.unit == "ward" and found.days * (len(found.order) + len(found.apart)) >= DEAR


def order_of(request: Request) -> Order:
    return next((order for order in ORDERS if order == request.query_params.get("by")), "satisfaction")


def unit_of(request: Request, scope: Scope) -> Unit:
    """The country is ranked by province, and for a single day by ward too."""
    if scope.province:
        return "ward"
    one_day = scope.first_day == scope.last_day
    return "ward" if one_day and request.query_params.get("of") == "ward" else "province"


def page_of(request: Request) -> int:
    text = request.query_params.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1
