"""Where other threads hand in batches, and the writer's thread takes them in its turn.

Owns the queue and the answers. Refuses HTTP and rows. The store has ONE writer: two writing connections
could corrupt SQLite's WAL, so the web's threads never write; they hand in and wait. Nothing that waits here
survives a crash, and nothing needs to: no answer was given, and the same batch again is harmless.
"""

import logging
import queue
from concurrent.futures import Future

from central.dossiers.intake import Checked, Outcome, take
from central.store.database import Store
from central.store.engine import Unclaimed

log = logging.getLogger(__name__)


class Desk:
    """`hand_in` from any thread; `turn` only from the writer's."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: queue.SimpleQueue[tuple[Checked, Future[Outcome]]] = queue.SimpleQueue()

    def hand_in(self, batch: Checked) -> "Future[Outcome]":
        """Cancel it where nobody waits any more; then it is not written, or the answer is lost."""
        answer: Future[Outcome] = Future()
        self._waiting.put((batch, answer))
        return answer

    @property
    def busy(self) -> bool:
        return not self._waiting.empty()

    def turn(self) -> None:
        """At most one batch: frames of kiosks come in between."""
        try:
            batch, answer = self._waiting.get_nowait()
        except queue.Empty:
            return
        if not answer.set_running_or_notify_cancel():
            return
        try:
            answer.set_result(write(self._store, batch))
        except Exception as error:
            log.exception("batch not written rows=%d", len(batch.rows))
            answer.set_exception(error)

    def turn_away(self) -> None:
        """Nothing of what waits is written here: another process is the one who writes."""
        while self.busy:
            _, answer = self._waiting.get_nowait()
            if answer.set_running_or_notify_cancel():
                answer.set_exception(Unclaimed("this process stands by"))


def write(store: Store, batch: Checked) -> Outcome:
    """All of the good rows, or after an error none of them."""
    with store.transaction():
        outcome = take(store, batch)
    log.info(
        "dossiers imported=%d updated=%d unchanged=%d refused=%d",
        outcome.imported,
        outcome.updated,
        outcome.unchanged,
        len(outcome.refused),
    )
    return outcome
