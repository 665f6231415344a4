"""The simulated printer: bytes in, paper out, with every fault a real one has.

Owns what hangs out of a printer and what it answers, as a wire that `EscposPrinter` opens like any other.
Refuses tickets: it sees dots and commands only. Thread-safe, because a web page looks at the paper meanwhile.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from threading import Condition
from typing import assert_never

from PIL import Image

from devices.tape_commands import (
    Ask,
    Command,
    CommandReader,
    Cut,
    Feed,
    Forget,
    Initialise,
    Part,
    Raster,
    Settle,
    Unknown,
)
from devices.transport import Gone


class TapeState(StrEnum):
    OK = "ok"
    NEAR_END = "near_end"
    OUT = "out"
    COVER_OPEN = "cover_open"
    UNPLUGGED = "unplugged"
    MUTE = "mute"


STOPPED = (TapeState.OUT, TapeState.COVER_OPEN)
ANSWERS: dict[TapeState, tuple[int, int, int, int]] = {
    TapeState.OK: (0x12, 0x12, 0x12, 0x12),
    TapeState.NEAR_END: (0x12, 0x12, 0x12, 0x1E),
    TapeState.OUT: (0x1A, 0x32, 0x12, 0x7E),
    TapeState.COVER_OPEN: (0x1A, 0x16, 0x12, 0x12),
}
"""To DLE EOT 1, 2, 3 and 4."""


@dataclass(frozen=True, slots=True)
class _Slip:
    packed: bytes
    received: bytes


class Tape:
    """After `fail_after_bytes` more bytes the state becomes `fail_state`, whatever is printing."""

    def __init__(self, *, width_dots: int = 576) -> None:
        self.fail_after_bytes: int | None = None
        self.fail_state = TapeState.OUT
        self._width = width_dots
        self._changed = Condition()
        self._state = TapeState.OK
        self._reader = CommandReader()
        self._answers: deque[int] = deque()
        self._held: list[Part] = []
        self._paper = bytearray()
        self._received = bytearray()
        self._last = _Slip(b"", b"")
        self._slips = 0
        self._unknown: list[bytes] = []

    @property
    def state(self) -> TapeState:
        return self._state

    @state.setter
    def state(self, state: TapeState) -> None:
        with self._changed:
            self._enter(state)

    @property
    def slips(self) -> int:
        """How many were cut."""
        return self._slips

    @property
    def unknown(self) -> tuple[bytes, ...]:
        """Everything received that this printer would garble."""
        with self._changed:
            return tuple(self._unknown)

    def last_bytes(self) -> bytes:
        """What the last cut slip was made of, without the questions; empty before the first."""
        return self._last.received

    def last_png(self) -> bytes:
        """The last cut slip as a picture; empty before the first."""
        packed = self._last.packed
        return self._png(packed) if packed else b""

    def wait_for_slips(self, count: int, timeout_seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._slips >= count, timeout_seconds)

    def open(self) -> "Tape":
        """A new connection; half a command of the old one is forgotten."""
        with self._changed:
            self._require_power()
            self._reader = CommandReader()
            self._answers.clear()
            return self

    def write(self, data: bytes) -> None:
        with self._changed:
            left = self.fail_after_bytes
            if left is not None and len(data) >= left:
                self._take(data[:left])
                self.fail_after_bytes = None
                self._enter(self.fail_state)
                data = data[left:]
            elif left is not None:
                self.fail_after_bytes = left - len(data)
            self._take(data)

    def read(self, count: int, timeout_seconds: float) -> bytes:
        with self._changed:
            self._changed.wait_for(self._readable, timeout_seconds)
            self._require_power()
            return bytes(self._answers.popleft() for _ in range(min(count, len(self._answers))))

    def close(self) -> None:
        """The printer stays; only the connection ends."""

    def _readable(self) -> bool:
        return bool(self._answers) or self._state is TapeState.UNPLUGGED

    def _require_power(self) -> None:
        if self._state is TapeState.UNPLUGGED:
            raise Gone("the simulated printer is unplugged")

    def _enter(self, state: TapeState) -> None:
        """Who loads a roll or opens the cover tears off what hangs out; then the printer goes on."""
        recovered = self._state in STOPPED and state not in STOPPED
        self._state = state
        if state is TapeState.UNPLUGGED:
            self._held.clear()
            self._answers.clear()
            self._reader = CommandReader()
        if recovered:
            self._paper.clear()
            held, self._held = self._held, []
            for part in held:
                self._obey(*part)
        self._changed.notify_all()

    def _take(self, data: bytes) -> None:
        self._require_power()
        if self._state is TapeState.MUTE:
            return
        for command, raw in self._reader.feed(data):
            match command:
                case Ask(question):
                    self._answer(question, raw)
                case Forget():
                    self._held.clear()
                    self._received.clear()
                case _ if self._state in STOPPED:
                    self._held.append((command, raw))
                case _:
                    self._obey(command, raw)
        self._changed.notify_all()

    def _answer(self, question: int, raw: bytes) -> None:
        if 1 <= question <= 4:
            self._answers.append(ANSWERS[self._state][question - 1])
        else:
            self._unknown.append(raw)

    def _obey(self, command: Command, raw: bytes) -> None:
        match command:
            case Settle():
                self._answers.append(0x03 if self._state is TapeState.NEAR_END else 0x00)
                return
            case Ask() | Forget():
                return
            case Initialise():
                pass
            case Raster(stride, rows):
                self._draw(stride, rows)
            case Feed(dots):
                self._feed(dots)
            case Cut(feed):
                self._feed(feed)
            case Unknown():
                self._unknown.append(raw)
            case _:
                assert_never(command)
        self._received += raw
        if isinstance(command, Cut):
            self._cut()

    def _draw(self, stride: int, rows: bytes) -> None:
        """Dots beyond the print head fall beside the paper."""
        width = self._width // 8
        for start in range(0, len(rows), stride):
            self._paper += rows[start : start + min(stride, width)].ljust(width, b"\0")

    def _feed(self, dots: int) -> None:
        self._paper += bytes(dots * self._width // 8)

    def _cut(self) -> None:
        self._last = _Slip(bytes(self._paper), bytes(self._received))
        self._paper.clear()
        self._received.clear()
        self._slips += 1

    def _png(self, packed: bytes) -> bytes:
        size = (self._width, len(packed) * 8 // self._width)
        out = BytesIO()
        Image.frombytes("1", size, packed, "raw", "1;I").save(out, "PNG")
        return out.getvalue()
