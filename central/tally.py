"""What the writer's thread has done since the start, in plain numbers for whoever watches over the centre.

Owns counting. Refuses clocks, names of metrics and the web (`dashboard.metrics`). Only the writer's thread
counts; anybody reads, and sees each number as it was a moment ago.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

BOUNDS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Upper ends of the classes of turns, in seconds; beyond the last there is one more."""

REASONS: Final = frozenset(
    {
        "conflict",
        "invalid",
        "malformed",
        "oversized",
        "unknown kind",
        "unreadable",
        "wrong kiosk",
        "wrong stream",
        "wrong topic",
        "wrong version",
    }
)


@dataclass(slots=True)
class Tally:
    messages: int = 0
    events: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    turns: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    turn_seconds: float = 0.0
    write_errors: int = 0

    def took(self, messages: int, events: int, reasons: Iterable[str]) -> None:
        """A batch that is committed; `reasons` are those of what went into quarantine."""
        self.messages += messages
        self.events += events
        self.rejected.update(map(_kind, reasons))

    def turned(self, seconds: float) -> None:
        self.turns[bisect_left(BOUNDS, seconds)] += 1
        self.turn_seconds += seconds

    def failed(self) -> None:
        """The store would not take a batch; it is tried again."""
        self.write_errors += 1


def _kind(reason: str) -> str:
    """A few names however many texts there are: ``invalid rating.given: …`` is ``invalid``."""
    head = reason.partition(":")[0]
    head = "invalid" if head.startswith("invalid ") else head
    return head if head in REASONS else "other"
