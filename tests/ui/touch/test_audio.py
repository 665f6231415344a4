"""What the glass does for a listener: words for every screen, news first, and silence."""

from dataclasses import replace
from itertools import product

import pytest

from firmware import events as e
from firmware.screens import Aids, Paper
from tests.ui.touch.conftest import Bench
from tests.ui.touch.hearing import CHOOSE, EAR, ENGLISH, heard, listen, said
from ui.touch import samples
from ui.touch.aloud import aloud
from ui.touch.panel import PANELS
from ui.touch.teller import spoken_text
from ui.touch.words import speaker

CASES = list(product(PANELS, (EAR, ENGLISH), samples.SCREENS))


# ---------------------------------------------------------------- every screen has its spoken text


@pytest.mark.parametrize(("panel", "aids", "name"), CASES, ids=[f"{p}-{a.language}-{n}" for p, a, n in CASES])
def test_every_screen_has_its_spoken_text_and_every_choice_its_words(
    bench: Bench, panel: str, aids: Aids, name: str
) -> None:
    bench.use(PANELS[panel])
    listen(bench, name, aids)
    text = spoken_text(heard(bench), by_buttons=True)
    assert bench.said == [f"{aids.language.value}: " + "\n".join(text)]
    assert [line for line in text if not line.strip()] == []
    assert [choice.key.id for choice in heard(bench).choices if not choice.words.strip()] == []
    mute = {"S0-waiting-nobody"}
    assert bool(heard(bench).sentences) == (name not in mute)


@pytest.mark.parametrize("name", samples.SCREENS)
def test_every_target_can_be_heard_but_those_for_eyes_and_hands(bench: Bench, name: str) -> None:
    listen(bench, name)
    assert set(heard(bench).ids) == set(bench.ids) - {"size", "contrast", "audio", "reach", "language"}


@pytest.mark.parametrize("name", samples.SCREENS)
def test_home_back_and_help_come_last(bench: Bench, name: str) -> None:
    listen(bench, name)
    ids = heard(bench).ids
    bar = [id_ for id_ in ("home", "back", "help") if id_ in ids]
    assert ids[len(ids) - len(bar) :] == bar


def test_a_screen_is_told_in_order_heading_count_manual_first_choice(bench: Bench) -> None:
    listen(bench, "S1-home")
    assert bench.said == [
        "vi: Bác/Anh/Chị cần làm gì?\n"
        "Có 3 lựa chọn.\n"
        "Bấm nút hai để nghe tiếp, nút ba để chọn.\n"
        "Lấy số thứ tự"
    ]


def test_two_buttons_have_their_own_manual(bench: Bench) -> None:
    listen(bench, "S1-home", ENGLISH, buttons=2)
    assert "Press button one to hear the next one, button two to choose.\nTake a number" in said(bench)


def test_without_buttons_every_choice_is_read_out_at_once(bench: Bench) -> None:
    listen(bench, "S1-home", ENGLISH, buttons=0)
    assert said(bench).endswith("Choices: 3.\nTake a number\nRate the service\nCall staff for help")


def test_the_number_is_spelled_and_everything_about_it_said_even_where_the_panel_is_small(
    bench: Bench,
) -> None:
    bench.use(PANELS["10.1"])
    listen(bench, "S4-number-out", replace(EAR, large_text=True))
    assert said(bench).splitlines()[:6] == [
        "vi: Số của bác là A, không một hai.",
        "Trước bác còn 4 người",
        "Khoảng 15 phút",
        "Xin chờ gọi ở quầy 1, 2",
        "ƯU TIÊN: Người cao tuổi",
        "Hộ tịch, chứng thực",
    ]
    assert "Máy hết giấy. Số của bác vẫn là A, không một hai, xin ghi lại." in said(bench)


def test_a_rating_that_was_recorded_is_named(bench: Bench) -> None:
    listen(bench, "S11-thanks", ENGLISH)
    assert said(bench).startswith("en: Thank you. Your rating has been recorded.\nGood\n")


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("A012", "vi", "A, không một hai"),
        ("A012 – Quầy 2", "en", "A, zero one two, Quầy 2"),
        ("23/11/2026\n07:30", "vi", "ngày 23 tháng 11 năm 2026, 7 giờ 30 phút"),
        ("08:00–11:30", "vi", "8 giờ đến 11 giờ 30 phút"),
        ("08:00–11:30", "en", "8 o'clock to 11 30"),
        ("Đang chờ: 4 · khoảng 15 phút", "vi", "Đang chờ: 4, khoảng 15 phút"),
    ],
)
def test_signs_are_read_as_words(text: str, language: str, words: str) -> None:
    assert aloud(text, speaker(language)) == words


# ---------------------------------------------------------------- news


def test_news_on_the_same_screen_comes_first_and_the_rest_again(bench: Bench) -> None:
    bench.show(samples.number(Paper.PRINTING), EAR, buttons=3)
    bench.show(samples.number(Paper.PRINTED), EAR, buttons=3)
    first, second, *_rest = said(bench).splitlines()
    assert (first, second) == ("vi: Mời bác lấy phiếu", "Số của bác là A, không một hai.")
    assert "lựa chọn" not in said(bench)


@pytest.mark.parametrize("panel", PANELS)
def test_help_on_its_way_is_said_on_every_panel(bench: Bench, panel: str) -> None:
    bench.use(PANELS[panel])
    listen(bench, "S1-home")
    listen(bench, "S1-home", help_called=True)
    assert said(bench).startswith("vi: Đã gọi cán bộ. Xin bác chờ tại đây.\nBác/Anh/Chị cần làm gì?")


def test_another_language_says_the_screen_again(bench: Bench) -> None:
    listen(bench, "S1-home")
    listen(bench, "S1-home", ENGLISH)
    assert said(bench) == "en: What do you need today?"


# ---------------------------------------------------------------- silence


def test_a_touch_is_silence_at_once(bench: Bench) -> None:
    listen(bench, "S1-home")
    finger = bench.glass.finger_down(0.5, 0.15)
    assert said(bench) == ""
    bench.glass.finger_up(finger)


def test_the_end_of_the_mode_is_silence(bench: Bench) -> None:
    listen(bench, "S1-home")
    bench.show(samples.SCREENS["S0-waiting"])
    bench.show(samples.SCREENS["S1-home"])
    assert bench.said[1:] == [""]


def test_without_audio_mode_nothing_is_ever_said(bench: Bench) -> None:
    bench.show(samples.SCREENS["S1-home"], can_speak=True, buttons=3)
    bench.tap("ticket")
    bench.show(samples.SCREENS["S2-services"], can_speak=True, audio=CHOOSE)
    assert (bench.said, bench.sent) == ([], [e.ServicesAsked()])
