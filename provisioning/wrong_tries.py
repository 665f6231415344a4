"""How often a sender has offered a wrong secret for a kiosk, and how long it must wait.

Owns a minute of memory, bounded. Refuses the clock: it is handed in. Counted per kiosk and sender, so that a
stranger who guesses cannot shut the real kiosk out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

TRIES: Final = 5
WINDOW_SECONDS: Final = 60.0
REMEMBERED: Final = 10_000

Pair = tuple[str, str]


@dataclass(slots=True)
class WrongTries:
    """`monotonic` is a clock in seconds that never jumps. Used from the server's one event loop."""

    monotonic: Callable[[], float]
    _tries: dict[Pair, list[float]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._tries)

    def wait_seconds(self, kiosk: str, sender: str) -> int:
        """0 if one more try is welcome."""
        recent = self._recent((kiosk, sender))
        if len(recent) < TRIES:
            return 0
        return max(1, round(recent[0] + WINDOW_SECONDS - self.monotonic()))

    def note(self, kiosk: str, sender: str) -> int:
        """How many lately; of too many senders the one that was quiet longest is forgotten."""
        pair = (kiosk, sender)
        recent = [*self._recent(pair), self.monotonic()][-TRIES:]
        self._tries.pop(pair, None)
        self._tries[pair] = recent
        if len(self._tries) > REMEMBERED:
            del self._tries[next(iter(self._tries))]
        return len(recent)

    def _recent(self, pair: Pair) -> list[float]:
        since = self.monotonic() - WINDOW_SECONDS
        return [at for at in self._tries.get(pair, []) if at > since]
