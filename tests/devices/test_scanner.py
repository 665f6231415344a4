"""A barcode scanner as Linux shows it: bytes of input events, through a pipe beneath our code."""

import errno
import logging
import os
import threading
import tty
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import FileIO
from itertools import count
from queue import SimpleQueue
from threading import Event
from typing import Any

import pytest

from devices.absent import AbsentScanner
from devices.choose import choose_scanner
from devices.keymap import strokes
from devices.scanner import (
    EV_KEY,
    EV_SYN,
    EVENT,
    EVIOCGBIT_KEY,
    EVIOCGNAME,
    EVIOCGRAB,
    SYN_DROPPED,
    EvdevScanner,
    ScannerTurn,
    SimulatedScanner,
    Wire,
)
from firmware import fitting
from firmware import settings as toml
from firmware.events import CodeScanned

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


# ------------------------------------------------------------ what is typed


def test_a_code_is_told_at_enter(turn: ScannerTurn, sockets: Sockets, codes: list[str]) -> None:
    sockets.send(tap(A, B))
    turn()
    assert codes == []
    sockets.send(tap(ENTER))
    turn()
    assert codes == ["ab"]


@pytest.mark.parametrize(
    "text",
    [
        "A012-261122",
        "https://dichvucong.gov.vn/p?id=1.004&x=a_b+c",
        "the quick brown fox jumps over the lazy dog 0123456789",
        "THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG",
        "`-=[]\\;',./~!@#$%^&*()_+{}|:\"<>?\t",
    ],
)
def test_every_ascii_character_comes_through(
    text: str, turn: ScannerTurn, sockets: Sockets, codes: list[str]
) -> None:
    sockets.send(typed(text))
    turns(turn, 10)
    assert codes == [text]


def test_key_codes_are_those_of_linux(turn: ScannerTurn, sockets: Sockets, codes: list[str]) -> None:
    sockets.send(tap(2, 11, 12, 52, 53, 57, 16, 44, KEYPAD_5) + held(54, tap(39, 12, 13, 43)) + tap(96))
    turns(turn, 2)
    assert codes == ["10-./ qz5:_+|"]


def test_shift_ends_when_it_comes_up(turn: ScannerTurn, sockets: Sockets, codes: list[str]) -> None:
    sockets.send(held(SHIFT, tap(A)) + tap(A, ENTER))
    turn()
    assert codes == ["Aa"]


def test_one_shift_still_holds_when_the_other_comes_up(
    turn: ScannerTurn, sockets: Sockets, codes: list[str]
) -> None:
    sockets.send(held(SHIFT, held(54, tap(A)) + tap(B)) + tap(ENTER))
    turn()
    assert codes == ["AB"]


def test_a_repeated_key_is_no_second_character(turn: ScannerTurn, sockets: Sockets, codes: list[str]) -> None:
    sockets.send(keys((A, 1), (A, 2), (A, 2), (A, 0)) + tap(ENTER))
    turn()
    assert codes == ["a"]


def test_a_key_that_stays_down_does_not_put_off_the_end(
    turn: ScannerTurn, sockets: Sockets, clock: Clock, codes: list[str]
) -> None:
    sockets.send(keys((A, 1)))
    turn()
    clock.seconds += 0.1
    sockets.send(keys((A, 2)))
    turn()
    assert codes == ["a"]


def test_two_codes_in_one_read_are_two(turn: ScannerTurn, sockets: Sockets, codes: list[str]) -> None:
    sockets.send(tap(A, ENTER, B, ENTER))
    turn()
    assert codes == ["a", "b"]


def test_carriage_return_and_line_feed_end_a_code_once(
    turn: ScannerTurn, sockets: Sockets, codes: list[str]
) -> None:
    line_feed = held(CONTROL, tap(J))
    sockets.send(tap(A, ENTER) + line_feed + tap(B) + line_feed)
    turns(turn, 2)
    assert codes == ["a", "b"]


def test_half_an_event_waits_for_its_other_half(
    turn: ScannerTurn, sockets: Sockets, codes: list[str]
) -> None:
    data = EVENT.pack(7, 7, EV_KEY, A, 1) + EVENT.pack(7, 7, EV_KEY, ENTER, 1)
    sockets.send(data[:35])
    turn()
    sockets.send(data[35:])
    turn()
    assert codes == ["a"]


