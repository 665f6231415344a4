"""Dossiers as kiosks report them: one row each, whatever the order of arrival, and the figures over them.

Every test turns the real aggregator over a real file and asks the API's own questions.
"""

import sqlite3
from contextlib import closing
from datetime import datetime
from functools import reduce
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Raw

from central.dossiers.figures import Question
from central.dossiers.percent import percent
from central.dossiers.register import Dossier, Word, dossier_of, heard
from central.store.sqlite import open_writer
from central.store.steps import MIGRATIONS
from mqtt.facts import DossierMoved, DossierReceived
from mqtt.messages import Event, encode
from tests.central.conftest import Centre
from tests.central.dossier_rows import CODE, asked, counts, moved, received
from tests.central.wire import DAY, EPOCH, KIOSK, OTHER_EPOCH, event, frame_of, later, rating, tickets


def states(centre: Centre) -> list[tuple[object, ...]]:
    return centre.rows("SELECT code, state, due, waited_days, source FROM dossier ORDER BY code")


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (4_573, 4_577, "99.91"),
        (71_725, 170_531, "42.06"),
        (45_945, 446_367, "10.29"),
        (0, 0, None),
        (0, 7, "0.00"),
        (7, 7, "100.00"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 20_000, "0.01"),
        (1, 20_001, "0.00"),
        (201, 20_000, "1.01"),
    ],
)
def test_a_percent_has_two_decimals_half_up(part: int, whole: int, said: str | None) -> None:
    assert percent(part, whole) == said


def test_a_received_dossier_is_open_and_counted_on_its_business_day(centre: Centre) -> None:
    centre.receive(frame_of(event(1, received())))
    assert states(centre) == [(CODE, 2, "2026-11-25", 0, "kiosk")]
    assert counts(centre, Question(first_day=DAY, last_day=DAY)) == (1, 0, 0, 1, 0)
    assert counts(centre, Question(first_day="2026-11-22")) == (0, 0, 0, 0, 0)


def test_a_dossier_finished_on_its_due_day_is_on_time_and_a_day_later_late(centre: Centre) -> None:
    centre.receive(frame_of(event(1, received()), event(2, moved(9, day="2026-11-25"))))
    assert counts(centre) == (1, 1, 0, 0, 0)
    centre.receive(frame_of(event(3, received("H19-2")), event(4, moved(9, "H19-2", day="2026-11-26"))))
    assert counts(centre) == (2, 1, 1, 0, 0)
    assert asked(centre).on_time_percent == "50.00"


def test_days_of_waiting_move_the_due_date_that_counts(centre: Centre) -> None:
    done = moved(9, day="2026-11-28", due="2026-11-30", waited_days=3)
    centre.receive(frame_of(event(1, received()), event(2, moved(5)), event(3, done)))
    assert counts(centre) == (1, 1, 0, 0, 0)
    assert states(centre) == [(CODE, 9, "2026-11-30", 3, "kiosk")]


def test_the_day_of_the_result_counts_and_not_the_day_it_was_fetched(centre: Centre) -> None:
    centre.receive(
        frame_of(
            event(1, received()), event(2, moved(9, day="2026-11-24")), event(3, moved(10, day="2026-12-24"))
        )
    )
    assert counts(centre, Question(first_day="2026-11-24", last_day="2026-11-24")) == (0, 1, 0, 0, 0)


@pytest.mark.parametrize(("state", "finished"), [(3, 1), (8, 1), (10, 1), (7, 0), (4, 0), (6, 0)])
def test_rejected_stopped_and_returned_are_finished_and_withdrawn_is_not(
    centre: Centre, state: int, finished: int
) -> None:
    centre.receive(frame_of(event(1, received()), event(2, moved(state))))
    assert asked(centre).on_time == finished


def test_a_dossier_without_a_due_date_is_neither_on_time_nor_late(centre: Centre) -> None:
    centre.receive(frame_of(event(1, received(due=None)), event(2, moved(9, due=None))))
    assert counts(centre) == (1, 0, 0, 0, 0)
    assert asked(centre).on_time_percent is None


def test_online_dossiers_have_a_share_of_those_received(centre: Centre) -> None:
    centre.receive(frame_of(*[event(seq, received(f"H19-{seq}")) for seq in (1, 2)]))
    centre.receive(frame_of(event(3, received("H19-3", channel="online"))))
    assert (asked(centre).online, asked(centre).online_percent) == (1, "33.33")


def test_the_figures_know_province_ward_field_and_officer(centre: Centre) -> None:
    centre.receive(frame_of(event(1, received()), event(2, moved(4, officer="cb02"))))
    centre.receive(frame_of(event(1, received()), kiosk="19/05521/k1"))
    assert counts(centre, Question(province="19"))[0] == 2
    assert counts(centre, Question(ward="05521"))[0] == 1
    assert counts(centre, Question(field="Hộ tịch"))[0] == 2
    assert counts(centre, Question(field="Đất đai"))[0] == 0
    assert counts(centre, Question(officer="cb02"))[0] == 1


def test_smileys_and_tickets_never_touch_the_figures_of_dossiers(centre: Centre) -> None:
    centre.receive(tickets(1, 5), frame_of(event(6, rating("unsatisfied"))))
    assert counts(centre) == (0, 0, 0, 0, 0)
    centre.receive(frame_of(event(7, received())))
    assert centre.summary().tickets == 5


