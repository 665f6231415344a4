"""What grows old goes, in slices and whole months; what arrived lately stays, and nothing is ever counted
again.

Every test runs on both engines and asks what readers and kiosks see.
"""

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from central.retention import Retention, limit
from central.store import partitions, retention
from mqtt.client import Incoming
from mqtt.messages import Ack
from tests.central.conftest import Centre
from tests.central.wire import EPOCH, KIOSK, event, frame_of, rating, strange_event, ticket, tickets

OLD = datetime(2025, 9, 10, 2, 0, tzinfo=UTC)
YOUNG = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def receive_at(centre: Centre, now: datetime, *messages: Incoming) -> None:
    for message in messages:
        centre.inbox.put(message)
    assert centre.aggregator.turn(now) == 0


def grow_old(centre: Centre, *, now: datetime = YOUNG, turns: int = 20) -> None:
    """A day's turns."""
    daily = Retention(centre.store, 13)
    for _ in range(turns):
        daily.turn(now)


def seqs(centre: Centre) -> list[object]:
    return [seq for (seq,) in centre.rows("SELECT seq FROM event ORDER BY cursor")]


def old_tickets(first: int, last: int) -> Incoming:
    return frame_of(*[event(seq, ticket(f"A{seq:03d}"), at=OLD) for seq in range(first, last + 1)])


def test_old_events_go_and_their_figures_stay(centre: Centre) -> None:
    receive_at(centre, OLD, old_tickets(1, 5))
    receive_at(centre, YOUNG, tickets(6, 8))
    grow_old(centre)
    assert seqs(centre) == [6, 7, 8]
    assert centre.summary().tickets == 8


def test_what_arrived_lately_stays_though_it_happened_long_ago(centre: Centre) -> None:
    receive_at(centre, OLD, old_tickets(1, 2))
    receive_at(centre, YOUNG, old_tickets(3, 4), tickets(5, 5))
    grow_old(centre)
    assert {3, 4, 5} <= set(seqs(centre))


def test_what_a_clock_years_off_dates_goes_by_its_arrival(centre: Centre) -> None:
    wrong = [event(1, ticket(), at=datetime(1970, 1, 1, tzinfo=UTC)), event(2, ticket(), at=YEARS_AHEAD)]
    receive_at(centre, OLD, frame_of(*wrong))
    receive_at(centre, YOUNG, frame_of(event(3, ticket(), at=YEARS_AHEAD)), tickets(4, 4))
    grow_old(centre)
    assert seqs(centre)[-2:] == [3, 4]
    assert 1 not in seqs(centre)


YEARS_AHEAD = datetime(2040, 1, 1, tzinfo=UTC)


def test_an_old_event_that_is_sent_again_is_a_duplicate(centre: Centre) -> None:
    receive_at(centre, OLD, old_tickets(1, 5))
    receive_at(centre, YOUNG, tickets(6, 6))
    grow_old(centre)
    centre.restart()
    receive_at(centre, YOUNG, old_tickets(1, 5))
    assert (centre.summary().tickets, centre.summary().duplicates) == (6, 5)
    assert centre.wire.last_ack == Ack(EPOCH, 6, [])


def test_beyond_a_gap_it_is_still_known_what_has_arrived(centre: Centre) -> None:
    receive_at(centre, OLD, old_tickets(1, 2), old_tickets(4, 5))
    receive_at(centre, YOUNG, tickets(1, 1, kiosk="19/05518/k2"))
    grow_old(centre)
    centre.restart()
    receive_at(centre, YOUNG, old_tickets(4, 6))
    assert centre.wire.last_ack == Ack(EPOCH, 2, [(3, 3)])
    assert (centre.summary().tickets, centre.summary().duplicates) == (6, 2)
    receive_at(centre, YOUNG, old_tickets(3, 3))
    assert centre.wire.last_ack == Ack(EPOCH, 6, [])


def test_an_event_that_was_never_understood_is_still_taken_in_later(centre: Centre) -> None:
    receive_at(centre, OLD, frame_of(strange_event(1, "ticket.folded"), event(2, ticket(), at=OLD)))
    receive_at(centre, YOUNG, tickets(3, 3))
    grow_old(centre)
    receive_at(centre, YOUNG, old_tickets(1, 1))
    assert centre.summary().tickets == 3


