"""The glass by itself: what moves on it, that nobody gets out of it, and that it does not grow."""

import os
from pathlib import Path

import pytest

from firmware.rating_screens import OfficerCard, Rate
from firmware.screens import Aids, Language, StillThere
from tests.ui.touch.conftest import Bench
from ui.touch import samples
from ui.touch.panel import PANELS, Panel


def test_the_seconds_left_are_counted_down(bench: Bench) -> None:
    bench.show(StillThere(20))
    bench.advance(7)
    bench.glass.stage.pass_second()
    assert "sau 13 giây" in bench.written


def test_a_clock_that_cannot_be_trusted_shows_no_time(bench: Bench) -> None:
    bench.show(samples.SCREENS["S1-home"], clock_trusted=False)
    assert "--:--" in bench.written
    assert "08:05" not in bench.written


def test_help_on_its_way_is_said(bench: Bench) -> None:
    bench.show(samples.SCREENS["S1-home"], help_called=True)
    assert "Đã gọi cán bộ. Xin bác chờ tại đây." in bench.written


def test_out_of_paper_says_the_number_again(bench: Bench) -> None:
    bench.show(samples.SCREENS["S4-number-out"])
    words = bench.written.replace("\n", " ")
    assert "Máy hết giấy. Số của bác vẫn là A012, xin ghi lại. Cán bộ đã được báo." in words


@pytest.mark.parametrize("panel", PANELS.values(), ids=PANELS)
def test_every_service_says_how_many_wait(bench: Bench, panel: Panel) -> None:
    bench.use(panel)
    bench.show(samples.SCREENS["S2-services"])
    services = [key for key in bench.glass.stage.keys if key.id.startswith("service:")]
    assert len(services) == len(samples.TILES)
    assert [key.text for key in services if "\n" not in key.text] == []


@pytest.mark.parametrize("aids", [Aids(large_text=True), Aids(language=Language.ENGLISH)])
def test_a_long_name_that_crowds_its_waiting_line_out_leaves_the_others_theirs(
    bench: Bench, aids: Aids
) -> None:
    bench.use(PANELS["10.1"])
    bench.show(samples.SCREENS["S2-services"], aids)
    assert "\n" in bench.key("service:civil").text
    assert "\n" in bench.key("service:land").text
    assert "\n" not in bench.key("service:welfare").text


def test_a_missing_photo_is_no_photo(bench: Bench) -> None:
    officer = OfficerCard("an", "Nguyễn Thị An", 1, "/nowhere/an.jpg")
    bench.show(Rate(officer, samples.THREE))
    assert "Nguyễn Thị An" in bench.written


# ---------------------------------------------------------------- no way out


@pytest.mark.parametrize("key", [27, 282, 285, 293, 9, 13], ids=["Esc", "F1", "F4", "F12", "Tab", "Enter"])
def test_a_keyboard_cannot_leave(bench: Bench, key: int) -> None:
    bench.show(samples.SCREENS["S1-home"])
    bench.glass.window.dispatch("on_keyboard", key, 0, "", ["alt"])
    bench.glass.window.dispatch("on_key_down", key, 0, "", ["alt"])
    bench.glass.step()
    assert not bench.glass.loop.quit
    assert bench.glass.stage.shown == "S1"
    assert bench.sent == []


def test_the_window_refuses_to_be_closed(bench: Bench) -> None:
    assert bench.glass.window.dispatch("on_request_close", source="keyboard")


def test_there_is_exactly_one_input_provider(bench: Bench) -> None:
    names = [type(provider).__name__ for provider in bench.glass.loop.input_providers]
    assert names == ["MouseMotionEventProvider"]


# ---------------------------------------------------------------- how long and how large


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_screens_drawn_over_and_over_leave_nothing_behind(bench: Bench) -> None:
    modes = [Aids(), Aids(large_text=True), Aids(high_contrast=True), Aids(language=Language.ENGLISH)]
    round_ = [(screen, aids) for aids in modes for screen in samples.SCREENS.values()]
    bench.show_all(round_, rounds=4)
    before = resident_bytes()
    bench.show_all(round_, rounds=20)
    assert resident_bytes() - before < 5_000_000


def test_frames_drawn_without_a_display_do_not_pile_up(bench: Bench) -> None:
    bench.draw_frames(5)
    before = resident_bytes()
    bench.draw_frames(10)
    assert resident_bytes() - before < 5_000_000
