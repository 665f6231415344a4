"""The thread that writes the store, shared by its works: kiosks' frames, lists of dossiers, and others.

Owns their order and who hears what of the client. Refuses the works themselves. Kiosks come first: while the
store is unwilling to take their frames, nothing else asks it.
"""

import queue
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Final, Protocol

from central.aggregator import ENOUGH, Aggregator
from central.dossiers.publishing import PublishingTurn
from mqtt.client import Arrival, Incoming, LinkChanged, Published

ARRIVALS_AT_ONCE: Final = 400
LOOKS: Final = 10
PACE_SECONDS: Final = 0.1
"""From the beginning of one turn to that of the next, unless `ENOUGH` waits: thousands of lone messages a
second would else be hundreds of transactions, each dearer than what it carries."""
FOR_EARS: Final = ("/wanted",)
"""What kiosks ask and nobody keeps; it comes without a wish for an answer (QoS 0)."""


class Work(Protocol):
    """One more work of the thread; `busy` where its next turn must not wait for an arrival."""

    @property
    def busy(self) -> bool: ...
    def turn(self, now: datetime) -> None: ...


class Ear(Protocol):
    """A work that hears what kiosks say and how the link is, before the aggregator has taken it in."""

    def hear(self, arrival: Incoming | LinkChanged) -> None: ...


class OneWriter:
    """`arrivals` is the client's inbox; `frames` is the one that the aggregator was given."""

    def __init__(
        self,
        arrivals: "queue.SimpleQueue[Arrival]",
        frames: "queue.SimpleQueue[Arrival]",
        aggregator: Aggregator,
        publishing: PublishingTurn,
        others: Sequence[Work] = (),
        ears: Sequence[Ear] = (),
        *,
        rest: Callable[[float], object] = time.sleep,
    ) -> None:
        self._arrivals = arrivals
        self._frames = frames
        self._aggregator = aggregator
        self._publishing = publishing
        self._others = others
        self._ears = ears
        self._rest = rest
        self._turned_at = -PACE_SECONDS

    def listen(self, seconds: float) -> None:
        """Wait until something arrives; what is handed in meanwhile waits a tenth of this at most."""
        for _ in range(LOOKS):
            if self._busy:
                self._heard(0)
                return
            if self._aggregator.waiting or self._heard(seconds / LOOKS):
                self._gather()
                return

    def _gather(self) -> None:
        """Let what arrives within the pace share the turn."""
        pause = self._turned_at + PACE_SECONDS - time.monotonic()
        if pause > 0 and self._aggregator.backlog < ENOUGH:
            self._rest(pause)

    def _heard(self, seconds: float) -> bool:
        """Whether anything arrived within so long; with it all that is here already."""
        try:
            self._sort(self._arrivals.get(timeout=seconds))
        except queue.Empty:
            return False
        with suppress(queue.Empty):
            for _ in range(ARRIVALS_AT_ONCE - 1):
                self._sort(self._arrivals.get_nowait())
        return True

    @property
    def _busy(self) -> bool:
        return any(work.busy for work in self._others)

    def turn(self, now: datetime) -> float:
        self._turned_at = time.monotonic()
        pause = self._aggregator.turn(now, partial(self._heard, 0))
        if pause == 0:
            for work in self._others:
                work.turn(now)
            self._publishing.turn(now)
        return pause

    def _sort(self, arrived: Arrival) -> None:
        match arrived:
            case Incoming(topic=topic):
                if not topic.endswith(FOR_EARS):
                    self._frames.put(arrived)
                self._tell(arrived)
            case LinkChanged():
                self._frames.put(arrived)
                self._publishing.hear(arrived)
                self._tell(arrived)
            case Published():
                self._publishing.hear(arrived)

    def _tell(self, arrived: Incoming | LinkChanged) -> None:
        for ear in self._ears:
            ear.hear(arrived)
