"""What the glass does for a listener: words for every screen, a ring round the key, a strike when chosen."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from firmware import events as e
from firmware.screens import Aids, AudioStep, Language, Paper
from tests.ui.touch.conftest import Bench
from ui.touch import samples
from ui.touch.aloud import aloud
from ui.touch.panel import PANELS
from ui.touch.teller import Heard, spoken_text
from ui.touch.theme import DAY, NIGHT, Colour
from ui.touch.words import speaker

EAR = Aids(audio=True)
ENGLISH = Aids(language=Language.ENGLISH, audio=True)
CASES = list(product(PANELS, (EAR, ENGLISH), samples.SCREENS))
NEXT, TWICE, CHOOSE = AudioStep(moves=1), AudioStep(moves=2), AudioStep(choices=1)


def listen(bench: Bench, name: str, aids: Aids = EAR, audio: AudioStep | None = None, **frame: Any) -> None:
    fields = {"can_speak": True, "buttons": 3, "audio": audio or AudioStep(), **frame}
    bench.show(samples.SCREENS[name], aids, **fields)


def heard(bench: Bench) -> Heard:
    found = bench.glass.stage.teller.heard
    assert found is not None
    return found


def said(bench: Bench) -> str:
    """What was said last."""
    return bench.said[-1]


def pixel(bench: Bench, x: float, y: float) -> tuple[int, ...]:
    """Red, green and blue at a place counted from the top left."""
    width, height, rows = bench.glass.pixels()
    start = 4 * ((height - 1 - round(y)) * width + round(x))
    return tuple(rows[start : start + 3])


def above(bench: Bench, id_: str, mm: float) -> tuple[int, ...]:
    """The colour so far above the middle of a key's upper edge."""
    box = bench.key(id_).box
    return pixel(bench, box.x + box.w / 2, box.y - mm * bench.glass.stage.panel.px_per_mm)


def rgb(colour: Colour) -> tuple[int, ...]:
    return tuple(round(255 * part) for part in colour[:3])


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


# ---------------------------------------------------------------- moving


def test_each_move_says_the_next_key_and_wraps_round(bench: Bench) -> None:
    listen(bench, "S1-home")
    listen(bench, "S1-home", audio=NEXT)
    listen(bench, "S1-home", audio=TWICE)
    listen(bench, "S1-home", audio=AudioStep(moves=3))
    assert bench.said[1:] == ["vi: Đánh giá phục vụ", "vi: Gọi cán bộ giúp", "vi: Lấy số thứ tự"]


def test_a_move_back_from_the_first_key_is_the_last(bench: Bench) -> None:
    listen(bench, "S1-home")
    listen(bench, "S1-home", audio=AudioStep(moves=-1))
    assert said(bench) == "vi: Gọi cán bộ giúp"


def test_a_new_screen_begins_at_its_first_key(bench: Bench) -> None:
    listen(bench, "S1-home")
    listen(bench, "S1-home", audio=TWICE)
    listen(bench, "S3-priorities", audio=TWICE)
    assert said(bench).endswith("\nNgười cao tuổi")
    assert bench.glass.stage.teller.focused is bench.key("priority:elderly")


def test_drawing_again_says_nothing(bench: Bench) -> None:
    listen(bench, "S12-still-there")
    bench.advance(1)
    bench.glass.stage.pass_second()
    listen(bench, "S12-still-there")
    assert len(bench.said) == 1


def test_a_repeat_says_the_same_again(bench: Bench) -> None:
    listen(bench, "S1-home")
    listen(bench, "S1-home", audio=AudioStep(repeats=1))
    listen(bench, "S1-home", audio=AudioStep(moves=1, repeats=1))
    listen(bench, "S1-home", audio=AudioStep(moves=1, repeats=2))
    whole, again, key, key_again = bench.said
    assert (again, key, key_again) == (whole, "vi: Đánh giá phục vụ", "vi: Đánh giá phục vụ")


def test_the_focus_stays_on_its_key_when_another_appears_before_it(bench: Bench) -> None:
    printing = samples.number(Paper.PRINTING, reprintable=False)
    bench.show(printing, EAR, buttons=3)
    focused = bench.glass.stage.teller.focused
    bench.show(samples.number(Paper.PRINTED), EAR, buttons=3)
    now = bench.glass.stage.teller.focused
    assert focused and now and focused.id == now.id == "done"


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


