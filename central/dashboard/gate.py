"""The gate before every page and endpoint: who asks, and does the request come from a page of ours.

Owns cookies, bearer tokens and the refusal of whoever is not signed in: what is not named PUBLIC is closed,
also what is added later. Refuses passwords (`signin`) and areas (`viewer`). A stream that stays open is
looked at again and again, so that signing out ends it too, and a wall board counts as in use.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Final
from urllib.parse import urlencode, urlsplit

import peewee
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central.accounts import sessions
from central.accounts.oidc import SingleSignOn
from central.accounts.sessions import Lasting, Signed
from central.dashboard.api import problem
from central.dashboard.viewer import NOBODY
from central.desk import WritingDesk
from central.settings import SignIn

PUBLIC: Final = frozenset(
    {
        "/signin",
        "/signin/oidc",
        "/signin/back",
        "/healthz",
        "/metrics",
        "/api/v1/openapi.json",
        "/asyncapi.yaml",
        "/nop",
        "/hen",
    }
)
"""Of these only `/metrics` says anything that is not for everybody, and asks for itself."""

SIGNED_THEMSELVES: Final = frozenset({("PUT", "/api/v1/dossiers")})
"""Requests that carry another proof of who sent them."""

OPEN: Final = ("/static/", "/nop/", "/hen/", "/api/v1/intake/", "/api/v1/booking/")
"""Where citizens go who have no account: each of these asks for a secret where there is one to keep."""

LOOK_AGAIN: Final = timedelta(seconds=30)
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_TOKEN: Final = "bearer "  # noqa: S105


@dataclass(frozen=True, slots=True)
class House:
    """What signing in stands on: `desk` writes sessions, `reader` finds them, `provider` vouches."""

    reader: peewee.Database
    desk: WritingDesk
    clock: Callable[[], datetime]
    rules: SignIn
    provider: SingleSignOn | None = None

    @property
    def lasting(self) -> Lasting:
        return Lasting(timedelta(hours=self.rules.hours), timedelta(hours=self.rules.idle_hours))

    def signed(self, request: Request) -> Signed | None:
        """Whoever holds a good secret; its session is prolonged on the way."""
        secret = secret_of(request)
        now = self.clock()
        if not secret:
            return None
        with self.reader:
            signed = sessions.find(self.reader, secret, now)
        until = signed.due(self.lasting, now) if signed else None
        if signed is not None and until is not None:
            self.desk.hand_in(lambda database: sessions.prolong(database, signed.digest, until))
        return signed


class Gate:
    """ASGI middleware. Without a house nobody signs in, and everybody sees everything."""

    def __init__(self, app: ASGIApp, house: House | None) -> None:
        self._app = app
        self._house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        answer = self._foreign(request)
        if answer is None and self._house is not None:
            signed = await run_sync(self._house.signed, request)
            request.state.viewer = signed.viewer if signed else NOBODY
            answer = None if signed or _public(request) else _turned_away(request)
            send = _framed(send, self._house.rules.frame)
        if answer is not None:
            await answer(scope, receive, send)
            return
        try:
            await self._app(scope, receive, self._watched(request, send))
        except _Ended:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _foreign(self, request: Request) -> Response | None:
        if not foreign(request):
            return None
        return problem(403, "Sent from another site", "Send it from a page of this centre, or with a token.")

    def _watched(self, request: Request, send: Send) -> Send:
        """The same `send`; a stream of events ends with the session that opened it."""
        house = self._house
        if house is None or _public(request):
            return send
        checked_at = house.clock()
        streaming = False

        async def watched(message: Message) -> None:
            nonlocal checked_at, streaming
            if message["type"] == "http.response.start":
                streaming = any(value.startswith(b"text/event-stream") for _, value in message["headers"])
            elif streaming and abs(house.clock() - checked_at) >= LOOK_AGAIN:
                checked_at = house.clock()
                if await run_sync(house.signed, request) is None:
                    raise _Ended
            await send(message)

        return watched


class _Ended(Exception):
    """The session of a stream is over."""


def cookie_name(request: Request) -> str:
    """Over TLS a name that no neighbouring host can set."""
    return "__Host-motcua-centre" if request.url.scheme == "https" else "motcua-centre"


def secret_of(request: Request) -> str:
    """What the request shows to be let in; a token goes before a cookie."""
    authorization = request.headers.get("authorization", "")
    if authorization.lower().startswith(_TOKEN):
        return authorization[len(_TOKEN) :].strip()
    return request.cookies.get(cookie_name(request), "")


def foreign(request: Request) -> bool:
    """Whether a browser sends this on behalf of another site's page (CSRF).

    Browsers say so in Sec-Fetch-Site, older ones in Origin. What says neither is a program; with a browser's
    cookie it is refused all the same.
    """
    if request.method in _READING:
        return False
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site not in ("same-origin", "none")
    if origin is not None:
        return urlsplit(origin).netloc != request.headers.get("host")
    return cookie_name(request) in request.cookies


def _public(request: Request) -> bool:
    path = request.url.path
    return path in PUBLIC or path.startswith(OPEN) or (request.method, path) in SIGNED_THEMSELVES


def _turned_away(request: Request) -> Response:
    """A page leads to signing in; what a program asks for is answered in its own form."""
    path = request.url.path
    stream = "text/event-stream" in request.headers.get("accept", "")
    if request.method not in ("GET", "HEAD") or path.startswith("/api/") or stream:
        answer = problem(401, "Not signed in", "Sign in at /signin, or send Authorization: Bearer <token>.")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    if request.headers.get("sec-fetch-site") == "cross-site":
        return _once_more(request)
    here = f"{path}?{request.url.query}" if request.url.query else path
    return RedirectResponse(f"/signin?{urlencode({'next': here})}", 303, {"Cache-Control": "no-store"})


def _once_more(request: Request) -> Response:
    """What leads here from another site brings no strict cookie along; the same from our own page does."""
    path = f"{request.url.path}?{request.url.query}"
    html = f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={escape(path)}">'
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


def _framed(send: Send, origins: tuple[str, ...]) -> Send:
    """Signed-in pages may stand in frames of the named portals alone: elsewhere clicks could be stolen."""
    ancestors = " ".join(("frame-ancestors 'self'", *origins)).encode()

    async def framed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [pair for pair in message["headers"] if pair[0] != b"content-security-policy"]
            policies = [value for name, value in message["headers"] if name == b"content-security-policy"]
            policy = b"; ".join((*policies, ancestors))
            message = {**message, "headers": [*headers, (b"content-security-policy", policy)]}
        await send(message)

    return framed
