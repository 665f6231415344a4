"""The ward's web pages: the staff page, health, and the bench where it is enabled.

Owns routes and the server's thread. Refuses rules: what an officer asks for becomes an event, and the answer
is what the core committed.
"""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from firmware.events import Event, HelpAnswered
from ui.counter import bench as benches
from ui.counter.live import Live
from ui.counter.problems import Problem, read_json, respond

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Office:
    """What the wiring lends to the staff page. `ask` returns False when nothing was committed."""

    name: str
    ask: Callable[[Event], bool]
    news: Callable[[], dict[str, Any]]
    """`{"help", "screen", "printer", "paper_low", "online", "backlog"}`, all plain JSON values."""


def build(office: Office, live: Live, bench: benches.Bench | None) -> Starlette:
    templates = Jinja2Templates(_HERE / "pages")
    staff = _Staff(office, live, templates)
    routes: list[Any] = [
        Route("/", staff.page),
        Route("/healthz", staff.health),
        Route("/api/v1/live", staff.live),
        Route("/api/v1/help/answer", staff.answer_help, methods=["POST"]),
        Mount("/static", _FreshFiles(directory=_HERE / "static")),
    ]
    if bench is not None:
        routes += benches.routes(bench, live, templates)
    return Starlette(routes=routes, exception_handlers={Problem: respond})


class _FreshFiles(StaticFiles):
    """Browsers ask again each time, so that an updated kiosk is not drawn with yesterday's styles."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


class _Staff:
    def __init__(self, office: Office, live: Live, templates: Jinja2Templates) -> None:
        self._office = office
        self._live = live
        self._templates = templates

    async def page(self, request: Request) -> Response:
        return self._templates.TemplateResponse(request, "staff.html", {"office": self._office.name})

    async def health(self, _request: Request) -> Response:
        return JSONResponse(await self._news())

    async def live(self, _request: Request) -> Response:
        return self._live.stream(self._news)

    async def answer_help(self, request: Request) -> Response:
        await read_json(request)
        if not await to_thread.run_sync(self._office.ask, HelpAnswered()):
            raise Problem(503, "Not done", "the kiosk did not record it; try again")
        return JSONResponse({"help": False})

    async def _news(self) -> dict[str, Any]:
        return await to_thread.run_sync(self._office.news)


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
