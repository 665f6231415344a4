"""Having the scanner for ourselves, losing it, finding it again, and grabbing nothing else."""

import errno
import logging
import os
import tty

import pytest

from devices.scanner import EV_KEY, EVIOCGBIT_KEY, EVIOCGNAME, EVIOCGRAB, ScannerTurn, Wire
from tests.devices.scanning import (
    ENTER,
    KEYBOARD,
    MOUSE,
    SCANNER,
    SHIFT,
    A,
    B,
    Clock,
    Sockets,
    keys,
    tap,
    wait_out,
)
from tests.devices.scanning import clock as clock
from tests.devices.scanning import codes as codes
from tests.devices.scanning import sockets as sockets
from tests.devices.scanning import turn as turn


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
