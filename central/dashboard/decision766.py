"""Indicators of Decision 766/QĐ-TTg that this centre can feed, each with its formula and its source.

Owns the page: the period it opens with, the groups of the decision and which of them are not measured here.
Refuses definitions (`central.stats.decision766`), points, and everything that people press at a counter. What
it says may be a minute old (`kept`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.dashboard.kept import Kept
from central.dashboard.paging import choice
from central.dashboard.shell import Asked, Shell
from central.dashboard.words.decision766 import DECISION_766
from central.stats.decision766 import Basis, Progress, Register, changes, register, total
from central.stats.places import office_of

BASES: Final[tuple[Basis, ...]] = ("handled", "received")

GROUPS: Final[dict[str, tuple[int, tuple[str, ...]]]] = {
    "transparency": (18, ("1.1", "1.2", "1.3", "1.4")),
    "progress": (20, ("2.1", "2.2")),
    "online": (22, ("3.1", "3.2", "3.3", "3.5", "3.6")),
    "digital": (22, ("4.1", "4.2", "4.3", "4.4", "4.5")),
    "satisfaction": (18, ("5.1", "5.2", "5.3", "5.4")),
}
"""The decision's five groups with their points at most, and their indicators; sources in docs/766.md."""

DEAR: Final = 50_000
"""Dossiers: the database judges some thousand of them in a millisecond."""
MEASURED: Final = frozenset({"2.1", "3.3"})
FEEDS: Final = {
    **dict.fromkeys(("1.1", "1.2", "1.3", "3.1", "3.5"), "national"),
    **dict.fromkeys(("1.4", "3.2", "3.6", "4.1", "4.2", "4.3", "4.4", "4.5"), "sync"),
    **dict.fromkeys(("5.1", "5.2", "5.3", "5.4"), "portal"),
    "2.2": "limits",
}
"""What the others would need, which no kiosk and no register has."""


@dataclass(frozen=True, slots=True)
class Row:
    """One province, ward or field; `link` narrows the page to it. Shares are whole percent, for a bar."""

    name: str
    link: Mapping[str, str]
    progress: Progress
    percent: str
    shares: tuple[float, ...]


class Decision766Page:
    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._kept: Kept[Register] = Kept(self._changes, dear=_is_dear)

    def routes(self) -> list[Route]:
        return [Route("/decision766", self.whole)]

    def whole(self, request: Request) -> Response:
        asked = _of_this_month(self._shell.asked(request), request.query_params)
        basis = choice(request.query_params, "basis", BASES) or BASES[0]
        words = DECISION_766[asked.language]
        found = self._register(asked, basis)
        whole = total(found.progress)
        return self._shell.page(
            request,
            "decision766",
            asked,
            DECISION_766,
            basis=basis,
            whole=_row(whole, asked, words),
            rows=sorted((_row(row, asked, words) for row in found.progress), key=_worst_first),
            up=_up(asked),
            by="field" if asked.scope.ward else "ward" if asked.scope.province else "province",
            channels=found.channels,
            online=written(found.channels.online_percent, words),
            supplements=found.supplements,
            groups=GROUPS,
            measured=MEASURED,
            feeds=FEEDS,
        )

    def _register(self, asked: Asked, basis: Basis) -> Register:
        def find() -> Register:
            with self._shell.database as reader:
                return register(reader, asked.scope, basis, asked.today)

        return self._kept.answer((asked.scope, basis, asked.today), find)

    def _changes(self) -> int:
        with self._shell.database as reader:
            return changes(reader)


def _is_dear(found: Register) -> bool:
    whole = total(found.progress)
    return whole.judged + whole.without_due >= DEAR


def written(percent: str | None, words: Mapping[str, str]) -> str:
    return "–" if percent is None else percent.replace(".", words["decimal"]) + " %"


def _of_this_month(asked: Asked, parameters: Mapping[str, str]) -> Asked:
    """A single day says little here: without a period it is the month up to today."""
    if parameters.get("from") or parameters.get("to"):
        return asked
    return replace(asked, scope=replace(asked.scope, first_day=asked.today[:8] + "01", last_day=asked.today))


def _row(row: Progress, asked: Asked, words: Mapping[str, str]) -> Row:
    parts = (row.done_on_time, row.open_on_time, row.open_late, row.done_late)
    return Row(
        name=_name(row.key, asked, words),
        link=_link(row.key, asked),
        progress=row,
        percent=written(row.on_time_percent, words),
        shares=tuple(round(100 * part / row.judged, 2) if row.judged else 0.0 for part in parts),
    )


def _name(key: str, asked: Asked, words: Mapping[str, str]) -> str:
    if asked.scope.ward:
        return key or words["no_field"]
    return office_of(key)


def _link(key: str, asked: Asked) -> Mapping[str, str]:
    if asked.scope.ward or not key:
        return {}
    return {"ward": key} if asked.scope.province else {"province": key}


def _up(asked: Asked) -> Mapping[str, None]:
    """What to leave out of the address for the next wider area; nothing where that is not the viewer's."""
    if asked.scope.ward:
        return {} if "/" in asked.viewer.area else {"ward": None}
    return {"province": None} if asked.scope.province and not asked.viewer.area else {}


def _worst_first(row: Row) -> tuple[float, str]:
    judged = row.progress.judged
    return (row.progress.on_time / judged if judged else 2.0), row.name
