"""What everybody in the hall may see: the board on the TV, and the live stream behind every page.

Owns the pictures that the streams share. Refuses anything that needs a session, except that the stream shows
the queue's priority classes only to those who have one.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from firmware.console import Why
from firmware.pages import Board
from ui.counter import guard
from ui.counter.desk import queue_views
from ui.counter.live import Live, Picture
from ui.counter.office import Office
from ui.counter.openapi import Endpoint, Operation, Query

PICTURES: Final = ("kiosk", "board", "queue")
_ONLY: Final = Query(
    "only",
    "names joined by commas; all where none is named",
    {"type": "string", "pattern": "^((kiosk|board|queue)?,)*(kiosk|board|queue)?$"},
)


def routes(office: Office, live: Live, templates: Jinja2Templates) -> list[Route]:
    hall = _Hall(office, live, templates)
    live_events = Operation(
        "Server-sent events kiosk, board, queue and beat; each at once, then whenever it changed",
        media=("text/event-stream",),
        queries=(_ONLY,),
        refusals=(Why.BAD_VALUE,),
    )
    return [
        Route("/board", hall.page),
        Endpoint("/api/v1/board", hall.board, Operation("What the hall's TV shows", answer=Board)),
        Endpoint("/api/v1/live", hall.live, live_events),
    ]


class _Hall:
    def __init__(self, office: Office, live: Live, templates: Jinja2Templates) -> None:
        self._office = office
        self._live = live
        self._templates = templates
        self._pictures = {
            "kiosk": Picture("kiosk", lambda: (msgspec.json.encode(office.news()),)),
            "board": Picture("board", lambda: (msgspec.json.encode(office.board()),)),
            "queue": Picture("queue", lambda: queue_views(office.queue())),
        }

    async def page(self, request: Request) -> Response:
        language = "en" if request.query_params.get("lang") == "en" else "vi"
        context = {"office": self._office.name, "language": language}
        return self._templates.TemplateResponse(request, "board.html", context)

    async def board(self, _request: Request) -> Response:
        return guard.as_json(await to_thread.run_sync(self._office.board))

    async def live(self, request: Request) -> Response:
        names = _wanted(request.query_params.get("only", ""))

        async def pictures() -> Sequence[tuple[Picture, int]]:
            known = "queue" in names and await guard.visitor(request, self._office) is not None
            return [(self._pictures[name], int(name == "queue" and not known)) for name in names]

        return self._live.watch(pictures)


def _wanted(only: str) -> tuple[str, ...]:
    """The pictures named in `board,kiosk`; all where none is named."""
    names = [name for name in only.split(",") if name]
    strange = [name for name in names if name not in PICTURES]
    if strange:
        known = ", ".join(PICTURES)
        raise guard.refused(Why.BAD_VALUE, f"only={only!r}: there is no {strange[0]!r}; use {known}")
    return tuple(name for name in PICTURES if name in names or not names)
