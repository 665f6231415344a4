"""A slip as the printer's bytes: kept strips and cold caches, beside python-escpos with the picture ready.

Owns the rounds and which caches count as cold. Refuses transports. The peer only encodes a picture that
we drew, so it is asked for less than we do.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from escpos.printer import Dummy

from devices import glyphs, strips
from devices.paper import Document
from devices.raster import bands, render, slip
from tests.benches.table import Figure, Reach
from tests.devices.sample import ticket

ROUNDS: Final = 60
PROFILE: Final = "TM-T20II"
"""An 80 mm printer of 576 dots; without one, python-escpos warns on each picture."""


def measure(_folder: Path) -> list[Figure]:
    picture = render(ticket())
    printer = Dummy(profile=PROFILE)
    kept, cold, encoded, peer = [], [], [], []
    for turn in range(1, ROUNDS + 1):
        kept.append(_slip(ticket(f"B{turn:03}", f"09:{turn % 60:02}", turn)))
        encoded.append(_milliseconds(lambda: list(bands(picture))))
        peer.append(_milliseconds(lambda: _peer(printer, picture)))
    for turn in range(1, ROUNDS + 1):
        cold.append(_cold(f"A{turn:03}"))
        peer.append(_milliseconds(lambda: _peer(printer, picture)))
    kept_ms, cold_ms, encoded_ms, peer_ms = map(statistics.median, (kept, cold, encoded, peer))
    return [
        Figure("slip with a new number, rest kept", "ms", kept_ms, peer_ms, Reach(1)),
        Figure("slip with cold caches", "ms", cold_ms, peer_ms, Reach(15)),
        Figure("picture to bytes", "ms", encoded_ms, peer_ms, Reach(0.1, of_ratio=True)),
    ]


def _cold(number: str) -> float:
    """As the first slip after a start; only the font files stay in the system's cache."""
    for kept in (*vars(glyphs).values(), *vars(strips).values()):
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()
    return _slip(ticket(number))


def _slip(document: Document) -> float:
    return _milliseconds(lambda: slip(document))


def _peer(printer: Dummy, picture: Any) -> None:
    printer.clear()
    printer.image(picture, impl="bitImageRaster")


def _milliseconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000
