"""The bench: makes a kiosk usable from a browser, for newcomers and tests. Never enabled in an image.

Owns `/bench` and its API. Refuses to shortcut: a touch goes through Kivy, a press through a pin, a print
through the printer's bytes, and a network cut through real sockets.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Protocol, TypeVar

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from firmware import events
from ui.counter.live import Live
from ui.counter.problems import Problem, read_json

T = TypeVar("T")
PRINTER_STATES: Final = ("ok", "near_end", "out", "cover_open", "unplugged")
NO_PAPER_YET: Final = "nothing has been printed since the kiosk started; take a number first"


class Box(Protocol):
    """A touch target, in fractions of the window from its top left corner."""

    @property
    def id(self) -> str: ...
    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def w(self) -> float: ...
    @property
    def h(self) -> float: ...


class Glass(Protocol):
    """The touch screen as a visitor meets it."""

    @property
    def shown(self) -> str: ...
    def picture(self) -> bytes: ...
    def targets(self) -> Sequence[Any]: ...
    def touch(self, x: float, y: float, *, patient: bool = False) -> None: ...


class Progress(Protocol):
    """How far the ledger has got: the highest seq, and how many of them the centre has not confirmed."""

    @property
    def high(self) -> int: ...
    @property
    def backlog(self) -> int: ...


class Tape(Protocol):
    """The simulated printer; `slips` counts what came out whole since the start."""

    @property
    def slips(self) -> int: ...
    def last_png(self) -> bytes: ...
    def last_bytes(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything a visitor could touch or a fault could strike; lent by the wiring."""

    glass: Glass
    tape: Tape | None
    press: Callable[[int], None]
    lamps: Callable[[], tuple[bool, ...]]
    levels: tuple[str, ...]
    send: Callable[[events.Event], None]
    printer: Callable[[], str]
    set_printer: Callable[[str], None]
    set_network: Callable[[bool], None]
    network: Callable[[], bool]
    progress: Callable[[], Progress]
    office: str
    centre_url: str = ""
    other_url: str = ""

    def state(self) -> dict[str, Any]:
        progress = self.progress()
        return {
            "screen": self.glass.shown,
            "targets": [asdict(target) for target in self.glass.targets()],
            "lamps": list(self.lamps()),
            "printer": self.printer(),
            "network": self.network(),
            "backlog": progress.backlog,
            "seq": progress.high,
            "slips": self.tape.slips if self.tape else 0,
        }


def routes(bench: Bench, live: Live, templates: Jinja2Templates) -> list[Route]:
    desk = _Desk(bench, live, templates)
    return [
        Route("/bench", desk.page),
        Route("/bench/live", desk.live),
        Route("/bench/state", desk.state),
        Route("/bench/screen.png", desk.screen),
        Route("/bench/paper.png", desk.paper_png),
        Route("/bench/paper.bin", desk.paper_bin),
        Route("/bench/touch", desk.touch, methods=["POST"]),
        Route("/bench/press", desk.press, methods=["POST"]),
        Route("/bench/scan", desk.scan, methods=["POST"]),
        Route("/bench/printer", desk.printer, methods=["POST"]),
        Route("/bench/network", desk.network, methods=["POST"]),
    ]


class _Desk:
    """The endpoints. What waits for another thread does so off the event loop."""

    def __init__(self, bench: Bench, live: Live, templates: Jinja2Templates) -> None:
        self._bench = bench
        self._live = live
        self._templates = templates

    async def page(self, request: Request) -> Response:
        return self._templates.TemplateResponse(request, "bench.html", {"bench": self._bench})

    async def live(self, _request: Request) -> Response:
        return self._live.stream(self._state)

    async def state(self, _request: Request) -> Response:
        return JSONResponse(await self._state())

    async def screen(self, _request: Request) -> Response:
        return _png(await _screen_answer(self._bench.glass.picture))

    async def paper_png(self, _request: Request) -> Response:
        return _png(await to_thread.run_sync(self._tape().last_png))

    async def paper_bin(self, _request: Request) -> Response:
        """Empty before the first slip."""
        return Response(self._tape().last_bytes(), media_type="application/octet-stream", headers=_FRESH)

    async def touch(self, request: Request) -> Response:
        """`{"x","y"}` in fractions of the window, or `{"id"}` of a target that is on the screen now."""
        body = await read_json(request)
        glass = self._bench.glass
        named = "id" in body
        if named:
            x, y = await _screen_answer(lambda: _middle(glass.targets(), str(body["id"])))
        else:
            x, y = _fraction(body, "x"), _fraction(body, "y")
        await _screen_answer(lambda: glass.touch(x, y, patient=named))
        return JSONResponse({"x": x, "y": y})

    async def press(self, request: Request) -> Response:
        button = (await read_json(request)).get("button")
        count = len(self._bench.levels)
        if not isinstance(button, int) or not 1 <= button <= count:
            raise Problem(400, "No such button", f"button {button!r}; there are buttons 1 to {count}")
        await to_thread.run_sync(self._bench.press, button)
        return JSONResponse({"button": button})

    async def scan(self, request: Request) -> Response:
        text = (await read_json(request)).get("text")
        if not isinstance(text, str) or not 0 < len(text) <= 500:
            raise Problem(400, "Nothing scanned", "send text of 1 to 500 characters")
        self._bench.send(events.CodeScanned(text))
        return JSONResponse({"text": text})

    async def printer(self, request: Request) -> Response:
        state = (await read_json(request)).get("state")
        self._tape()
        if state not in PRINTER_STATES:
            known = ", ".join(PRINTER_STATES)
            raise Problem(400, "No such state", f"printer state {state!r}; use one of {known}")
        self._bench.set_printer(state)
        self._live.changed()
        return JSONResponse({"state": state})

    async def network(self, request: Request) -> Response:
        up = (await read_json(request)).get("up")
        if not isinstance(up, bool):
            raise Problem(400, "Neither up nor down", f"up is {up!r}; send true or false")
        await to_thread.run_sync(self._bench.set_network, up)
        self._live.changed()
        return JSONResponse({"up": up})

    async def _state(self) -> dict[str, Any]:
        return await _screen_answer(self._bench.state)

    def _tape(self) -> Tape:
        if self._bench.tape is None:
            raise Problem(409, "No simulated printer", 'set [printer] driver = "simulated"')
        return self._bench.tape


_FRESH: Final = {"Cache-Control": "no-store"}


def _png(picture: bytes) -> Response:
    if not picture:
        raise Problem(404, "No paper", NO_PAPER_YET)
    return Response(picture, media_type="image/png", headers=_FRESH)


async def _screen_answer(question: Callable[[], T]) -> T:
    """Ask the screen's thread; a screen that is not up yet is a 503, not an error."""
    try:
        return await to_thread.run_sync(question)
    except TimeoutError as error:
        raise Problem(503, "No screen yet", f"{error}; try again in a second") from error


def _middle(targets: Sequence[Box], wanted: str) -> tuple[float, float]:
    for target in targets:
        if target.id == wanted:
            return target.x + target.w / 2, target.y + target.h / 2
    known = ", ".join(target.id for target in targets) or "none"
    raise Problem(409, "No such target", f"target {wanted!r} is not on the screen; there are: {known}")


def _fraction(body: dict[str, Any], key: str) -> float:
    value = body.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise Problem(400, "Outside the window", f"{key} is {value!r}; send a fraction from 0 to 1")
    return float(value)
