"""The slot that runs: proving that it is good, restarting into a new one, noticing that an old one came back.

Owns what becomes of an update after its installation. Refuses everything before it. Each boot costs the
slot one of U-Boot's attempts, so each boot ends in `mark-good`: after a trial if the version is new, at
once if it is not.
"""

import logging
from typing import Final

from firmware import pulse
from firmware.appliance.updates_commands import Commands
from firmware.appliance.updates_notebook import Notebook, Places
from firmware.appliance.updates_trial import Trial, Verdict
from firmware.appliance.updates_words import Memory, News, Refused, Report, Trying, Why
from firmware.clock import Now

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 5.0
REBOOT_SECONDS: Final = 60.0


class Slot:
    """`proved` once the running slot has been marked good in this boot."""

    def __init__(
        self, places: Places, notebook: Notebook, commands: Commands, *, running: str, trial_seconds: float
    ) -> None:
        self._places = places
        self._notebook = notebook
        self._commands = commands
        self._running = running
        self._on_trial = _must_prove(notebook.memory, running)
        self._trial = Trial(running, trial_seconds if self._on_trial else 0.0)
        self.proved = False

    def step(self, now: Now) -> float | None:
        """Seconds to wait while nothing else may happen; None when there is time for the next update."""
        if self._on_trial:
            return self._try_out(now)
        if not self.proved and self._may_stay(now):
            self._mark_good()
        trying = self._notebook.memory.trying
        if trying is not None and trying.phase == "restarting":
            return self._restart_or_fall_back(trying)
        return None

    def reboot(self, version: str) -> float:
        self._notebook.tell(News("restarting", version))
        self._commands.reboot()
        return REBOOT_SECONDS

    def _try_out(self, now: Now) -> float:
        verdict = self._trial.look(now, pulse.read(self._places.runtime))
        if verdict is Verdict.GOOD:
            self._mark_good()
            self._notebook.settle(None, Report(self._running, "good"))
            self._notebook.forgive_up_to(self._running)
            self._notebook.rest(News("good", self._running, 100))
            self._on_trial = False
            return 0.0
        if verdict is Verdict.BAD:
            log.error("version did not become good, restarting version=%s", self._running)
            return self.reboot(self._running)
        self._notebook.tell(News("on_trial", self._running, self._trial.percent(now)))
        return LOOK_SECONDS

    def _may_stay(self, now: Now) -> bool:
        """A version that was good before needs one good pulse. A kiosk without an identity says so in
        any version; and a new card has nothing to go back to, its other slot is empty."""
        nameless = not (self._places.identity / "kiosk.toml").exists()
        alone = not self._notebook.memory.updated
        return alone or nameless or self._trial.look(now, pulse.read(self._places.runtime)) is Verdict.GOOD

    def _mark_good(self) -> None:
        self._commands.mark_good()
        self.proved = True
        self._notebook.marked_good(self._running)
        log.info("slot marked good version=%s on_trial=%s", self._running, self._on_trial)

    def _restart_or_fall_back(self, trying: Trying) -> float:
        """Installed, and the new version does not run: the restart is due, or the old slot is back."""
        if trying.boot == self._places.boot:
            return self.reboot(trying.version)
        log.error("version fell back to the old slot version=%s running=%s", trying.version, self._running)
        self._notebook.refuse(Refused(trying.version, Why.FELL_BACK))
        self._notebook.settle(None, Report(trying.version, "fell_back", f"{self._running} runs again"))
        self._notebook.rest(News("refused", trying.version, 0, Why.FELL_BACK))
        return 0.0


def _must_prove(memory: Memory, running: str) -> bool:
    """A version that was installed and not marked good since, by whomever; not that of a new card."""
    tried = memory.trying is not None and memory.trying.version == running
    return tried or memory.good not in ("", running)
