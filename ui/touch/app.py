"""The touch face: what the rest of the kiosk sees of the screen.

Owns the border between threads: whatever is asked from outside becomes an errand that the window's thread
runs. Refuses to import Kivy before `run`, so that the core and the web pages are up first, and refuses
rules: it draws views and reports touches.
"""

import io
import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, SimpleQueue
from threading import Event as Flag
from typing import TYPE_CHECKING, TypeVar

from firmware.events import Event
from firmware.screens import View
from ui.touch.panel import PANELS, Panel

if TYPE_CHECKING:
    from ui.touch.window import Glass

__all__ = ["PANELS", "Face", "Panel", "Target"]

DEADLINE_SECONDS = 3.0

log = logging.getLogger(__name__)

T = TypeVar("T")
Errand = Callable[["Glass"], None]


@dataclass(frozen=True, slots=True)
class Target:
    """An enabled touch target; position and size are fractions of the window from its top left corner."""

    id: str
    text: str
    x: float
    y: float
    w: float
    h: float


class Face:
    def __init__(
        self,
        panel: Panel,
        send: Callable[[Event], None],
        now: Callable[[], datetime],
        *,
        say: Callable[[str, str], None] = lambda _text, _language: None,
        fullscreen: bool = False,
        provider: str = "mouse,disable_multitouch",
    ) -> None:
        """`provider` is the one entry of Kivy's `[input]`, such as `mtdev,/dev/input/event2`.

        `say` gets what a listener is to hear, lines of a language, and must not wait; "" is silence.
        """
        self._panel, self._send, self._now, self._say = panel, send, now, say
        self._fullscreen, self._provider = fullscreen, provider
        self._errands: SimpleQueue[Errand] = SimpleQueue()
        self._newest: View | None = None
        self._glass: Glass | None = None
        self._stopped = Flag()
        self._shown = ""

    @property
    def shown(self) -> str:
        """Code of the screen last drawn, or "" before the first."""
        return self._shown

    # ------------------------------------------------------------ any thread

    def show(self, view: View) -> None:
        """The newest view wins: views that were overtaken before they were drawn are never drawn."""
        self._newest = view
        self._post(self._draw_newest)

    def draws(self, deadline_seconds: float) -> bool:
        """Whether the window draws a frame when it is asked to; False once the deadline has passed."""
        drawn: Future[None] = Future()
        self._post(lambda glass: glass.draw(lambda: drawn.set_result(None)))
        try:
            drawn.result(timeout=deadline_seconds)
        except TimeoutError:
            return False
        return True

    def stop(self) -> None:
        self._stopped.set()
        self._post(lambda glass: glass.close())

    def picture(self) -> bytes:
        """PNG of the window as it is now; TimeoutError after three seconds."""
        from PIL import Image, ImageOps

        width, height, rows = self._ask(lambda glass: glass.pixels())
        image = Image.frombytes("RGBA", (width, height), rows).convert("RGB")
        png = io.BytesIO()
        upright = ImageOps.flip(image).rotate(-self._panel.turned, expand=True)
        upright.save(png, "PNG", compress_level=1)
        return png.getvalue()

    def targets(self) -> list[Target]:
        return self._ask(_targets)

    def touch(self, x: float, y: float, *, patient: bool = False) -> None:
        """Down now, up in the next frame; returns after the release.

        A patient finger waits until it cannot be taken for a second strike.
        """
        done: Future[None] = Future()
        self._post(lambda glass: glass.tap(x, y, lambda: done.set_result(None), patient=patient))
        done.result(timeout=DEADLINE_SECONDS)

    # ------------------------------------------------------------ main thread

    def run(self) -> None:
        """Open the window and block until `stop`."""
        if self._stopped.is_set():
            return
        from ui.touch.window import Glass

        self._glass = Glass(
            self._panel,
            self._send,
            self._now,
            fullscreen=self._fullscreen,
            provider=self._provider,
            say=self._say,
        )
        self._glass.run(self._run_errands)

    def _run_errands(self) -> None:
        glass = self._glass
        assert glass is not None
        while True:
            try:
                errand = self._errands.get_nowait()
            except Empty:
                return
            try:
                errand(glass)
            except Exception:  # one failed errand must not take the screen away
                log.exception("touch errand failed")

    def _draw_newest(self, glass: "Glass") -> None:
        view, self._newest = self._newest, None
        if view is not None:
            glass.stage.show(view)
            self._shown = glass.stage.shown

    def _post(self, errand: Errand) -> None:
        self._errands.put(errand)
        if self._glass is not None:
            self._glass.poke(self._run_errands)

    def _ask(self, question: Callable[["Glass"], T]) -> T:
        answer: Future[T] = Future()

        def errand(glass: "Glass") -> None:
            try:
                answer.set_result(question(glass))
            except Exception as error:  # the asking thread gets it
                answer.set_exception(error)

        self._post(errand)
        return answer.result(timeout=DEADLINE_SECONDS)


def _targets(glass: "Glass") -> list[Target]:
    width, height = glass.stage.panel.width, glass.stage.panel.height
    return [
        Target(key.id, key.text, key.box.x / width, key.box.y / height, key.box.w / width, key.box.h / height)
        for key in glass.stage.keys
    ]
