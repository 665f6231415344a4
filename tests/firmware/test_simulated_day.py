"""1,500 tickets replayed: nobody starves, priority is worth having, and estimates survive forgotten cases."""

from statistics import median

import pytest

from tests.firmware.day import TICKETS, Day, fair, first_come, visitors

SEEDS = [1, 2, 3, 4, 5]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_longest_normal_wait_is_at_most_twice_that_of_first_come_first_served(seed: int) -> None:
    ours, theirs = Day(fair).play(visitors(seed)), Day(first_come).play(visitors(seed))
    assert len(ours.served) == len(theirs.served) == TICKETS
    assert max(ours.waits(priority=False)) <= 2 * max(theirs.waits(priority=False))


@pytest.mark.parametrize("seed", SEEDS)
def test_people_with_priority_wait_at_most_half_as_long(seed: int) -> None:
    day = Day(fair).play(visitors(seed))
    assert median(day.waits(priority=True)) <= median(day.waits(priority=False)) / 2


@pytest.mark.parametrize("seed", SEEDS)
def test_estimates_are_closer_than_a_plain_average_when_cases_are_forgotten(seed: int) -> None:
    day = Day(fair).play(visitors(seed, forgotten=0.02))
    assert day.error("told_robust") < day.error("told_plain")


@pytest.mark.parametrize("seed", SEEDS)
def test_estimates_are_no_worse_than_a_plain_average_on_an_ordinary_day(seed: int) -> None:
    day = Day(fair).play(visitors(seed))
    assert day.error("told_robust") < 1.25 * day.error("told_plain")


BOOKED = 0.2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_fifth_that_booked_is_called_within_minutes_of_its_slot(seed: int) -> None:
    late = sorted(Day(fair).play(visitors(seed, booked=BOOKED)).late())
    assert len(late) > BOOKED * TICKETS * 0.8
    assert median(late) <= 2 * 60
    assert late[int(0.95 * len(late))] <= 5 * 60


@pytest.mark.parametrize("seed", SEEDS)
def test_a_fifth_that_booked_does_not_double_anybodys_longest_wait(seed: int) -> None:
    everybody = visitors(seed, booked=BOOKED)
    ours, theirs = Day(fair).play(everybody), Day(first_come).play(everybody)
    assert len(ours.served) == TICKETS
    assert max(ours.waits(priority=False)) <= 2 * max(theirs.waits(priority=False))
    assert max(ours.waits(priority=True)) <= max(theirs.waits(priority=True))
