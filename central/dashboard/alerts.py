"""Alerts: what needs somebody now, what somebody knows of, and what is over.

Owns the page and the acknowledgement, which is handed to the one writer with the name of who gave it.
Refuses SQL (`central.stats.alerts`, `central.alerting.book`) and conditions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from central.alerting import book
from central.alerting.rules import GRAVE, KINDS, Kind
from central.dashboard.api import problem
from central.dashboard.paging import ROWS, choice, leaf
from central.dashboard.shell import Asked, Shell
from central.dashboard.when import begin_of, moment, since
from central.dashboard.words.alerts import ALERTS
from central.desk import NotWritten, WritingDesk
from central.queries import Scope
from central.stats.alerts import AlertRow, Shelf, Wanted, alert, alerts, counts
from central.stats.places import office_of
from mqtt.topics import KioskName

EVERY_WARD: Final = "*"
SHELVES: Final[tuple[Shelf, ...]] = ("waiting", "acknowledged", "past")


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert in words."""

    number: int
    kind: Kind
    grave: bool
    says: str
    kiosk: str
    place: str
    opened: str
    lasts: str
    cleared: str
    acknowledged: str
    by: str


class AlertPage:
    """Without a desk nothing can be acknowledged here."""

    def __init__(self, shell: Shell, desk: WritingDesk | None) -> None:
        self._shell = shell
        self._desk = desk

    def routes(self) -> list[Route]:
        return [
            Route("/alerts", self.whole),
            Route("/alerts/{number:int}/acknowledge", self.acknowledge, methods=["POST"]),
        ]

    def whole(self, request: Request) -> Response:
        asked, words = _of_a_month(self._shell.asked(request), request.query_params), ALERTS
        kind = choice(request.query_params, "kind", KINDS)
        shelf = choice(request.query_params, "shelf", SHELVES) or SHELVES[0]
        wanted = _wanted(asked, kind)
        with self._shell.database as reader:
            totals = {
                name: counts(reader, asked.scope, name, Wanted(first=wanted.first, last=wanted.last))
                for name in SHELVES
            }
            here = totals[shelf]
            page = leaf(request.query_params, here.get(kind, 0) if kind else sum(here.values()))
            rows = alerts(reader, asked.scope, shelf, wanted, limit=ROWS, skip=page.skip)
        lines = [line(row, words[asked.language], asked.now) for row in rows]
        return self._shell.page(
            request,
            "alerts",
            asked,
            words,
            shelves={name: sum(kinds.values()) for name, kinds in totals.items()},
            shelf=shelf,
            kinds=here,
            kind=kind,
            lines=lines,
            leaf=page,
            may_acknowledge=bool(asked.viewer.name and self._desk),
        )

    def acknowledge(self, request: Request) -> Response:
        """Stores who knows of it; a second one changes nothing. Then back to where the button stood."""
        asked, number = self._shell.asked(request), int(request.path_params["number"])
        if not asked.viewer.name:
            return problem(403, "Not signed in", "Alerts are acknowledged by name; sign in first.")
        if self._desk is None or request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return problem(403, "Not from here", "Acknowledge on the page of alerts itself.")
        with self._shell.database as reader:
            found = alert(reader, number)
        if found is None:
            raise HTTPException(404, f"No alert {number}")
        asked.viewer.narrow(_area_of(found.kiosk))
        try:
            self._desk.settle(
                lambda database: book.acknowledge(database, number, by=asked.viewer.name, now=asked.now)
            )
        except NotWritten as error:
            return problem(503, "Not recorded", str(error))
        self._shell.badge.forget()
        return RedirectResponse(f"/alerts?{request.url.query}" if request.url.query else "/alerts", 303)


def line(row: AlertRow, words: Mapping[str, str], now: datetime) -> AlertLine:
    return AlertLine(
        number=row.number,
        kind=row.kind,
        grave=row.kind in GRAVE,
        says=said(row.kind, row.detail, words, now),
        kiosk=row.kiosk,
        place=office_of(row.kiosk),
        opened=moment(row.opened_at, now),
        lasts=since(row.opened_at, now, words),
        cleared=moment(row.cleared_at, now),
        acknowledged=moment(row.acknowledged_at, now),
        by=row.acknowledged_by or "",
    )


def said(kind: Kind, detail: str, words: Mapping[str, str], now: datetime) -> str:
    """An alert's detail in words; what nobody foresaw is shown as it came."""
    tell = _TELL.get(kind)
    return tell(detail, words, now) if tell else detail


def _area_of(place: str) -> Scope:
    """Of a kiosk its ward. A province's alert is nobody's who sees only a ward."""
    if "/" not in place:
        return Scope(place, EVERY_WARD)
    name = KioskName.parse(place)
    return Scope(name.province, name.ward)


def _sms(detail: str, words: Mapping[str, str], now: datetime) -> str:
    word, _, since = detail.partition(" ")
    return words.get(f"says.sms.{word}", detail).format(moment(since, now))


def _moment_in(key: str) -> "Callable[[str, Mapping[str, str], datetime], str]":
    return lambda detail, words, now: words[key].format(moment(detail, now))


def _value_in(key: str) -> "Callable[[str, Mapping[str, str], datetime], str]":
    return lambda detail, words, now: words[key].format(detail.replace(".", words["decimal"]))


_TELL: Final[dict[Kind, Callable[[str, Mapping[str, str], datetime], str]]] = {
    "tamper": lambda detail, words, now: "; ".join(
        words.get(f"says.{word}", word) for word in detail.split()
    ),
    "offline": _moment_in("says.offline"),
    "gap": _value_in("says.gap"),
    "paper": lambda detail, words, now: words.get(f"printer.{detail}", detail),
    "disk": _value_in("says.disk"),
    "temperature": _value_in("says.temperature"),
    "clock": _moment_in("says.clock"),
    "button": lambda detail, words, now: words["says.button"].format(
        ", ".join(device.removeprefix("button-") for device in detail.split())
    ),
    "sms": _sms,
}


def _of_a_month(asked: Asked, parameters: Mapping[str, str]) -> Asked:
    """What is over is looked for among thirty days, unless somebody named a period."""
    if parameters.get("from") or parameters.get("to"):
        return asked
    first = date.fromisoformat(asked.today) - timedelta(days=29)
    return replace(asked, scope=replace(asked.scope, first_day=first.isoformat()))


def _wanted(asked: Asked, kind: Kind | None) -> Wanted:
    scope = asked.scope
    assert scope.first_day and scope.last_day, "a period has both of its days"
    after = date.fromisoformat(scope.last_day) + timedelta(days=1)
    return Wanted(kind, begin_of(date.fromisoformat(scope.first_day)), begin_of(after))
