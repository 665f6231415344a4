"""A catalogue of 2,000 procedures from the broker's pieces to the guide that a visitor searches.

Owns feeding the kiosk's own downlink and core, on a disk. Refuses the broker: it brings pieces faster than
this.
"""

import time
from pathlib import Path
from typing import Final

from firmware.downlink import DownlinkTurn, published_to
from mqtt import catalogue, publication
from mqtt.client import Incoming
from mqtt.topics import KioskName
from tests.bench import KioskBench
from tests.benches.searches import made_up
from tests.benches.table import Figure, Reach

PROCEDURES: Final = 2_000
KIOSK: Final = KioskName("19", "05518", "k1")


def measure(folder: Path) -> list[Figure]:
    body = catalogue.encode(made_up(PROCEDURES))
    kiosk = KioskBench(folder)
    root, _ = published_to(KIOSK)
    arrived = [
        Incoming(root + leaf, payload, True, 1, 1, 1)
        for leaf, payload in publication.messages(*publication.pack(1, "2026-11-23T01:00:00.000Z", body))
    ]
    turn = DownlinkTurn(lambda: arrived, kiosk.reader, KIOSK, lambda news: bool(kiosk.core.handle(news)))
    began = time.perf_counter()
    turn(kiosk.clock.now())
    took = time.perf_counter() - began
    guide = kiosk.core.state.hall.guide
    assert guide is not None
    assert len(guide.procedures) == PROCEDURES
    kiosk.store.close()
    kiosk.reader.close()
    return [Figure("2,000 procedures received, swapped, indexed", "s", took, reach=Reach(5))]
