"""The barcode scanner, which Linux takes for a USB keyboard.

Owns finding it, having it to itself (so that no code is typed into the screen or the console), its bytes, and
one thin thread that listens and looks for it again after it was unplugged. Refuses what a code means, and to
log any of it: it may be somebody's identity card. The simulated scanner is this same one on a pipe.
"""

import errno
import fcntl
import logging
import math
import os
import re
import select
import struct
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any, Protocol

from devices.keymap import LONGEST_CODE, Code, Fault, Typing, strokes

log = logging.getLogger(__name__)

AUTO = "auto"
LISTEN_SECONDS = 0.2
STOP_SECONDS = 0.5
BACK_OFF_SECONDS = (1.0, 2.0, 5.0, 15.0)

# linux/input.h: seconds, microseconds, type, code, value. A native long is right everywhere: 24 bytes with
# 64 bits, 16 with 32, where the kernel keeps two longs even if time_t has 64 bits.
EVENT = struct.Struct("@llHHi")
EVENTS_READ = 64
EV_SYN, EV_KEY = 0, 1
SYN_DROPPED = 3

# linux/input.h, for answers of as many bytes: _IOC(_IOC_READ, 'E', 0x06, 256), _IOC(_IOC_READ, 'E', 0x21, 96)
# and _IOW('E', 0x90, int).
NAME_BYTES, KEY_BYTES = 256, 96
EVIOCGNAME = 0x81004506
EVIOCGBIT_KEY = 0x80604521
EVIOCGRAB = 0x40044590

TYPED_KEYS = (*range(2, 12), 28)
"""Digits and Enter: what types codes has these."""
SCANNER_NAMES = re.compile(r"scan|bar.?code|reader|symbol|honeywell|zebra|newland", re.IGNORECASE)
OTHER_NAMES = re.compile(r"card|finger", re.IGNORECASE)
"""An ordinary keyboard may call itself "Smart Card Reader Keyboard"."""

Send = Callable[[str], None]


class Scanner(Protocol):
    """Real, simulated and absent scanners alike."""

    def close(self) -> None: ...


def _open_node(node: str) -> int:
    return os.open(node, os.O_RDONLY | os.O_NONBLOCK)


def _nodes() -> list[str]:
    """`event2` before `event10`."""
    return sorted(
        (str(node) for node in Path("/dev/input").glob("event*")), key=lambda name: (len(name), name)
    )


@dataclass(frozen=True, slots=True)
class Wire:
    """What the scanner asks of Linux. `open` returns a descriptor that is read and closed as any other."""

    open: Callable[[str], int] = _open_node
    ioctl: Callable[..., Any] = fcntl.ioctl
    nodes: Callable[[], list[str]] = _nodes


LINUX = Wire()


