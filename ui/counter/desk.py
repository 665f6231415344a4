"""The officers' API: sessions, what is done at a counter, and the console page.

Owns these routes, and turning request bodies into `console` requests. Refuses rules: whether a ticket may be
called, held or returned is decided by the core in its transaction, and its refusal is passed on as it is.
"""

from functools import partial
from typing import Final

import msgspec
from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from firmware import console
from firmware.console import Called, Done, Locked, Signed, SignIn, SignOut, Why
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
from ui.counter.openapi import Endpoint, Operation
from ui.counter.problems import Problem, read_body
from ui.counter.wishes import blind, wish_of

PINS_AT_ONCE: Final = 2
"""Argon2 takes tens of megabytes for each PIN; a Pi has one gigabyte."""


_AT_COUNTER: Final = (Why.NOT_SIGNED_IN, Why.OTHER_COUNTER, Why.UNKNOWN_COUNTER)
_CALLED: Final = (*_AT_COUNTER, Why.NOBODY_CALLED)


class HelpState(msgspec.Struct, frozen=True):
    """`help` is false once somebody is on the way."""

    help: bool


def routes(office: Office, templates: Jinja2Templates) -> list[Route]:
    desk = _Desk(office, templates)
    return [Route("/console", desk.page), *_sessions(desk), *_at_counters(desk), *_for_all(desk)]


def _sessions(desk: "_Desk") -> list[Route]:
    sign_in = Operation(
        "Sign in; sets the session's cookie",
        method="POST",
        body=SignInBody,
        answer=Signed,
        refusals=(Why.UNKNOWN_OFFICER, Why.UNKNOWN_COUNTER, Why.NOT_SUPERVISOR, Why.COUNTER_TAKEN),
        also=(401, 429),
    )
    who = Operation("Who is signed in", answer=Signed, refusals=(Why.NOT_SIGNED_IN,))
    return [
        Endpoint("/api/v1/session", desk.who, who),
        Endpoint("/api/v1/session", desk.sign_in, sign_in),
        Endpoint("/api/v1/session", desk.sign_out, Operation("Sign out", method="DELETE", also=(503,))),
    ]


def _at_counters(desk: "_Desk") -> list[Route]:
    call = Operation(
        "Call the next ticket, or the one named",
        method="POST",
        body=CallBody,
        answer=Called,
        maybe_empty=True,
        refusals=(
            *_AT_COUNTER,
            Why.STILL_SERVING,
            Why.UNKNOWN_TICKET,
            Why.WRONG_STATE,
            Why.NOT_SERVED_HERE,
        ),
    )
    elsewhere = (*_CALLED, Why.UNKNOWN_SERVICE, Why.NOT_SERVED_HERE)
    done = partial(Operation, method="POST", answer=Done, refusals=_CALLED)
    told = {
        "call": call,
        "recall": done("Call the same ticket once more", body=RecallBody),
        "no-show": done("The called ticket did not come", body=NoShowBody),
        "hold": done("Set the called ticket aside", body=HoldBody),
        "transfer": done(
            "Send the called ticket to a service, a counter, or both", body=TransferBody, refusals=elsewhere
        ),
        "serve": done(
            "The called ticket is done, or somebody without one was served",
            body=ServeBody,
            refusals=(*elsewhere, Why.STILL_SERVING),
        ),
        "pause": done(
            "Pause this counter, or resume with null",
            body=PauseBody,
            refusals=(*_AT_COUNTER, Why.STILL_SERVING),
        ),
    }
    return [
        Endpoint(f"/api/v1/counters/{{counter}}/{action}", partial(desk.act, one.body), one)
        for action, one in told.items()
    ]


def _for_all(desk: "_Desk") -> list[Route]:
    give_back = Operation(
        "Put a no-show back into the queue, once",
        method="POST",
        body=ReturnBody,
        answer=Done,
        refusals=(Why.NOT_SIGNED_IN, Why.UNKNOWN_TICKET, Why.WRONG_STATE, Why.RETURNED_BEFORE),
    )
    queue = Operation("The queue; priority classes only with a session", answer=Queue)
    help_answered = Operation(
        "An officer is on the way to the kiosk", method="POST", body=HelpBody, answer=HelpState
    )
    return [
        Endpoint("/api/v1/tickets/{number}/return", desk.give_back, give_back),
        Endpoint("/api/v1/queue", desk.queue, queue),
        Endpoint("/api/v1/help/answer", desk.answer_help, help_answered),
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

    async def act(self, kind: type[CounterBody], request: Request) -> Response:
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
        return guard.as_json(HelpState(help=False))

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
