"""Who may come in: an officer's PIN, and how often one may try.

Owns counting wrong tries, by officer, across browsers. Refuses hashing (`pins`) and sessions. Safe to call
from several threads: it is asked by the web server's, never by the core, which must not wait for Argon2.
"""

import threading
from dataclasses import dataclass
from typing import Final

from firmware.clock import Clock
from firmware.console import Locked
from firmware.pins import Pins

TRIES: Final = 5
LOCK_SECONDS: Final = 60.0


@dataclass(slots=True)
class _Door:
    wrong: int = 0
    locked_until: float = 0.0


class Doors:
    """Five wrong PINs in a row shut an officer's door for a minute; so do five more after that."""

    def __init__(self, pins: Pins, clock: Clock) -> None:
        self._pins = pins
        self._clock = clock
        self._doors: dict[str, _Door] = {}
        self._turnstile = threading.Lock()

    def admit(self, officer: str, pin: str) -> bool | Locked:
        """One try at a time for everybody: a crowd of guesses cannot fill the machine's memory."""
        with self._turnstile:
            now = self._clock.now().monotonic
            door = self._doors.get(officer, _Door())
            if now < door.locked_until:
                return Locked(int(door.locked_until - now) + 1)
            if self._pins.check(officer, pin):
                self._doors.pop(officer, None)
                return True
            return self._note_wrong(officer, door, now)

    def _note_wrong(self, officer: str, door: _Door, now: float) -> bool:
        """Only known officers are remembered, so that made-up names cannot grow the table."""
        if self._pins.is_set(officer):
            door.wrong += 1
            door.locked_until = now + LOCK_SECONDS if door.wrong % TRIES == 0 else 0.0
            self._doors[officer] = door
        return False
