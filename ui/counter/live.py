"""Server-sent events: tells every open page that something changed, and with what.

Owns the streams and their ends. Refuses to know what the pages show. The core's thread calls `changed`; each
stream then asks for the present state, so a slow browser gets the newest one and never a queue of old ones.
A `Picture` is drawn once for all streams that show it.
"""

import asyncio
import contextlib
import json
import secrets
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Any, Final

from anyio import to_thread
from starlette.responses import StreamingResponse

HEARTBEAT_SECONDS: Final = 5.0
GATHER_SECONDS: Final = 0.05
"""Changes that come together are sent together."""
OLD_SECONDS: Final = HEARTBEAT_SECONDS - 1
"""A picture is drawn anew at this age: waiting times grow without anybody doing anything."""


class Picture:
    """One named event; `draw` is called off the event loop and returns the JSON of each of its views."""

    def __init__(self, name: str, draw: Callable[[], Sequence[bytes]]) -> None:
        self._name = name.encode()
        self._draw = draw
        self._views: tuple[bytes, ...] = ()
        self._change = -1
        self._drawn_at = 0.0
        self._drawing = asyncio.Lock()

    async def view(self, index: int, change: int, newest: Callable[[], int]) -> bytes:
        """The event's text, not older than `change`: who asks first draws it, the others share."""
        if self._is_old(change):
            async with self._drawing:
                if self._is_old(change):
                    started = newest()
                    self._views = await to_thread.run_sync(self._drawn)
                    self._change, self._drawn_at = started, asyncio.get_running_loop().time()
        return self._views[index]

    def _drawn(self) -> tuple[bytes, ...]:
        return tuple(b"event: " + self._name + b"\ndata: " + text + b"\n\n" for text in self._draw())

    def _is_old(self, change: int) -> bool:
        now = asyncio.get_running_loop().time()
        return self._change < change or now - self._drawn_at > OLD_SECONDS


class Live:
    """A set of open streams. `changed` and `close` may be called from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: set[asyncio.Event] = set()
        self._closing = False
        self._changes = 0
        self._counting = threading.Lock()
        beat = json.dumps({"boot": secrets.token_hex(4)})
        self._beat = f"event: beat\ndata: {beat}\n\n".encode()

    def changed(self) -> None:
        with self._counting:
            self._changes += 1
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._wake)

    def close(self) -> None:
        """End every stream, so that the server can stop without waiting for browsers."""
        self._closing = True
        self.changed()

    def stream(self, state: Callable[[], Awaitable[dict[str, Any]]]) -> StreamingResponse:
        """An endless response that sends `state()` at once and whenever it has changed."""
        return _endless(self._states(state))

    def watch(self, pictures: Callable[[], Awaitable[Sequence[tuple[Picture, int]]]]) -> StreamingResponse:
        """An endless response of named events: each picture's view at once, and whenever its text changed.

        `pictures` is asked again at every heartbeat: somebody may have signed out meanwhile. The event `beat`
        comes at least every 5 seconds with the `boot` of this process, so that a page notices silence and a
        new version.
        """
        return _endless(self._pictures(pictures))

    async def _states(self, state: Callable[[], Awaitable[dict[str, Any]]]) -> AsyncIterator[bytes]:
        with self._listening() as woken:
            sent = ""
            yield b"retry: 1000\n\n"
            while not self._closing:
                woken.clear()
                text = json.dumps(await state(), ensure_ascii=False)
                yield f"data: {text}\n\n".encode() if text != sent else b": still here\n\n"
                sent = text
                await _next(woken)

    async def _pictures(
        self, pictures: Callable[[], Awaitable[Sequence[tuple[Picture, int]]]]
    ) -> AsyncIterator[bytes]:
        clock = asyncio.get_running_loop().time
        with self._listening() as woken:
            sent: dict[Picture, bytes] = {}
            shown: Sequence[tuple[Picture, int]] = ()
            asked_at = -HEARTBEAT_SECONDS
            yield b"retry: 1000\n" + self._beat
            while not self._closing:
                woken.clear()
                if clock() - asked_at >= OLD_SECONDS:
                    shown, asked_at = await pictures(), clock()
                change = self._changes
                texts = {picture: await picture.view(index, change, self._newest) for picture, index in shown}
                news = [text for picture, text in texts.items() if sent.get(picture) != text]
                sent = texts
                yield b"".join(news) or self._beat
                await _next(woken)

    @contextlib.contextmanager
    def _listening(self) -> Iterator[asyncio.Event]:
        self._loop = asyncio.get_running_loop()
        woken = asyncio.Event()
        self._waiting.add(woken)
        try:
            yield woken
        finally:
            self._waiting.discard(woken)

    def _newest(self) -> int:
        return self._changes

    def _wake(self) -> None:
        for woken in self._waiting:
            woken.set()


async def _next(woken: asyncio.Event) -> None:
    """Until something changed or a heartbeat is due, and a little longer for changes that come together."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(woken.wait(), HEARTBEAT_SECONDS)
        await asyncio.sleep(GATHER_SECONDS)


def _endless(events: AsyncIterator[bytes]) -> StreamingResponse:
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)
