"""The satisfaction buttons: 2 to 5 of them, wired to ground or to 3.3 V, read through gpiozero.

Owns the pins and one thin thread that waits for edges, or until a press becomes certain; it never polls.
Refuses what a button means. The simulated buttons are these same buttons on gpiozero's mock pins.
"""

import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread, Timer
from typing import Any, Protocol

from gpiozero import DigitalInputDevice

from devices.debounce import ButtonEvent, Debounce, Freed, Held, Pressed, Released, Stuck

__all__ = [
    "ButtonEvent",
    "Buttons",
    "ButtonsLike",
    "Freed",
    "Held",
    "Pressed",
    "Released",
    "SimulatedButtons",
    "Stuck",
]

log = logging.getLogger(__name__)

Send = Callable[[ButtonEvent], None]
Edge = tuple[int, bool, float]
"""Button, down, when."""


class ButtonsLike(Protocol):
    """Real, simulated and absent buttons alike."""

    @property
    def count(self) -> int: ...

    def close(self) -> None: ...


class Buttons:
    """`send` is called on the buttons' own thread; without a `factory` gpiozero picks this machine's.

    `active_low`: a press pulls the line to ground, and the pin's own resistor pulls it up.
    """

    def __init__(
        self,
        pins: Sequence[int],
        send: Send,
        *,
        factory: Any = None,
        active_low: bool = True,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        if not 2 <= len(pins) <= 5 or len(set(pins)) != len(pins):
            raise ValueError(f"button pins {tuple(pins)}: name 2 to 5 different GPIO numbers")
        self.count = len(pins)
        self._send = send
        self._monotonic = monotonic
        self._edges: SimpleQueue[Edge | None] = SimpleQueue()
        self._debounce = Debounce(self.count)
        # Not gpiozero's Button: each polls ten times a second for long presses, which we time ourselves.
        self._lines = [
            DigitalInputDevice(pin, pull_up=active_low, bounce_time=None, pin_factory=factory) for pin in pins
        ]
        for number, line in enumerate(self._lines, start=1):
            line.when_activated = partial(self._went_down, number)
            line.when_deactivated = partial(self._came_up, number)
            if line.is_active:
                self._debounce.found_down(number, monotonic())
        self._thread = Thread(target=self._run, name="buttons", daemon=True)
        self._thread.start()

    def close(self) -> None:
        for line in self._lines:
            line.close()
        self._edges.put(None)
        self._thread.join(timeout=5)

    def _went_down(self, number: int) -> None:
        self._edges.put((number, True, self._monotonic()))

    def _came_up(self, number: int) -> None:
        self._edges.put((number, False, self._monotonic()))

    def _run(self) -> None:
        while True:
            try:
                edge = self._edges.get(timeout=self._seconds_until_due())
            except Empty:
                pass
            else:
                if edge is None:
                    return
                number, down, at = edge
                self._debounce.edge(number, at, down=down)
            self._tell()

    def _tell(self) -> None:
        for event in self._debounce.turn(self._monotonic()):
            try:
                self._send(event)
            except Exception:
                log.exception("button event lost event=%s", event)

    def _seconds_until_due(self) -> float | None:
        due = self._debounce.due()
        return None if due is None else max(due - self._monotonic(), 0.0)


class SimulatedButtons(Buttons):
    """Fingers for the same buttons: `factory` must be a gpiozero MockFactory."""

    def __init__(
        self,
        pins: Sequence[int],
        send: Send,
        *,
        factory: Any,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._timers: list[Timer] = []
        self._fingers = [factory.pin(pin) for pin in pins]
        super().__init__(pins, send, factory=factory, monotonic=monotonic)

    def press(self, button: int, *, hold_seconds: float = 0.1) -> None:
        """Returns at once; the finger lifts later by itself."""
        self.hold(button)
        timer = Timer(hold_seconds, self.release, (button,))
        timer.daemon = True
        self._timers = [running for running in self._timers if running.is_alive()] + [timer]
        timer.start()

    def hold(self, button: int) -> None:
        self._finger(button).drive_low()

    def release(self, button: int) -> None:
        self._finger(button).drive_high()

    def close(self) -> None:
        for timer in self._timers:
            timer.cancel()
        super().close()

    def _finger(self, button: int) -> Any:
        if not 1 <= button <= self.count:
            raise ValueError(f"button {button}: this kiosk has buttons 1 to {self.count}")
        return self._fingers[button - 1]
