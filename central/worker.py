"""A thread around a work's turn.

Owns waiting, pausing and stopping. Refuses to know what a turn does. Apart so that tests call the turn and
never a thread.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

LISTEN_SECONDS: Final = 0.5
FAULT_PAUSE_SECONDS: Final = 2.0

log = logging.getLogger(__name__)


class Turning(Protocol):
    def listen(self, seconds: float) -> None: ...
    def turn(self, now: datetime) -> float: ...


class Worker:
    """Turns until stopped; a fault in a turn is logged and the next turn comes all the same."""

    def __init__(self, work: Turning, clock: Callable[[], datetime], name: str = "writer") -> None:
        self._work = work
        self._clock = clock
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, deadline_seconds: float) -> bool:
        """Let the turn in hand finish; False if it did not within the deadline."""
        self._stopping.set()
        self._thread.join(deadline_seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._stopping.wait(self._turn())

    def _turn(self) -> float:
        try:
            self._work.listen(LISTEN_SECONDS)
            return self._work.turn(self._clock())
        except Exception:
            log.exception("turn failed; next one in seconds=%.0f", FAULT_PAUSE_SECONDS)
            return FAULT_PAUSE_SECONDS
