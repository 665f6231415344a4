"""What is left to be done: keep the time, prove new settings, start again with newer ones, wake the updater.

Owns the moments. Refuses to decide: what is proved is the core's to write, and how the process ends is
`__main__`'s. New settings wait for what an update waits for: the office shut, nobody at the screen, the next
opening more than ten minutes away, a clock that can be trusted. Any other restart puts them in force as well.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from firmware import pulse, ward_settings
from firmware.clock import Now
from firmware.events import SettingsProved
from firmware.screens import Closed, Waiting
from firmware.store import Reader
from firmware.vigil import ANSWER_SECONDS, Organs

log = logging.getLogger(__name__)

EVERY_SECONDS: Final = 5.0
PROOF_SECONDS: Final = 30.0
MARGIN_MINUTES: Final = 10


@dataclass(frozen=True, slots=True)
class Hands:
    """`tell` is the core's, True once it is on disk; `start_again` ends this process so that it is started
    anew; `keep_time` notes a time that the network gave; `runtime` is where the updater looks, None where
    there is none."""

    tell: Callable[[SettingsProved], bool]
    start_again: Callable[[], None]
    keep_time: Callable[[], None]
    runtime: Path | None


class ChoresTurn:
    """`version` are the settings in force; 0 needs no proof."""

    def __init__(self, organs: Organs, reader: Reader, hands: Hands, version: int) -> None:
        self._organs = organs
        self._reader = reader
        self._hands = hands
        self._unproved = version
        self._well_since: float | None = None
        self._wished = 0

    def __call__(self, now: Now) -> float:
        self._hands.keep_time()
        self._prove(now)
        self._start_again_if_due(now)
        self._wake_updater()
        return EVERY_SECONDS

    def _prove(self, now: Now) -> None:
        """Half a minute without a break in which everybody answers."""
        if not self._unproved:
            return
        if not self._well():
            self._well_since = None
            return
        if self._well_since is None:
            self._well_since = now.monotonic
        proved = now.monotonic - self._well_since >= PROOF_SECONDS
        if proved and self._hands.tell(SettingsProved(self._unproved)):
            self._unproved = 0

    def _well(self) -> bool:
        organs = self._organs
        return (
            organs.database()
            and organs.first_drawn()
            and organs.core(ANSWER_SECONDS)
            and organs.face(ANSWER_SECONDS)
        )

    def _start_again_if_due(self, now: Now) -> None:
        newer = ward_settings.waiting(self._reader.rows)
        if newer and self._quiet(now):
            log.info("kiosk starts again with settings of the centre version=%s", newer)
            self._hands.start_again()

    def _quiet(self, now: Now) -> bool:
        hours = self._organs.quiet_hours()
        if not now.trusted or hours.open_now(now.local):
            return False
        if not isinstance(self._organs.screen(), Waiting | Closed):
            return False
        opens_in_minutes = hours.opens_in_minutes(now.local)
        return opens_in_minutes is None or opens_in_minutes > MARGIN_MINUTES

    def _wake_updater(self) -> None:
        """After a restart once more than was asked for: asking is harmless."""
        asked = "SELECT ifnull(max(counter), 0) FROM command WHERE word = 'update' AND outcome = 'done'"
        [(newest,)] = self._reader.rows(asked)
        if self._hands.runtime is not None and newest > self._wished:
            pulse.wish_for_update(self._hands.runtime)
            self._wished = int(newest)
