"""Takes in what kiosks send: commit first, acknowledge after.

Owns one turn: drain, judge, one transaction, then acknowledgements to the broker and one cumulative `Ack`
per touched ledger. Refuses threads, sockets and pages. Nothing it keeps in memory is needed after a crash.
"""

import logging
import queue
from datetime import datetime
from time import perf_counter
from typing import Final, Protocol

from central.batch import Batch
from central.progress import Progress, Stretch
from central.sms.telling import Telling, nobody
from central.store.database import PATIENCE, Store
from central.store.writing import load_progress, save
from central.tally import Tally
from mqtt.client import Arrival, Incoming, LinkChanged, Outgoing
from mqtt.messages import Ack, encode, instant
from mqtt.topics import KioskName

MESSAGES_IN_A_TURN: Final = 200
PAUSE_SECONDS: Final = 0.5
LONGEST_PAUSE_SECONDS: Final = 5.0

log = logging.getLogger(__name__)


class Wire(Protocol):
    def publish(self, message: Outgoing) -> int | None: ...
    def acknowledge(self, incoming: Incoming) -> None: ...


class Aggregator:
    """One thread calls it. `waiting` holds what was taken from the inbox and is not committed yet."""

    def __init__(
        self,
        store: Store,
        wire: Wire,
        inbox: queue.SimpleQueue[Arrival],
        tally: Tally | None = None,
        *,
        acks_stay: bool = True,
        tell: Telling = nobody,
    ) -> None:
        self.tally = tally or Tally()
        self.turned_at: datetime | None = None
        self.waiting: list[Incoming] = []
        self._store = store
        self._wire = wire
        self._inbox = inbox
        self._acks_stay = acks_stay
        self._tell = tell
        self._progress: dict[Stretch, Progress] = {}
        self._owed: dict[Stretch, None] = {}
        self._failures = 0

    @property
    def backlog(self) -> int:
        return len(self.waiting) + self._inbox.qsize()

    def listen(self, seconds: float) -> None:
        """Wait until something arrives, so that an idle turn costs nothing."""
        if self.waiting:
            return
        try:
            self._sort(self._inbox.get(timeout=seconds))
        except queue.Empty:
            return

    def turn(self, now: datetime) -> float:
        """Commit and answer what waits; returns how many seconds to pause, 0 unless the store is unwilling.

        A batch that could not be committed stays and is tried again by the next turn: nothing is
        acknowledged, so neither broker nor kiosk forgets it.
        """
        self._drain()
        busy, began = bool(self.waiting), perf_counter()
        try:
            self._take_in(now)
            self._answer()
        except PATIENCE as error:
            self.tally.failed()
            return self._postpone(error)
        if busy:
            self.tally.turned(perf_counter() - began)
        self._failures = 0
        self.turned_at = now
        return 0.0

    def _drain(self) -> None:
        try:
            while len(self.waiting) < MESSAGES_IN_A_TURN:
                self._sort(self._inbox.get_nowait())
        except queue.Empty:
            return

    def _sort(self, arrived: Arrival) -> None:
        match arrived:
            case Incoming():
                self.waiting.append(arrived)
            case LinkChanged(up=up, reason=reason):
                log.info("broker link up=%s reason=%s", up, reason)

    def _take_in(self, now: datetime) -> None:
        if not self.waiting:
            return
        try:
            self._settle(self.waiting, now)
        except PATIENCE:
            raise
        except Exception:
            log.exception("batch refused messages=%d; judging them one by one", len(self.waiting))
            self._take_in_singly(now)

    def _take_in_singly(self, now: datetime) -> None:
        """One message nobody foresaw must not hold up the others: it goes to quarantine alone."""
        for incoming in list(self.waiting):
            try:
                self._settle([incoming], now)
            except PATIENCE:
                raise
            except Exception as error:
                log.exception("message refused topic=%s", incoming.topic)
                self._settle([incoming], now, refusal=f"unreadable: {type(error).__name__}: {error}")

    def _settle(self, messages: list[Incoming], now: datetime, *, refusal: str = "") -> None:
        """Commit and acknowledge these messages; after any failure memory is rebuilt from the store."""
        batch = Batch(instant(now), self._progress_of)
        try:
            for incoming in messages:
                if refusal:
                    batch.refuse(incoming, refusal)
                else:
                    batch.take(incoming)
            save(self._store, batch, self._tell)
        except BaseException:
            self._progress.clear()
            raise
        self.tally.took(len(messages), len(batch.events), (one.reason for one in batch.rejections))
        self._owed |= batch.owed
        self._acknowledge(messages)

    def _acknowledge(self, messages: list[Incoming]) -> None:
        done = set(map(id, messages))
        self.waiting = [incoming for incoming in self.waiting if id(incoming) not in done]
        for incoming in messages:
            self._wire.acknowledge(incoming)

    def _progress_of(self, stretch: Stretch) -> Progress:
        progress = self._progress.get(stretch)
        if progress is None:
            progress = self._progress[stretch] = load_progress(self._store, stretch)
        return progress

    def _answer(self) -> None:
        """Publish the cumulative answers that are owed; what the link does not take stays owed.

        They stay with the broker for kiosks that come later, but not where that costs more than to be asked
        again: a cluster keeps some hundred a second and passes on some ten thousand (docs/scale.md).
        """
        qos = 1 if self._acks_stay else 0
        for stretch in list(self._owed):
            progress = self._progress_of(stretch)
            ack = Ack(epoch=stretch.epoch, upto=progress.upto, missing=progress.missing())
            topic = KioskName.parse(stretch.kiosk).topic("ack")
            if self._wire.publish(Outgoing(topic, encode(ack), qos=qos, retain=self._acks_stay)) is None:
                return
            del self._owed[stretch]

    def _postpone(self, error: Exception) -> float:
        self._failures += 1
        pause = min(PAUSE_SECONDS * self._failures, LONGEST_PAUSE_SECONDS)
        log.error("store unwilling messages=%d retry_seconds=%.1f: %s", len(self.waiting), pause, error)
        return pause
