"""The printer commands on a simulated wire, byte by byte as a real printer would take them.

Owns where one ESC/POS command ends and the next begins, across any split of the bytes. Refuses paper and
state. What it does not know it hands on as `Unknown`: a wrong byte must be seen, not swallowed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

LINE_DOTS = 30
"""Line spacing after ESC @: 3.75 mm."""

TEXT_ENDS = frozenset(b"\n\x10\x1b\x1d")


@dataclass(frozen=True, slots=True)
class Ask:
    """DLE EOT n, answered at once whatever the printer is doing."""

    question: int


@dataclass(frozen=True, slots=True)
class Forget:
    """DLE DC4 8, at once: drop everything not printed yet."""


@dataclass(frozen=True, slots=True)
class Initialise:
    """ESC @."""


@dataclass(frozen=True, slots=True)
class Raster:
    """GS v 0: rows of packed dots."""

    stride: int
    rows: bytes


@dataclass(frozen=True, slots=True)
class Feed:
    """LF, ESC d, ESC J."""

    dots: int


@dataclass(frozen=True, slots=True)
class Cut:
    """GS V, after feeding so many dots."""

    feed: int = 0


@dataclass(frozen=True, slots=True)
class Settle:
    """GS r n, answered when everything before it is on paper."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Letters, which a real printer would print as such, or a command this one lacks."""


Command = Ask | Forget | Initialise | Raster | Feed | Cut | Settle | Unknown
Part = tuple[Command, bytes]
"""A command with the bytes it came in."""


class CommandReader:
    """Keeps the beginning of a command until its end arrives."""

    def __init__(self) -> None:
        self._pending = b""

    def feed(self, data: bytes) -> Iterator[Part]:
        self._pending += data
        while part := _first(self._pending):
            self._pending = self._pending[len(part[1]) :]
            yield part


def _first(data: bytes) -> Part | None:
    """The first whole command, None while it is incomplete."""
    match data[:1]:
        case b"":
            return None
        case b"\n":
            return Feed(LINE_DOTS), data[:1]
        case b"\x10" | b"\x1b" | b"\x1d" if len(data) < 2:
            return None
        case b"\x10":
            return _real_time(data)
        case b"\x1b":
            return _escape(data)
        case b"\x1d":
            return _group(data)
        case _:
            end = next((at for at, byte in enumerate(data) if byte in TEXT_ENDS), len(data))
            return Unknown(), data[:end]


def _real_time(data: bytes) -> Part | None:
    match data[1]:
        case 0x04:
            return _sized(data, 3, Ask(data[2]) if len(data) > 2 else None)
        case 0x14 if len(data) < 3:
            return None
        case 0x14 if data[2] == 8:
            return _sized(data, 10, Forget())
        case 0x14:
            return Unknown(), data[:3]
        case _:
            return Unknown(), data[:2]


def _escape(data: bytes) -> Part | None:
    match data[1:2]:
        case b"@":
            return Initialise(), data[:2]
        case b"d" | b"J" if len(data) < 3:
            return None
        case b"d":
            return Feed(data[2] * LINE_DOTS), data[:3]
        case b"J":
            return Feed(data[2]), data[:3]
        case _:
            return Unknown(), data[:2]


def _group(data: bytes) -> Part | None:
    match data[1:2]:
        case b"v":
            return _raster(data)
        case b"V" | b"r" if len(data) < 3:
            return None
        case b"r":
            return Settle(), data[:3]
        case b"V" if data[2] in (0, 1, 48, 49):
            return Cut(), data[:3]
        case b"V" if data[2] in (65, 66):
            return _sized(data, 4, Cut(data[3]) if len(data) > 3 else None)
        case _:
            return Unknown(), data[:2]


def _raster(data: bytes) -> Part | None:
    """GS v 0 m xL xH yL yH and the dots; only m = 0, dots as they are, is drawn."""
    if len(data) < 8:
        return None
    stride, height = int.from_bytes(data[4:6], "little"), int.from_bytes(data[6:8], "little")
    size = 8 + stride * height
    known = data[2:3] == b"0" and data[3] in (0, 48) and stride > 0
    return _sized(data, size, Raster(stride, data[8:size]) if known else Unknown())


def _sized(data: bytes, size: int, command: Command | None) -> Part | None:
    return (command, data[:size]) if command is not None and len(data) >= size else None
