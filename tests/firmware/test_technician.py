"""The technician's corner: a PIN stands before it, and guessing is slow."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firmware import acceptance, fitting
from firmware import events as e
from firmware import upkeep as up
from firmware.errors import KioskError
from firmware.lookups import LetterErased, LetterTyped
from firmware.pins import Pins
from firmware.screens import PinPad, Technician, Waiting
from firmware.upkeep import Asked, NetworkCard, Pad, Sure, Tool, Toolbox, WifiList
from tests.bench import KioskBench, ward
from tests.firmware.test_selftest import FITTED, enter, touch_all


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


# ---------------------------------------------------------------- the tools


@pytest.fixture
def fitted(tmp_path: Path) -> Iterator[KioskBench]:
    bench = enter(KioskBench(tmp_path, ward(**FITTED)))
    yield bench
    bench.store.close()
    bench.reader.close()


def keys(text: str) -> list[e.Event]:
    return [LetterTyped(letter) for letter in text]


def type_in(kiosk: KioskBench, *texts: str) -> None:
    touch_all(kiosk, [event for text in texts for event in (*keys(text), up.PadEntered())])


def choose(kiosk: KioskBench, tool: Tool) -> None:
    touch_all(kiosk, [up.ToolChosen(tool)])


def test_a_kiosk_on_a_desk_offers_neither_network_nor_power(kiosk: KioskBench) -> None:
    assert enter(kiosk).shows(Toolbox).tools == (Tool.SELF_TEST, Tool.HEIGHT)
    choose(kiosk, Tool.POWER_OFF)
    assert kiosk.shows(Toolbox).news == ""


def test_an_export_is_asked_for_and_its_file_named(fitted: KioskBench) -> None:
    fitted.touch(up.ToolChosen(Tool.EXPORT))
    assert fitted.shows(Toolbox).news == "exporting"
    fitted.run_errands()
    assert fitted.host.asked == ["export"]
    screen = fitted.shows(Toolbox)
    assert (screen.news, screen.detail) == ("export_done", "motcua-simulated.tar.gz")


def test_an_export_without_a_stick_says_so(fitted: KioskBench) -> None:
    fitted.host.ending = b'{"state":"refused","code":"no_stick"}'
    choose(fitted, Tool.EXPORT)
    assert fitted.shows(Toolbox).news == "export_no_stick"


def test_an_export_that_never_ends_is_given_up(fitted: KioskBench) -> None:
    fitted.host.ending = b'{"state":"working"}'
    choose(fitted, Tool.EXPORT)
    fitted.advance(181)
    fitted.run_errands()
    assert fitted.shows(Toolbox).news == "export_too_slow"


def test_switching_off_asks_first(fitted: KioskBench) -> None:
    choose(fitted, Tool.POWER_OFF)
    fitted.shows(Sure)
    assert fitted.host.asked == []
    touch_all(fitted, [up.ToolConfirmed()])
    assert fitted.host.asked == ["power_off"]


def test_restarting_can_be_thought_better_of(fitted: KioskBench) -> None:
    choose(fitted, Tool.RESTART)
    touch_all(fitted, [up.ToolsAsked(), up.ToolConfirmed()])
    assert fitted.host.asked == []


# ---------------------------------------------------------------- the mount height


def test_a_measured_height_overrides_the_profile_from_the_next_start_on(kiosk: KioskBench) -> None:
    choose(enter(kiosk), Tool.HEIGHT)
    type_in(kiosk, "845")
    assert kiosk.shows(Toolbox).news == "height_kept"
    kiosk.power_cycle()
    panel = fitting.panel(kiosk.settings.screen, acceptance.lower_edge_mm(kiosk.reader.rows))
    assert panel.lower_edge_mm == 845


@pytest.mark.parametrize("typed", ["", "29", "299", "1501", "9999"])
def test_a_height_that_cannot_be_is_refused_and_nothing_is_kept(kiosk: KioskBench, typed: str) -> None:
    choose(enter(kiosk), Tool.HEIGHT)
    type_in(kiosk, typed)
    assert kiosk.shows(Pad).problem == "height"
    assert acceptance.lower_edge_mm(kiosk.reader.rows) is None


def test_without_a_measurement_the_settings_say_how_it_hangs(kiosk: KioskBench) -> None:
    assert fitting.panel(kiosk.settings.screen, None).lower_edge_mm == 700


# ---------------------------------------------------------------- the network


def at_the_network(kiosk: KioskBench) -> None:
    choose(kiosk, Tool.NETWORK)


def at_the_password(kiosk: KioskBench) -> None:
    at_the_network(kiosk)
    touch_all(kiosk, [up.WifiAsked(), up.WifiChosen("Mot Cua")])


def test_the_network_is_shown_as_it_stands(fitted: KioskBench) -> None:
    at_the_network(fitted)
    lines = fitted.shows(NetworkCard).lines
    assert [(line.kind, line.connected, line.address) for line in lines] == [
        ("ethernet", True, "192.168.1.20/24"),
        ("wifi", False, ""),
    ]


def test_while_it_is_being_asked_the_screen_says_so(fitted: KioskBench) -> None:
    fitted.touch(up.ToolChosen(Tool.NETWORK))
    assert fitted.shows(NetworkCard).trying


def test_a_wifi_is_joined_with_a_typed_password_that_is_nowhere_afterwards(fitted: KioskBench) -> None:
    at_the_password(fitted)
    type_in(fitted, "chuoi mat khau")
    screen = fitted.shows(NetworkCard)
    assert (screen.news, fitted.network.joined) == ("connected", "Mot Cua")
    assert "chuoi" not in repr(fitted.core.state)
    assert fitted.core.state.hall.errand is None


def test_while_joining_the_pad_says_so_and_takes_no_letters(fitted: KioskBench) -> None:
    at_the_password(fitted)
    touch_all(fitted, keys("chuoi mat khau"))
    fitted.touch(up.PadEntered())
    fitted.touch(LetterErased())
    pad = fitted.shows(Pad)
    assert (pad.trying, pad.problem, pad.typed) == (True, "joining", "chuoi mat khau")


def test_a_wrong_password_is_said_and_can_be_mended_letter_by_letter(fitted: KioskBench) -> None:
    at_the_password(fitted)
    type_in(fitted, "chuoi mat khaz")
    assert fitted.shows(Pad).problem == "wrong_password"
    fitted.touch(LetterErased())
    type_in(fitted, "u")
    assert fitted.shows(NetworkCard).news == "connected"


def test_a_password_shorter_than_any_is_not_even_tried(fitted: KioskBench) -> None:
    at_the_password(fitted)
    type_in(fitted, "short12")
    assert fitted.shows(Pad).problem == "too_short"


def test_a_network_that_went_away_is_said(fitted: KioskBench) -> None:
    at_the_password(fitted)
    del fitted.network.air["Mot Cua"]
    type_in(fitted, "chuoi mat khau")
    assert fitted.shows(Pad).problem == "no_such_network"


def test_an_open_network_asks_for_no_password(fitted: KioskBench) -> None:
    at_the_network(fitted)
    touch_all(fitted, [up.WifiAsked(), up.WifiChosen("Khach")])
    assert (fitted.shows(NetworkCard).news, fitted.network.joined) == ("connected", "Khach")


def test_many_names_are_dealt_out_to_pages(fitted: KioskBench) -> None:
    fitted.network.air = {f"Mang {number}": "khong biet" for number in range(7)}
    at_the_network(fitted)
    touch_all(fitted, [up.WifiAsked(), e.PageAsked(1)])
    screen = fitted.shows(WifiList)
    assert ([one.name for one in screen.names], screen.pages) == (["Mang 5", "Mang 6"], 2)


def test_no_name_in_the_air_is_said(fitted: KioskBench) -> None:
    fitted.network.air = {}
    at_the_network(fitted)
    touch_all(fitted, [up.WifiAsked()])
    assert fitted.shows(NetworkCard).news == "no_wifi"


def test_a_router_that_gives_no_address_is_said(fitted: KioskBench) -> None:
    fitted.network.router = False
    at_the_network(fitted)
    touch_all(fitted, [up.CableAsked(fixed=False)])
    assert fitted.shows(NetworkCard).news == "no_address"


def test_a_fixed_address_is_asked_for_in_four_questions(fitted: KioskBench) -> None:
    at_the_network(fitted)
    touch_all(fitted, [up.CableAsked(fixed=True)])
    type_in(fitted, "10.0.20.5")
    assert fitted.shows(Pad).asked is Asked.PREFIX
    type_in(fitted, "24")
    type_in(fitted, "10.0.20.1")
    assert fitted.shows(Pad).asked is Asked.NAMESERVER
    type_in(fitted, "10.0.0.53")
    assert fitted.shows(NetworkCard).lines[0].address == "10.0.20.5/24"


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        (["10.0.20"], "address"),
        (["256.1.1.1"], "address"),
        (["127.0.0.1"], "address"),
        (["224.0.0.9"], "address"),
        (["10.0.20.5", "33"], "prefix"),
        (["10.0.20.255", "24"], "prefix"),
        (["10.0.20.5", "24", "10.0.21.1"], "gateway"),
        (["10.0.20.5", "24", "10.0.20.5"], "gateway"),
        (["10.0.20.5", "24", "10.0.20.1", "0.0.0.0"], "nameserver"),
    ],
)
def test_an_answer_that_makes_no_sense_is_asked_again(
    fitted: KioskBench, answers: list[str], problem: str
) -> None:
    at_the_network(fitted)
    touch_all(fitted, [up.CableAsked(fixed=True)])
    type_in(fitted, *answers)
    assert fitted.shows(Pad).problem == problem
    assert fitted.network.address == "192.168.1.20/24"


def test_the_network_is_not_to_be_changed_without_the_pin(fitted: KioskBench) -> None:
    touch_all(fitted, [e.HomeAsked(), up.WifiAsked(), up.CableAsked(fixed=False), up.ToolChosen(Tool.EXPORT)])
    assert fitted.screen.code == "S1"
    assert fitted.host.asked == []
