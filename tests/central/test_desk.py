"""Errands of pages: committed before they are answered, by the thread that writes, and each for itself."""

from collections.abc import Iterator
from concurrent.futures import Future

import peewee
import pytest

import central.desk
from central.desk import ERRANDS_IN_A_TURN, Errand, NotWritten, WritingDesk
from central.store.models import Kiosk
from tests.central.browsing import writing
from tests.central.conftest import Centre, Lock
from tests.central.wire import NOW

ALL = "SELECT kiosk FROM kiosk ORDER BY kiosk"


def adding(kiosk: str) -> Errand[str]:
    def add(database: peewee.Database) -> str:
        database.execute(Kiosk.insert(kiosk=kiosk, state="unknown"))
        return f"{kiosk} added"

    return add


def breaking(database: peewee.Database) -> None:
    adding("19/05518/k9")(database)
    raise KeyError("k9")


@pytest.fixture
def desk(centre: Centre) -> WritingDesk:
    return WritingDesk(centre.store)


@pytest.fixture
def served(centre: Centre) -> Iterator[WritingDesk]:
    with writing(centre.store) as desk:
        yield desk


def test_an_errand_is_committed_before_its_answer_is_given(centre: Centre, served: WritingDesk) -> None:
    assert served.settle(adding("19/05518/k1")) == "19/05518/k1 added"
    assert centre.rows(ALL) == [("19/05518/k1",)]


def test_nothing_is_written_before_the_writers_turn(centre: Centre, desk: WritingDesk) -> None:
    answer = desk.hand_in(adding("19/05518/k1"))
    assert (desk.busy, centre.rows(ALL), answer.done()) == (True, [], False)
    desk.turn(NOW)
    assert (desk.busy, centre.rows(ALL), answer.done()) == (False, [("19/05518/k1",)], True)


def test_an_errand_that_fails_leaves_nothing_and_spoils_no_other(centre: Centre, desk: WritingDesk) -> None:
    broken, sound = desk.hand_in(breaking), desk.hand_in(adding("19/05518/k1"))
    desk.turn(NOW)
    desk.turn(NOW)
    assert isinstance(broken.exception(0), KeyError)
    assert sound.result(0) == "19/05518/k1 added"
    assert centre.rows(ALL) == [("19/05518/k1",)]


def test_what_the_errand_raises_comes_through(served: WritingDesk) -> None:
    with pytest.raises(KeyError, match="k9"):
        served.settle(breaking)


def test_what_the_store_refuses_says_so(served: WritingDesk) -> None:
    served.settle(adding("19/05518/k1"))
    with pytest.raises(NotWritten, match="the store: "):
        served.settle(adding("19/05518/k1"))


def test_an_errand_that_nobody_waits_for_any_more_is_not_done(centre: Centre, desk: WritingDesk) -> None:
    with pytest.raises(NotWritten, match="once more"):
        desk.settle(adding("19/05518/k1"), seconds=0)
    desk.turn(NOW)
    assert centre.rows(ALL) == []


def test_a_turn_does_a_handful(desk: WritingDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(central.desk, "TURN_SECONDS", 60)
    answers = [desk.hand_in(lambda _: None) for _ in range(ERRANDS_IN_A_TURN + 1)]
    desk.turn(NOW)
    assert [answer.done() for answer in answers] == [True] * ERRANDS_IN_A_TURN + [False]


def test_after_an_errand_that_took_long_the_turn_is_over(
    desk: WritingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(central.desk, "TURN_SECONDS", 0)
    answers = [desk.hand_in(lambda _: None) for _ in range(2)]
    desk.turn(NOW)
    assert [answer.done() for answer in answers] == [True, False]


def test_a_locked_store_is_told_to_who_waits(desk: WritingDesk, locked: Lock) -> None:
    answer: Future[str] = desk.hand_in(adding("19/05518/k1"))
    desk.turn(NOW)
    assert isinstance(answer.exception(0), peewee.OperationalError)
