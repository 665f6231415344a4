"""Works while this process is the one who writes, and stands by while another is.

Owns the terms: at the beginning of each everything that remembers is made anew, at its end all of that is
thrown away, because others may have written in between. Refuses locks (`store`) and the works themselves. The
link to the broker lives as long as a term: two processes that serve the same provinces share one session
there, and whoever stands by must not take the other's messages away.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from central.aggregator import Aggregator
from central.retention import Retention
from central.store.database import Store
from central.tally import Tally
from central.worker import Turning
from mqtt.client import Client

STANDBY_SECONDS: Final = 1.0
FAREWELL_SECONDS: Final = 1.0

log = logging.getLogger(__name__)


class TurnsAway(Protocol):
    """Where other threads hand in what is to be written."""

    def turn_away(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Duty:
    """What lives for one term. `turns` are taken; the client and the aggregator tell how they are."""

    client: Client
    aggregator: Aggregator
    turns: Turning


class Standby:
    """Its turns are the writer's thread's; how it stands may be asked from any. `tally` outlives a term."""

    def __init__(
        self, store: Store, desk: TurnsAway, retention: Retention, begin: Callable[[Tally], Duty]
    ) -> None:
        self.tally = Tally()
        self._store = store
        self._desk = desk
        self._retention = retention
        self._begin = begin
        self._term = 0
        self._duty: Duty | None = None

    @property
    def standing_by(self) -> bool:
        return self._duty is None

    @property
    def term(self) -> int:
        """The term that is in force, 0 while another process writes."""
        return self._term if self._duty is not None else 0

    @property
    def turned_at(self) -> datetime | None:
        duty = self._duty
        return duty.aggregator.turned_at if duty else None

    @property
    def broker_up(self) -> bool:
        duty = self._duty
        return duty is not None and duty.client.up

    @property
    def waiting(self) -> int:
        """How many messages arrived and are not committed yet."""
        duty = self._duty
        return duty.client.inbox.qsize() + duty.aggregator.backlog if duty else 0

    def listen(self, seconds: float) -> None:
        if self._duty is not None:
            self._duty.turns.listen(seconds)

    def turn(self, now: datetime) -> float:
        term = self._store.claim()
        if term != self._term:
            self.step_down()
            self._term = term
            self._step_up()
        if self._duty is None:
            self._desk.turn_away()
            return STANDBY_SECONDS
        pause = self._duty.turns.turn(now)
        if pause == 0:
            self._retention.turn(now)
        return pause

    def step_down(self) -> None:
        """Let go of the broker. What was not committed comes again: nobody was told that it was."""
        if self._duty is None:
            return
        log.info("term over; the link to the broker is let go")
        self._duty.client.stop(deadline_seconds=FAREWELL_SECONDS)
        self._duty = None

    def _step_up(self) -> None:
        if self._term:
            self._duty = self._begin(self.tally)
            self._duty.client.start()
