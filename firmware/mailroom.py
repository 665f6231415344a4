"""Sorts what the link brings: the link's own news and acks for the uplink, the rest into trays.

Owns the trays. Refuses to read anything. Apart, because the link has one inbox and several workers live off
it.
"""

import queue
from collections.abc import Callable, Iterator
from typing import TypeVar

from mqtt.client import Arrival, Incoming

T = TypeVar("T")


class Tray:
    """What one worker lives off: messages on topics that begin with one of `roots`; it is woken for each."""

    def __init__(self, roots: tuple[str, ...], wake: Callable[[], None]) -> None:
        self._roots = roots
        self._wake = wake
        self._waiting: queue.SimpleQueue[Incoming] = queue.SimpleQueue()

    def takes(self, arrival: Arrival) -> bool:
        if not isinstance(arrival, Incoming) or not arrival.topic.startswith(self._roots):
            return False
        self._waiting.put(arrival)
        self._wake()
        return True

    def empty(self) -> Iterator[Incoming]:
        """Everything that waits."""
        return drain(self._waiting)


class Mailroom:
    """The uplink's worker does the sorting, and keeps what goes into no tray."""

    def __init__(self, inbox: "queue.SimpleQueue[Arrival]", *trays: Tray) -> None:
        self._inbox = inbox
        self._trays = trays

    def uplink(self) -> Iterator[Arrival]:
        for arrival in drain(self._inbox):
            if not any(tray.takes(arrival) for tray in self._trays):
                yield arrival


def drain(inbox: "queue.SimpleQueue[T]") -> Iterator[T]:
    while True:
        try:
            yield inbox.get_nowait()
        except queue.Empty:
            return
