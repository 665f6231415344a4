"""A listener before the glass: a screen is shown with the audio aid on, and what was said is asked for.

Owns the steps of the buttons. Refuses to know what is right.
"""

from typing import Any

from firmware.screens import Aids, AudioStep, Language
from tests.ui.touch.conftest import Bench
from ui.touch import samples
from ui.touch.teller import Heard

EAR = Aids(audio=True)
ENGLISH = Aids(language=Language.ENGLISH, audio=True)
NEXT, TWICE, CHOOSE = AudioStep(moves=1), AudioStep(moves=2), AudioStep(choices=1)


def listen(bench: Bench, name: str, aids: Aids = EAR, audio: AudioStep | None = None, **frame: Any) -> None:
    fields = {"can_speak": True, "buttons": 3, "audio": audio or AudioStep(), **frame}
    bench.show(samples.SCREENS[name], aids, **fields)


def heard(bench: Bench) -> Heard:
    found = bench.glass.stage.teller.heard
    assert found is not None
    return found


def said(bench: Bench) -> str:
    """What was said last."""
    return bench.said[-1]
