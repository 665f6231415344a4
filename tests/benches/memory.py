"""What ten thousand screen changes leave behind in the kiosk's memory.

Owns the figure. Refuses a peer: an empty window has no screens to change. The window's process is `glass`.
"""

from pathlib import Path

import msgspec

from tests.benches.child import said
from tests.benches.glass import CHANGES
from tests.benches.table import Figure, Reach


def measure(folder: Path) -> list[Figure]:
    before, halfway, after = msgspec.json.decode(said("glass", "memory", home=folder), type=list[float])
    return [
        Figure(f"memory grown by {CHANGES:,} screens", "MB", after - before, reach=Reach(5)),
        Figure("of it in the second half", "MB", after - halfway),
        Figure("memory with every screen seen", "MB", before),
    ]
