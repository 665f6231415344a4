"""Every kiosk as a machine: a list to find the one that needs somebody, and a page for each.

Owns filter, order and how a machine's condition is put into words. Refuses SQL (`central.stats.fleet`),
tickets and ratings. Only the last heartbeat is known, so no page here shows a course of anything.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.alerting.rules import GRAVE, KINDS, Kind
from central.dashboard.alerts import line
from central.dashboard.machines import Fact, Reading, decimal, fact, readings
from central.dashboard.paging import choice, leaf
from central.dashboard.shell import Shell
from central.dashboard.when import ago, moment
from central.dashboard.words.fleet import FLEET
from central.queries import WORST_FIRST, Scope
from central.stats.alerts import alerts_of
from central.stats.fleet import Machine, device_facts, fleet, ledgers, machine
from central.stats.places import office_of, provinces
from mqtt.messages import instant
from mqtt.topics import KioskName

STATES: Final = ("online", "lost", "offline", "unknown")
NEEDS: Final = ("alert", "paper", "backlog", "clock")
SORTS: Final = ("attention", "kiosk", "state", "seen", "backlog", "disk", "temperature", "version")
ROWS_SHOWN: Final = 20
_RANK: Final = {state: rank for rank, state in enumerate(WORST_FIRST)}


@dataclass(frozen=True, slots=True)
class MachineLine:
    """`ago` only where that says more than the time."""

    kiosk: str
    place: str
    state: str
    seen: str
    ago: str
    backlog: int
    paper: str | None
    disk: str
    temperature: str
    unsynced: bool | None
    version: str
    alerts: tuple[Kind, ...]
    grave: bool


class FleetPage:
    """`backed_up_at` is when the centre itself was last saved; told to whoever sees the whole country."""

    def __init__(self, shell: Shell, backed_up_at: Callable[[], datetime | None] = lambda: None) -> None:
        self._shell = shell
        self._backed_up_at = backed_up_at

    def routes(self) -> list[Route]:
        return [
            Route("/fleet", self.whole),
            Route("/fleet/{province}/{ward}/{kiosk}", self.one),
        ]

    def whole(self, request: Request) -> Response:
        asked, asks = self._shell.asked(request), request.query_params
        state, need = choice(asks, "state", STATES), choice(asks, "need", NEEDS)
        order = asks.get("sort") or "attention"
        sort = choice({"sort": order.removeprefix("-")}, "sort", SORTS) or SORTS[0]
        with self._shell.database as reader:
            machines = fleet(reader, asked.scope)
        found = [one for one in machines if _wanted(one, state, need, asks.get("q", ""))]
        found = arranged(found, sort, backwards=order.startswith("-"))
        page = leaf(asks, len(found))
        words = FLEET[asked.language]
        shown = [_line(one, words, asked.now) for one in found[page.skip : page.last]]
        return self._shell.page(
            request,
            "fleet",
            asked,
            FLEET,
            total=len(machines),
            states=Counter(one.state for one in machines),
            needy=sum(1 for one in machines if one.alerts),
            lines=shown,
            leaf=page,
            state=state,
            need=need,
            order=order,
            asked_for=asks.get("q", ""),
            needs=NEEDS,
            provinces={} if asked.viewer.area else provinces(),
            backup="" if asked.viewer.area else _backup(self._backed_up_at(), asked.now, words),
        )

    def one(self, request: Request) -> Response:
        name, asked = _name(request), self._shell.asked(request)
        asked.viewer.narrow(Scope(name.province, name.ward))
        words = FLEET[asked.language]
        with self._shell.database as reader:
            found = machine(reader, str(name))
            if found is None:
                raise HTTPException(404, f"No kiosk {name} has ever reported")
            past = alerts_of(reader, found.kiosk, ROWS_SHOWN)
            facts = device_facts(reader, found.kiosk, found.epoch, ROWS_SHOWN)
            written = ledgers(reader, found.kiosk, found.epoch)
        rows: list[Reading] = readings(found, words, asked.now)
        happened: list[Fact] = [fact(row, words, asked.now) for row in facts]
        return self._shell.page(
            request,
            "kiosk",
            asked,
            FLEET,
            machine=found,
            place=office_of(found.kiosk),
            province=office_of(name.province),
            seen=moment(found.last_seen_at, asked.now),
            ago=ago(found.last_seen_at, asked.now, words),
            rows=rows,
            facts=happened,
            alerts=[line(row, words, asked.now) for row in past],
            ledgers=written,
        )


def arranged(machines: Iterable[Machine], sort: str, *, backwards: bool) -> list[Machine]:
    """In the order of one column, names within it; who has no value comes last either way."""
    key = _ORDER[sort]
    listed = [(key(one), one) for one in machines]
    known = sorted((pair for pair in listed if pair[0] is not None), key=itemgetter(0), reverse=backwards)
    return [one for _, one in known] + [one for value, one in listed if value is None]


def _backup(at: datetime | None, now: datetime, words: Mapping[str, str]) -> str:
    """Of when the centre's newest backup is, in words."""
    return words["backup.none"] if at is None else words["backup"].format(moment(instant(at), now))


def _attention(one: Machine) -> tuple[int, int]:
    return KINDS.index(one.alerts[0]) if one.alerts else len(KINDS), _RANK.get(one.state, 1)


_ORDER: Final[dict[str, Callable[[Machine], Any]]] = {
    "attention": _attention,
    "kiosk": lambda one: one.kiosk,
    "state": lambda one: _RANK.get(one.state, 1),
    "seen": lambda one: one.last_seen_at,
    "backlog": lambda one: one.backlog,
    "disk": lambda one: one.vitals.disk_free_mb,
    "temperature": lambda one: one.vitals.temperature_c,
    "version": lambda one: one.version,
}


def _wanted(one: Machine, state: str | None, need: str | None, text: str) -> bool:
    if state and one.state != state:
        return False
    if need and not _NEED[need](one):
        return False
    looked_for = text.strip().casefold()
    return not looked_for or looked_for in one.kiosk or looked_for in office_of(one.kiosk).casefold()


_NEED: Final[dict[str, Callable[[Machine], bool]]] = {
    "alert": lambda one: bool(one.alerts),
    "paper": lambda one: one.vitals.paper in ("near_end", "fault"),
    "backlog": lambda one: one.backlog > 0,
    "clock": lambda one: one.vitals.clock == "unsynced",
}


def _line(one: Machine, words: Mapping[str, str], now: datetime) -> MachineLine:
    vitals = one.vitals
    return MachineLine(
        kiosk=one.kiosk,
        place=office_of(one.kiosk),
        state=one.state,
        seen=moment(one.last_seen_at, now),
        ago=ago(one.last_seen_at, now, words) if one.state != "online" else "",
        backlog=one.backlog,
        paper=vitals.paper,
        disk=_gigabytes(vitals.disk_free_mb, words),
        temperature="–" if vitals.temperature_c is None else f"{decimal(vitals.temperature_c, words)} °C",
        unsynced=None if vitals.clock is None else vitals.clock == "unsynced",
        version=one.version or "–",
        alerts=one.alerts,
        grave=bool(GRAVE & set(one.alerts)),
    )


def _gigabytes(megabytes: int | None, words: Mapping[str, str]) -> str:
    return "–" if megabytes is None else f"{decimal(megabytes / 1000, words)} GB"


def _name(request: Request) -> KioskName:
    parts: Sequence[str] = [request.path_params[part] for part in ("province", "ward", "kiosk")]
    try:
        return KioskName.parse("/".join(parts))
    except ValueError as error:
        raise HTTPException(404, str(error)) from error
