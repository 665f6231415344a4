"""A slip meets every fault: before, in the middle and at the very end."""

import pytest

from devices.absent import AbsentPrinter
from devices.printer import Cause, Condition, EscposPrinter, PrinterError, Status
from devices.raster import slip
from devices.tape import Tape, TapeState
from devices.transport import Taken, Transport
from tests.devices.sample import ticket

SLIP = slip(ticket())
SIZE = len(b"".join(SLIP))


@pytest.fixture
def tape() -> Tape:
    return Tape()


@pytest.fixture
def printer(tape: Tape) -> EscposPrinter:
    return EscposPrinter("usb:04b8:0e15", tape.open, status_seconds=0.1)


def refused(printer: EscposPrinter) -> PrinterError:
    with pytest.raises(PrinterError) as caught:
        printer.print(SLIP)
    return caught.value


def test_a_slip_arrives_whole_and_unchanged(printer: EscposPrinter, tape: Tape) -> None:
    printer.print(SLIP)
    assert (tape.slips, tape.last_bytes(), tape.unknown) == (1, b"".join(SLIP), ())


def test_a_printer_that_is_well_says_so(printer: EscposPrinter) -> None:
    assert printer.status() == Status(Condition.OK)


def test_paper_near_its_end_still_prints(printer: EscposPrinter, tape: Tape) -> None:
    tape.state = TapeState.NEAR_END
    assert printer.status() == Status(Condition.OK, near_end=True)
    printer.print(SLIP)
    assert tape.slips == 1


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (TapeState.OUT, Status(Condition.FAULT, Cause.OUT_OF_PAPER, near_end=True)),
        (TapeState.COVER_OPEN, Status(Condition.FAULT, Cause.COVER_OPEN)),
        (TapeState.UNPLUGGED, Status(Condition.FAULT, Cause.UNPLUGGED)),
        (TapeState.MUTE, Status(Condition.UNKNOWN, Cause.MUTE)),
    ],
)
def test_a_fault_before_the_slip_prints_nothing(
    printer: EscposPrinter, tape: Tape, state: TapeState, status: Status
) -> None:
    tape.state = state
    assert printer.status() == status
    error = refused(printer)
    assert (error.cause, error.maybe_printed) == (status.cause, False)
    tape.state = TapeState.OK
    printer.print(SLIP)
    assert tape.last_bytes() == b"".join(SLIP)


@pytest.mark.parametrize(
    ("state", "cause"),
    [
        (TapeState.OUT, Cause.OUT_OF_PAPER),
        (TapeState.COVER_OPEN, Cause.COVER_OPEN),
        (TapeState.UNPLUGGED, Cause.UNPLUGGED),
        (TapeState.MUTE, Cause.MUTE),
    ],
)
@pytest.mark.parametrize("after", [5000, SIZE // 2, SIZE - 1])
def test_a_fault_in_the_middle_may_have_printed(
    printer: EscposPrinter, tape: Tape, state: TapeState, cause: Cause, after: int
) -> None:
    tape.fail_state, tape.fail_after_bytes = state, after
    error = refused(printer)
    assert (error.cause, error.maybe_printed, tape.slips) == (cause, True, 0)


def test_paper_that_ends_with_the_last_cut_is_told(printer: EscposPrinter, tape: Tape) -> None:
    """Before the last band come 12 bytes of questions first, then 3 after every part."""
    tape.fail_after_bytes = SIZE + 12 + 3 * (len(SLIP) - 1)
    error = refused(printer)
    assert (error.cause, error.maybe_printed, tape.slips) == (Cause.OUT_OF_PAPER, True, 1)


def test_a_new_roll_does_not_begin_with_the_rest_of_the_old_slip(printer: EscposPrinter, tape: Tape) -> None:
    tape.fail_after_bytes = SIZE // 2
    refused(printer)
    tape.state = TapeState.OK
    printer.print(SLIP)
    assert (tape.slips, tape.last_bytes()) == (1, b"".join(SLIP))


def test_a_printer_plugged_in_again_is_found_at_once(printer: EscposPrinter, tape: Tape) -> None:
    printer.print(SLIP)
    tape.state = TapeState.UNPLUGGED
    assert printer.status().cause is Cause.UNPLUGGED
    tape.state = TapeState.OK
    assert printer.status().condition is Condition.OK
    printer.print(SLIP)
    assert tape.slips == 2


def test_an_error_names_printer_cause_and_remedy(printer: EscposPrinter, tape: Tape) -> None:
    tape.state = TapeState.OUT
    assert str(refused(printer)) == "printer usb:04b8:0e15 is out of paper; load an 80 mm roll"


def test_a_printer_in_other_hands_is_busy() -> None:
    def taken() -> Transport:
        raise Taken("another program uses it")

    printer = EscposPrinter("usb:04b8:0e15", taken)
    assert printer.status() == Status(Condition.FAULT, Cause.BUSY)
    assert refused(printer).cause is Cause.BUSY


class Deaf(Tape):
    """A cheap printer that answers DLE EOT but not GS r."""

    def write(self, data: bytes) -> None:
        self.asked = getattr(self, "asked", 0) + data.count(b"\x1dr\x01")
        super().write(data.replace(b"\x1dr\x01", b""))


def test_a_printer_without_gs_r_is_asked_only_once() -> None:
    tape = Deaf()
    printer = EscposPrinter("cheap", tape.open, status_seconds=0.05)
    printer.print((b"\x1b@",))
    printer.print((b"\x1b@",))
    assert tape.asked == 1


def test_a_slip_that_takes_too_long_is_given_up(tape: Tape) -> None:
    printer = EscposPrinter("slow", tape.open, slip_seconds=-1.0)
    assert (refused(printer).cause, tape.slips) == (Cause.BUSY, 0)


def test_answers_that_come_late_are_not_taken_for_new_ones(printer: EscposPrinter, tape: Tape) -> None:
    printer.status()
    tape.write(b"\x10\x04\x01\x10\x04\x01")
    tape.state = TapeState.OUT
    assert printer.status().cause is Cause.OUT_OF_PAPER


def test_an_absent_printer_is_neither_well_nor_faulty() -> None:
    assert AbsentPrinter().status() == Status(Condition.UNKNOWN)
    with pytest.raises(PrinterError, match="without a printer") as caught:
        AbsentPrinter().print(SLIP)
    assert not caught.value.maybe_printed
