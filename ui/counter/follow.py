"""One ticket on its owner's phone: how many are ahead, and which counter calls.

Owns `/t/<token>` and the JSON that its page asks every five seconds. Refuses signing in: whoever holds the
slip's 80 random bits is its owner. Unknown, malformed and forgotten tokens are answered alike.
"""

import re
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from firmware.pages import Followed
from ui.counter import guard
from ui.counter.office import Office
from ui.counter.openapi import Endpoint, Operation
from ui.counter.problems import Problem

_TOKEN: Final = re.compile(r"[0-9a-f]{20}")
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


def routes(office: Office, templates: Jinja2Templates) -> list[Route]:
    phone = _Phone(office, templates)
    ticket = Operation("One ticket of today, for whoever holds its slip", answer=Followed, also=(404,))
    return [Route("/t/{token}", phone.page), Endpoint("/api/v1/tickets/{token}", phone.ticket, ticket)]


class _Phone:
    def __init__(self, office: Office, templates: Jinja2Templates) -> None:
        self._office = office
        self._templates = templates

    async def page(self, request: Request) -> Response:
        """Says so in words, with status 404, when there is no such ticket."""
        ticket = await self._find(request)
        english = request.query_params.get("lang") == "en"
        words = {
            "office": self._office.name,
            "ticket": ticket,
            "token": request.path_params["token"],
            "english": english,
        }
        status = 200 if ticket else 404
        return self._templates.TemplateResponse(request, "follow.html", words, status, _HEADERS)

    async def ticket(self, request: Request) -> Response:
        ticket = await self._find(request)
        if ticket is None:
            detail = "there is no such ticket today; look at the slip or take a new number"
            raise Problem(404, "No such ticket", detail, "unknown_ticket", _HEADERS)
        response = guard.as_json(ticket)
        response.headers.update(_HEADERS)
        return response

    async def _find(self, request: Request) -> Followed | None:
        token = request.path_params["token"]
        if not _TOKEN.fullmatch(token):
            return None
        return await to_thread.run_sync(self._office.follow, token)
