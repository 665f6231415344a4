"""Screen changes in a process of its own: `python -m tests.benches.glass touches|staff|memory`.

Owns what is shown and touched there; prints JSON. Refuses verdicts. Apart, because its memory is what is
measured, and because a window is opened once in a process.
"""

import gc
import os
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count, cycle, islice, product
from pathlib import Path
from typing import Final

import msgspec

from firmware.screens import Aids, Language, Screen, View, YourNumber
from ui.touch import samples, window
from ui.touch.panel import PANELS, Panel

PANEL: Final = "21.5"
CHANGES: Final = 10_000
SMALL: Final = PANELS["10.1"].resized(640, 400)
"""Every change is drawn, as on a kiosk; ten thousand large frames take too long without a graphics chip."""

AIDS: Final = (
    Aids(),
    Aids(language=Language.ENGLISH),
    Aids(large_text=True),
    Aids(high_contrast=True, low_reach=True),
)

STAFF: Final = {name: screen for name, screen in samples.SCREENS.items() if name.startswith(("S14", "S15"))}
VISITORS: Final = {name: screen for name, screen in samples.SCREENS.items() if name not in STAFF}
ROUND: Final = len(AIDS) * len(VISITORS)
"""Changes until every screen for visitors was seen with every aid."""
ROUNDS: Final = 4


def opened(panel: Panel) -> window.Glass:
    """Time stands still between touches but never makes one a second strike."""
    window.MOST_FRAMES_PER_SECOND = 0
    seconds = count(100)
    return window.Glass(panel, lambda _event: None, lambda: samples.NOW, ticks=lambda: float(next(seconds)))


def views(screens: Mapping[str, Screen]) -> Iterator[View]:
    """Every screen with every aid, round and round, and a number that never comes twice in a row."""
    for turn, (aids, screen) in enumerate(cycle(product(AIDS, screens.values()))):
        if isinstance(screen, YourNumber):
            screen = replace(screen, number=f"{'ABCDE'[turn % 5]}{turn % 999 + 1:03}", ahead=turn % 40)
        yield View(screen, samples.OFFICE, aids, online=True)


def touches(screens: Mapping[str, Screen] = VISITORS) -> list[float]:
    """Milliseconds from the release on a key until the next screen is laid out, before it is flipped."""
    glass, coming = opened(PANELS[PANEL]), views(screens)
    took = []
    glass.stage.show(next(coming))
    glass.step()
    for view in islice(coming, ROUNDS * len(AIDS) * len(screens)):
        box, panel = glass.stage.keys[0].box, glass.panel
        finger = glass.finger_down((box.x + box.w / 2) / panel.width, (box.y + box.h / 2) / panel.height)
        started = time.perf_counter()
        glass.finger_up(finger)
        glass.stage.show(view)
        took.append((time.perf_counter() - started) * 1000)
        glass.step()
    return took


def memory() -> list[float]:
    """Megabytes resident after four rounds of every screen, then after each half of the changes."""
    glass, coming = opened(SMALL), views(samples.SCREENS)
    seen = []
    for changes in (4 * len(AIDS) * len(samples.SCREENS), CHANGES // 2, CHANGES // 2):
        for view in islice(coming, changes):
            glass.stage.show(view)
            glass.step()
        gc.collect()
        seen.append(_resident_mb())
    return seen


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


WORKS: Final = {"touches": touches, "staff": lambda: touches(STAFF), "memory": memory}

if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(WORKS[sys.argv[1]]()))