def test_a_pause_of_80_ms_ends_a_code(
    turn: ScannerTurn, sockets: Sockets, clock: Clock, codes: list[str]
) -> None:
    sockets.send(tap(A))
    turn()
    clock.seconds += 0.079
    turn()
    assert codes == []
    clock.seconds += 0.002
    turn()
    assert codes == ["a"]


def test_keys_that_waited_for_us_are_no_pause(
    turn: ScannerTurn, sockets: Sockets, clock: Clock, codes: list[str]
) -> None:
    sockets.send(tap(A))
    turn()
    clock.seconds += 3
    sockets.send(tap(B, ENTER))
    turn()
    assert codes == ["ab"]


def test_a_machine_too_busy_to_listen_splits_no_code(sockets: Sockets, codes: list[str]) -> None:
    seconds = count(0.0, step=0.5)
    turn = ScannerTurn(SCANNER, codes.append, wire=sockets.wire, now=lambda: next(seconds), listen_seconds=0)
    turn()
    sockets.send(tap(A))
    turn()
    sockets.send(tap(B, ENTER))
    turn()
    assert codes == ["ab"]
    turn.close()


def test_time_lost_after_listening_is_no_pause(sockets: Sockets, codes: list[str]) -> None:
    seconds = count(0.0, step=0.03)
    turn = ScannerTurn(SCANNER, codes.append, wire=sockets.wire, now=lambda: next(seconds), listen_seconds=0)
    turn()
    sockets.send(tap(A))
    turns(turn, 2)
    sockets.send(tap(B, ENTER))
    turn()
    assert codes == ["ab"]
    turn.close()


# ------------------------------------------------------------ what is not told


def test_500_characters_are_a_code(turn: ScannerTurn, sockets: Sockets, codes: list[str]) -> None:
    sockets.send(tap(*[A] * 400))
    turns(turn, 50)
    sockets.send(tap(*[A] * 100, ENTER))
    turns(turn, 20)
    assert codes == ["a" * 500]


