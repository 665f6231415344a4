"""Answers that take long to find, given once more for a while instead of being found for everybody.

Owns how old such an answer may be. Refuses to know what it is. One that nothing was committed after is as
good as new. Of one that was dear the last is given at once while a thread of its own finds the next, so that
nobody waits for the country's three thousand wards while kiosks speak; it is never older than a minute. What
is cheap is found anew each time. What the database spends on an answer is not seen from here: whoever asks
says which answers are dear to it.
"""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

DEAR_SECONDS: Final = 0.05
"""Of this thread's own work: a machine that is busy with other things makes nothing older."""
KEPT_SECONDS: Final = 60.0
ANSWERS_KEPT: Final = 100

A = TypeVar("A")


@dataclass(slots=True)
class _Answer(Generic[A]):
    value: A
    stamp: object
    at: float
    dear: bool


@dataclass(slots=True)
class _Place(Generic[A]):
    """Whoever holds `lock` finds the next answer."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    answer: _Answer[A] | None = None


class Kept(Generic[A]):
    """`stamp` changes with every commit; `dear` knows an answer that cost the database much."""

    def __init__(
        self,
        stamp: Callable[[], object],
        *,
        dear: Callable[[A], bool] = lambda _: False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stamp = stamp
        self._dear = dear
        self._monotonic = monotonic
        self._places: dict[Hashable, _Place[A]] = {}
        self._lock = threading.Lock()

    def answer(self, key: Hashable, find: Callable[[], A]) -> A:
        """`find` is called in whatever thread, and opens the store itself."""
        place, stamp = self._place_of(key), self._stamp()
        known = place.answer
        if known is not None and self._serves(known, stamp):
            if known.stamp != stamp and place.lock.acquire(blocking=False):
                threading.Thread(target=self._refresh, args=(place, find), daemon=True).start()
            return known.value
        with place.lock:
            if place.answer is None or not self._serves(place.answer, stamp):
                self._find(place, find)
            assert place.answer is not None, "it was just found"
            return place.answer.value

    def _serves(self, known: _Answer[A], stamp: object) -> bool:
        age = self._monotonic() - known.at
        return age < KEPT_SECONDS and (known.stamp == stamp or known.dear)

    def _refresh(self, place: _Place[A], find: Callable[[], A]) -> None:
        try:
            self._find(place, find)
        finally:
            place.lock.release()

    def _find(self, place: _Place[A], find: Callable[[], A]) -> None:
        stamp, at, began = self._stamp(), self._monotonic(), time.thread_time()
        value = find()
        dear = time.thread_time() - began >= DEAR_SECONDS or self._dear(value)
        place.answer = _Answer(value, stamp, at, dear)

    def _place_of(self, key: Hashable) -> _Place[A]:
        with self._lock:
            if key not in self._places and len(self._places) >= ANSWERS_KEPT:
                self._places.clear()
            return self._places.setdefault(key, _Place())