def test_a_slice_is_bounded_and_the_next_turn_goes_on(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "SLICE", 3)
    wrong = [event(seq, rating(), at=YEARS_AHEAD) for seq in range(1, 11)]
    receive_at(centre, OLD, frame_of(*wrong))
    receive_at(centre, YOUNG, frame_of(event(11, rating(), at=YEARS_AHEAD)))
    grow_old(centre, turns=2)
    assert 1 < len(seqs(centre)) < 11
    grow_old(centre, turns=5)
    assert seqs(centre) == [11]


def test_a_cursor_never_comes_again(centre: Centre) -> None:
    receive_at(centre, OLD, old_tickets(1, 5))
    grow_old(centre)
    receive_at(centre, YOUNG, tickets(6, 6))
    assert centre.rows("SELECT max(cursor) FROM event") == [(6,)]


def test_without_a_limit_everything_stays(centre: Centre) -> None:
    receive_at(centre, OLD, old_tickets(1, 5))
    Retention(centre.store, 0).turn(YOUNG)
    assert seqs(centre) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("now", "months", "said"),
    [
        ("2026-11-21", 13, "2025-10-21T00:00:00.000Z"),
        ("2026-01-31", 13, "2024-12-28T00:00:00.000Z"),
        ("2026-12-01", 12, "2025-12-01T00:00:00.000Z"),
    ],
)
def test_the_limit_is_so_many_months_ago(now: str, months: int, said: str) -> None:
    assert limit(datetime.fromisoformat(now).replace(tzinfo=UTC), months) == said


# ---------------------------------------------------------------- months of PostgreSQL


def months(centre: Centre) -> list[str]:
    rows = centre.rows("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'event'::regclass")
    return sorted(str(name) for (name,) in rows)


def test_a_month_goes_whole_when_all_of_it_is_old(centre_on_postgres: Centre) -> None:
    centre = centre_on_postgres
    receive_at(centre, OLD, old_tickets(1, 3))
    receive_at(centre, YOUNG, tickets(4, 4))
    grow_old(centre)
    assert months(centre) == ["event_2025_10", "event_2026_11", "event_2026_12", "event_elsewhen"]


def test_a_month_with_one_late_event_stays_whole(centre_on_postgres: Centre) -> None:
    centre = centre_on_postgres
    receive_at(centre, OLD, old_tickets(1, 3))
    receive_at(centre, YOUNG, old_tickets(4, 4))
    grow_old(centre)
    assert seqs(centre) == [1, 2, 3, 4]
    grow_old(centre, now=datetime(2028, 1, 21, tzinfo=UTC))
    assert seqs(centre) == []
    assert centre.summary().gaps == 0


def test_a_month_stays_when_somebody_adds_to_it_meanwhile(
    centre_on_postgres: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The late event comes between the long look and the lock."""
    centre = centre_on_postgres
    receive_at(centre, OLD, old_tickets(1, 3))
    looked = partitions._found

    def late(*asked: Any) -> bool:
        found = looked(*asked)
        monkeypatch.setattr(partitions, "_found", looked)
        receive_at(centre, YOUNG, old_tickets(4, 4))
        return found

    monkeypatch.setattr(partitions, "_found", late)
    grow_old(centre, turns=1)
    assert seqs(centre) == [1, 2, 3, 4]
    assert centre.rows("SELECT * FROM set_aside") == []


def test_a_long_query_keeps_a_month_for_another_day(centre_on_postgres: Centre) -> None:
    centre = centre_on_postgres
    receive_at(centre, OLD, old_tickets(1, 3))
    with psycopg.connect(centre.wanted.url) as reader:
        reader.execute("SELECT * FROM event")
        grow_old(centre)
    assert seqs(centre) == [1, 2, 3]
    grow_old(centre)
    assert seqs(centre) == []


def test_a_kiosk_s_name_and_epoch_tell_its_numbers_apart_when_they_are_kept(
    centre_on_postgres: Centre,
) -> None:
    centre = centre_on_postgres
    receive_at(centre, OLD, old_tickets(4, 5), old_tickets(1, 3))
    other = frame_of(event(3, ticket(), at=OLD), kiosk="19/05518/k2")
    receive_at(centre, OLD, other)
    grow_old(centre)
    assert centre.rows("SELECT kiosk, seq, reason FROM set_aside") == [("19/05518/k2", 3, "expired")]
    assert centre.rows(f"SELECT upto FROM progress WHERE kiosk = '{KIOSK}'") == [(5,)]
