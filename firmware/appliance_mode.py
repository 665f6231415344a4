"""What the screen shows where the kiosk itself cannot start: S15, until there is a reason to try again.

Owns choosing the problem, looking again every two seconds and the way out: an exit code after which systemd
starts the kiosk anew. Refuses mending: that is the technician's, by card or stick. With `kiosk`, one of
the files that see the screen.
"""

import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from firmware import kiosk_folder
from firmware.clock import Clock, Now, SystemClock
from firmware.errors import SettingsError
from firmware.kiosk_folder import Problem
from firmware.nameplate import nameplate, screen_size
from firmware.screens import NoIdentity, View
from firmware.settings_file import load
from firmware.version import VERSION
from firmware.vigil import ScreenVigilTurn
from firmware.worker import Worker
from ui.touch.app import PANELS, Face, Panel

log = logging.getLogger(__name__)

CONFIG: Final = Path("/data/identity/kiosk.toml")
DATA: Final = Path("/data/kiosk")
IDENTITY: Final = Path("/data/identity")
START_AGAIN: Final = 75
"""EX_TEMPFAIL of sysexits.h: try again."""
LOOK_SECONDS: Final = 2.0
TRY_AGAIN_SECONDS: Final = 60.0
MOST_LETTERS: Final = 300
OFFICE: Final = "motcua"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the identity lies."""

    config: Path
    identity: Path


def explain(error: Exception, place: Place) -> int:
    """Show why, until it is worth trying again or somebody stops the process; returns the exit code."""
    log.error("kiosk cannot start: %s", error)
    clock = SystemClock()
    face: Face
    lookout = Lookout(place, error, clock, lambda view: face.show(view), lambda: face.stop())
    worker = Worker("lookout", lookout, clock)
    face = Face(_panel(), lambda _event: worker.wake(), lambda: clock.now().local, fullscreen=True)

    def stop(*_: object) -> None:
        lookout.stopped = True
        face.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    vigil = Worker("vigil", ScreenVigilTurn(face.draws, os.environ.get("NOTIFY_SOCKET", "")), clock)
    worker.start()
    vigil.start()
    face.run()
    vigil.stop(deadline_seconds=0.1)
    worker.stop(deadline_seconds=0.5)
    return 0 if lookout.stopped else START_AGAIN


class Lookout:
    """`leave` is called once there is another, good identity; for other faults, also after a minute."""

    def __init__(
        self,
        place: Place,
        error: Exception,
        clock: Clock,
        show: Callable[[View], None],
        leave: Callable[[], None],
    ) -> None:
        self.stopped = False
        self._place, self._error, self._show, self._leave = place, error, show, leave
        self._before = _content(place.config)
        self._since = clock.now().monotonic
        self._shown: NoIdentity | None = None

    def __call__(self, now: Now) -> float:
        if self._worth_trying(now):
            log.info("kiosk starts again")
            self._leave()
            return TRY_AGAIN_SECONDS
        screen = _screen(self._problem())
        if screen != self._shown:
            self._shown = screen
            self._show(View(screen, OFFICE, clock_trusted=now.trusted))
        return LOOK_SECONDS

    def _worth_trying(self, now: Now) -> bool:
        waited = now.monotonic - self._since > TRY_AGAIN_SECONDS
        if waited and not isinstance(self._error, SettingsError):
            return True
        if _content(self._place.config) == self._before:
            return False
        try:
            load(self._place.config)
        except SettingsError as error:
            self._error = error
            return False
        return True

    def _problem(self) -> Problem:
        """What the one who looked at card and stick found, where the settings are the trouble."""
        if not isinstance(self._error, SettingsError):
            return Problem("start", str(self._error), "")
        found = kiosk_folder.read_problem(self._place.identity)
        if found is not None:
            return found
        missing = not self._place.config.exists()
        return Problem("none", "", "") if missing else Problem("settings", str(self._error), "")


def _screen(problem: Problem) -> NoIdentity:
    machine = " · ".join((*nameplate().parts, f"motcua {VERSION}"))
    detail = "; ".join(part for part in (problem.detail, problem.remedy) if part)
    if len(detail) > MOST_LETTERS:
        detail = f"{detail[:MOST_LETTERS]}…"
    support = " · ".join(part for part in (f"S15 {problem.code}", machine, detail) if part)
    return NoIdentity(problem.code, detail, machine, support)


def _panel() -> Panel:
    """Without settings only the screen itself can say how large it is."""
    width, height = screen_size() or (1080, 1920)
    same = (panel for panel in PANELS.values() if (panel.width, panel.height) == (width, height))
    return next(same, PANELS["21.5"] if height > width else PANELS["15.6"])


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
