"""The officers' API: sessions, what is done at a counter, and the console page.

Owns turning request bodies into `console` requests. Refuses rules: whether a ticket may be called, held or
returned is decided by the core in its transaction, and its refusal is passed on as it is.
"""

from typing import Final

import msgspec
from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from firmware import console
from firmware.console import Locked, SignIn, SignOut, Why
from firmware.events import HelpAnswered
from firmware.pages import Queue
from ui.counter import guard
from ui.counter.bodies import (
    CallBody,
    CounterBody,
    HelpBody,
    HoldBody,
    NoShowBody,
    PauseBody,
    RecallBody,
    ReturnBody,
    ServeBody,
    SignInBody,
    TransferBody,
)
from ui.counter.office import Office
from ui.counter.problems import Problem, read_body
from ui.counter.wishes import blind, wish_of

ACTIONS: Final[dict[str, type[CounterBody]]] = {
    "call": CallBody,
    "recall": RecallBody,
    "no-show": NoShowBody,
    "hold": HoldBody,
    "transfer": TransferBody,
    "serve": ServeBody,
    "pause": PauseBody,
}
PINS_AT_ONCE: Final = 2
"""Argon2 takes tens of megabytes for each PIN; a Pi has one gigabyte."""


def routes(office: Office, templates: Jinja2Templates) -> list[Route]:
    desk = _Desk(office, templates)
    return [
        Route("/console", desk.page),
        Route("/api/v1/session", desk.who, methods=["GET"]),
        Route("/api/v1/session", desk.sign_in, methods=["POST"]),
        Route("/api/v1/session", desk.sign_out, methods=["DELETE"]),
        Route("/api/v1/counters/{counter}/{action}", desk.act, methods=["POST"]),
        Route("/api/v1/tickets/{number}/return", desk.give_back, methods=["POST"]),
        Route("/api/v1/queue", desk.queue),
        Route("/api/v1/help/answer", desk.answer_help, methods=["POST"]),
    ]


def queue_views(queue: Queue) -> tuple[bytes, bytes]:
    """The queue as JSON: for officers, and for everybody else."""
    return msgspec.json.encode(queue), msgspec.json.encode(blind(queue))


class _Desk:
    """The endpoints. Whatever waits for the kiosk does so off the event loop."""

    def __init__(self, office: Office, templates: Jinja2Templates) -> None:
        self._office = office
        self._templates = templates
        self._pins = CapacityLimiter(PINS_AT_ONCE)

    async def page(self, request: Request) -> Response:
        return self._templates.TemplateResponse(
            request, "console.html", {"office": self._office.name, "counters": self._office.counters}
        )

    async def who(self, request: Request) -> Response:
        return guard.as_json(await guard.signed(request, self._office))

    async def sign_in(self, request: Request) -> Response:
        body = await read_body(request, SignInBody)
        await self._admit(body)
        token = guard.new_token()
        session = guard.session_named(token)
        wish = SignIn(session=session, officer=body.officer, counter=body.counter, take_over=body.take_over)
        guard.settle(await guard.ask(self._office, wish))
        if guard.COOKIE in request.cookies:
            await guard.ask(self._office, SignOut(session=guard.session_of(request)))
        signed = await to_thread.run_sync(self._office.who, session)
        if signed is None:
            raise Problem(503, "Not done", "the session ended at once; sign in again", "not_recorded")
        response = guard.as_json(signed)
        response.set_cookie(guard.COOKIE, token, path="/", httponly=True, samesite="strict")
        return response

    async def sign_out(self, request: Request) -> Response:
        """Signed out afterwards, whether or not there was anybody."""
        if request.cookies.get(guard.COOKIE):
            await guard.ask(self._office, SignOut(session=guard.session_of(request)))
        response = Response(status_code=204, headers={"Cache-Control": "no-store"})
        response.delete_cookie(guard.COOKIE, path="/", httponly=True, samesite="strict")
        return response

    async def act(self, request: Request) -> Response:
        kind = ACTIONS.get(request.path_params["action"])
        if kind is None:
            known = ", ".join(ACTIONS)
            raise Problem(
                404, "Not found", f"no action {request.path_params['action']!r}; there are: {known}"
            )
        session = guard.session_of(request)
        counter = self._counter(request.path_params["counter"])
        body = await read_body(request, kind)
        return guard.settle(await guard.ask(self._office, wish_of(session, counter, body)))

    async def give_back(self, request: Request) -> Response:
        session = guard.session_of(request)
        await read_body(request, ReturnBody)
        wish = console.ReturnTicket(session=session, number=request.path_params["number"])
        return guard.settle(await guard.ask(self._office, wish))

    async def queue(self, request: Request) -> Response:
        known = await guard.visitor(request, self._office) is not None
        queue = await to_thread.run_sync(self._office.queue)
        return guard.as_json(queue if known else blind(queue))

    async def answer_help(self, request: Request) -> Response:
        await read_body(request, HelpBody)
        guard.settle(await guard.ask(self._office, HelpAnswered()))
        return guard.as_json({"help": False})

    def _counter(self, text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) <= 2 and int(text) in self._office.counters:
            return int(text)
        known = ", ".join(str(number) for number in self._office.counters)
        raise guard.refused(Why.UNKNOWN_COUNTER, f"counter {text!r}; this office has {known}")

    async def _admit(self, body: SignInBody) -> None:
        admitted = await to_thread.run_sync(self._office.admit, body.officer, body.pin, limiter=self._pins)
        match admitted:
            case Locked(seconds):
                detail = f"too many wrong PINs for {body.officer!r}; try again in {seconds} s"
                raise Problem(429, "Locked", detail, "locked", {"Retry-After": str(seconds)})
            case False:
                detail = f"officer {body.officer!r} and PIN do not fit; type both again"
                raise Problem(401, "Wrong PIN", detail, "wrong_pin")
            case True:
                return
