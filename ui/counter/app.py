"""The ward's web pages: the front door, health, and the rooms behind it; the bench where it is enabled.

Owns which module serves which routes, and the server's thread. Refuses rules: what an officer asks for
becomes a request, and the answer is what the core committed.
"""

import socket
import threading
from pathlib import Path
from typing import Any

import uvicorn
from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from ui.counter import bench as benches
from ui.counter import (
    desk,
    dossiers,
    filings,
    follow,
    hall,
    openapi,
    procedures,
    sms,
    supervisor,
    supervisor_page,
)
from ui.counter.live import Live
from ui.counter.office import Office as Office
from ui.counter.problems import Problem, respond, respond_http, respond_unforeseen

_HERE = Path(__file__).parent
_DESCRIPTION = openapi.Operation("This document", answer=dict[str, Any])


def build(office: Office, live: Live, bench: benches.Bench | None) -> Starlette:
    templates = Jinja2Templates(_HERE / "pages")
    door = _Door(office, templates)
    routes: list[Any] = [
        *([] if office.residential else _staffed(office, live, templates)),
        Route("/", door.away if office.residential else door.page),
        openapi.Endpoint("/api/v1/openapi.json", door.openapi, _DESCRIPTION),
        Route("/healthz", door.health),
        *procedures.routes(office, templates),
        Mount("/static", _FreshFiles(directory=_HERE / "static")),
    ]
    if bench is not None:
        routes += benches.routes(bench, live, templates)
    handlers: Any = {Problem: respond, HTTPException: respond_http, Exception: respond_unforeseen}
    return Starlette(routes=routes, exception_handlers=handlers)


def _staffed(office: Office, live: Live, templates: Jinja2Templates) -> list[Route]:
    """Queue, board, figures, dossiers: where officers work."""
    return [
        *desk.routes(office, templates),
        *hall.routes(office, live, templates),
        *supervisor_page.routes(office, templates),
        *supervisor.routes(office),
        *sms.routes(office),
        *follow.routes(office, templates),
        *dossiers.routes(office, templates),
        *filings.routes(office),
    ]


class _FreshFiles(StaticFiles):
    """Browsers ask again each time, so that an updated kiosk is not drawn with yesterday's styles."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


class _Door:
    def __init__(self, office: Office, templates: Jinja2Templates) -> None:
        self._office = office
        self._templates = templates

    async def page(self, request: Request) -> Response:
        return self._templates.TemplateResponse(request, "staff.html", {"office": self._office.name})

    async def away(self, _request: Request) -> Response:
        return RedirectResponse("/procedures")

    async def health(self, _request: Request) -> Response:
        return JSONResponse(await to_thread.run_sync(self._office.news))

    async def openapi(self, request: Request) -> Response:
        return JSONResponse(openapi.document(self._office.name, request.app.routes))


class Server:
    """The web server in its own thread, on a socket that is bound before anything else starts."""

    def __init__(self, app: Starlette, live: Live, host: str, port: int) -> None:
        self._socket = _bind(host, port)
        self._live = live
        config = uvicorn.Config(
            app, log_level="warning", lifespan="off", timeout_graceful_shutdown=1, ws="none"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="web", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self, deadline_seconds: float = 2.0) -> None:
        self._live.close()
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(deadline_seconds)
        self._socket.close()


def _bind(host: str, port: int) -> socket.socket:
    """OSError names address and remedy."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        remedy = "free that port, or set [web] port to another"
        raise OSError(error.errno, f"web address {host}:{port}: {error.strerror}; {remedy}") from error
    listener.listen(128)
    return listener
