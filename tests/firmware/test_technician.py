"""The technician's corner: a PIN stands before it, and guessing is slow."""

from pathlib import Path

import pytest

from devices.status import Cause
from firmware import events as e
from firmware.errors import KioskError
from firmware.pins import Pins
from firmware.screens import PinPad, Technician, Waiting
from tests.bench import KioskBench
from ui.touch import readings


@pytest.fixture
def at_the_pad(kiosk: KioskBench) -> KioskBench:
    Pins(kiosk.folder / "pins.json").set("technician", "246810")
    kiosk.touch(e.Woken())
    kiosk.touch(e.TechnicianAsked())
    return kiosk


def test_the_right_pin_shows_the_readings(at_the_pad: KioskBench) -> None:
    at_the_pad.touch(e.PinEntered("246810"))
    readings = {reading.name: reading for reading in at_the_pad.shows(Technician).readings}
    assert readings["kiosk"].value == "19/05518/k1"
    assert readings["network"].well is False
    assert readings["printer"].well is True


def test_every_reading_and_note_has_words_for_the_screen(at_the_pad: KioskBench) -> None:
    at_the_pad.touch(e.PinEntered("246810"))
    names = {reading.name for reading in at_the_pad.shows(Technician).readings}
    assert names <= set(readings.names(str))
    causes = {str(cause) for cause in Cause}
    assert causes <= set(readings.values(str))
    at_the_pad.touch(e.TestPrintAsked())
    assert at_the_pad.shows(Technician).note in readings.notes(str)
    at_the_pad.touch(e.LampTestAsked())
    assert at_the_pad.shows(Technician).note in readings.notes(str)


def test_a_wrong_pin_is_said_and_opens_nothing(at_the_pad: KioskBench) -> None:
    at_the_pad.touch(e.PinEntered("111111"))
    assert at_the_pad.shows(PinPad).wrong


def test_five_wrong_pins_shut_the_pad_for_a_minute_even_for_the_right_one(at_the_pad: KioskBench) -> None:
    for _ in range(5):
        at_the_pad.touch(e.PinEntered("111111"))
    at_the_pad.touch(e.PinEntered("246810"))
    assert at_the_pad.shows(PinPad).locked_seconds == 60
    at_the_pad.clock.advance(61)
    at_the_pad.touch(e.PinEntered("246810"))
    at_the_pad.shows(Technician)


def test_without_a_pin_nobody_gets_in(kiosk: KioskBench) -> None:
    kiosk.touch(e.Woken())
    kiosk.touch(e.TechnicianAsked())
    assert kiosk.shows(PinPad).unset
    kiosk.touch(e.PinEntered(""))
    kiosk.shows(PinPad)


def test_a_test_print_comes_out_and_takes_no_number(at_the_pad: KioskBench) -> None:
    at_the_pad.touch(e.PinEntered("246810"))
    at_the_pad.touch(e.TestPrintAsked())
    at_the_pad.print_slips()
    assert at_the_pad.tape.slips == 1
    assert at_the_pad.facts("ticket.") == []


def test_the_lamp_test_lights_all_lamps(at_the_pad: KioskBench) -> None:
    at_the_pad.touch(e.PinEntered("246810"))
    at_the_pad.press(1)
    at_the_pad.advance(4)
    at_the_pad.touch(e.LampTestAsked())
    assert at_the_pad.lamps == (True, True, True)


def test_a_technician_who_walks_away_leaves_a_resting_kiosk(at_the_pad: KioskBench) -> None:
    at_the_pad.touch(e.PinEntered("246810"))
    at_the_pad.advance(301)
    at_the_pad.shows(Waiting)


def test_tests_are_not_to_be_had_without_the_pin(at_the_pad: KioskBench) -> None:
    at_the_pad.touch(e.TestPrintAsked())
    at_the_pad.print_slips()
    assert at_the_pad.tape.slips == 0


@pytest.mark.parametrize("pin", ["12345", "abcdef", "", "1234567890123"])
def test_a_poor_pin_is_refused_with_the_rule(tmp_path: Path, pin: str) -> None:
    with pytest.raises(KioskError, match="must be 6 to 12 digits"):
        Pins(tmp_path / "pins.json").set("technician", pin)


def test_pins_are_stored_hashed_and_for_nobody_elses_eyes(tmp_path: Path) -> None:
    file = tmp_path / "pins.json"
    Pins(file).set("technician", "246810")
    assert "246810" not in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_pin_never_reaches_the_log() -> None:
    assert "246810" not in repr(e.PinEntered("246810"))
