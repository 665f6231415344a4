"""A simulation under way: kiosks live, the post carries, the book counts.

Owns the loop and the order of ending. Refuses every rule of its own.
"""

import logging
import threading
import time
from collections.abc import Sequence
from typing import Final

from central.simulate.book import Book
from central.simulate.kiosk import Kiosk
from central.simulate.moments import FOREVER, SECOND, day_of
from central.simulate.pace import Pace
from central.simulate.plan import Plan
from central.simulate.post import Post
from mqtt.topics import KioskName

TICK_SECONDS: Final = 0.2
SAY_SECONDS: Final = 10.0
BEAT: Final = 20 * SECOND

log = logging.getLogger(__name__)


def neighbour_of(name: KioskName, names: Sequence[KioskName]) -> str:
    """A kiosk of another ward; of none that plays where all play in one."""
    other = next((one for one in names if one.ward != name.ward), KioskName(name.province, "99999", "k1"))
    return str(other)


class Simulation:
    """`run` from one thread; `stopping` may be set from any."""

    def __init__(
        self, plan: Plan, names: Sequence[KioskName], book: Book, pace: Pace, *, beat_every: int = BEAT
    ) -> None:
        self.stopping = threading.Event()
        self._pace = pace
        self._book = book
        self.kiosks = [
            Kiosk(plan, name, neighbour_of(name, names), book.note, beat_every=beat_every) for name in names
        ]
        self._said_at = time.monotonic()

    @property
    def events(self) -> int:
        return sum(sum(kiosk.delivery.events.values()) for kiosk in self.kiosks)

    def run(self, post: Post) -> None:
        """Play the plan to its end or until stopped, then wait until everything is delivered."""
        while not self.stopping.is_set():
            next_at = min(kiosk.next_at for kiosk in self.kiosks)
            if next_at == FOREVER:
                break
            self._play(post, self._pace.reach(next_at))
            if self._pace.waits:
                post.wait(TICK_SECONDS)
        self._end(post)

    def _play(self, post: Post, moment: int) -> None:
        for kiosk in self.kiosks:
            if self.stopping.is_set():
                return
            post.carry(kiosk, kiosk.until(moment))
            self._say(moment)

    def _end(self, post: Post) -> None:
        for kiosk in self.kiosks:
            post.carry(kiosk, kiosk.end())
        self._book.finish({str(kiosk.name): kiosk.delivery for kiosk in self.kiosks})
        post.deliver()
        for kiosk in self.kiosks:
            post.carry(kiosk, [kiosk.state("offline")])
        post.deliver()

    def _say(self, moment: int) -> None:
        now = time.monotonic()
        if now - self._said_at >= SAY_SECONDS:
            self._said_at = now
            log.info("simulated day=%s events=%d", day_of(moment), self.events)
