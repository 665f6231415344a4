"""What one listener hears: the newest words of the screen, and silence as soon as anything happens.

Owns that the newest text wins and that older ones stop at once, from whichever thread. Refuses words (the
face finds them) and sounds. Apart from `voice`, because a call to the hall is said in order and to its end:
nothing here can cut one short.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from firmware.clock import Now
from firmware.voice import VoiceFault

log = logging.getLogger(__name__)

IDLE_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """Lines that are said one after the other; each is a text of its own, however equal."""

    lines: tuple[str, ...] = ()
    language: str = ""


class Throat(Protocol):
    """A loudspeaker or headphones as this room sees them."""

    def say(self, line: str, language: str, wanted: Callable[[], bool]) -> None:
        """Returns when it was heard, or is wanted no more. VoiceFault. `wanted` must not wait."""
        ...

    def stop_unwanted(self) -> None:
        """Ends the sound of this moment unless it is wanted; another's sound always is."""
        ...


class Speech:
    """A worker's turn that anybody may interrupt: `say` and `hush` return at once.

    Said line by line, so that a call waits for one line at most where hall and listener share a speaker.
    """

    def __init__(self, throat: Throat, wake: Callable[[], None]) -> None:
        self._throat = throat
        self._wake = wake
        self._newest = self._begun = Text()
        self._faults: set[str] = set()

    # ------------------------------------------------------------ any thread

    def say(self, text: str, language: str) -> None:
        """Say this in place of whatever is being said; an empty text is silence."""
        self._newest = Text(tuple(line for line in text.splitlines() if line.strip()), language)
        self._throat.stop_unwanted()
        self._wake()

    def hush(self) -> None:
        self.say("", "")

    # ------------------------------------------------------------ the worker

    def __call__(self, now: Now) -> float:
        """Say the newest text unless it was begun before; returns the seconds until the next look."""
        text = self._newest
        if text is self._begun:
            return IDLE_SECONDS
        self._begun = text
        try:
            self._say(text)
        except VoiceFault as fault:
            self._note(fault)
        return 0.0

    def _say(self, text: Text) -> None:
        for line in text.lines:
            if text is not self._newest:
                return
            self._throat.say(line, text.language, lambda: text is self._newest)
            self._faults.clear()

    def _note(self, fault: VoiceFault) -> None:
        """Once for each cause until something is heard again; what is on the screen is never logged."""
        if fault.cause not in self._faults:
            self._faults.add(fault.cause)
            log.warning("nothing spoken fault=%s detail=%s", fault.cause, fault)
