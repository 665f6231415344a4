"""A technician before the tools of a kiosk in which everything is fitted.

Owns the touches. Refuses assertions.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from firmware import events as e
from firmware import upkeep as up
from firmware.lookups import LetterTyped
from firmware.pins import Pins
from firmware.upkeep import Tool
from tests.bench import KioskBench, ward

FITTED: dict[str, Any] = {
    "buttons": {"driver": "simulated", "pins": [17, 27, 22], "lamps": [5, 6, 13]},
    "voice": {"driver": "simulated"},
    "scanner": {"driver": "simulated"},
    "network": {"driver": "simulated"},
    "host": {"driver": "simulated"},
}


@pytest.fixture
def fitted(tmp_path: Path) -> Iterator[KioskBench]:
    bench = enter(KioskBench(tmp_path, ward(**FITTED)))
    yield bench
    bench.store.close()
    bench.reader.close()


def keys(text: str) -> list[e.Event]:
    return [LetterTyped(letter) for letter in text]


def type_in(kiosk: KioskBench, *texts: str) -> None:
    touch_all(kiosk, [event for text in texts for event in (*keys(text), up.PadEntered())])


def choose(kiosk: KioskBench, tool: Tool) -> None:
    touch_all(kiosk, [up.ToolChosen(tool)])


def enter(kiosk: KioskBench) -> KioskBench:
    """Past the PIN, to the tools."""
    Pins(kiosk.folder / "pins.json").set("technician", "246810")
    touch_all(kiosk, [e.Woken(), e.TechnicianAsked(), e.PinEntered("246810"), up.ToolsAsked()])
    return kiosk


def touch_all(kiosk: KioskBench, events: Sequence[e.Event]) -> None:
    for event in events:
        kiosk.touch(event)
        kiosk.run_errands()
