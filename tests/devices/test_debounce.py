"""Bounces, spikes and stuck buttons on a clock of our own."""

import pytest

from devices.debounce import Debounce, Freed, Held, Pressed, Released, Stuck


@pytest.fixture
def debounce() -> Debounce:
    return Debounce(3)


def edges(debounce: Debounce, button: int, *times: float) -> None:
    """The line goes down at the first time, up at the second, and so on."""
    for number, at in enumerate(times):
        debounce.edge(button, at, down=number % 2 == 0)


def test_a_press_counts_once_the_line_stayed_down(debounce: Debounce) -> None:
    edges(debounce, 2, 1.0)
    assert debounce.due() == pytest.approx(1.02)
    assert debounce.turn(1.019) == []
    assert debounce.turn(1.021) == [Pressed(2)]


def test_a_burst_of_bounces_gives_one_press(debounce: Debounce) -> None:
    edges(debounce, 1, 1.0, 1.002, 1.004, 1.005, 1.009, 1.012, 1.013)
    assert debounce.turn(1.025) == []
    assert debounce.turn(1.2) == [Pressed(1)]
    edges(debounce, 1, 1.21)
    debounce.edge(1, 1.3, down=False)
    edges(debounce, 1, 1.303, 1.307, 1.31, 1.311)
    assert debounce.turn(2.0) == [Released(1)]


def test_a_spike_of_five_milliseconds_gives_nothing(debounce: Debounce) -> None:
    edges(debounce, 1, 1.0, 1.005)
    assert debounce.due() is None
    assert debounce.turn(9.0) == []


def test_a_second_press_counts_after_a_real_release(debounce: Debounce) -> None:
    edges(debounce, 1, 1.0, 1.1, 1.2)
    assert debounce.turn(1.3) == [Pressed(1), Released(1), Pressed(1)]


def test_a_release_shorter_than_50_ms_is_still_the_same_press(debounce: Debounce) -> None:
    edges(debounce, 1, 1.0, 1.1, 1.14, 1.3)
    assert debounce.turn(2.0) == [Pressed(1), Released(1)]


def test_a_press_nobody_looked_at_in_time_is_not_lost(debounce: Debounce) -> None:
    edges(debounce, 1, 1.0, 1.03)
    assert debounce.turn(5.0) == [Pressed(1), Released(1)]


def test_a_release_is_told_once_the_line_stayed_up(debounce: Debounce) -> None:
    edges(debounce, 1, 1.0, 1.5)
    assert debounce.turn(1.549) == [Pressed(1)]
    assert debounce.due() == pytest.approx(1.55)
    assert debounce.turn(1.551) == [Released(1)]


def test_a_press_of_two_seconds_is_a_hold_and_its_end_is_nothing(debounce: Debounce) -> None:
    edges(debounce, 2, 1.0)
    assert debounce.turn(2.99) == [Pressed(2)]
    assert debounce.due() == pytest.approx(3.0)
    assert debounce.turn(3.0) == [Held(2)]
    debounce.edge(2, 4.0, down=False)
    assert debounce.turn(5.0) == []


def test_a_press_that_ends_just_before_two_seconds_is_no_hold(debounce: Debounce) -> None:
    edges(debounce, 2, 1.0, 2.99)
    assert debounce.turn(9.0) == [Pressed(2), Released(2)]


def test_a_bounce_in_the_middle_of_a_hold_leaves_it_whole(debounce: Debounce) -> None:
    edges(debounce, 2, 1.0, 2.0, 2.03)
    assert debounce.turn(9.0) == [Pressed(2), Held(2)]


def test_a_stuck_button_gives_one_press_one_hold_one_alarm_and_one_all_clear(debounce: Debounce) -> None:
    edges(debounce, 3, 1.0)
    assert debounce.turn(3.0) == [Pressed(3), Held(3)]
    assert debounce.due() == pytest.approx(11.0)
    assert debounce.turn(11.0) == [Stuck(3)]
    assert debounce.due() is None
    assert debounce.turn(3600.0) == []
    debounce.edge(3, 3700.0, down=False)
    assert debounce.turn(3700.06) == [Freed(3)]
    edges(debounce, 3, 3800.0)
    assert debounce.turn(3800.02) == [Pressed(3)]


def test_a_button_down_before_we_looked_is_nobodys_press_but_may_be_stuck(debounce: Debounce) -> None:
    debounce.found_down(1, 0.0)
    assert debounce.turn(9.0) == []
    assert debounce.turn(10.0) == [Stuck(1)]


def test_buttons_do_not_disturb_each_other(debounce: Debounce) -> None:
    edges(debounce, 1, 1.0)
    edges(debounce, 2, 1.001)
    assert debounce.turn(1.1) == [Pressed(1), Pressed(2)]


def test_a_resting_board_is_never_due(debounce: Debounce) -> None:
    assert debounce.due() is None
