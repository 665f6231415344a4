"""The technician's corner: a PIN stands before it, guessing is slow, and a table tells how the kiosk is."""

from pathlib import Path
from typing import Any

import pytest

from firmware import events as e
from firmware.errors import KioskError
from firmware.pins import Pins
from firmware.screens import PinPad, Technician, Waiting
from tests.bench import KioskBench


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


def test_a_pin_from_the_settings_lets_in_until_another_is_set(tmp_path: Path) -> None:
    given = {"technician": Pins(tmp_path / "unused.json").hashed("technician", "13572468")}
    pins = Pins(tmp_path / "pins.json", given)
    assert pins.check("technician", "13572468")
    pins.set("technician", "246810")
    assert [pins.check("technician", pin) for pin in ("13572468", "246810")] == [False, True]


def test_a_pin_never_reaches_the_log() -> None:
    assert "246810" not in repr(e.PinEntered("246810"))


# ---------------------------------------------------------------- what the table tells


def rows_of(kiosk: KioskBench) -> dict[str, Any]:
    return {reading.name: reading for reading in kiosk.shows(Technician).readings}


def test_a_refused_identity_and_an_update_are_told_with_their_remedy(at_the_pad: KioskBench) -> None:
    problem = '{"code":"wrong_ward","detail":"ward 05519 is not this one","remedy":"make the folder anew"}'
    (at_the_pad.folder / "problem.json").write_text(problem)
    update = '{"state":"fetching","version":"0.2.0","percent":40.2,"detail":""}'
    (at_the_pad.folder / "update.json").write_text(update)
    at_the_pad.touch(e.PinEntered("246810"))
    rows = rows_of(at_the_pad)
    assert rows["identity"].value == "ward 05519 is not this one; make the folder anew"
    assert (rows["update"].value, rows["update"].detail) == ("fetching", "0.2.0 · 40 %")


@pytest.mark.parametrize("rubbish", ["", "{", "[]", '{"state":7}', "\x00"])
def test_a_broken_file_of_a_neighbour_is_no_news(at_the_pad: KioskBench, rubbish: str) -> None:
    (at_the_pad.folder / "problem.json").write_text(rubbish)
    (at_the_pad.folder / "update.json").write_text(rubbish)
    at_the_pad.touch(e.PinEntered("246810"))
    assert {"identity", "update"}.isdisjoint(rows_of(at_the_pad))


def test_the_help_desks_code_names_version_kiosk_place_in_the_ledger_and_the_last_fault(
    at_the_pad: KioskBench,
) -> None:
    at_the_pad.touch(e.PrinterSeen("cover_open", near_end=False))
    at_the_pad.touch(e.PinEntered("246810"))
    words = at_the_pad.shows(Technician).support.split()
    assert words[2:5] == ["19/05518/k1", f"epoch={at_the_pad.store.epoch}", "seq=2"]
    assert words[-1] == "fault=printer:cover_open@2026-11-23T08:00"


def test_the_table_tells_when_the_centre_last_acknowledged(at_the_pad: KioskBench) -> None:
    at_the_pad.centre_acks(1)
    at_the_pad.touch(e.PinEntered("246810"))
    assert rows_of(at_the_pad)["acknowledged"].value == "23/11/2026 08:00"
