"""The screen's pace: start to first picture beside an empty Kivy window, and touch to the next screen.

Owns the rounds. Refuses what happens in the window's own process (`first`, `empty`, `glass`).
"""

import statistics
import time
from pathlib import Path
from typing import Final

import msgspec

from tests.benches.child import said
from tests.benches.glass import PANEL, ROUND
from tests.benches.table import Figure, Reach, quantile
from ui.touch.panel import PANELS

ROUNDS: Final = 7


def measure(folder: Path) -> list[Figure]:
    size = (str(PANELS[PANEL].width), str(PANELS[PANEL].height))
    ours, peer = [], []
    for _ in range(ROUNDS):
        ours.append(_seconds("first", PANEL, home=folder))
        peer.append(_seconds("empty", *size, home=folder))
    first = statistics.median(ours), statistics.median(peer)
    took = msgspec.json.decode(said("glass", "touches", home=folder), type=list[float])
    staff = msgspec.json.decode(said("glass", "staff", home=folder), type=list[float])
    return [
        Figure("start to first picture", "s", *first, Reach(1.5, of_ratio=True)),
        Figure("touch to new screen p50", "ms", quantile(took[ROUND:], 0.5)),
        Figure("touch to new screen p95", "ms", quantile(took[ROUND:], 0.95), reach=Reach(8)),
        Figure("touch to a screen never seen p95", "ms", quantile(took[:ROUND], 0.95)),
        Figure("touch on a technician's screen p95", "ms", quantile(staff, 0.95)),
    ]


def _seconds(module: str, *arguments: str, home: Path) -> float:
    """From the start of the process to its first flip; both ends on the machine's one monotonic clock."""
    started = time.monotonic()
    return float(said(module, *arguments, home=home)) - started
