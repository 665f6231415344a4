"""Once a day the events that grew too old go, a slice in each turn of the writer.

Owns the limit and the day. Refuses statements (`store.retention`, `store.partitions`). Figures stay for ever.
"""

import logging
from datetime import datetime
from typing import Final

from central.measures import HANOI
from central.store.database import PATIENCE, Store

_LAST_SURE_DAY: Final = 28
"""Every month has it."""

log = logging.getLogger(__name__)


class Retention:
    """`months` 0 keeps everything."""

    def __init__(self, store: Store, months: int) -> None:
        self._store = store
        self._months = months
        self._done = ""

    def turn(self, now: datetime) -> None:
        today = now.astimezone(HANOI).date().isoformat()
        if not self._months or self._done == today:
            return
        try:
            if not self._store.forget_events(limit(now, self._months)):
                self._done = today
        except PATIENCE as error:
            log.warning("store unwilling; old events stay until tomorrow: %s", error)
            self._done = today


def limit(now: datetime, months: int) -> str:
    """The instant so many months ago, at the beginning of its day; events that arrived before it may go."""
    number = now.year * 12 + now.month - 1 - months
    day = min(now.day, _LAST_SURE_DAY)
    return f"{number // 12:04}-{number % 12 + 1:02}-{day:02}T00:00:00.000Z"
