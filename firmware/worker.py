"""A thin thread around one synchronous turn, with back-off.

Owns waiting and surviving. Refuses to know what the turn does: tests call the turn themselves.
"""

import logging
import threading
from collections.abc import Callable
from typing import Final

from firmware.clock import Clock, Now

log = logging.getLogger(__name__)

BACK_OFF_SECONDS: Final = (1.0, 2.0, 5.0, 15.0, 30.0)


class Worker:
    """Calls `turn(now)` again after as many seconds as it returned, or as soon as it is woken."""

    def __init__(self, name: str, turn: Callable[[Now], float], clock: Clock) -> None:
        self._turn = turn
        self._clock = clock
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._woken.set()

    def stop(self, deadline_seconds: float = 2.0) -> None:
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(deadline_seconds)

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                pause = self._turn(self._clock.now())
                failures = 0
            except Exception:
                log.exception("turn failed worker=%s", self._thread.name)
                pause = BACK_OFF_SECONDS[min(failures, len(BACK_OFF_SECONDS) - 1)]
                failures += 1
            self._woken.wait(pause)
            self._woken.clear()
