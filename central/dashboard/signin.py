"""Signing in and out: the form, the check of a password, the session it begins.

Owns what the form says and how the cookie is set. Refuses who may see what (`gate`, `viewer`) and the rules
of passwords and pauses (`central.accounts`). A wrong name and a wrong password get one answer in one time.
"""

import logging
import re
from datetime import timedelta
from typing import Final

import jinja2
import peewee
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from central.accounts import sessions, tries
from central.accounts.passwords import fits
from central.accounts.register import Credentials, canonical, credentials
from central.accounts.tries import NOTHING, Tried
from central.dashboard.forms import Fields, read_form
from central.dashboard.gate import House, cookie_name
from central.dashboard.shell import HEADERS
from central.dashboard.words import language_of
from central.dashboard.words.shell import SHELL
from central.dashboard.words.signin import SIGNIN
from central.desk import NotWritten

FORM_BYTES: Final = 8192
NAME_SHOWN: Final = 64
CHECKED_AT_ONCE: Final = 2
"""Each check takes 19 MiB and a processor for a while."""
COUNTED_AT_ONCE: Final = 8
"""However many come, no more than these ask the one writer in a turn: kiosks wait for it too."""

log = logging.getLogger(__name__)


class SignIn:
    """Only where a house asks people to sign in."""

    def __init__(self, house: House, templates: jinja2.Environment) -> None:
        self._house = house
        self._templates = templates
        self._checked = CapacityLimiter(CHECKED_AT_ONCE)
        self._counted = CapacityLimiter(COUNTED_AT_ONCE)

    def routes(self) -> list[Route]:
        return [
            Route("/signin", self.form),
            Route("/signin", self.enter, methods=["POST"]),
            Route("/signout", self.leave, methods=["POST"]),
        ]

    def form(self, request: Request) -> Response:
        return self.page(200, dict(request.query_params))

    async def enter(self, request: Request) -> Response:
        fields = await read_form(request, FORM_BYTES)
        if fields is None:
            return self.page(413, {}, "unreadable")
        tried = Tried(canonical(fields.get("name", ""))[:NAME_SHOWN], _address(request))
        try:
            wait = await run_sync(self._pause, tried)
            if wait > NOTHING:
                return self._paused(fields, tried, wait)
            async with self._counted:
                return await self._try(request, fields, tried)
        except NotWritten as error:
            log.error("sign-in not written: %s", error)
            return self.page(503, fields, "busy")

    async def _try(self, request: Request, fields: Fields, tried: Tried) -> Response:
        """NotWritten where it cannot be counted: then no password is looked at."""
        wait = await run_sync(self._begin, tried)
        if wait > NOTHING:
            return self._paused(fields, tried, wait)
        password = fields.get("password", "")
        known = await run_sync(self._known, tried.name, password, limiter=self._checked)
        if known is None:
            log.warning("sign-in refused address=%s", tried.address)
            return self.page(401, fields, "wrong")
        if known.blocked:
            await run_sync(self._right, tried)
            return self.page(403, fields, "blocked")
        return await run_sync(self.welcome, request, known.name, fields, tried)

    def welcome(self, request: Request, name: str, fields: Fields, tried: Tried | None = None) -> Response:
        """Begin a session for somebody who has shown who they are, and go where they wanted to."""
        secret, now, lasting = sessions.new_secret(), self._house.clock(), self._house.lasting
        until = lasting.until(now, now)

        def begin(database: peewee.Database) -> None:
            if tried:
                tries.right(database, tried)
            sessions.begin(database, name, sessions.digest(secret), now=now, until=until)

        try:
            self._house.desk.settle(begin)
        except NotWritten as error:
            log.error("sign-in not written: %s", error)
            return self.page(503, fields, "busy")
        log.info("signed in account=%s address=%s", name, _address(request))
        answer = _to(local(fields.get("next", "")))
        self._set_cookie(request, answer, secret, lasting.longest)
        return answer

    def leave(self, request: Request) -> Response:
        """Ends the session here, whatever the browser does with its cookie."""
        known = sessions.digest(request.cookies.get(cookie_name(request), ""))
        answer = _to("/signin")
        self._set_cookie(request, answer, "", timedelta())
        try:
            self._house.desk.settle(lambda database: sessions.end(database, known))
        except NotWritten as error:
            log.error("sign-out not written: %s", error)
            return self.page(503, {}, "busy")
        return answer

    def _known(self, name: str, password: str) -> Credentials | None:
        with self._house.reader:
            known = credentials(self._house.reader, name)
        return known if fits(known.password if known else "", password) else None

    def _pause(self, tried: Tried) -> timedelta:
        with self._house.reader:
            return tries.pause(self._house.reader, tried, self._house.clock())

    def _begin(self, tried: Tried) -> timedelta:
        now = self._house.clock()
        return self._house.desk.settle(lambda database: tries.begin(database, tried, now))

    def _right(self, tried: Tried) -> None:
        self._house.desk.settle(lambda database: tries.right(database, tried))

    def _paused(self, fields: Fields, tried: Tried, wait: timedelta) -> Response:
        log.warning("sign-in paused address=%s seconds=%d", tried.address, wait.total_seconds())
        return self.page(429, fields, "paused", wait=wait)

    def _set_cookie(self, request: Request, answer: Response, secret: str, age: timedelta) -> None:
        secure = request.url.scheme == "https"
        framed = bool(self._house.rules.frame) and secure
        answer.set_cookie(
            cookie_name(request),
            secret,
            max_age=int(age.total_seconds()),
            path="/",
            secure=secure,
            httponly=True,
            samesite="none" if framed else "strict",
        )

    def page(
        self, status: int, fields: Fields, problem: str = "", *, wait: timedelta = timedelta()
    ) -> Response:
        language = language_of(fields.get("lang"))
        minutes = max(1, -(-int(wait.total_seconds()) // 60))
        html = self._templates.get_template("signin.html").render(
            w={**SHELL[language], **SIGNIN[language]},
            language=language,
            problem=problem,
            minutes=minutes,
            name=fields.get("name", "")[:NAME_SHOWN],
            next=local(fields.get("next", "")),
            provider=self._house.provider,
        )
        headers = dict(HEADERS) | ({"Retry-After": str(minutes * 60)} if problem == "paused" else {})
        return HTMLResponse(html, status, headers)


def _to(path: str) -> Response:
    return RedirectResponse(path, 303, {"Cache-Control": "no-store"})


def local(path: str) -> str:
    """An address of this centre; anything that leads elsewhere is the first page."""
    return path if re.fullmatch(r"/(?![/\\])[^\x00-\x20\\]*", path) and path != "/signin" else "/"


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
