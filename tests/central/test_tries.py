"""Pauses between tries to sign in: by name, by address, doubling, forgotten, kept in the store."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from central.accounts import tries
from central.accounts.register import Named, NewAccount, NewPassword, add, set_password, unblock
from central.accounts.tries import (
    FREE_OF_ADDRESS,
    FREE_OF_NAME,
    LONGEST_PAUSE,
    NOTHING,
    Tried,
    begin,
    pause,
    right,
)
from central.settings import Store as Wanted
from central.store.database import open_store
from central.store.engine import PATIENCE, Store
from tests.central.conftest import Centre
from tests.central.wire import NOW, later

HERE = "10.1.1.1"
ELSEWHERE = "10.9.9.9"
ROWS = "SELECT count(*) FROM sign_in_try"


@dataclass
class Tries:
    """What one centre asks of its store."""

    store: Store

    def begin(self, name: str, address: str, now: datetime) -> timedelta:
        with self.store.transaction():
            return begin(self.store.writer, Tried(name, address), now)

    def right(self, name: str, address: str) -> None:
        with self.store.transaction():
            right(self.store.writer, Tried(name, address))


@pytest.fixture
def counted(centre: Centre) -> Tries:
    return Tries(centre.store)


def wrong(tries: Tries, times: int, *, at: datetime = NOW, address: str = HERE) -> list[timedelta]:
    """The pauses that so many wrong tries of one name meet, one after the other."""
    return [tries.begin("lan", address, at) for _ in range(times)]


def flood(tries: Tries, tried: range, *, at: datetime = NOW) -> None:
    """Each under another name from another address."""
    [tries.begin(f"name{number}", f"address{number}", at) for number in tried]


def patient(tries: Tries, times: int) -> list[timedelta]:
    """The pauses that somebody meets who waits each of them out and is wrong again."""
    pauses, now = [], NOW
    for _ in range(times):
        pauses.append(tries.begin("lan", HERE, now))
        now += pauses[-1]
        tries.begin("lan", HERE, now)
    return pauses


def test_a_few_wrong_tries_are_free_and_then_there_is_a_pause(counted: Tries) -> None:
    assert wrong(counted, FREE_OF_NAME) == [NOTHING] * FREE_OF_NAME
    assert wrong(counted, 1, address=ELSEWHERE) == [timedelta(seconds=15)]
    assert wrong(counted, 1, at=later(14)) == [timedelta(seconds=1)]
    assert wrong(counted, 1, at=later(15)) == [NOTHING]


def test_the_pauses_double_up_to_a_quarter_of_an_hour(counted: Tries) -> None:
    wrong(counted, FREE_OF_NAME)
    seconds = [pause.total_seconds() for pause in patient(counted, 9)]
    assert seconds == [15, 30, 60, 120, 240, 480, *[LONGEST_PAUSE.total_seconds()] * 3]


def test_one_address_may_not_try_name_after_name(counted: Tries) -> None:
    names = [counted.begin(f"name{number}", HERE, NOW) for number in range(FREE_OF_ADDRESS + 1)]
    assert names == [*[NOTHING] * FREE_OF_ADDRESS, timedelta(seconds=15)]
    assert counted.begin("lan", ELSEWHERE, NOW) == NOTHING


def test_all_addresses_of_a_household_s_network_are_one(counted: Tries) -> None:
    network = [counted.begin(f"name{number}", f"2001:db8::{number:x}", NOW) for number in range(21)]
    assert network[-1] == timedelta(seconds=15)
    assert counted.begin("lan", "2001:db8:0:1::1", NOW) == NOTHING


def test_whoever_knows_the_password_starts_anew_and_leaves_nothing(centre: Centre, counted: Tries) -> None:
    wrong(counted, FREE_OF_NAME - 1)
    counted.begin("lan", HERE, NOW)
    counted.right("lan", HERE)
    assert wrong(counted, FREE_OF_NAME) == [NOTHING] * FREE_OF_NAME
    counted.begin("mai", ELSEWHERE, NOW)
    counted.right("mai", ELSEWHERE)
    assert centre.rows(ROWS) == [(2,)]


def test_a_right_try_takes_nothing_off_what_its_address_did_wrong(counted: Tries) -> None:
    [counted.begin(f"name{number}", HERE, NOW) for number in range(FREE_OF_ADDRESS - 1)]
    counted.begin("mai", HERE, NOW)
    counted.right("mai", HERE)
    assert wrong(counted, 2) == [NOTHING, timedelta(seconds=15)]


def test_tries_are_forgotten_after_an_hour_and_their_rows_go(centre: Centre, counted: Tries) -> None:
    wrong(counted, FREE_OF_NAME)
    flood(counted, range(20))
    assert wrong(counted, FREE_OF_NAME, at=later(3600)) == [NOTHING] * FREE_OF_NAME
    assert centre.rows(ROWS) == [(2,)]


def test_a_restart_forgets_no_try(centre: Centre, counted: Tries) -> None:
    wrong(counted, FREE_OF_NAME)
    centre.restart()
    assert wrong(Tries(centre.store), 1, at=later(5)) == [timedelta(seconds=10)]


def test_a_clock_that_is_set_back_locks_nobody_out(counted: Tries) -> None:
    wrong(counted, FREE_OF_NAME)
    assert wrong(counted, 1, at=later(-1800)) == [LONGEST_PAUSE]
    assert wrong(counted, FREE_OF_NAME, at=later(-3600)) == [NOTHING] * FREE_OF_NAME


def test_reading_tells_of_the_pause_and_counts_nothing(centre: Centre, counted: Tries) -> None:
    wrong(counted, FREE_OF_NAME)
    with centre.reader:
        told = [pause(centre.reader, Tried("lan", ELSEWHERE), NOW) for _ in range(3)]
    assert told == [timedelta(seconds=15)] * 3
    assert centre.rows("SELECT max(wrong) FROM sign_in_try") == [(FREE_OF_NAME,)]


def test_who_must_wait_is_not_counted(centre: Centre, counted: Tries) -> None:
    wrong(counted, FREE_OF_NAME)
    before = centre.rows("SELECT * FROM sign_in_try ORDER BY who")
    wrong(counted, 3, at=later(5), address=ELSEWHERE)
    assert centre.rows("SELECT * FROM sign_in_try ORDER BY who") == before


def test_a_flood_of_names_takes_no_room_and_pushes_out_no_account(
    centre: Centre, counted: Tries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "KEPT", 10)
    with centre.store.transaction():
        add(centre.store.writer, NewAccount("lan", "ward", "19/05518", ""), NOW)
    wrong(counted, FREE_OF_NAME)
    flood(counted, range(50), at=later(1))
    assert centre.rows(ROWS) == [(10 + 1,)]
    assert wrong(counted, 1, at=later(2), address=ELSEWHERE) == [timedelta(seconds=13)]


def test_neither_names_nor_addresses_lie_in_the_store_in_clear(centre: Centre, counted: Tries) -> None:
    counted.begin("my password, typed into the wrong field", HERE, NOW)
    assert not [
        row for row in centre.rows("SELECT who FROM sign_in_try") if " " in str(row) or HERE in str(row)
    ]
    assert centre.rows("SELECT DISTINCT length(who) FROM sign_in_try") == [(64,)]


def test_a_new_password_and_an_unblocking_end_the_pause_of_a_name(centre: Centre, counted: Tries) -> None:
    with centre.store.transaction():
        add(centre.store.writer, NewAccount("lan", "ward", "19/05518", ""), NOW)
    wrong(counted, FREE_OF_NAME)
    with centre.store.transaction():
        set_password(centre.store.writer, NewPassword("lan", "a hash"), NOW)
    assert wrong(counted, FREE_OF_NAME) == [NOTHING] * FREE_OF_NAME
    with centre.store.transaction():
        unblock(centre.store.writer, Named("lan"), NOW)
    assert wrong(counted, 1) == [NOTHING]


def test_two_centres_over_one_database_count_together(postgres_wanted: Wanted) -> None:
    one, other = (open_store(postgres_wanted, Path(), [province]) for province in ("19", "24"))
    assert (one.claim(), other.claim()) == (1, 1)
    assert wrong(Tries(one), 3) + wrong(Tries(other), 3) == [*[NOTHING] * 5, timedelta(seconds=15)]
    assert wrong(Tries(one), 1, at=later(5), address=ELSEWHERE) == [timedelta(seconds=10)]
    one.close()
    other.close()


def test_a_second_centre_waits_while_the_first_is_counting_the_same_name(postgres_wanted: Wanted) -> None:
    """Else both would find four and both let the fifth try go ahead."""
    one, other = (open_store(postgres_wanted, Path(), [province]) for province in ("19", "24"))
    assert (one.claim(), other.claim()) == (1, 1)
    wrong(Tries(one), FREE_OF_NAME - 1)
    other.execute("SET lock_timeout = '50ms'")
    with one.transaction():
        begin(one.writer, Tried("lan", HERE), NOW)
        with pytest.raises(PATIENCE):
            Tries(other).begin("lan", ELSEWHERE, NOW)
    assert Tries(other).begin("lan", ELSEWHERE, NOW) == timedelta(seconds=15)
    one.close()
    other.close()
