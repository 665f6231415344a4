"""The simulated printer takes what a real one takes, and notices what it would garble."""

from io import BytesIO
from threading import Thread

import pytest
from PIL import Image

from devices.raster import slip
from devices.tape import Tape, TapeState
from devices.tape_commands import Ask, CommandReader, Cut, Feed, Forget, Initialise, Raster, Settle, Unknown
from devices.transport import Gone
from tests.devices.sample import ticket

SLIP = b"".join(slip(ticket()))
EVERYTHING = (
    b"\x1b@\x1dv0\x00\x01\x00\x02\x00\xaa\x55\n\x1bd\x02\x1bJ\x07\x1dr\x01\x10\x04\x02\x1dV\x00\x1dVB\x05"
)


def test_every_command_is_told_apart() -> None:
    commands = [command for command, _ in CommandReader().feed(EVERYTHING)]
    assert commands == [
        Initialise(), Raster(1, b"\xaa\x55"), Feed(30), Feed(60), Feed(7), Settle(), Ask(2), Cut(), Cut(5),
    ]  # fmt: skip


def test_commands_survive_any_split_of_the_bytes() -> None:
    reader = CommandReader()
    parts = [part for at in range(len(EVERYTHING)) for part in reader.feed(EVERYTHING[at : at + 1])]
    assert parts == list(CommandReader().feed(EVERYTHING))


@pytest.mark.parametrize(
    "raw", [b"Phi\xe1\xba\xbfu", b"\x1bt", b"\x1d(", b"\x10\x01", b"\x10\x14\x01", b"\x00"]
)
def test_what_a_printer_would_garble_is_noticed(raw: bytes) -> None:
    tape = Tape()
    tape.write(raw + b"\x1b@")
    assert tape.unknown == (raw,)


def test_a_stretched_raster_is_noticed_as_a_whole() -> None:
    stretched = b"\x1dv0\x03\x01\x00\x01\x00\xff"
    assert list(CommandReader().feed(stretched)) == [(Unknown(), stretched)]


def test_a_question_nobody_knows_is_noticed() -> None:
    tape = Tape()
    tape.write(b"\x10\x04\x09")
    assert tape.unknown == (b"\x10\x04\x09",)


def test_forgetting_is_understood() -> None:
    forget = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
    assert list(CommandReader().feed(forget)) == [(Forget(), forget)]


def test_nothing_is_cut_before_the_first_slip() -> None:
    tape = Tape()
    assert (tape.slips, tape.last_png(), tape.last_bytes()) == (0, b"", b"")


def test_the_paper_is_as_wide_as_the_print_head() -> None:
    tape = Tape(width_dots=384)
    tape.write(b"\x1dv0\x00\x48\x00\x01\x00" + b"\xff" * 72 + b"\x1dV\x00")
    assert Image.open(BytesIO(tape.last_png())).size == (384, 1)


def test_without_paper_questions_are_answered_and_the_rest_waits() -> None:
    tape = Tape()
    tape.state = TapeState.OUT
    tape.write(SLIP + b"\x10\x04\x04")
    assert (tape.read(9, 0.0), tape.slips) == (b"\x7e", 0)
    tape.state = TapeState.OK
    assert (tape.slips, tape.last_bytes()) == (1, SLIP)


def test_an_unplugged_printer_forgets_and_is_gone() -> None:
    tape = Tape()
    tape.state = TapeState.UNPLUGGED
    with pytest.raises(Gone):
        tape.open()
    with pytest.raises(Gone):
        tape.write(SLIP)
    with pytest.raises(Gone):
        tape.read(1, 5.0)


def test_a_mute_printer_takes_everything_and_answers_nothing() -> None:
    tape = Tape()
    tape.state = TapeState.MUTE
    tape.write(b"\x10\x04\x01")
    assert tape.read(1, 0.0) == b""


def test_who_waits_for_a_slip_is_woken_by_the_cut() -> None:
    tape = Tape()
    Thread(target=tape.write, args=(SLIP,)).start()
    assert tape.wait_for_slips(1, timeout_seconds=5)
    assert not tape.wait_for_slips(2, timeout_seconds=0.0)
