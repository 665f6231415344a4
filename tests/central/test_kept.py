"""Dear answers are given again for a while; cheap ones, and those of a store that stood still, are exact."""

import threading
import time

import pytest

from central.dashboard import kept
from central.dashboard.kept import DEAR_SECONDS, KEPT_SECONDS, Kept
from tests.processes import wait_until


class Bench:
    """Answers are how often somebody worked for one; each takes `seconds` of work."""

    def __init__(self, seconds: float = 0.0, *, dear: bool = False) -> None:
        self.stamp, self.now, self.seconds = 0, 0.0, seconds
        self.found = 0
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.kept: Kept[int] = Kept(lambda: self.stamp, dear=lambda _: dear, monotonic=lambda: self.now)

    def find(self) -> int:
        until = time.thread_time() + self.seconds
        while time.thread_time() < until:
            pass
        self.may_go_on.wait(10)
        self.found += 1
        return self.found

    def ask(self) -> int:
        return self.kept.answer("all wards", self.find)


def test_what_nothing_was_committed_after_is_given_again() -> None:
    bench = Bench()
    assert [bench.ask(), bench.ask()] == [1, 1]
    assert [bench.kept.answer("others", bench.find), bench.ask()] == [2, 1]


def test_what_is_cheap_is_found_anew_after_every_commit() -> None:
    bench = Bench()
    assert bench.ask() == 1
    bench.stamp += 1
    assert bench.ask() == 2


def test_what_is_dear_is_given_as_it_was_while_the_next_is_found() -> None:
    bench = Bench(seconds=DEAR_SECONDS)
    assert bench.ask() == 1
    bench.stamp += 1
    bench.may_go_on.clear()
    assert [bench.ask(), bench.ask()] == [1, 1]
    bench.may_go_on.set()
    wait_until(lambda: bench.ask() == 2)
    assert (bench.ask(), bench.found) == (2, 2)


def test_an_answer_that_the_database_worked_long_for_is_dear_too() -> None:
    bench = Bench(dear=True)
    assert bench.ask() == 1
    bench.stamp += 1
    assert bench.ask() == 1
    wait_until(lambda: bench.ask() == 2)


def test_nothing_is_given_that_is_a_minute_old() -> None:
    bench = Bench(seconds=DEAR_SECONDS)
    assert bench.ask() == 1
    bench.now += KEPT_SECONDS
    assert bench.ask() == 2


def test_a_find_that_fails_fails_for_whoever_asked_and_is_tried_again() -> None:
    bench = Bench()
    with pytest.raises(ZeroDivisionError):
        bench.kept.answer("all wards", lambda: 1 // 0)
    assert bench.ask() == 1


def test_places_are_counted() -> None:
    bench = Bench()
    [bench.kept.answer(number, bench.find) for number in range(3 * kept.ANSWERS_KEPT)]
    assert len(bench.kept._places) <= kept.ANSWERS_KEPT
