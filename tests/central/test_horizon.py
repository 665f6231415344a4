"""A reader that follows the cursor misses nothing, whoever commits when.

Two writers' connections and a reader, as several centres share one database.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import peewee
import pytest

from central.queries import Scope, events_after
from central.store import horizon
from central.store.database import Store, open_store
from tests.central.conftest import Centre
from tests.central.wire import tickets


@pytest.fixture
def hanoi(centre_on_postgres: Centre) -> Iterator[Store]:
    """Writes province 01."""
    yield from writing(centre_on_postgres, "01")


@pytest.fixture
def bac_ninh(centre_on_postgres: Centre) -> Iterator[Store]:
    """Writes province 24."""
    yield from writing(centre_on_postgres, "24")


def writing(centre: Centre, province: str) -> Iterator[Store]:
    centre.stop()
    store = open_store(centre.wanted, Path(), [province])
    assert store.claim()
    yield store
    store.close()


def row(kiosk: str, seq: int) -> tuple[str, str, int, str, str, str, str, str, str | None, str, str]:
    moment = "2026-11-21T02:15:00.000Z"
    return (kiosk, "9f3c9f3c9f3c9f3c", seq, "id", "ticket", "k", moment, "synced", None, "{}", moment)


def seen(store: Store, after: int = 0) -> list[str]:
    with store.reader() as reader:
        return [found.kiosk for found in events_after(reader, Scope(), after, 100).events]


def test_what_commits_later_with_a_lower_cursor_is_waited_for(hanoi: Store, bac_ninh: Store) -> None:
    with hanoi.transaction():
        hanoi.insert_events([row("01/00001/k1", 1)])
        with bac_ninh.transaction():
            bac_ninh.insert_events([row("24/00001/k1", 1)])
        assert seen(bac_ninh) == []
    assert seen(bac_ninh) == ["01/00001/k1", "24/00001/k1"]


def test_without_the_horizon_it_would_be_skipped_for_ever(
    hanoi: Store, bac_ninh: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same order of events; this is what the horizon is there for."""
    monkeypatch.setattr(horizon, "hold", lambda connection: None)
    with hanoi.transaction():
        hanoi.insert_events([row("01/00001/k1", 1)])
        with bac_ninh.transaction():
            bac_ninh.insert_events([row("24/00001/k1", 1)])
        assert seen(bac_ninh) == ["24/00001/k1"]
    assert seen(bac_ninh, after=2) == []


def test_a_writer_that_gives_up_holds_up_nobody_afterwards(hanoi: Store, bac_ninh: Store) -> None:
    with pytest.raises(ZeroDivisionError), hanoi.transaction():
        hanoi.insert_events([row("01/00001/k1", 1)])
        raise ZeroDivisionError
    with bac_ninh.transaction():
        bac_ninh.insert_events([row("24/00001/k1", 1)])
    assert seen(bac_ninh) == ["24/00001/k1"]


def test_what_was_committed_before_is_shown_while_others_write(hanoi: Store, bac_ninh: Store) -> None:
    with bac_ninh.transaction():
        bac_ninh.insert_events([row("24/00001/k1", 1)])
    with hanoi.transaction():
        hanoi.insert_events([row("01/00001/k1", 1)])
        assert seen(bac_ninh) == ["24/00001/k1"]


def test_a_writer_that_has_not_begun_to_insert_holds_up_nobody(hanoi: Store, bac_ninh: Store) -> None:
    with hanoi.transaction():
        with bac_ninh.transaction():
            bac_ninh.insert_events([row("24/00001/k1", 1)])
        assert seen(bac_ninh) == ["24/00001/k1"]


def test_writers_that_begin_while_the_reader_looks_for_the_horizon_stay_beyond_it(
    hanoi: Store, bac_ninh: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its first question and its second: a cursor is taken and not committed, the next one is."""
    asked, writing = horizon._number, ExitStack()

    def both_begin(reader: peewee.Database, sql: str) -> int | None:
        answer = asked(reader, sql)
        monkeypatch.setattr(horizon, "_number", asked)
        writing.enter_context(hanoi.transaction())
        hanoi.insert_events([row("01/00001/k1", 1)])
        with bac_ninh.transaction():
            bac_ninh.insert_events([row("24/00001/k1", 1)])
        return answer

    monkeypatch.setattr(horizon, "_number", both_begin)
    with writing:
        assert seen(bac_ninh) == []
    assert seen(bac_ninh) == ["01/00001/k1", "24/00001/k1"]


def test_events_are_in_the_order_of_their_ledger(centre: Centre) -> None:
    centre.receive(tickets(1, 50), tickets(51, 60))
    with centre.reader as reader:
        assert [found.seq for found in events_after(reader, Scope(), 0, 100).events] == list(range(1, 61))
