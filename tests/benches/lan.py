"""A ward's LAN in one event loop: browsers that ask, and streams that listen.

Owns HTTP/1.1 over bare asyncio, so that twenty consoles cost the machine little beside the kiosk. Refuses to
know what is asked.
"""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

LONGEST_SECONDS: Final = 10.0
KEPT_SECONDS: Final = 3.0
"""The server closes what is idle for five."""


@dataclass(slots=True)
class Browser:
    """One connection with a cookie, kept while used. `ask` gives status and JSON, None without a body."""

    port: int
    cookie: str = ""
    _used: float = 0.0
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        return await asyncio.wait_for(self._ask(method, path, body), LONGEST_SECONDS)

    async def _ask(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if time.monotonic() - self._used > KEPT_SECONDS:
            self.close()
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self._reader is not None
        assert self._writer is not None
        payload = b"" if body is None else json.dumps(body).encode()
        self._writer.write(_head(method, path, self.cookie, len(payload)) + payload)
        status, headers = await _answer_head(self._reader)
        if "set-cookie" in headers:
            self.cookie = headers["set-cookie"].partition(";")[0]
        text = await self._reader.readexactly(int(headers.get("content-length", 0)))
        self._used = time.monotonic()
        return status, json.loads(text) if text else None

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


@dataclass(slots=True)
class Stream:
    """An open page: notes when it was first told each number of the board. `heard` maps a word to a time."""

    port: int
    path: str
    cookie: str = ""
    words: Callable[[dict[str, Any]], list[str]] = lambda _: []
    heard: dict[str, float] = field(default_factory=dict)
    told: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**24)
        try:
            writer.write(_head("GET", self.path, self.cookie, 0))
            await _answer_head(reader)
            while True:
                self._hear(await reader.readline())
        finally:
            writer.close()

    async def until(self, word: str) -> float:
        """The moment at which the page was told of it."""
        async with asyncio.timeout(LONGEST_SECONDS):
            while word not in self.heard:
                self.told.clear()
                await self.told.wait()
        return self.heard[word]

    def _hear(self, line: bytes) -> None:
        if not line.startswith(b"data: "):
            return
        now = time.monotonic()
        for word in self.words(json.loads(line[6:])):
            self.heard.setdefault(word, now)
        self.told.set()


def _head(method: str, path: str, cookie: str, length: int) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {length}",
        *([f"Cookie: {cookie}"] if cookie else []),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _answer_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    fields = (line.partition(": ") for line in head[1:] if line)
    return int(head[0].split(" ")[1]), {name.lower(): value for name, _, value in fields}
