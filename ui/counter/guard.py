"""Who is asking, and what the kiosk's answer is on the web: cookie to session, refusal to problem document.

Owns the cookie, the status of every refusal, and the one door through which a page changes anything. Refuses
to decide: the core checks each session again in the deciding transaction.
"""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Final, assert_never

import msgspec
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from firmware import console
from firmware.console import Answer, Called, Done, NobodyWaits, NotRecordedError, Refused, Signed, Why
from firmware.events import Event
from ui.counter.office import Office
from ui.counter.problems import Problem

COOKIE: Final = "motcua"
STATUS: Final[Mapping[Why, int]] = {
    Why.NOT_SIGNED_IN: 401,
    Why.OTHER_COUNTER: 403,
    Why.NOT_SUPERVISOR: 403,
    Why.UNKNOWN_OFFICER: 404,
    Why.UNKNOWN_COUNTER: 404,
    Why.UNKNOWN_TICKET: 404,
    Why.UNKNOWN_RATING: 404,
    Why.UNKNOWN_CLOSING: 404,
    Why.UNKNOWN_SMS: 404,
    Why.UNKNOWN_SERVICE: 422,
    Why.BAD_VALUE: 422,
    Why.COUNTER_TAKEN: 409,
    Why.STILL_SERVING: 409,
    Why.NOBODY_CALLED: 409,
    Why.WRONG_STATE: 409,
    Why.RETURNED_BEFORE: 409,
    Why.NOT_SERVED_HERE: 409,
}
_FRESH: Final = {"Cache-Control": "no-store"}


def new_token() -> str:
    """What the cookie holds: 32 random bytes. The kiosk keeps only its hash."""
    return secrets.token_urlsafe(32)


def session_named(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def session_of(request: Request) -> str:
    """The session of the request's cookie, not yet checked; Problem 401 where there is no cookie."""
    token = request.cookies.get(COOKIE, "")
    if not token:
        raise refused(Why.NOT_SIGNED_IN, "no session; sign in at /console")
    return session_named(token)


async def visitor(request: Request, office: Office) -> Signed | None:
    """Whoever is signed in, or None: for what everybody may see in part."""
    token = request.cookies.get(COOKIE, "")
    return await to_thread.run_sync(office.who, session_named(token)) if token else None


async def signed(request: Request, office: Office) -> Signed:
    """Whoever is signed in; Problem 401 where nobody is."""
    somebody = await to_thread.run_sync(office.who, session_of(request))
    if somebody is None:
        raise refused(Why.NOT_SIGNED_IN, "the session has ended; sign in again at /console")
    return somebody


async def supervising(request: Request, office: Office) -> Signed:
    """The supervisor who is signed in; Problem 401 or 403 for anybody else."""
    somebody = await signed(request, office)
    if not somebody.supervisor:
        detail = f"officer {somebody.officer!r} is no supervisor; sign in as one"
        raise refused(Why.NOT_SUPERVISOR, detail)
    return somebody


async def ask(office: Office, wish: Event | console.Request) -> Answer:
    """The kiosk's answer, waited for off the event loop; Problem 503 when nothing was committed."""
    try:
        return await to_thread.run_sync(office.ask, wish)
    except NotRecordedError as error:
        raise Problem(503, "Not done", f"{error}", "not_recorded", {"Retry-After": "2"}) from error


def settle(answer: Answer) -> Response:
    """The answer as a response; a refusal is raised as a Problem with its `code`."""
    match answer:
        case Called():
            return as_json(answer)
        case NobodyWaits():
            return Response(status_code=204, headers=_FRESH)
        case Done():
            return as_json(answer)
        case Refused(why, detail):
            raise refused(why, detail)
        case _:
            assert_never(answer)


def refused(why: Why, detail: str) -> Problem:
    return Problem(STATUS[why], why.value.replace("_", " ").capitalize(), detail, why.value)


def as_json(value: object) -> Response:
    """Dataclasses included; never cached."""
    return Response(msgspec.json.encode(value), 200, _FRESH, "application/json")
