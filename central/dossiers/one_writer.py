"""The thread that writes the store, shared by its works: kiosks' frames, batches, lists, and others.

Owns their order and who hears what of the client. Refuses the works themselves. Kiosks come first: while the
store is unwilling to take their frames, nothing else asks it.
"""

import queue
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Final, Protocol

from central.aggregator import Aggregator
from central.dossiers.desk import Desk
from central.dossiers.publishing import PublishingTurn
from mqtt.client import Arrival, Incoming, LinkChanged, Published

ARRIVALS_AT_ONCE: Final = 400
LOOKS: Final = 10
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
        desk: Desk,
        publishing: PublishingTurn,
        others: Sequence[Work] = (),
        ears: Sequence[Ear] = (),
    ) -> None:
        self._arrivals = arrivals
        self._frames = frames
        self._aggregator = aggregator
        self._desk = desk
        self._publishing = publishing
        self._others = others
        self._ears = ears

    def listen(self, seconds: float) -> None:
        """Wait until something arrives; what is handed in meanwhile waits a tenth of this at most."""
        for _ in range(LOOKS):
            busy = self._busy
            if self._heard(0 if busy else seconds / LOOKS) or busy:
                return

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
        return bool(self._aggregator.waiting) or self._desk.busy or any(work.busy for work in self._others)

    def turn(self, now: datetime) -> float:
        pause = self._aggregator.turn(now, partial(self._heard, 0))
        if pause == 0:
            self._desk.turn()
            self._publishing.turn(now)
            for work in self._others:
                work.turn(now)
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
