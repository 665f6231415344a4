"""How often somebody may try to sign in: by name and by address, with pauses that double.

Owns counting and pausing. Refuses passwords, and storage on purpose: a stranger's tries must not reach the
one writer that kiosks wait for. A restart forgets the counts; whoever guesses cannot cause one.
"""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

FREE_OF_NAME: Final = 5
FREE_OF_ADDRESS: Final = 20
"""A whole office may stand behind one address."""

PAUSE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(minutes=15)
FORGOTTEN: Final = timedelta(hours=1)
KEPT: Final = 10_000


@dataclass(slots=True)
class _Count:
    wrong: int
    last: datetime

    def until(self, free: int) -> datetime:
        beyond = self.wrong - free
        return self.last + min(PAUSE * 2 ** min(beyond, 10), LONGEST_PAUSE) if beyond >= 0 else self.last


class Tries:
    """From any thread. A try counts as wrong from its beginning, so that many at once gain nothing."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], _Count] = {}
        self._lock = threading.Lock()

    def begin(self, name: str, address: str, now: datetime) -> timedelta:
        """How long to wait before the next try; nothing is left to wait where this one may go ahead."""
        keys = {("name", name): FREE_OF_NAME, ("address", address): FREE_OF_ADDRESS}
        with self._lock:
            known = {key: self._counts[key] for key in keys if key in self._counts}
            waits = [count.until(keys[key]) - now for key, count in known.items() if _fresh(count, now)]
            wait = max(waits, default=timedelta())
            if wait > timedelta():
                return wait
            for key in keys:
                self._add(key, now)
        return timedelta()

    def right(self, name: str, address: str) -> None:
        """The try that was begun was no wrong one; whoever knows the password starts anew."""
        with self._lock:
            self._counts.pop(("name", name), None)
            count = self._counts.get(("address", address))
            if count is not None:
                count.wrong -= 1

    def _add(self, key: tuple[str, str], now: datetime) -> None:
        count = self._counts.pop(key, None)
        wrong = count.wrong + 1 if count is not None and _fresh(count, now) else 1
        self._counts[key] = _Count(wrong, now)
        while len(self._counts) > KEPT:
            del self._counts[next(iter(self._counts))]


def _fresh(count: _Count, now: datetime) -> bool:
    return now - count.last < FORGOTTEN
