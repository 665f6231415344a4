"""A barcode scanner as Linux shows it: bytes of input events, through a pipe beneath our code.

Owns the pipes, the clock and the keys that a scanner types. Refuses assertions.
"""

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import FileIO
from threading import Event
from typing import Any

import pytest

from devices.keymap import strokes
from devices.scanner import EV_KEY, EV_SYN, EVENT, EVIOCGBIT_KEY, EVIOCGNAME, EVIOCGRAB, ScannerTurn, Wire

SCANNER = "/dev/input/by-id/usb-Newland_NLS-FM430-event-kbd"
KEYBOARD = b"\xff" * 96
MOUSE = bytes(96)
SHIFT, CONTROL, ALT, ENTER, A, B, J, KEYPAD_5 = 42, 29, 56, 28, 30, 48, 36, 76


@dataclass
class Clock:
    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Sockets:
    """Input devices that are pipes; `plugged` names each and says which keys it has."""

    plugged: dict[str, tuple[str, bytes]]
    grabbed: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    taken: Event = field(default_factory=Event)
    looks: int = 0
    refusal: int = 0
    _nodes: dict[int, str] = field(default_factory=dict)
    _cables: dict[str, FileIO] = field(default_factory=dict)
    _used: list[FileIO] = field(default_factory=list)

    @property
    def wire(self) -> Wire:
        return Wire(open=self._open, ioctl=self._ioctl, nodes=lambda: list(self.plugged))

    def send(self, data: bytes, node: str = SCANNER) -> None:
        self._cables[node].write(data)

    def unplug(self, node: str = SCANNER) -> None:
        del self.plugged[node]
        self._cables[node].close()

    def close(self) -> None:
        for cable in self._used:
            cable.close()

    def _open(self, node: str) -> int:
        self.looks += 1
        if node not in self.plugged:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), node)
        near, far = os.pipe()
        self._nodes[near] = node
        self._cables[node] = FileIO(far, "w")
        self._used.append(self._cables[node])
        self.opened.append(node)
        return near

    def _ioctl(self, descriptor: int, request: int, argument: Any) -> Any:
        node = self._nodes[descriptor]
        name, keys = self.plugged[node]
        answers = {EVIOCGNAME: name.encode().ljust(256, b"\0"), EVIOCGBIT_KEY: keys}
        return self._grab(node) if (request, argument) == (EVIOCGRAB, 1) else answers[request]

    def _grab(self, node: str) -> None:
        if self.refusal:
            raise OSError(self.refusal, os.strerror(self.refusal))
        self.grabbed.append(node)
        self.taken.set()


@pytest.fixture
def sockets() -> Iterator[Sockets]:
    sockets = Sockets({SCANNER: ("Newland AIDC NLS-FM430", KEYBOARD)})
    yield sockets
    sockets.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def codes() -> list[str]:
    return []


@pytest.fixture
def turn(sockets: Sockets, clock: Clock, codes: list[str]) -> Iterator[ScannerTurn]:
    """Plugged in and listening."""
    turn = ScannerTurn(SCANNER, codes.append, wire=sockets.wire, now=clock, listen_seconds=0)
    turn()
    yield turn
    turn.close()


def keys(*moved: tuple[int, int]) -> bytes:
    """Each with the scan code before it and the report after it, as a USB keyboard sends them."""
    return b"".join(
        EVENT.pack(7, 7, 4, 4, key) + EVENT.pack(7, 7, EV_KEY, key, value) + EVENT.pack(7, 7, EV_SYN, 0, 0)
        for key, value in moved
    )


def tap(*codes: int) -> bytes:
    return b"".join(keys((code, 1), (code, 0)) for code in codes)


def held(modifier: int, data: bytes) -> bytes:
    return keys((modifier, 1)) + data + keys((modifier, 0))


def typed(text: str) -> bytes:
    return keys(*strokes(text))


def turns(turn: ScannerTurn, times: int) -> None:
    for _ in range(times):
        turn()


def wait_out(turn: ScannerTurn, clock: Clock) -> float:
    """One turn, and then the time it asks for."""
    wait = turn()
    clock.seconds += wait
    return wait
