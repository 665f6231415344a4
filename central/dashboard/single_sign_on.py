"""Signing in by way of the province's own provider: out to it, and back.

Owns both addresses and the cookie that remembers, for ten minutes, what was asked. Refuses the conversation
with the provider (`accounts.oidc`). Whoever it vouches for must have an account here already.
"""

import base64
import logging
from datetime import timedelta
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from central.accounts.oidc import Departure, NotVouched, ProviderAway, SingleSignOn
from central.accounts.register import credentials
from central.dashboard.forms import Fields
from central.dashboard.gate import House, cookie_name
from central.dashboard.signin import SignIn, local

AWAY: Final = timedelta(minutes=10)

log = logging.getLogger(__name__)


class ByProvider:
    """`there` is the provider."""

    def __init__(self, house: House, there: SingleSignOn, sign_in: SignIn) -> None:
        self._house = house
        self._there = there
        self._sign_in = sign_in

    def routes(self) -> list[Route]:
        return [Route("/signin/oidc", self.leave), Route("/signin/back", self.arrive)]

    def leave(self, request: Request) -> Response:
        fields = dict(request.query_params)
        try:
            url, departure = self._there.depart(_back(request), local(fields.get("next", "")))
        except ProviderAway as error:
            log.error("single sign-on: provider away: %s", error)
            return self._sign_in.page(503, fields, "provider_away")
        answer = RedirectResponse(url, 303, {"Cache-Control": "no-store"})
        self._remember(request, answer, _written(departure), AWAY)
        return answer

    def arrive(self, request: Request) -> Response:
        departure = _read(request.cookies.get(_cookie(request), ""))
        fields = {"next": departure.next} if departure else {}
        answer = self._answered(request, departure, fields)
        self._remember(request, answer, "", timedelta())
        return answer

    def _answered(self, request: Request, departure: Departure | None, fields: Fields) -> Response:
        if departure is None:
            return self._sign_in.page(400, fields, "provider_again")
        try:
            name = self._there.arrive(departure, dict(request.query_params), _back(request))
        except NotVouched as error:
            log.warning("single sign-on refused: %s", error)
            return self._sign_in.page(401, fields, "provider_again")
        except ProviderAway as error:
            log.error("single sign-on: provider away: %s", error)
            return self._sign_in.page(503, fields, "provider_away")
        return self._welcome(request, name, fields)

    def _welcome(self, request: Request, name: str, fields: Fields) -> Response:
        with self._house.reader:
            known = credentials(self._house.reader, name)
        if known is None:
            log.warning("single sign-on: no account %r", name[:64])
            return self._sign_in.page(403, fields | {"name": name}, "stranger")
        if known.blocked:
            return self._sign_in.page(403, fields, "blocked")
        return self._sign_in.welcome(request, known.name, fields)

    def _remember(self, request: Request, answer: Response, text: str, age: timedelta) -> None:
        """Lax: it must come along when the provider sends the browser back."""
        answer.set_cookie(
            _cookie(request),
            text,
            max_age=int(age.total_seconds()),
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )


def _cookie(request: Request) -> str:
    return f"{cookie_name(request)}-away"


def _back(request: Request) -> str:
    """Where the provider sends the browser; it must know this address beforehand."""
    return f"{request.url.scheme}://{request.url.netloc}/signin/back"


def _written(departure: Departure) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(departure)).decode()


def _read(text: str) -> Departure | None:
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(text), type=Departure)
    except (ValueError, msgspec.DecodeError):
        return None
