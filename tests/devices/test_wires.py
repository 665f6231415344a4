"""The real wires over real sockets and a real terminal; USB over the faults that only a stand-in can make."""

import os
import socket
import time
import tty
from collections.abc import Iterator
from select import select
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
import usb.core

from devices.printer import Cause, Condition, EscposPrinter, PrinterError
from devices.raster import slip
from devices.tape import Tape, TapeState
from devices.transport import Gone, NetworkTransport, SerialTransport, Stalled, Taken
from devices.usb_wire import UsbTransport
from tests.devices.sample import ticket
from tests.devices.tape_server import TapeServer

SLIP = slip(ticket())


@pytest.fixture
def tape() -> Tape:
    return Tape()


@pytest.fixture
def server(tape: Tape) -> Iterator[TapeServer]:
    server = TapeServer(tape)
    yield server
    server.close()


@pytest.fixture
def printer(server: TapeServer) -> Iterator[EscposPrinter]:
    printer = EscposPrinter(
        "network:ward", lambda: NetworkTransport(server.host, server.port), status_seconds=0.5
    )
    yield printer
    printer.close()


def test_a_slip_goes_through_a_real_socket(printer: EscposPrinter, tape: Tape) -> None:
    printer.print(SLIP)
    assert (tape.slips, tape.last_bytes(), tape.unknown) == (1, b"".join(SLIP), ())


def test_the_network_printer_answers_out_of_paper(printer: EscposPrinter, tape: Tape) -> None:
    tape.state = TapeState.OUT
    assert printer.status().cause is Cause.OUT_OF_PAPER


def test_a_network_printer_out_of_paper_in_the_middle_may_have_printed(
    printer: EscposPrinter, tape: Tape
) -> None:
    tape.fail_after_bytes = 40_000
    with pytest.raises(PrinterError, match="load an 80 mm roll") as caught:
        printer.print(SLIP)
    assert caught.value.maybe_printed


def test_a_network_printer_switched_off_while_connected_is_noticed(
    printer: EscposPrinter, server: TapeServer
) -> None:
    assert printer.status().condition is Condition.OK
    server.close()
    with pytest.raises(PrinterError) as caught:
        printer.print(SLIP)
    assert (caught.value.cause, caught.value.maybe_printed) == (Cause.UNPLUGGED, False)


def test_a_network_printer_that_hangs_is_given_up_within_its_deadline(
    printer: EscposPrinter, tape: Tape
) -> None:
    tape.state = TapeState.MUTE
    started = time.monotonic()
    with pytest.raises(PrinterError) as caught:
        printer.print(SLIP)
    assert caught.value.cause is Cause.MUTE
    assert time.monotonic() - started < 30


def test_a_network_printer_pulled_out_in_the_middle_is_found_again(
    printer: EscposPrinter, tape: Tape
) -> None:
    tape.fail_state, tape.fail_after_bytes = TapeState.UNPLUGGED, 20_000
    with pytest.raises(PrinterError) as caught:
        printer.print(SLIP)
    assert (caught.value.cause, caught.value.maybe_printed) == (Cause.UNPLUGGED, True)
    tape.state = TapeState.OK
    printer.print(SLIP)
    assert tape.slips == 1


def test_a_printer_that_takes_no_bytes_stalls_within_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        wire = NetworkTransport("127.0.0.1", listener.getsockname()[1], write_seconds=0.1)
        with pytest.raises(Stalled):
            wire.write(bytes(50_000_000))
        wire.close()


def test_an_address_without_a_printer_is_gone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Gone):
        NetworkTransport("127.0.0.1", port)


@pytest.fixture
def serial_port(tape: Tape) -> Iterator[str]:
    """A terminal whose other end is the tape."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    closed = Event()
    thread = Thread(target=carry, args=(ours, tape, closed), daemon=True)
    thread.start()
    yield os.ttyname(theirs)
    closed.set()
    thread.join(timeout=5)
    os.close(ours)
    os.close(theirs)


def carry(ours: int, tape: Tape, closed: Event) -> None:
    while not closed.is_set():
        if select([ours], [], [], 0.1)[0]:
            tape.write(os.read(ours, 65536))
            os.write(ours, tape.read(4096, 0.0))


def test_a_slip_goes_through_a_serial_line(serial_port: str, tape: Tape) -> None:
    printer = EscposPrinter("serial", lambda: SerialTransport(serial_port))
    printer.print(SLIP)
    printer.close()
    assert (tape.slips, tape.last_bytes()) == (1, b"".join(SLIP))


def test_a_mute_serial_printer_is_mute(serial_port: str, tape: Tape) -> None:
    tape.state = TapeState.MUTE
    printer = EscposPrinter("serial", lambda: SerialTransport(serial_port), status_seconds=0.1)
    assert printer.status().cause is Cause.MUTE


def test_a_serial_port_that_is_not_there_is_gone() -> None:
    with pytest.raises(Gone):
        SerialTransport("/dev/ttyNOWHERE0")


class UsbTape:
    """A USB device as pyusb shows it, in front of the tape."""

    backend = SimpleNamespace(__module__="stand-in")

    def __init__(self, tape: Tape) -> None:
        self.tape = tape.open()
        self.fails: BaseException | None = None
        self.set_configuration = Mock()
        self.reset = Mock()

    def get_active_configuration(self) -> Any:
        point = SimpleNamespace
        return [[point(bEndpointAddress=0x03, bmAttributes=2), point(bEndpointAddress=0x84, bmAttributes=2)]]

    def write(self, end_point: int, data: bytes, timeout: int) -> int:
        assert (end_point, timeout) == (0x03, 3000)
        if self.fails is not None:
            raise self.fails
        self.tape.write(data[:1000])
        return min(len(data), 1000)

    def read(self, end_point: int, size: int, timeout: int) -> bytes:
        assert (end_point, size) == (0x84, 64)
        assert timeout > 0
        answer = self.tape.read(size, timeout / 1000)
        if not answer:
            raise usb.core.USBTimeoutError("late", errno=110)
        return answer


@pytest.fixture
def usb_tape(tape: Tape, monkeypatch: pytest.MonkeyPatch) -> UsbTape:
    device = UsbTape(tape)
    monkeypatch.setattr("usb.core.find", Mock(return_value=device))
    monkeypatch.setattr("usb.util.dispose_resources", Mock())
    return device


def test_a_slip_goes_through_usb_in_short_writes(usb_tape: UsbTape, tape: Tape) -> None:
    printer = EscposPrinter("usb:04b8:0e15", lambda: UsbTransport(0x04B8, 0x0E15))
    printer.print(SLIP)
    printer.close()
    assert (tape.slips, tape.last_bytes()) == (1, b"".join(SLIP))


@pytest.mark.parametrize(
    ("errno", "error"), [(16, Taken), (13, Taken), (110, Stalled), (19, Gone), (None, Gone)]
)
def test_usb_errors_have_their_names(usb_tape: UsbTape, errno: int | None, error: type[Exception]) -> None:
    wire = UsbTransport(0x04B8, 0x0E15)
    usb_tape.fails = usb.core.USBError("no", errno=errno)
    with pytest.raises(error):
        wire.write(b"\x1b@")
    wire.close()


def test_a_usb_printer_that_is_not_there_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("usb.core.find", Mock(return_value=None))
    with pytest.raises(Gone, match="not found"):
        UsbTransport(0x04B8, 0x0E15)


def test_a_usb_printer_whose_ids_vanish_under_us_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("usb.core.find", Mock(side_effect=KeyError("idVendor")))
    with pytest.raises(Gone):
        UsbTransport(0x04B8, 0x0E15)
