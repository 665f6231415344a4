"""Pauses between tries to sign in: by name, by address, doubling, forgotten."""

from datetime import datetime, timedelta

import pytest

from central.accounts.tries import FREE_OF_ADDRESS, FREE_OF_NAME, KEPT, LONGEST_PAUSE, Tries
from tests.central.wire import NOW, later

NONE = timedelta()


@pytest.fixture
def tries() -> Tries:
    return Tries()


def wrong(tries: Tries, times: int, *, at: datetime = NOW, address: str = "10.1.1.1") -> list[timedelta]:
    """The pauses that so many wrong tries of one name meet, one after the other."""
    return [tries.begin("lan", address, at) for _ in range(times)]


def patient(tries: Tries, times: int) -> list[timedelta]:
    """The pauses that somebody meets who waits each of them out and is wrong again."""
    pauses, now = [], NOW
    for _ in range(times):
        pauses.append(tries.begin("lan", "10.1.1.1", now))
        now += pauses[-1]
        tries.begin("lan", "10.1.1.1", now)
    return pauses


def test_a_few_wrong_tries_are_free_and_then_there_is_a_pause(tries: Tries) -> None:
    assert wrong(tries, FREE_OF_NAME) == [NONE] * FREE_OF_NAME
    assert wrong(tries, 1, address="10.9.9.9") == [timedelta(seconds=15)]
    assert wrong(tries, 1, at=later(14)) == [timedelta(seconds=1)]
    assert wrong(tries, 1, at=later(15)) == [NONE]


def test_the_pauses_double_up_to_a_quarter_of_an_hour(tries: Tries) -> None:
    wrong(tries, FREE_OF_NAME)
    seconds = [pause.total_seconds() for pause in patient(tries, 9)]
    assert seconds == [15, 30, 60, 120, 240, 480, *[LONGEST_PAUSE.total_seconds()] * 3]


def test_one_address_may_not_try_name_after_name(tries: Tries) -> None:
    names = [tries.begin(f"name{number}", "10.1.1.1", NOW) for number in range(FREE_OF_ADDRESS + 1)]
    assert names == [*[NONE] * FREE_OF_ADDRESS, timedelta(seconds=15)]
    assert tries.begin("lan", "10.1.1.2", NOW) == NONE


def test_whoever_knows_the_password_starts_anew(tries: Tries) -> None:
    wrong(tries, FREE_OF_NAME - 1)
    tries.begin("lan", "10.1.1.1", NOW)
    tries.right("lan", "10.1.1.1")
    assert wrong(tries, FREE_OF_NAME) == [NONE] * FREE_OF_NAME


def test_tries_are_forgotten_after_an_hour(tries: Tries) -> None:
    wrong(tries, FREE_OF_NAME)
    assert wrong(tries, FREE_OF_NAME, at=later(3600)) == [NONE] * FREE_OF_NAME


def test_a_flood_of_names_takes_no_room(tries: Tries) -> None:
    [tries.begin(f"name{number}", f"address{number}", NOW) for number in range(KEPT)]
    assert len(tries._counts) == KEPT