# ---------------------------------------------------------------- choosing


def test_a_choice_strikes_the_focused_key_as_a_finger_would(bench: Bench) -> None:
    listen(bench, "S1-home")
    listen(bench, "S1-home", audio=NEXT)
    listen(bench, "S1-home", audio=replace(NEXT, choices=1))
    assert bench.sent == [e.RatingAsked()]


def test_a_second_choice_at_once_is_no_second_strike_of_a_trembling_finger(bench: Bench) -> None:
    listen(bench, "S1-home")
    listen(bench, "S1-home", audio=CHOOSE)
    listen(bench, "S1-home", audio=AudioStep(choices=2))
    assert bench.sent == [e.ServicesAsked()] * 2


def test_a_choice_that_comes_with_a_new_screen_chooses_nothing_unheard(bench: Bench) -> None:
    listen(bench, "S1-home")
    listen(bench, "S2-services", audio=CHOOSE)
    assert bench.sent == []


def test_a_choice_is_made_once_however_often_the_screen_is_drawn(bench: Bench) -> None:
    listen(bench, "S1-home")
    listen(bench, "S1-home", audio=CHOOSE)
    bench.glass.stage.draw()
    listen(bench, "S1-home", audio=CHOOSE, help_called=True)
    assert bench.sent == [e.ServicesAsked()]


def test_a_new_visit_counts_its_steps_anew(bench: Bench) -> None:
    listen(bench, "S1-home")
    listen(bench, "S1-home", audio=AudioStep(3, 5, 6))
    bench.show(samples.SCREENS["S0-waiting"])
    listen(bench, "S1-home")
    listen(bench, "S1-home", audio=CHOOSE)
    assert bench.sent == [e.ServicesAsked()] * 2


def test_pages_turned_by_ear_on_a_small_panel_are_told_anew(bench: Bench) -> None:
    bench.use(PANELS["10.1"])
    large = replace(EAR, large_text=True)
    listen(bench, "S2-services", large)
    place = heard(bench).ids.index("next")
    listen(bench, "S2-services", large, AudioStep(moves=place))
    assert said(bench) in ("vi: Trang sau", "vi: Sau")
    listen(bench, "S2-services", large, AudioStep(moves=place, choices=1))
    assert bench.sent == [e.PageAsked(0)]
    assert "Bác chọn lĩnh vực" in said(bench)
    assert "next" not in heard(bench).ids


def test_the_open_aids_are_what_is_heard_on_a_small_panel(bench: Bench) -> None:
    bench.use(PANELS["10.1"])
    listen(bench, "S1-home", aids_open=True)
    assert heard(bench).ids == ["size", "contrast", "audio", "reach", "language", "help"]
    assert said(bench).startswith("vi: Chọn cách dùng dễ hơn")


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


# ---------------------------------------------------------------- what is seen


@pytest.mark.parametrize("panel", PANELS)
def test_a_ring_goes_round_the_focused_key_and_moves_with_it(bench: Bench, panel: str) -> None:
    bench.use(PANELS[panel])
    listen(bench, "S1-home")
    assert above(bench, "ticket", 1.4) == rgb(DAY.ring.edge)
    assert above(bench, "ticket", 0.0) == rgb(DAY.ring.fill)
    listen(bench, "S1-home", audio=TWICE)
    assert above(bench, "help", 1.4) == rgb(DAY.ring.edge)
    assert above(bench, "ticket", 1.4) == rgb(DAY.ground)


def test_in_high_contrast_the_ring_is_white(bench: Bench) -> None:
    listen(bench, "S1-home", replace(EAR, high_contrast=True))
    assert above(bench, "ticket", 1.4) == rgb(NIGHT.ring.edge)


def test_the_ring_goes_with_the_mode(bench: Bench) -> None:
    listen(bench, "S1-home")
    listen(bench, "S1-home", Aids())
    assert above(bench, "ticket", 1.4) == rgb(DAY.ground)


@pytest.mark.parametrize("panel", PANELS)
def test_listen_is_offered_only_where_a_speaker_is_fitted(bench: Bench, panel: str) -> None:
    bench.use(PANELS[panel])
    bench.show(samples.SCREENS["S1-home"], aids_open=True)
    assert "audio" not in bench.ids
    bench.show(samples.SCREENS["S1-home"], aids_open=True, can_speak=True)
    assert "audio" in bench.ids