def test_a_longer_code_is_dropped_whole_with_one_line(
    turn: ScannerTurn, sockets: Sockets, codes: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    sockets.send(tap(*[A] * 400))
    turns(turn, 50)
    sockets.send(tap(*[A] * 101, ENTER, B, ENTER))
    turns(turn, 30)
    assert codes == ["b"]
    assert caplog.messages == ["scanner code dropped; it was longer than 500 characters"]


def test_letters_beyond_ascii_are_dropped_and_only_counted(
    turn: ScannerTurn, sockets: Sockets, codes: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sockets.send(tap(A) + held(ALT, tap(82, 79, 79)) + tap(240, B, ENTER))
    turn()
    assert codes == ["ab"]
    assert caplog.messages == ["scanner keys dropped count=4; a scanner types ASCII only"]


def test_a_code_without_a_readable_character_is_nobodys(
    turn: ScannerTurn, sockets: Sockets, codes: list[str]
) -> None:
    sockets.send(tap(ENTER, 240, ENTER))
    turn()
    assert codes == []


def test_a_code_with_lost_keys_is_dropped_and_the_next_one_read(
    turn: ScannerTurn, sockets: Sockets, codes: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    lost = EVENT.pack(7, 7, EV_SYN, SYN_DROPPED, 0)
    sockets.send(tap(A) + keys((SHIFT, 1)) + lost + tap(A, ENTER) + tap(B, ENTER))
    turn()
    assert codes == ["b"]
    assert caplog.messages == [
        "scanner code dropped; it was typed faster than we could read; "
        "set a delay between characters in the scanner"
    ]


def test_a_failing_receiver_does_not_stop_the_scanner(
    sockets: Sockets, clock: Clock, codes: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(text: str) -> None:
        codes.append(text)
        raise RuntimeError("the inbox is closed")

    turn = ScannerTurn(SCANNER, fail, wire=sockets.wire, now=clock, listen_seconds=0)
    turn()
    sockets.send(tap(A, ENTER, B, ENTER))
    turn()
    assert codes == ["a", "b"]
    assert caplog.messages == ["scanner code lost"] * 2
    turn.close()


# ------------------------------------------------------------ having it, losing it, finding it


def test_the_scanner_is_ours_alone(turn: ScannerTurn, sockets: Sockets) -> None:
    assert sockets.grabbed == [SCANNER]


def test_the_requests_are_those_of_linux_input_h() -> None:
    assert (
        2 << 30 | 256 << 16 | ord("E") << 8 | 0x06,
        2 << 30 | 96 << 16 | ord("E") << 8 | 0x20 + EV_KEY,
        1 << 30 | 4 << 16 | ord("E") << 8 | 0x90,
    ) == (EVIOCGNAME, EVIOCGBIT_KEY, EVIOCGRAB)


def test_an_unplugged_scanner_is_looked_for_after_1_2_5_and_15_seconds(
    turn: ScannerTurn, sockets: Sockets, clock: Clock, codes: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    sockets.unplug()
    assert [wait_out(turn, clock) for _ in range(6)] == [1, 2, 5, 15, 15, 15]
    assert sockets.looks == 6
    sockets.plugged[SCANNER] = ("Newland AIDC NLS-FM430", KEYBOARD)
    assert turn() == 0
    sockets.send(tap(A, ENTER))
    turn()
    assert (codes, sockets.grabbed) == (["a"], [SCANNER, SCANNER])
    assert caplog.messages == [
        f"scanner missing device={SCANNER}; it is not there; plug it in",
        f"scanner ready device={SCANNER}",
    ]
    sockets.unplug()
    assert turn() == 1


def wait_out(turn: ScannerTurn, clock: Clock) -> float:
    """One turn, and then the time it asks for."""
    wait = turn()
    clock.seconds += wait
    return wait


def test_nobody_looks_before_it_is_time(turn: ScannerTurn, sockets: Sockets, clock: Clock) -> None:
    sockets.unplug()
    turn()
    clock.seconds += 0.25
    assert (turn(), sockets.looks) == (0.75, 1)


def test_half_a_code_is_forgotten_with_the_scanner(
    turn: ScannerTurn, sockets: Sockets, clock: Clock, codes: list[str]
) -> None:
    sockets.send(keys((SHIFT, 1)) + tap(A))
    turn()
    sockets.unplug()
    wait_out(turn, clock)
    sockets.plugged[SCANNER] = ("Newland AIDC NLS-FM430", KEYBOARD)
    turn()
    sockets.send(tap(B, ENTER))
    turn()
    assert codes == ["b"]


def test_a_read_that_fails_is_an_unplugged_scanner(clock: Clock, codes: list[str]) -> None:
    """A terminal whose far end is closed fails as an unplugged device does: with an error."""
    far, near = os.openpty()
    tty.setraw(near)
    wire = Wire(open=lambda _: near, ioctl=lambda *_: KEYBOARD, nodes=list)
    turn = ScannerTurn(SCANNER, codes.append, wire=wire, now=clock, listen_seconds=0)
    assert turn() == 0
    os.close(far)
    assert turn() == 1
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(near)


@pytest.mark.parametrize(
    ("refusal", "remedy"),
    [
        (errno.EBUSY, "another program has it; stop that program"),
        (errno.EACCES, "no permission; add the kiosk's user to the group input"),
    ],
)
def test_a_scanner_that_is_not_ours_alone_is_not_listened_to(
    refusal: int, remedy: str, sockets: Sockets, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    sockets.refusal = refusal
    turn = ScannerTurn(SCANNER, print, wire=sockets.wire, now=clock, listen_seconds=0)
    assert [wait_out(turn, clock) for _ in range(2)] == [1, 2]
    assert caplog.messages == [f"scanner missing device={SCANNER}; {remedy}"]
    with pytest.raises(BrokenPipeError):
        sockets.send(tap(A, ENTER))


def test_a_mouse_in_the_settings_is_not_grabbed(
    sockets: Sockets, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    sockets.plugged[SCANNER] = ("Newland mouse", MOUSE)
    ScannerTurn(SCANNER, print, wire=sockets.wire, now=clock, listen_seconds=0)()
    assert sockets.grabbed == []
    assert "it does not type; give the link in /dev/input/by-id" in caplog.text


def test_auto_grabs_the_scanner_and_no_keyboard(sockets: Sockets, clock: Clock, codes: list[str]) -> None:
    sockets.plugged = {
        "/dev/input/event0": ("Power Button", MOUSE),
        "/dev/input/event1": ("Logitech USB Keyboard", KEYBOARD),
        "/dev/input/event2": ("Dell Smart Card Reader Keyboard", KEYBOARD),
        "/dev/input/event3": ("USB Barcode Scanner Mouse", MOUSE),
        "/dev/input/event4": ("USB Barcode Scanner", KEYBOARD),
    }
    turn = ScannerTurn("auto", codes.append, wire=sockets.wire, now=clock, listen_seconds=0)
    turn()
    sockets.send(tap(A, ENTER), "/dev/input/event4")
    turn()
    assert (sockets.grabbed, codes) == (["/dev/input/event4"], ["a"])
    turn.close()


@pytest.mark.parametrize("name", ["AT Translated Set 2 keyboard", "Cherry Card Reader", ""])
def test_auto_never_grabs_an_ordinary_keyboard(name: str, sockets: Sockets, clock: Clock) -> None:
    sockets.plugged = {"/dev/input/event0": (name, KEYBOARD)}
    turn = ScannerTurn("auto", print, wire=sockets.wire, now=clock, listen_seconds=0)
    assert [wait_out(turn, clock) for _ in range(2)] == [1, 2]
    assert (sockets.opened, sockets.grabbed) == (["/dev/input/event0"] * 2, [])
    with pytest.raises(BrokenPipeError):
        sockets.send(tap(A), "/dev/input/event0")


@pytest.mark.parametrize(
    "name", ["Honeywell Imaging HF680", "Symbol Technologies Inc", "ZEBRA DS9308", "Bar Code", "QR reader"]
)
def test_auto_knows_scanners_by_name(name: str, sockets: Sockets, clock: Clock) -> None:
    sockets.plugged = {"/dev/input/event7": (name, KEYBOARD)}
    turn = ScannerTurn("auto", print, wire=sockets.wire, now=clock, listen_seconds=0)
    turn()
    assert sockets.grabbed == ["/dev/input/event7"]
    turn.close()


# ------------------------------------------------------------ the thread, the simulated one, the absent one


def test_the_thread_tells_and_stops_in_time(sockets: Sockets) -> None:
    told = SimpleQueue[str]()
    scanner = EvdevScanner(SCANNER, told.put, wire=sockets.wire)
    assert sockets.taken.wait(timeout=5)
    sockets.send(typed("A012-261122"))
    assert told.get(timeout=5) == "A012-261122"
    scanner.close()
    assert "scanner" not in [thread.name for thread in threading.enumerate()]
    with pytest.raises(BrokenPipeError):
        sockets.send(tap(A))


def test_a_scanner_that_was_never_there_stops_in_time(sockets: Sockets) -> None:
    sockets.plugged.clear()
    EvdevScanner("auto", print, wire=sockets.wire).close()
    assert "scanner" not in [thread.name for thread in threading.enumerate()]


def test_the_simulated_scanner_types_what_a_scanner_can_type() -> None:
    told = SimpleQueue[str]()
    scanner = choose_scanner("simulated", told.put)
    assert isinstance(scanner, SimulatedScanner)
    scanner.scan("A012-261122")
    assert told.get(timeout=5) == "A012-261122"
    scanner.scan("Nguyễn|" + "x" * 400)
    assert told.get(timeout=5) == "Nguyn|" + "x" * 400
    scanner.close()
    scanner.close()


def test_the_absent_scanner_is_silent() -> None:
    scanner = choose_scanner("absent", print)
    assert isinstance(scanner, AbsentScanner)
    scanner.close()


@pytest.mark.parametrize(
    ("driver", "device", "message"),
    [
        ("hid", "", "scanner driver 'hid': use evdev, simulated or absent"),
        ("evdev", "", "scanner device '': give its -event-kbd link in /dev/input/by-id, or auto"),
        ("evdev", "/dev/input/event3", "scanner device '/dev/input/event3': give its"),
        ("evdev", "/dev/input/by-id/../event3", "scanner device"),
    ],
)
def test_a_bad_scanner_setting_names_value_and_remedy(driver: str, device: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        choose_scanner(driver, print, device=device)


def test_a_scanned_code_reaches_the_core_as_an_event() -> None:
    told = SimpleQueue[Any]()
    settings = toml.Settings(
        kiosk=toml.Kiosk(province="19", ward="05518", id="k1", name="UBND"),
        mqtt=toml.Mqtt(host="127.0.0.1"),
        services=[toml.Service(code="ho-tich", letter="A", name="Hộ tịch")],
        scanner=toml.Scanner(driver="simulated"),
    )
    devices = fitting.fit(settings, told.put)
    assert isinstance(devices.scanner, SimulatedScanner)
    devices.scanner.scan("A012-261122")
    assert told.get(timeout=5) == CodeScanned("A012-261122")
    devices.close()
    assert "scanner" not in [thread.name for thread in threading.enumerate()]
