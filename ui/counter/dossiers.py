"""Dossiers on the web: receiving and moving them for officers, their state for whoever has the code.

Owns these routes, their bodies and how often a stranger may ask. Refuses rules: the core decides, and answers
with what is on disk. Nothing here shows a name, a phone number or a PIN.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

import msgspec
from anyio import to_thread
from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from firmware.console import DossierLine, DossierTaken, DossierView, MoveDossier, ReceiveDossier, Why
from ui.counter import guard
from ui.counter.office import Office
from ui.counter.openapi import Endpoint, Operation, Query
from ui.counter.problems import Problem, read_body

ASKS: Final = 30
WINDOW_SECONDS: Final = 60.0
CLIENTS: Final = 1000
LONGEST_CODE: Final = 100
STATES: Final = {
    1: ("Mới đăng ký", "Registered"),
    2: ("Đã tiếp nhận", "Received"),
    3: ("Không được tiếp nhận", "Rejected"),
    4: ("Đang xử lý", "In progress"),
    5: ("Yêu cầu bổ sung giấy tờ", "Supplement asked"),
    6: ("Yêu cầu nộp phí, lệ phí", "Payment asked"),
    7: ("Công dân yêu cầu rút hồ sơ", "Withdrawn"),
    8: ("Dừng xử lý", "Stopped"),
    9: ("Đã xử lý xong", "Finished"),
    10: ("Đã trả kết quả", "Returned"),
}
_FRESH: Final = {"Cache-Control": "no-store"}
_OPEN: Final = Query("open", "only the open ones are listed", {"type": "string", "enum": ["1"]})
_WRITING: Final = (Why.NOT_SIGNED_IN, Why.OTHER_COUNTER, Why.BAD_VALUE, Why.WRONG_STATE)


class _Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class ReceiveBody(_Body, frozen=True):
    """`code` null: the kiosk makes one. `phone`: a Vietnamese mobile number, kept encrypted."""

    procedure: Annotated[str, Meta(min_length=1, max_length=64, description="a procedure's code")]
    channel: Literal["direct", "online", "postal"]
    phone: Annotated[str, Meta(min_length=1, max_length=20)] | None = None
    code: Annotated[str, Meta(min_length=4, max_length=64)] | None = None


class MoveBody(_Body, frozen=True):
    """`due`, an ISO date, promises another day and needs a reason; with it the state may stay as it is."""

    state: Annotated[int, Meta(ge=1, le=10)]
    reason: Annotated[str, Meta(max_length=200)] = ""
    due: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None = None


class Taken(Struct, frozen=True):
    """`due` null: an officer has to say. `pin_printed`: the PIN is on the receipt, and nowhere else."""

    code: str
    due: str | None
    pin_printed: bool


@dataclass(frozen=True, slots=True)
class OpenDossiers:
    """At most 500, those due first at the top."""

    dossiers: tuple[DossierLine, ...]


class Turnstile:
    """So many questions a minute from each client, counted in memory; strangers cannot make it grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked: dict[str, deque[float]] = {}

    def wait_seconds(self, client: str) -> int:
        """0 lets the client through, and counts it."""
        now = self._clock()
        asked = self._asked.pop(client, deque())
        while asked and now - asked[0] >= WINDOW_SECONDS:
            asked.popleft()
        full = len(asked) >= ASKS
        if not full:
            asked.append(now)
        self._asked[client] = asked
        if len(self._asked) > CLIENTS:
            self._asked.pop(next(iter(self._asked)))
        return int(asked[0] + WINDOW_SECONDS - now) + 1 if full else 0


def routes(office: Office, templates: Jinja2Templates, turnstile: Turnstile | None = None) -> list[Route]:
    desk = _Desk(office, templates, turnstile or Turnstile())
    return [
        Route("/dossiers", desk.page),
        *_endpoints(desk),
    ]


