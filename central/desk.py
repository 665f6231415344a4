"""Where pages hand in what is to be written, and the writer's thread does it in its turn.

Owns the queue, the transaction of each errand and the answers. Refuses rows and HTTP. The store has ONE
writer, so a page never writes: it hands in a function and waits until it is committed. Nothing that waits
here survives a crash, and nothing needs to: nobody was told that it was done.
"""

import logging
import queue
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from typing import Any, Final, TypeVar

import peewee

from central.store.engine import Store, Unclaimed

ERRANDS_IN_A_TURN: Final = 20
TURN_SECONDS: Final = 0.1
ANSWER_SECONDS: Final = 10.0

T = TypeVar("T")
Errand = Callable[[peewee.Database], T]
"""Writes through the database it is given, inside a transaction that is open already; may be done twice."""

log = logging.getLogger(__name__)


class NotWritten(Exception):
    """The writer did not answer in time or the store refused; the text says what to do."""


class WritingDesk:
    """`settle` and `hand_in` from any thread but the writer's; `turn` only from the writer's."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: queue.SimpleQueue[tuple[Errand[Any], Future[Any]]] = queue.SimpleQueue()

    def settle(self, errand: Errand[T], *, seconds: float = ANSWER_SECONDS) -> T:
        """What the errand returned, after its commit. What the errand itself raises comes through."""
        answer = self.hand_in(errand)
        try:
            return answer.result(seconds)
        except TimeoutError as error:
            answer.cancel()
            raise NotWritten(f"no answer of the store in {seconds:g} s; do it once more") from error
        except peewee.PeeweeException as error:
            raise NotWritten(f"the store: {error}; do it once more") from error

    def hand_in(self, errand: Errand[T]) -> "Future[T]":
        """Cancel it where nobody waits any more; then it is not done, or its answer is lost."""
        answer: Future[T] = Future()
        self._waiting.put((errand, answer))
        return answer

    @property
    def busy(self) -> bool:
        return not self._waiting.empty()

    def turn(self, now: datetime) -> None:
        """A handful of errands, or one that takes long: frames of kiosks come in between. One that fails
        spoils no other."""
        begun = time.monotonic()
        for _ in range(ERRANDS_IN_A_TURN):
            try:
                errand, answer = self._waiting.get_nowait()
            except queue.Empty:
                return
            if answer.set_running_or_notify_cancel():
                self._do(errand, answer)
            if time.monotonic() - begun >= TURN_SECONDS:
                return

    def turn_away(self) -> None:
        """Nothing of what waits is written here: another process is the one who writes."""
        while self.busy:
            _, answer = self._waiting.get_nowait()
            if answer.set_running_or_notify_cancel():
                answer.set_exception(Unclaimed("this process stands by; ask the one that writes"))

    def _do(self, errand: Errand[T], answer: "Future[T]") -> None:
        try:
            with self._store.transaction():
                done = errand(self._store.writer)
        except peewee.PeeweeException as error:
            log.error("errand not written: %s", error)
            answer.set_exception(error)
        except Exception as error:
            answer.set_exception(error)
        else:
            answer.set_result(done)