def test_a_replayed_dossier_event_changes_nothing_and_its_ward_is_left_in_peace(centre: Centre) -> None:
    frame = frame_of(event(1, received()), event(2, moved(4)))
    centre.receive(frame)
    before = centre.rows("SELECT * FROM dossier"), centre.rows("SELECT * FROM dossier_ward")
    centre.receive(frame)
    assert before == (centre.rows("SELECT * FROM dossier"), centre.rows("SELECT * FROM dossier_ward"))


def test_events_that_arrive_in_any_order_leave_the_same_dossier(centre: Centre) -> None:
    centre.receive(frame_of(event(3, moved(10, day="2026-11-30"), at=later(3))))
    centre.receive(frame_of(event(1, received(), at=later(1))))
    centre.receive(frame_of(event(2, moved(9, day="2026-11-24"), at=later(2))))
    assert centre.rows("SELECT state, received_day, finished_day, finished_state FROM dossier") == [
        (10, DAY, "2026-11-24", 9)
    ]


def test_a_kiosk_whose_clock_is_years_ahead_has_not_the_last_word_for_years(centre: Centre) -> None:
    centre.receive(frame_of(event(1, received(), at=datetime.fromisoformat("2036-01-01T00:00:00+00:00"))))
    centre.receive(frame_of(event(2, moved(4))))
    assert states(centre) == [(CODE, 4, "2026-11-25", 0, "kiosk")]


def test_a_dossier_survives_a_restart_of_the_centre(centre: Centre) -> None:
    centre.receive(frame_of(event(1, received())))
    centre.restart()
    centre.receive(frame_of(event(2, moved(4))))
    assert states(centre) == [(CODE, 4, "2026-11-25", 0, "kiosk")]


def test_a_store_of_the_version_before_keeps_its_events_and_learns_dossiers(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    with closing(sqlite3.connect(path)) as old:
        old.executescript((MIGRATIONS / "sqlite" / "0001_first.sql").read_text("utf-8"))
        old.executescript("INSERT INTO kiosk (kiosk) VALUES ('19/05518/k1'); PRAGMA user_version = 1")
    database = open_writer(path)
    assert database.execute_sql("SELECT kiosk FROM kiosk").fetchall() == [(KIOSK,)]
    assert database.execute_sql("SELECT count(*) FROM dossier").fetchall() == [(0,)]
    database.close()


# ---------------------------------------------------------------- whatever the order


def told(seq: int, fact: DossierReceived | DossierMoved, *, epoch: str = EPOCH, second: int = 0) -> Word:
    said: Event = event(seq, fact, at=later(second))
    return Word(KIOSK, epoch, seq, said.at, fact, fact.day)


def joined(words: list[Word]) -> Dossier | None:
    nothing: Dossier | None = None
    return reduce(lambda known, word: heard(known, dossier_of(word)), words, nothing)


_WORDS = st.builds(
    told,
    st.integers(1, 9),
    st.one_of(
        st.builds(received, day=st.sampled_from(["2026-11-20", DAY])),
        st.builds(moved, st.integers(1, 10), day=st.sampled_from(["2026-11-20", DAY, "2026-11-22"])),
    ),
    epoch=st.sampled_from([EPOCH, OTHER_EPOCH]),
    second=st.integers(0, 2),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS, min_size=1, max_size=4, unique_by=lambda word: (word.epoch, word.seq)))
def test_words_of_kiosks_commute_and_repeat_without_effect(words: list[Word]) -> None:
    assert len({joined(list(order) + words) for order in permutations(words)}) == 1


def test_ties_in_time_are_settled_by_the_ledger() -> None:
    first, second = told(1, received()), told(2, moved(4))
    both = joined([second, first])
    assert both is not None
    assert (both.state, both.received_day, both.said_at) == (4, DAY, told(1, received()).at)


YEARS_BACK = -3 * 365 * 86_400


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_kiosk_whose_clock_fell_years_back_still_has_its_last_word(order: tuple[int, ...]) -> None:
    words = [told(1, received()), told(2, moved(4), second=9), told(3, moved(9), second=YEARS_BACK)]
    known = joined([words[index] for index in order])
    assert known is not None
    assert (known.state, known.seq, known.state_at) == (9, 3, told(1, received(), second=9).at)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_between_two_kiosks_the_moment_decides_and_within_each_its_ledger(order: tuple[int, ...]) -> None:
    words = [
        told(1, received(), second=5),
        told(2, moved(4), second=YEARS_BACK),
        told(1, moved(5), epoch=OTHER_EPOCH, second=4),
        told(2, moved(9), epoch=OTHER_EPOCH, second=YEARS_BACK),
    ]
    known = joined([words[index] for index in order])
    assert known is not None
    assert (known.state, known.epoch, known.seq) == (4, EPOCH, 2)


def test_a_dossier_that_was_finished_years_ago_by_its_kiosks_clock_is_stored_as_finished(
    centre: Centre,
) -> None:
    centre.receive(frame_of(event(1, received())))
    back = Event(
        2,
        event(2, moved(9)).id,
        "dossier.moved",
        "2023-01-01T00:00:00.000Z",
        "unsynced",
        Raw(encode(moved(9))),
    )
    centre.receive(frame_of(back))
    assert states(centre) == [(CODE, 9, "2026-11-25", 0, "kiosk")]
