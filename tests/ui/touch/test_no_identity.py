"""S15: whoever stands before a kiosk without a ward knows what is wrong and what to do."""

import pytest

from firmware import events as e
from firmware.screens import NoIdentity
from tests.ui.touch.conftest import Bench
from ui.touch import samples
from ui.touch.panel import PANELS

CODES = (
    "none",
    "settings",
    "unreadable",
    "incomplete",
    "authority",
    "enrolment",
    "unknown_ward",
    "other_kiosk",
    "full",
    "start",
    "a code of a later version",
)


def test_a_kiosk_without_a_folder_says_in_both_languages_what_to_bring(bench: Bench) -> None:
    bench.show(samples.SCREENS["S15-no-identity"])
    assert "1. Chép thư mục motcua (kiosk.toml, enrolment.toml, ca.crt) vào USB." in bench.written
    assert "1. Copy the folder motcua (kiosk.toml, enrolment.toml, ca.crt) to a USB stick." in bench.written
    assert "S/N 10000000a1b2c3d4" in bench.written


def test_a_refused_folder_is_shown_with_file_and_key(bench: Bench) -> None:
    bench.show(samples.SCREENS["S15-refused"])
    assert "Tệp kiosk.toml có chỗ sai." in bench.written
    assert "/bootcfg/kiosk.toml: kiosk.ward" in bench.written


@pytest.mark.parametrize("code", CODES)
def test_every_problem_has_words_in_both_languages(bench: Bench, code: str) -> None:
    bench.show(NoIdentity(code, "a detail", "S/N 1", "S15"))
    said = bench.glass.stage.sheets[0].written
    assert len({one.text for one in said}) == len(said)
    assert "a detail" in bench.written


@pytest.mark.parametrize("panel", PANELS)
def test_the_longest_detail_still_fits(bench: Bench, panel: str) -> None:
    bench.use(PANELS[panel])
    detail = "/bootcfg/kiosk.toml: " + "services.name: chữ dài " * 12
    bench.show(NoIdentity("settings", detail, samples.MACHINE, f"S15 {detail}"))
    cut = [
        one.text
        for one in bench.glass.stage.sheets[0].written
        if one.room.h > one.given.h + 1 or one.room.bottom > PANELS[panel].height
    ]
    assert cut == []


def test_the_only_target_looks_again(bench: Bench) -> None:
    bench.show(samples.SCREENS["S15-refused"])
    assert bench.ids == ["look_again"]
    bench.tap("look_again")
    assert bench.sent == [e.HomeAsked()]


def test_no_gesture_and_no_bar_lead_anywhere(bench: Bench) -> None:
    bench.show(samples.SCREENS["S15-no-identity"])
    bench.touch_clock(times=10, every_seconds=0.3)
    assert bench.sent == []
    assert "Mất mạng" not in bench.written
