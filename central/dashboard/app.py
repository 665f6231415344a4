"""The dashboard's web application: one live page, the API and a health check.

Owns routes, templates and headers. Refuses writing: it gets a read-only door to the store, and a desk where
signed batches of dossiers are handed in. The page may be shown inside an iframe of a portal, so framing is
allowed and everything comes from this origin.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import jinja2
import peewee
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from central.dashboard.api import Api, BadParameter, Pulse, problem, read_scope
from central.dashboard.dossiers import Door, DossierApi
from central.dashboard.live import Live, View
from central.dashboard.words import language_of, words_of

HERE: Final = Path(__file__).parent
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def build(
    reader: peewee.SqliteDatabase, clock: Callable[[], datetime], pulse: Pulse, door: Door | None = None
) -> tuple[Starlette, Live]:
    """The application, and the streams to stop before it. Without a door no dossiers come in."""
    pages = load_pages()
    live = Live(reader, clock, pages)
    api = Api(reader, clock, pulse)
    dossiers = DossierApi(reader, clock, door)
    page = Page(live, pages)
    routes = [
        Route("/", page.whole),
        Route("/live", page.live),
        Route("/page.css", _file("page.css", "text/css")),
        Route("/page.js", _file("page.js", "text/javascript")),
        Route("/healthz", api.health),
        Route("/api/v1/summary", api.summary),
        Route("/api/v1/kiosks", api.kiosks),
        Route("/api/v1/events", api.events),
        Route("/api/v1/dossiers/figures", dossiers.figures),
        Route("/api/v1/dossiers", dossiers.put, methods=["PUT"]),
    ]
    faults = {BadParameter: _bad_parameter, HTTPException: _http_fault}
    return Starlette(routes=routes, exception_handlers=faults), live


def load_pages() -> jinja2.Environment:
    pages = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    pages.filters["grouped"] = lambda number, words: f"{number:,}".replace(",", words["thousands"])
    return pages


class Page:
    """The page whole, and the page as it changes."""

    def __init__(self, live: Live, pages: jinja2.Environment) -> None:
        self._live = live
        self._pages = pages

    def whole(self, request: Request) -> Response:
        view = _view(request)
        other = "en" if view.language == "vi" else "vi"
        html = self._pages.get_template("page.html").render(
            language=view.language,
            w=words_of(view.language),
            sections=self._live.sections(view),
            stream=f"live?{urlencode({**request.query_params, 'lang': view.language})}",
            other=f"?{urlencode({**request.query_params, 'lang': other})}",
        )
        return HTMLResponse(html, headers=HEADERS)

    async def live(self, request: Request) -> Response:
        stream = self._live.stream(_view(request))
        return StreamingResponse(
            stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )


def _view(request: Request) -> View:
    return View(read_scope(request.query_params), language_of(request.query_params.get("lang")))


def _file(name: str, kind: str) -> Callable[[Request], Response]:
    def serve(_request: Request) -> Response:
        return FileResponse(HERE / name, media_type=kind, headers={"Cache-Control": "no-cache"})

    return serve


def _bad_parameter(_request: Request, error: Exception) -> Response:
    return problem(400, "Bad parameter", str(error))


def _http_fault(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, error.detail, "See /api/v1/summary, /api/v1/kiosks, /api/v1/events.")
