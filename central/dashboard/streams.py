"""Pushes changed sections of any page to browsers by server-sent events.

Owns when a page is drawn anew and what of it is sent. Refuses to know pages: each hands in a sight, which
draws its sections. Browsers with the same sight share one drawing; nothing is drawn while nobody commits;
and no sight is drawn more than a tenth of the time, so that an audience cannot keep the centre busy with
drawing.
"""

import threading
import time
from collections.abc import AsyncIterator, Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

import anyio
import msgspec
from anyio.to_thread import run_sync
from starlette.responses import StreamingResponse

BEAT_SECONDS: Final = 0.25
STALE_SECONDS: Final = 10.0
"""Drawn anew even if nothing was committed: the day turns, and pages say when they last heard of somebody."""
SILENCE_SECONDS: Final = 15.0
LIFE_SECONDS: Final = 600.0
"""Then a stream ends and the browser asks anew: whoever may no longer look is told so at the door."""
SHARE_OF_TIME: Final = 0.1
SIGHTS_KEPT: Final = 200
DRAWING_THREADS: Final = 2

Sections = dict[str, str]
"""A section's id in the page -> its HTML."""


class Sight(Hashable, Protocol):
    """A page as somebody sees it. Equal sights show the same."""

    def draw(self, now: datetime) -> Sections: ...


@dataclass(slots=True)
class _Drawing:
    """The last drawing of one sight, what the store's stamp was before it, and what it cost."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    sections: Sections = field(default_factory=dict)
    stamp: object = None
    at: float = -1e9
    cost: float = 0.0
    """Seconds of this thread's work: a machine that is busy with other things makes nobody wait longer."""

    def wanted(self, stamp: object, at: float, beat_seconds: float) -> bool:
        age = at - self.at
        if age < max(beat_seconds, self.cost / SHARE_OF_TIME):
            return False
        return stamp != self.stamp or age >= STALE_SECONDS


class Streams:
    """`stamp` changes with every commit. `stopping` ends every stream: browsers never delay a clean stop."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        stamp: Callable[[], object],
        *,
        beat_seconds: float = BEAT_SECONDS,
    ) -> None:
        self.stopping = threading.Event()
        self._clock = clock
        self._ask_stamp = stamp
        self._beat_seconds = beat_seconds
        self._stamp: tuple[float, object] = (-1e9, None)
        self._drawings: dict[Sight, _Drawing] = {}
        self._lock = threading.Lock()
        self._threads = anyio.CapacityLimiter(DRAWING_THREADS)

    def sections(self, sight: Sight) -> Sections:
        """As they stand, or stood a moment ago for somebody else."""
        drawing, stamp = self._drawing_of(sight), self._newest_stamp()
        with drawing.lock:
            if drawing.wanted(stamp, time.monotonic(), self._beat_seconds):
                began = time.thread_time()
                drawing.sections = sight.draw(self._clock())
                drawing.cost = time.thread_time() - began
                drawing.stamp, drawing.at = stamp, time.monotonic()
            return drawing.sections

    def answer(self, sight: Sight) -> StreamingResponse:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self.stream(sight), media_type="text/event-stream", headers=headers)

    async def stream(self, sight: Sight) -> AsyncIterator[str]:
        """Every section once, then those that change; a beat now and then shows the line is alive."""
        sent: Sections = {}
        began = spoke_at = time.monotonic()
        yield "retry: 500\n\n"
        while not self.stopping.is_set() and time.monotonic() - began < LIFE_SECONDS:
            sections = await run_sync(self.sections, sight, limiter=self._threads)
            changed = {name: html for name, html in sections.items() if sent.get(name) != html}
            if changed or time.monotonic() - spoke_at >= SILENCE_SECONDS:
                yield _message(changed)
                sent, spoke_at = sections, time.monotonic()
            await anyio.sleep(self._beat_seconds)

    def _drawing_of(self, sight: Sight) -> _Drawing:
        with self._lock:
            if sight not in self._drawings and len(self._drawings) >= SIGHTS_KEPT:
                self._drawings.clear()
            return self._drawings.setdefault(sight, _Drawing())

    def _newest_stamp(self) -> object:
        """Asked once for all streams that look at about the same time."""
        with self._lock:
            at, stamp = self._stamp
            now = time.monotonic()
            if now - at >= self._beat_seconds / 2:
                self._stamp = (now, stamp := self._ask_stamp())
            return stamp


def _message(changed: Sections) -> str:
    if not changed:
        return "event: beat\ndata: 1\n\n"
    return f"data: {msgspec.json.encode(changed).decode()}\n\n"
