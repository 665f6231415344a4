"""Takes in what kiosks send: commit first, acknowledge after.

Owns one turn: drain, judge, one transaction for each batch, acknowledgements to the broker after its commit,
and one cumulative `Ack` per touched ledger. While one batch is stored (`flight`) the next is judged, upon the
progress that the first will have; if the first fails, both are judged again. Refuses sockets and pages.
Nothing it keeps in memory is needed after a crash.
"""

import logging
import queue
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from time import perf_counter
from typing import Final, Protocol

from central.batch import Batch
from central.flight import Flight
from central.progress import Progress, Stretch
from central.sms.telling import Telling, nobody
from central.store.database import PATIENCE, Store
from central.store.writing import load_progress, save
from central.tally import Tally
from mqtt.client import Arrival, Incoming, LinkChanged, Outgoing
from mqtt.messages import Ack, encode, instant
from mqtt.topics import KioskName

MESSAGES_IN_A_BATCH: Final = 400
ENOUGH: Final = 100
"""So many messages are worth a transaction of their own at once; fewer wait for the next turn."""
TURN_SECONDS: Final = 0.5
"""After so long no other batch sets out, and the thread's other works come in between."""
PAUSE_SECONDS: Final = 0.5
LONGEST_PAUSE_SECONDS: Final = 5.0

log = logging.getLogger(__name__)


class Wire(Protocol):
    def publish(self, message: Outgoing) -> int | None: ...
    def acknowledge(self, incoming: Incoming) -> None: ...
    def together(self) -> AbstractContextManager[None]: ...


class Aggregator:
    """One thread calls it, and between its turns nothing is under way to the store.

    `waiting` holds what was taken from the inbox and is not committed yet, in its order.
    """

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
        """As committed."""
        self._flight: Flight | None = None
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

    def turn(self, now: datetime, bring: Callable[[], object] = lambda: None) -> float:
        """Commit and answer what waits; returns how many seconds to pause, 0 unless the store is unwilling.

        `bring` puts into the inbox what has arrived meanwhile. A batch that could not be committed stays and
        is tried again by the next turn: nothing is acknowledged, so neither broker nor kiosk forgets it.
        """
        began = perf_counter()
        try:
            busy = self._take_in(now, bring)
            with self._wire.together():
                self._answer()
        except PATIENCE as error:
            self.tally.failed()
            return self._postpone(error)
        if busy:
            self.tally.turned(perf_counter() - began)
        self._failures = 0
        self.turned_at = now
        return 0.0

    def _drain(self, most: int) -> None:
        try:
            while len(self.waiting) < most:
                self._sort(self._inbox.get_nowait())
        except queue.Empty:
            return

    def _sort(self, arrived: Arrival) -> None:
        match arrived:
            case Incoming():
                self.waiting.append(arrived)
            case LinkChanged(up=up, reason=reason):
                log.info("broker link up=%s reason=%s", up, reason)

    def _take_in(self, now: datetime, bring: Callable[[], object]) -> bool:
        """Whether there was anything."""
        try:
            return self._take_in_batches(now, bring)
        except PATIENCE:
            raise
        except Exception:
            log.exception("batch refused messages=%d; judging them one by one", len(self.waiting))
            self._take_in_singly(now)
        return True

    def _take_in_batches(self, now: datetime, bring: Callable[[], object]) -> bool:
        """If the time is over while more waits, what is judged by then sets out in the next turn."""
        began = perf_counter()
        while messages := self._next(bring):
            if perf_counter() - began > TURN_SECONDS:
                return True
            self._judge(messages, now)
        busy = self._flight is not None
        self._land()
        return busy

    def _next(self, bring: Callable[[], object]) -> list[Incoming]:
        """What may be judged now: of what waits, what does not fly yet, once it is worth it."""
        flying = len(self._flight.messages) if self._flight else 0
        bring()
        self._drain(flying + MESSAGES_IN_A_BATCH)
        here = self.waiting[flying : flying + MESSAGES_IN_A_BATCH]
        return here if not flying or len(here) >= ENOUGH else []

    def _take_in_singly(self, now: datetime) -> None:
        """One message nobody foresaw must not hold up the others: it goes to quarantine alone."""
        self._flight = None
        for incoming in list(self.waiting):
            try:
                self._settle([incoming], now)
            except PATIENCE:
                raise
            except Exception as error:
                log.exception("message refused topic=%s", incoming.topic)
                self._settle([incoming], now, refusal=f"unreadable: {type(error).__name__}: {error}")

    def _settle(self, messages: list[Incoming], now: datetime, *, refusal: str = "") -> None:
        self._judge(messages, now, refusal=refusal)
        self._land()

    def _judge(self, messages: list[Incoming], now: datetime, *, refusal: str = "") -> None:
        """Judge these while those before them are stored, which are committed and acknowledged at the end."""
        if self._flight:
            self._flight.take_off()
        try:
            batch = Batch(instant(now), self._judged_progress)
            for incoming in messages:
                if refusal:
                    batch.refuse(incoming, refusal)
                else:
                    batch.take(incoming)
        finally:
            self._land()
        self._flight = Flight(messages, batch, self._save)

    def _save(self, batch: Batch) -> None:
        save(self._store, batch, self._tell)

    def _land(self) -> None:
        """Commit and acknowledge what flies; after any failure memory is rebuilt from the store."""
        flight, self._flight = self._flight, None
        if flight is None:
            return
        try:
            flight.land()
        except BaseException:
            self._progress.clear()
            raise
        batch = flight.batch
        self._progress |= batch.touched
        self.tally.took(len(flight.messages), len(batch.events), (one.reason for one in batch.rejections))
        self._owed |= batch.owed
        del self.waiting[: len(flight.messages)]
        with self._wire.together():
            for incoming in flight.messages:
                self._wire.acknowledge(incoming)

    def _judged_progress(self, stretch: Stretch) -> Progress:
        """As it will be when what flies has landed."""
        if self._flight is None:
            return self._progress_of(stretch)
        if (judged := self._flight.batch.touched.get(stretch)) is not None:
            return judged
        if stretch not in self._progress:
            self._flight.rest()
        return self._progress_of(stretch)

    def _progress_of(self, stretch: Stretch) -> Progress:
        progress = self._progress.get(stretch)
        if progress is None:
            progress = self._progress[stretch] = load_progress(self._store, stretch)
        return progress

    def _answer(self) -> None:
        """Publish the cumulative answers that are owed; what the link does not take stays owed.

        They stay with the broker for kiosks that come later, but not where that costs more than to be asked
        again: a cluster keeps some hundred a second and passes on some ten thousand (docs/scale.md). Nobody
        waits for the broker's word on them (QoS 0): who hears no answer asks again.
        """
        for stretch in list(self._owed):
            progress = self._progress_of(stretch)
            ack = Ack(epoch=stretch.epoch, upto=progress.upto, missing=progress.missing())
            topic = KioskName.parse(stretch.kiosk).topic("ack")
            if self._wire.publish(Outgoing(topic, encode(ack), qos=0, retain=self._acks_stay)) is None:
                return
            del self._owed[stretch]

    def _postpone(self, error: Exception) -> float:
        self._failures += 1
        pause = min(PAUSE_SECONDS * self._failures, LONGEST_PAUSE_SECONDS)
        log.error("store unwilling messages=%d retry_seconds=%.1f: %s", len(self.waiting), pause, error)
        return pause
