"""How many alerts wait for somebody, for the menu of every page.

Owns remembering that number for a few seconds, for each area that somebody may see. Refuses anything else
about alerts.
"""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final

import peewee

from central.dashboard.viewer import Viewer
from central.queries import Scope
from central.stats.alerts import waiting

KEPT_SECONDS: Final = 5.0


class AlertBadge:
    """Any thread may ask."""

    def __init__(self, reader: peewee.Database, clock: Callable[[], datetime]) -> None:
        self._reader = reader
        self._clock = clock
        self._lock = threading.Lock()
        self._counted: dict[str, tuple[datetime, int]] = {}

    def count(self, viewer: Viewer) -> int:
        """Of the viewer's whole area, at most five seconds old."""
        now = self._clock()
        with self._lock:
            at, count = self._counted.get(viewer.area, (None, 0))
            if at is None or not 0 <= (now - at).total_seconds() < KEPT_SECONDS:
                with self._reader:
                    count = waiting(self._reader, viewer.narrow(Scope()))
                self._counted[viewer.area] = (now, count)
            return count

    def forget(self) -> None:
        """Somebody has acknowledged one: who did it must see it at once."""
        with self._lock:
            self._counted.clear()
