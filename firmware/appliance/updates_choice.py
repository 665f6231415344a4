"""Which bundle to install, if any, and whether now is the time.

Owns judging bundles before RAUC writes anything, and the rules of the quiet moment. Refuses fetching and
installing. RAUC itself checks signature, compatibility and, block by block, the content once more.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from firmware.appliance.updates_commands import Bundle, CommandError, Commands
from firmware.appliance.updates_words import COMPATIBLE, Offer, Why
from firmware.clock import Now
from firmware.errors import KioskError
from firmware.pulse import Pulse
from firmware.version import order

log = logging.getLogger(__name__)

MARGIN_MINUTES: Final = 10


class RefusedError(KioskError):
    """A bundle must not be installed; `why` in one word, the text in a sentence."""

    def __init__(self, why: Why, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


@dataclass(frozen=True, slots=True)
class Candidate:
    """A bundle on disk. `offer` is None for one that a stick brought."""

    path: Path
    offer: Offer | None = None


class Judge:
    """Asks RAUC once for each file, not once a minute."""

    def __init__(self, commands: Commands, running: str) -> None:
        self._commands = commands
        self._running = running
        self._known: dict[tuple[Path, int, int], Bundle] = {}

    def judged(self, candidate: Candidate) -> str:
        """The version of a bundle that may be installed; RefusedError says why not."""
        bundle = self._look(candidate.path)
        if bundle.compatible != COMPATIBLE:
            raise RefusedError(Why.COMPATIBLE, f"made for {bundle.compatible!r}, this is a {COMPATIBLE}")
        if candidate.offer is not None and bundle.version != candidate.offer.version:
            raise RefusedError(
                Why.OTHER_VERSION, f"holds version {bundle.version}, {candidate.offer.version} was offered"
            )
        demand_newer(bundle.version, self._running)
        return bundle.version

    def _look(self, path: Path) -> Bundle:
        told = path.stat()
        key = (path, told.st_size, told.st_mtime_ns)
        if key not in self._known:
            try:
                self._known = {key: self._commands.info(path)}
            except CommandError as error:
                raise RefusedError(Why.SIGNATURE, str(error)) from error
        return self._known[key]


def demand_newer(version: str, running: str) -> None:
    try:
        newer = order(version) > order(running)
    except ValueError as error:
        raise RefusedError(Why.DOWNGRADE, str(error)) from error
    if version == running:
        raise RefusedError(Why.ALREADY_RUNS, f"version {version} runs already")
    if not newer:
        raise RefusedError(Why.DOWNGRADE, f"version {version} is not newer than {running}, which runs")


def quiet(now: Now, pulse: Pulse | None) -> Why | None:
    """What speaks against installing now; None if nothing does."""
    if not now.trusted:
        return Why.CLOCK
    if pulse is None or not pulse.fresh(now):
        return Why.KIOSK_SILENT
    if pulse.open_now:
        return Why.OPEN
    if pulse.busy:
        return Why.BUSY
    if pulse.opens_in_minutes is not None and pulse.opens_in_minutes <= MARGIN_MINUTES:
        return Why.OPENS_SOON
    return None
