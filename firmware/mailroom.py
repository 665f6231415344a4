"""Sorts what the link brings: the link's own news and acks for the uplink, publications for the downlink.

Owns the two trays. Refuses to read anything. Apart, because the link has one inbox and two workers live off
it.
"""

import queue
from collections.abc import Callable, Iterator
from typing import TypeVar

from mqtt.client import Arrival, Incoming

T = TypeVar("T")


class Mailroom:
    """`uplink` and `downlink` each drain their own tray; the uplink's worker does the sorting."""

    def __init__(
        self,
        inbox: "queue.SimpleQueue[Arrival]",
        published: Callable[[str], bool],
        wake_downlink: Callable[[], None],
    ) -> None:
        self._inbox = inbox
        self._published = published
        self._wake = wake_downlink
        self._tray: queue.SimpleQueue[Incoming] = queue.SimpleQueue()

    def uplink(self) -> Iterator[Arrival]:
        """Everything that waits and is no publication."""
        for arrival in drain(self._inbox):
            if isinstance(arrival, Incoming) and self._published(arrival.topic):
                self._tray.put(arrival)
                self._wake()
            else:
                yield arrival

    def downlink(self) -> Iterator[Incoming]:
        return drain(self._tray)


def drain(inbox: "queue.SimpleQueue[T]") -> Iterator[T]:
    while True:
        try:
            yield inbox.get_nowait()
        except queue.Empty:
            return