class EvdevScanner:
    """`send` is called on the scanner's own thread. `device` is an input device's path or "auto"."""

    def __init__(self, device: str, send: Send, *, wire: Wire = LINUX) -> None:
        self._turn = ScannerTurn(device, send, wire=wire)
        self._closed = Event()
        self._thread = Thread(target=self._run, name="scanner", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """The thread itself closes the device, lest it read from a descriptor that was given to others."""
        self._closed.set()
        self._thread.join(timeout=STOP_SECONDS)

    def _run(self) -> None:
        while not self._closed.is_set():
            self._closed.wait(self._seconds_after_turn())
        self._turn.close()

    def _seconds_after_turn(self) -> float:
        try:
            return self._turn()
        except Exception:
            log.exception("scanner turn failed")
            return BACK_OFF_SECONDS[0]


class SimulatedScanner(EvdevScanner):
    """Types as a scanner does, so what no wedge can type is lost here too."""

    def __init__(self, send: Send) -> None:
        listened, typed = os.pipe()
        self._keys = os.fdopen(typed, "wb", buffering=0)
        agree = Wire(open=lambda _: listened, ioctl=lambda *_: b"\xff" * KEY_BYTES, nodes=list)
        super().__init__("simulated", send, wire=agree)

    def scan(self, text: str) -> None:
        """Returns at once; the code arrives on the scanner's thread."""
        self._keys.write(b"".join(EVENT.pack(0, 0, EV_KEY, key, value) for key, value in strokes(text)))

    def close(self) -> None:
        super().close()
        self._keys.close()


class ScannerTurn:
    """The thread's work, once: listen for `listen_seconds` at most, or look for the scanner if it is time."""

    def __init__(
        self,
        device: str,
        send: Send,
        *,
        wire: Wire = LINUX,
        now: Callable[[], float] = time.monotonic,
        listen_seconds: float = LISTEN_SECONDS,
    ) -> None:
        self._device = device
        self._send = send
        self._wire = wire
        self._now = now
        self._listen_seconds = listen_seconds
        self._line: _Line | None = None
        self._failures = 0
        self._look_at = now()
        self._told = ""

    def __call__(self) -> float:
        """For how many seconds there is nothing to do after it."""
        if self._line is None and self._look_at > self._now():
            return self._look_at - self._now()
        try:
            self._line = self._line or self._found()
            self._listen(self._line)
        except OSError as error:
            self._lose(error)
            return self._look_at - self._now()
        return 0.0

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _found(self) -> "_Line":
        line = _Line(take(self._device, self._wire))
        log.info("scanner ready device=%s", self._device)
        self._failures, self._told = 0, ""
        return line

    def _listen(self, line: "_Line") -> None:
        due = line.typing.due()
        wait = self._listen_seconds if due is None else max(due - self._now(), 0.0)
        known_until = line.listen(min(wait, self._listen_seconds), self._now)
        for code in line.typing.turn(known_until):
            self._tell(code)

    def _tell(self, code: Code) -> None:
        if code.unreadable:
            log.warning("scanner keys dropped count=%d; a scanner types ASCII only", code.unreadable)
        if code.fault is not None:
            log.warning("scanner code dropped; %s", _REMEDIES[code.fault])
        if not code.text:
            return
        try:
            self._send(code.text)
        except Exception:
            log.exception("scanner code lost")

    def _lose(self, error: OSError) -> None:
        """What was half typed is forgotten. A cause is told once, however often the scanner is looked for."""
        self.close()
        wait = BACK_OFF_SECONDS[min(self._failures, len(BACK_OFF_SECONDS) - 1)]
        self._failures += 1
        self._look_at = self._now() + wait
        if (cause := _cause(error)) != self._told:
            log.warning("scanner missing device=%s; %s", self._device, cause)
            self._told = cause


class _Line:
    """An open scanner; OSError once it is gone."""

    def __init__(self, descriptor: int) -> None:
        self.typing = Typing()
        self._descriptor = descriptor
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)
        self._rest = b""

    def listen(self, wait_seconds: float, now: Callable[[], float]) -> float:
        """Up to when no key is unknown: a machine too busy to listen must not take that for a pause."""
        silent_until = now() + wait_seconds
        if not self._poll.poll(math.ceil(wait_seconds * 1000)):
            return silent_until
        at = now()
        for kind, code, value in self._events():
            if kind == EV_KEY:
                self.typing.key(code, value, at)
            elif (kind, code) == (EV_SYN, SYN_DROPPED):
                self.typing.lose_keys(at)
        return at

    def close(self) -> None:
        os.close(self._descriptor)

    def _events(self) -> list[tuple[int, int, int]]:
        with suppress(BlockingIOError):
            data = os.read(self._descriptor, EVENTS_READ * EVENT.size)
            if not data:
                raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
            self._rest += data
        whole = len(self._rest) - len(self._rest) % EVENT.size
        data, self._rest = self._rest[:whole], self._rest[whole:]
        return [event[2:] for event in EVENT.iter_unpack(data)]


def take(device: str, wire: Wire) -> int:
    """The scanner's descriptor, ours alone until closed. "auto" takes only what is named like a scanner."""
    if device != AUTO:
        descriptor = _take_if(_types, device, wire)
        if descriptor is None:
            raise OSError(errno.ENOTTY, os.strerror(errno.ENOTTY), device)
        return descriptor
    refused = OSError(errno.ENODEV, os.strerror(errno.ENODEV))
    for node in wire.nodes():
        try:
            if (descriptor := _take_if(_is_scanner, node, wire)) is not None:
                return descriptor
        except OSError as error:
            refused = error
    raise refused


def _take_if(fits: Callable[[int, Wire], bool], node: str, wire: Wire) -> int | None:
    descriptor = wire.open(node)
    with ExitStack() as otherwise:
        otherwise.callback(os.close, descriptor)
        if not fits(descriptor, wire):
            return None
        wire.ioctl(descriptor, EVIOCGRAB, 1)
        otherwise.pop_all()
    return descriptor


def _types(descriptor: int, wire: Wire) -> bool:
    keys = wire.ioctl(descriptor, EVIOCGBIT_KEY, bytes(KEY_BYTES))
    return all(keys[key // 8] >> key % 8 & 1 for key in TYPED_KEYS)


def _is_scanner(descriptor: int, wire: Wire) -> bool:
    name = wire.ioctl(descriptor, EVIOCGNAME, bytes(NAME_BYTES)).split(b"\0")[0].decode(errors="replace")
    return bool(SCANNER_NAMES.search(name)) and not OTHER_NAMES.search(name) and _types(descriptor, wire)


_REMEDIES = {
    Fault.TOO_LONG: f"it was longer than {LONGEST_CODE} characters",
    Fault.KEYS_LOST: "it was typed faster than we could read; set a delay between characters in the scanner",
}


def _cause(error: OSError) -> str:
    match error.errno:
        case errno.ENODEV | errno.ENOENT | errno.EIO:
            return "it is not there; plug it in"
        case errno.EACCES | errno.EPERM:
            return "no permission; add the kiosk's user to the group input"
        case errno.EBUSY:
            return "another program has it; stop that program"
        case errno.ENOTTY | errno.EINVAL:
            return "it does not type; give the link in /dev/input/by-id that ends in -event-kbd"
        case _:
            return str(error)