def _endpoints(desk: "_Desk") -> list[Route]:
    listing = Operation(
        "The ward's open dossiers, those due first at the top",
        answer=OpenDossiers,
        queries=(_OPEN,),
        refusals=(Why.NOT_SIGNED_IN, Why.BAD_VALUE),
    )
    receive = Operation(
        "Receive a dossier; its receipt with the PIN is printed at the kiosk",
        method="POST",
        body=ReceiveBody,
        answer=Taken,
        status=201,
        refusals=_WRITING,
    )
    move = Operation(
        "Move a dossier to a national state, or promise another date with a reason",
        method="POST",
        body=MoveBody,
        answer=DossierView,
        refusals=_WRITING,
        also=(404,),
    )
    look = Operation(
        f"State and date of a dossier; at most {ASKS} questions a minute",
        answer=DossierView,
        also=(404, 429),
    )
    return [
        Endpoint("/api/v1/dossiers", desk.open, listing),
        Endpoint("/api/v1/dossiers", desk.receive, receive),
        Endpoint("/api/v1/dossiers/{code:path}/move", desk.move, move),
        Endpoint("/api/v1/dossiers/{code:path}", desk.look, look),
    ]


class _Desk:
    """The endpoints. Whatever waits for the kiosk does so off the event loop."""

    def __init__(self, office: Office, templates: Jinja2Templates, turnstile: Turnstile) -> None:
        self._office = office
        self._templates = templates
        self._turnstile = turnstile

    async def page(self, request: Request) -> Response:
        """The register for whoever is signed in; the way to the console for everybody else."""
        english = request.query_params.get("lang") == "en"
        words: dict[str, Any] = {
            "office": self._office.name,
            "visitor": await guard.visitor(request, self._office),
            "lang": "en" if english else "vi",
            "say": _english if english else _vietnamese,
            "texts": self._office.texts,
            "states": {state: words[english] for state, words in STATES.items()},
        }
        return self._templates.TemplateResponse(request, "dossiers.html", words, headers=_FRESH)

    async def open(self, request: Request) -> Response:
        await guard.signed(request, self._office)
        if request.query_params.get("open", "1") != "1":
            raise guard.refused(Why.BAD_VALUE, "only open dossiers are listed; ask with open=1")
        return guard.as_json(OpenDossiers(await to_thread.run_sync(self._office.dossiers)))

    async def receive(self, request: Request) -> Response:
        signed = await guard.signed(request, self._office)
        body = await read_body(request, ReceiveBody)
        wish = ReceiveDossier(
            session=guard.session_of(request),
            counter=signed.counter,
            procedure=body.procedure,
            channel=body.channel,
            phone=body.phone,
            code=body.code,
        )
        answer = await guard.ask(self._office, wish)
        if not isinstance(answer, DossierTaken) or answer.number is None:
            return guard.settle(answer)
        taken = Taken(answer.number, answer.due, answer.pin_printed)
        return Response(msgspec.json.encode(taken), 201, _FRESH, "application/json")

    async def move(self, request: Request) -> Response:
        signed = await guard.signed(request, self._office)
        body = await read_body(request, MoveBody)
        code = request.path_params["code"]
        await self._view(code)
        wish = MoveDossier(
            session=guard.session_of(request),
            counter=signed.counter,
            code=code,
            state=body.state,
            reason=body.reason,
            due=body.due,
        )
        guard.settle(await guard.ask(self._office, wish))
        return guard.as_json(await self._view(code))

    async def look(self, request: Request) -> Response:
        client = request.client.host if request.client else ""
        seconds = self._turnstile.wait_seconds(client)
        if seconds:
            detail = f"more than {ASKS} questions in a minute; ask again in {seconds} s"
            raise Problem(429, "Too often", detail, "too_often", {"Retry-After": str(seconds)})
        return guard.as_json(await self._view(request.path_params["code"]))

    async def _view(self, code: str) -> DossierView:
        view = None
        if len(code) <= LONGEST_CODE:
            view = await to_thread.run_sync(self._office.dossier, code)
        if view is None:
            detail = f"dossier {code[:LONGEST_CODE]!r} is not known here; check each letter of its code"
            raise Problem(404, "Unknown dossier", detail, "unknown_dossier")
        return view


def _vietnamese(vietnamese: str, _english: str) -> str:
    return vietnamese


def _english(_vietnamese: str, english: str) -> str:
    return english
