"""Server-sent events: tells every open page that something changed, and with what.

Owns the streams and their ends. Refuses to know what the pages show. The core's thread calls `changed`; each
stream then asks for the present state, so a slow browser gets the newest one and never a queue of old ones.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

from starlette.responses import StreamingResponse

HEARTBEAT_SECONDS: Final = 10.0
GATHER_SECONDS: Final = 0.05
"""Changes that come together are sent together."""


class Live:
    """A set of open streams. `changed` and `close` may be called from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: set[asyncio.Event] = set()
        self._closing = False

    def changed(self) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._wake)

    def close(self) -> None:
        """End every stream, so that the server can stop without waiting for browsers."""
        self._closing = True
        self.changed()

    def stream(self, state: Callable[[], Awaitable[dict[str, Any]]]) -> StreamingResponse:
        """An endless response that sends `state()` at once and whenever it has changed."""
        return StreamingResponse(
            self._events(state), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def _events(self, state: Callable[[], Awaitable[dict[str, Any]]]) -> AsyncIterator[str]:
        self._loop = asyncio.get_running_loop()
        woken = asyncio.Event()
        self._waiting.add(woken)
        try:
            sent = ""
            yield "retry: 1000\n\n"
            while not self._closing:
                woken.clear()
                text = json.dumps(await state(), ensure_ascii=False)
                yield f"data: {text}\n\n" if text != sent else ": still here\n\n"
                sent = text
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), HEARTBEAT_SECONDS)
                await asyncio.sleep(GATHER_SECONDS)
        finally:
            self._waiting.discard(woken)

    def _wake(self) -> None:
        for woken in self._waiting:
            woken.set()
