"""A listener at a whole kiosk: the real core, the real glass and the real speech, with nobody looking.

Wired as `firmware.kiosk` does it: a press ends what is said, views go to the glass, touches to the core.
"""

from collections.abc import Callable

from devices.speaker import SimulatedSpeaker
from firmware.events import Event
from firmware.fitting import Headphones
from firmware.speech import Speech
from tests.bench import KioskBench
from tests.ui.touch.conftest import Bench


class Listener:
    """`heard` are the lines the simulated speaker has said, in order; `during` is done as it says them."""

    def __init__(self, kiosk: KioskBench, glass: Bench) -> None:
        self.kiosk, self.glass = kiosk, glass
        self.heard: list[str] = []
        self.during: list[Callable[[], object]] = []
        self.speaker = SimulatedSpeaker(lambda: kiosk.clock.monotonic, self._while_playing)
        self._headphones = Headphones(self.speaker)
        self._speech = Speech(self, lambda: None)
        self._shown = 0
        glass.say = self._speech.say
        self._settle()

    # ------------------------------------------------------------ the speaker, as speech sees it

    def say(self, line: str, language: str, wanted: Callable[[], bool]) -> None:
        self.heard.append(line if language == "vi" else f"{language}: {line}")
        self._headphones.say(line, language, wanted)

    def stop_unwanted(self) -> None:
        self._headphones.stop_unwanted()

    def _while_playing(self, _seconds: float) -> None:
        if self.during:
            self.during.pop(0)()

    # ------------------------------------------------------------ hands and ears

    def hold(self, button: int) -> list[str]:
        """Returns what is heard then."""
        self._speech.hush()
        return self._act(lambda: self.kiosk.hold(button))

    def press(self, button: int) -> list[str]:
        """A short press, a second after the last; returns what is heard then."""
        self.kiosk.advance(1)
        self.down(button)
        return self._act(lambda: self.kiosk.release(button))

    def down(self, button: int) -> None:
        self._speech.hush()
        self.kiosk.press(button)
        self._settle()

    def touch(self, event: Event) -> list[str]:
        return self._act(lambda: self.kiosk.touch(event))

    def wait(self, seconds: float) -> list[str]:
        return self._act(lambda: self.kiosk.advance(seconds))

    def print_slips(self) -> list[str]:
        return self._act(self.kiosk.print_slips)

    def _act(self, act: Callable[[], object]) -> list[str]:
        before = len(self.heard)
        act()
        self._settle()
        while self._speech(self.kiosk.clock.now()) == 0.0:
            pass
        return self.heard[before:]

    def _settle(self) -> None:
        """Draw what the core shows, and send it what was struck, until neither has anything more."""
        while self._shown < len(self.kiosk.views) or self.glass.sent:
            if self._shown < len(self.kiosk.views):
                self._shown = len(self.kiosk.views)
                self.glass.glass.stage.show(self.kiosk.views[-1])
            waiting, self.glass.sent[:] = list(self.glass.sent), []
            for event in waiting:
                self.kiosk.touch(event)
