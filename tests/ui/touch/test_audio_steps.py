"""A listener's buttons: moving from key to key, and striking the one that was heard."""

from dataclasses import replace

from firmware import events as e
from firmware.screens import AudioStep, Paper
from tests.ui.touch.conftest import Bench
from tests.ui.touch.hearing import CHOOSE, EAR, NEXT, TWICE, heard, listen, said
from ui.touch import samples
from ui.touch.panel import PANELS

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
