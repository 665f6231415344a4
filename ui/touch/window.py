"""The window: Kivy's configuration, its loop, pictures of it and touches made by hand.

Owns every promise about the glass itself: one input provider, no way out by keyboard or window manager, no
screensaver. Refuses screens. Imported only when the face starts to run, because Kivy takes a while to load
and reads its configuration from the environment at import.
"""

import atexit
import ctypes
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from firmware.events import Event
from ui.touch.panel import Panel
from ui.touch.theme import check_fonts

MOST_FRAMES_PER_SECOND = 30
FIRST_FRAMES = 6
FRAME_PAUSE_SECONDS = 0.5


def prepare_environment() -> None:
    """Must run before anything of Kivy is imported."""
    os.environ.update(
        KIVY_NO_ARGS="1",
        KIVY_NO_CONFIG="1",
        KIVY_NO_CONSOLELOG="1",
        KIVY_NO_FILELOG="1",
        KIVY_LOG_MODE="PYTHON",
        SDL_NO_SIGNAL_HANDLERS="1",
    )
    os.environ.setdefault("KIVY_HOME", _home())
    logging.getLogger("kivy").setLevel(logging.WARNING)


def configure(panel: Panel, *, fullscreen: bool, provider: str) -> None:
    """Must run before Kivy's window is imported; `provider` is the one entry of Kivy's `[input]`."""
    check_fonts()
    prepare_environment()
    from kivy.config import Config

    width, height = panel.glass
    graphics: dict[str, object] = {
        "width": width,
        "height": height,
        "rotation": panel.turned,
        "fullscreen": "auto" if fullscreen else 0,
        "show_cursor": 0 if fullscreen else 1,
        "resizable": 0,
        "allow_screensaver": 0,
        "maxfps": MOST_FRAMES_PER_SECOND,
        "multisamples": 4,
    }
    for key, value in graphics.items():
        Config.set("graphics", key, str(value))
    for key, value in {"exit_on_escape": 0, "pause_on_minimize": 0, "log_level": "warning"}.items():
        Config.set("kivy", key, str(value))
    for key, _old in Config.items("input"):
        Config.remove_option("input", key)
    Config.set("input", "finger", provider)


def _home() -> str:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and os.access(runtime, os.W_OK):
        return str(Path(runtime) / "motcua-kivy")
    home = tempfile.mkdtemp(prefix="motcua-kivy-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


class Glass:
    """The one window of the process and the stage in it; main thread only."""

    def __init__(
        self,
        panel: Panel,
        send: Callable[[Event], None],
        now: Callable[[], datetime],
        *,
        fullscreen: bool = False,
        provider: str = "mouse,disable_multitouch",
        ticks: Callable[[], float] | None = None,
        say: Callable[[str, str], None] = lambda _text, _language: None,
    ) -> None:
        configure(panel, fullscreen=fullscreen, provider=provider)
        from kivy.base import EventLoop, runTouchApp
        from kivy.clock import Clock
        from kivy.core.window import Window

        from ui.touch.stage import Stage

        self.loop, self.clock, self.window = EventLoop, Clock, Window
        self.panel = panel
        self.closing = False
        self.stage = Stage(panel, send, now, ticks or Clock.get_time, self._ground, say)
        Window.bind(on_request_close=self._refuse_close, on_keyboard=_swallow, size=self._resized)
        if os.environ.get("SDL_VIDEODRIVER") == "offscreen":
            Window.bind(on_flip=_finish_frame)
        _keep_one_provider(EventLoop)
        runTouchApp(self.stage, embedded=True)
        self._resized()

    def run(self, errands: Callable[[], None]) -> None:
        """Block until `close`; `errands` is polled in this thread ten times a second, and whenever poked."""
        self.clock.schedule_interval(lambda _dt: errands(), 0.1)
        self.clock.schedule_interval(lambda _dt: self.stage.pass_second(), 1.0)
        if os.environ.get("SDL_VIDEODRIVER") == "kmsdrm":
            self._force_first_frames()
        self.loop.mainloop()

    def _force_first_frames(self) -> None:
        """On a bare screen nothing is seen until both of its buffers were drawn and turned a few times."""
        for number in range(1, FIRST_FRAMES + 1):
            self.clock.schedule_once(self._redraw, number * FRAME_PAUSE_SECONDS)

    def _redraw(self, _dt: float) -> None:
        self.window.canvas.ask_update()

    def poke(self, errands: Callable[[], None]) -> None:
        """From any thread: have the errands looked at in the next frame."""
        self.clock.schedule_once(lambda _dt: errands(), -1)

    def draw(self, done: Callable[[], None]) -> None:
        """Draw the next frame though nothing changed; `done` is called once, when it is on its way out."""

        def flipped(*_args: object) -> None:
            self.window.unbind(on_flip=flipped)
            done()

        self.window.bind(on_flip=flipped)
        self.window.canvas.ask_update()

    def step(self) -> None:
        """One turn of the loop, for those who do not run it."""
        self.loop.idle()

    def close(self) -> None:
        self.closing = True
        self.loop.close()

    def use(self, panel: Panel) -> None:
        """Become another panel."""
        self.panel = panel
        self.window.size = (panel.width, panel.height)
        self._resized()

    def pixels(self) -> tuple[int, int, bytes]:
        """Width, height and RGBA rows from the bottom up, of what the glass shows now."""
        from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels

        self.window.canvas.ask_update()
        self.window.dispatch("on_draw")
        width, height = self.window.system_size
        return width, height, bytes(glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE))

    def tap(self, x: float, y: float, done: Callable[[], None], *, patient: bool = False) -> None:
        """A finger down and, in the next frame, up, at fractions of the window from its top left."""

        def press(_dt: float) -> None:
            if patient and self.stage.fingers.seconds_until_patient() > 0:
                self.clock.schedule_once(press, 0)  # Kivy's clock may call a little early
                return
            finger = self.finger_down(x, y)
            self.clock.schedule_once(lambda _dt: lift(finger), 0)

        def lift(finger: Any) -> None:
            self.finger_up(finger)
            done()

        self.clock.schedule_once(press, self.stage.fingers.seconds_until_patient() if patient else -1)

    def finger_down(self, x: float, y: float) -> Any:
        from ui.touch.hand import Touch

        finger = Touch(x, y, turned=self.panel.turned)
        self.loop.post_dispatch_input("begin", finger)
        return finger

    def finger_move(self, finger: Any, x: float, y: float) -> None:
        finger.move((x, y))
        self.loop.post_dispatch_input("update", finger)

    def finger_up(self, finger: Any) -> None:
        self.loop.post_dispatch_input("end", finger)

    def _ground(self, colour: tuple[float, float, float, float]) -> None:
        self.window.clearcolor = colour

    def _refuse_close(self, *_args: object, **_kwargs: object) -> bool:
        return not self.closing

    def _resized(self, *_args: object) -> None:
        self.stage.fit(self.panel.resized(*self.window.size))


def _swallow(*_args: object, **_kwargs: object) -> bool:
    """No key of a keyboard means anything here."""
    return True


def _finish_frame(*_args: object) -> None:
    """Without a display no flip waits for the frame, and unfinished frames pile up at 4 MB each.

    Through ctypes, which lets go of Python's lock: Kivy's own glFinish keeps it while a processor draws, and
    an officer's call then waited up to 100 ms for a picture.
    """
    ctypes.CDLL("libGL.so.1").glFinish()


def _keep_one_provider(loop: Any) -> None:
    """SDL's window brings a provider of its own; with it one touch would arrive twice."""
    for provider in list(loop.input_providers):
        loop.remove_input_provider(provider)
