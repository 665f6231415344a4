"""Our first picture: the face with the waiting screen, in a process of its own, as the kiosk starts it.

Owns noticing the flip that shows it. Refuses what the face does not load itself, since loading is what is
measured.
"""

import sys
import time
from datetime import UTC, datetime
from typing import Final

from firmware.screens import View, Waiting
from ui.touch.app import PANELS, Face

VIEW: Final = View(Waiting(), "UBND phường Sông Công", online=True)


class First:
    def __init__(self, panel: str) -> None:
        self._face = Face(PANELS[panel], lambda _event: None, self._now)
        self._watching = False
        self._face.show(VIEW)
        self._face.run()

    def _now(self) -> datetime:
        """The drawing asks for the time, and by then there is a window to watch."""
        if not self._watching:
            from kivy.core.window import Window

            self._watching = True
            Window.bind(on_flip=self._flipped)
        return datetime.now(UTC)

    def _flipped(self, window: object) -> None:
        if self._face.shown:
            sys.stdout.write(f"{time.monotonic()}\n")
            self._face.stop()


if __name__ == "__main__":
    First(sys.argv[1])
