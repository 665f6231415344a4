"""A technician before the tools of a kiosk in which everything is fitted.

Owns the touches. Refuses assertions.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware import events as e
from firmware import upkeep as up
from firmware.lookups import LetterTyped
from firmware.upkeep import Tool
from tests.bench import KioskBench, ward
from tests.firmware.test_selftest import FITTED, enter, touch_all


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
