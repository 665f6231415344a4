"""One real window, rendered off screen, that the tests step by hand in the main thread."""

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from firmware.events import Event
from firmware.screens import Aids, Screen, View
from ui.touch import samples
from ui.touch.panel import PANELS, Panel
from ui.touch.window import Glass, prepare_environment

if TYPE_CHECKING:
    from ui.touch.keys import Key

os.environ["SDL_VIDEODRIVER"] = "offscreen"
prepare_environment()

ROOM = Panel(width=1920, height=1920, px_per_mm=4.0)


class Bench:
    """Show a view, touch the glass, and see what was sent."""

    def __init__(self) -> None:
        self.sent: list[Event] = []
        self.said: list[str] = []
        self.say = self.note
        self.seconds = 100.0
        self.glass = Glass(
            ROOM, self.sent.append, lambda: samples.NOW, ticks=lambda: self.seconds, say=self._say
        )

    def note(self, text: str, language: str) -> None:
        """What a listener is told, as `vi: …`; bare when it is silence."""
        self.said.append(f"{language}: {text}" if text else "")

    def _say(self, text: str, language: str) -> None:
        self.say(text, language)

    def show(self, screen: Screen, aids: Aids | None = None, **frame: Any) -> None:
        fields: dict[str, Any] = {"online": True, "helper": samples.helper(screen), **frame}
        self.glass.stage.show(View(screen, samples.OFFICE, aids or Aids(), **fields))

    def use(self, panel: Panel) -> None:
        if self.glass.panel != panel:
            self.glass.use(panel)

    def advance(self, seconds: float) -> None:
        self.seconds += seconds

    @property
    def ids(self) -> list[str]:
        return [key.id for key in self.glass.stage.keys]

    @property
    def written(self) -> str:
        """Every text on the glass, each on a line of its own."""
        texts = (one.text for sheet in self.glass.stage.sheets for one in sheet.written)
        return "\n".join(text.replace("\n", " ") for text in texts)

    def key(self, id_: str) -> "Key":
        return next(key for key in self.glass.stage.keys if key.id == id_)

    def tap(self, id_: str) -> None:
        """A touch on the middle of a key, more than half a second after the last one."""
        self.advance(1)
        self.strike(id_)

    def strike(self, id_: str) -> None:
        """A touch at once."""
        self.glass.finger_up(self.press(id_))

    def tap_all(self, ids: Sequence[str]) -> None:
        for id_ in ids:
            self.tap(id_)

    def touch_clock(self, *, times: int, every_seconds: float) -> None:
        """Touch the clock in the header, where no target is to be seen."""
        for _touch in range(times):
            self.advance(every_seconds)
            self.glass.finger_up(self.glass.finger_down(0.93, 0.02))

    def show_all(self, views: Sequence[tuple[Screen, Aids]], *, rounds: int) -> None:
        """Show each in turn, over and over, with a frame drawn after each round."""
        for _round in range(rounds):
            for screen, aids in views:
                self.show(screen, aids)
            self.glass.step()

    def draw_frames(self, count: int) -> None:
        for _frame in range(count):
            self.glass.window.canvas.ask_update()
            self.glass.step()

    def press(self, id_: str) -> Any:
        return self.glass.finger_down(*self.place(id_))

    def place(self, id_: str) -> tuple[float, float]:
        box, panel = self.key(id_).box, self.glass.stage.panel
        return (box.x + box.w / 2) / panel.width, (box.y + box.h / 2) / panel.height


@pytest.fixture(scope="session")
def window() -> Bench:
    return Bench()


@pytest.fixture
def bench(window: Bench) -> Iterator[Bench]:
    window.use(PANELS["21.5"])
    window.show(samples.SCREENS["S11-thanks"])
    window.advance(10)
    window.sent.clear()
    window.said.clear()
    yield window
    window.sent.clear()
    window.say = window.note
