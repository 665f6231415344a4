"""`/sms`: which SMS did not reach somebody, why, and the two things a person may do about one.

Owns the page, the second page that asks, and who may decide. Refuses rules (`central.sms.by_hand`), SQL
(`central.sms.reading`) and whole numbers. Whoever sees a ward's SMS with an account may decide about them, a
ward's own account too: it is the ward's people who were not told. A program's token decides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from central.dashboard.alerts import said
from central.dashboard.api import problem
from central.dashboard.forms import Fields, read_form
from central.dashboard.paging import ROWS, choice, leaf
from central.dashboard.shell import Asked, Shell
from central.dashboard.viewer import Viewer
from central.dashboard.when import moment
from central.dashboard.words.sms import SMS, why
from central.desk import NotWritten, WritingDesk
from central.door import Refused
from central.queries import Scope
from central.sms.by_hand import AGAIN, DROPPED, Chosen, drop, retry
from central.sms.keys import Keys
from central.sms.reading import SmsRow, counts, one, shelf
from central.stats.alerts import Wanted, alerts
from central.stats.places import office_of
from mqtt.messages import instant

Shelf = Literal["attention", "waiting", "over"]
Deed = Literal["again", "drop"]
SHELVES: Final[dict[Shelf, tuple[str, ...]]] = {
    "attention": ("failed", "undeliverable", "uncertain"),
    "waiting": ("waiting", "sending"),
    "over": ("sent", "delivered", "expired", "dropped"),
}
DEEDS: Final[tuple[Deed, ...]] = ("again", "drop")
SHOWN_FOR: Final = timedelta(days=30)
FORM_BYTES: Final = 4096


@dataclass(frozen=True, slots=True)
class SmsLine:
    """An SMS in words; `deeds` are those that make sense for it now."""

    id: int
    kind: str
    subject: str
    ward: str
    place: str
    phone: str
    state: str
    changed: str
    why: str
    deeds: tuple[Deed, ...]


class SmsPage:
    """Without a desk nothing is decided here; without keys no number is shown."""

    def __init__(self, shell: Shell, desk: WritingDesk | None, keys: Keys | None) -> None:
        self._shell = shell
        self._desk = desk
        self._keys = keys

    def routes(self) -> list[Route]:
        return [Route("/sms", self.whole), Route("/sms/{id:int}/{deed}", self.decide, methods=["POST"])]

    def whole(self, request: Request) -> Response:
        return self._page(request, self._shell.asked(request))

    async def decide(self, request: Request) -> Response:
        fields = await read_form(request, FORM_BYTES)
        if fields is None:
            return problem(413, "Too long", f"A form of at most {FORM_BYTES} bytes, as this page sends it.")
        return await run_sync(self._decide, request, fields)

    def _decide(self, request: Request, fields: Fields) -> Response:
        asked, deed = self._shell.asked(request), _deed(request)
        with self._shell.database as reader:
            row = one(reader, self._keys, int(request.path_params["id"]))
        if row is None or not _sees(asked.viewer, row.ward):
            raise HTTPException(404, f"No SMS {request.path_params['id']} in your area")
        if not asked.viewer.name or "authorization" in request.headers:
            return problem(403, "Not yours to decide", "Sign in on the page with an account of that area.")
        if self._desk is None or request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return problem(403, "Not from here", "Decide on the page of SMS itself.")
        if fields.get("sure") != "yes":
            return self._question(request, asked, row, deed)
        chosen = Chosen(row.id, by=asked.viewer.name[:64], area=row.ward)
        make = retry if deed == "again" else drop
        try:
            self._desk.settle(lambda database: make(database, chosen, asked.now))
        except (Refused, NotWritten) as error:
            return self._page(request, asked, fault=str(error))
        return RedirectResponse(_back(request, done=deed, id=str(row.id)), 303)

    def _page(self, request: Request, asked: Asked, *, fault: str = "") -> Response:
        asks, words = request.query_params, SMS[asked.language]
        area = Scope(asked.scope.province, asked.scope.ward)
        shown: Shelf = choice(asks, "shelf", SHELVES) or "attention"
        state = choice(asks, "state", SHELVES[shown])
        since = instant(asked.now - SHOWN_FOR)
        wanted = (state,) if state else SHELVES[shown]
        with self._shell.database as reader:
            found = counts(reader, area, since)
            page = leaf(asks, sum(found.get(name, 0) for name in wanted))
            rows = shelf(reader, self._keys, area, wanted, since=since, limit=ROWS, skip=page.skip)
            troubles = [
                alert
                for pile in ("waiting", "acknowledged")
                for alert in alerts(reader, area, pile, Wanted("sms"), limit=ROWS)
            ]
        answer = self._shell.page(
            request,
            "sms",
            asked,
            SMS,
            shelves={name: sum(found.get(state, 0) for state in states) for name, states in SHELVES.items()},
            shelf=shown,
            states={name: found[name] for name in SHELVES[shown] if name in found},
            state=state,
            lines=[_line(row, words, asked.now) for row in rows],
            leaf=page,
            troubles=[
                (office_of(alert.kiosk), said(alert.kind, alert.detail, words, asked.now))
                for alert in troubles
            ],
            off=self._keys is None,
            fault=fault,
            done=choice(asks, "done", DEEDS),
            done_id=asks.get("id", ""),
            may_decide=bool(asked.viewer.name and self._desk),
        )
        answer.status_code = 422 if fault else 200
        return answer

    def _question(self, request: Request, asked: Asked, row: SmsRow, deed: Deed) -> Response:
        """The second page: what will happen to whom."""
        line = _line(row, SMS[asked.language], asked.now)
        twice = deed == "again" and row.state == "uncertain"
        return self._shell.page(
            request, "sms_sure", asked, SMS, one=line, deed=deed, twice=twice, back=_back(request)
        )


def _deed(request: Request) -> Deed:
    for deed in DEEDS:
        if deed == request.path_params["deed"]:
            return deed
    raise HTTPException(404, f"No deed {request.path_params['deed'][:20]!r}")


def _sees(viewer: Viewer, ward: str) -> bool:
    return f"{ward}/".startswith(f"{viewer.area}/" if viewer.area else "")


def _back(request: Request, **more: str) -> str:
    kept = {name: text for name, text in request.query_params.items() if name not in ("done", "id")}
    query = urlencode({name: text for name, text in {**kept, **more}.items() if text})
    return f"/sms?{query}" if query else "/sms"


def _line(row: SmsRow, words: Mapping[str, str], now: datetime) -> SmsLine:
    able = {"again": row.state in AGAIN and bool(row.phone), "drop": row.state in DROPPED}
    return SmsLine(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        ward=row.ward,
        place=office_of(row.ward),
        phone=row.phone,
        state=row.state,
        changed=moment(row.changed_at, now),
        why=why(row.reason, words) if row.reason else "",
        deeds=tuple(deed for deed in DEEDS if able[deed]),
    )
