"""Delivery: what kiosks send is stored once, answered truthfully and survives a crash.

Every test turns the real aggregator over a real file and asserts totals and answers on the wire.
"""

from typing import Any

from central.aggregator import Aggregator
from mqtt.facts import TicketNoShow, TicketServed, TicketTransferred
from mqtt.messages import Ack, decode
from tests.central.conftest import Centre, Lock
from tests.central.wire import (
    DAY,
    EPOCH,
    KIOSK,
    OTHER_EPOCH,
    event,
    frame_of,
    heartbeat,
    rating,
    state,
    ticket,
    tickets,
    voided,
)


def test_a_frame_is_committed_acknowledged_and_answered(centre: Centre) -> None:
    frame = tickets(1, 50)
    centre.receive(frame)
    assert centre.summary().tickets == 50
    assert centre.wire.acknowledged == [frame]
    assert centre.wire.last_ack == Ack(EPOCH, 50, [])
    assert centre.wire.published[-1].topic == f"motcua/1/{KIOSK}/ack"
    assert (centre.wire.published[-1].qos, centre.wire.published[-1].retain) == (0, True)


def test_where_keeping_is_dear_the_answer_is_only_passed_on(centre: Centre) -> None:
    centre.aggregator = Aggregator(centre.store, centre.wire, centre.inbox, acks_stay=False)
    centre.receive(tickets(1, 50))
    assert centre.wire.last_ack == Ack(EPOCH, 50, [])
    assert (centre.wire.published[-1].qos, centre.wire.published[-1].retain) == (0, False)


def test_many_frames_of_one_kiosk_get_one_answer(centre: Centre) -> None:
    centre.receive(tickets(1, 50), tickets(51, 100), tickets(101, 110))
    assert [decode(Ack, message.payload).upto for message in centre.wire.published] == [110]


def test_served_people_and_those_who_did_not_come_are_counted(centre: Centre) -> None:
    who: dict[str, Any] = {"day": DAY, "service": "ho-tich", "counter": 1, "officer": "cb01"}
    centre.receive(
        frame_of(
            event(1, TicketServed(number="A001", **who)),
            event(2, TicketNoShow(number="A002", **who)),
            event(3, TicketNoShow(number="A003", **who)),
            event(4, TicketTransferred(number="A003", to_service="ho-tich", why="returned", **who)),
        )
    )
    assert (centre.summary().served, centre.summary().no_shows) == (1, 1)


def test_a_replay_is_counted_and_changes_nothing(centre: Centre) -> None:
    centre.receive(tickets(1, 10))
    centre.receive(tickets(1, 10))
    summary = centre.summary()
    assert (summary.tickets, summary.duplicates, summary.rejected) == (10, 10, 0)


def test_a_replay_is_answered_again_because_the_kiosk_missed_the_answer(centre: Centre) -> None:
    centre.receive(tickets(1, 10))
    centre.receive(tickets(1, 10))
    assert len(centre.wire.published) == 2


def test_a_replay_within_one_turn_is_harmless(centre: Centre) -> None:
    centre.receive(tickets(1, 10), tickets(1, 10), tickets(5, 12))
    summary = centre.summary()
    assert (summary.tickets, summary.duplicates) == (12, 16)


def test_a_replay_with_other_spacing_is_still_the_same_event(centre: Centre) -> None:
    centre.receive(frame_of(event(1, ticket("A001"))))
    original = frame_of(event(1, ticket("A001")))
    spaced = original.payload.replace(b'"number":"A001"', b'"number" : "A001"')
    assert spaced != original.payload
    centre.receive(type(original)(original.topic, spaced, False, 2, 1, 1))
    assert (centre.summary().duplicates, centre.summary().rejected) == (1, 0)


def test_out_of_order_frames_show_a_gap_until_it_is_filled(centre: Centre) -> None:
    centre.receive(tickets(11, 20), tickets(31, 35))
    assert centre.wire.last_ack == Ack(EPOCH, 0, [(1, 10), (21, 30)])
    assert centre.summary().gaps == 20
    centre.receive(tickets(21, 30))
    assert centre.wire.last_ack == Ack(EPOCH, 0, [(1, 10)])
    centre.receive(tickets(1, 10))
    assert centre.wire.last_ack == Ack(EPOCH, 35, [])
    assert centre.summary().gaps == 0


def test_a_heartbeat_reveals_a_lost_tail(centre: Centre) -> None:
    centre.receive(tickets(1, 10))
    centre.receive(heartbeat(seq_high=14, backlog=4))
    assert centre.wire.last_ack == Ack(EPOCH, 10, [(11, 14)])
    assert centre.summary().gaps == 4


def test_a_heartbeat_that_waits_for_an_answer_gets_it_again(centre: Centre) -> None:
    centre.receive(tickets(1, 10))
    centre.receive(heartbeat(seq_high=10, backlog=10))
    assert [decode(Ack, message.payload).upto for message in centre.wire.published] == [10, 10]


def test_a_contented_heartbeat_is_not_answered(centre: Centre) -> None:
    centre.receive(tickets(1, 10))
    centre.receive(heartbeat(seq_high=10))
    assert len(centre.wire.published) == 1


def test_the_same_key_with_other_content_is_a_conflict_and_the_first_is_kept(centre: Centre) -> None:
    centre.receive(frame_of(event(1, ticket("A001"))))
    centre.receive(frame_of(event(1, ticket("B777")), event(2, ticket("A002"))))
    assert centre.reasons() == ["conflict"]
    assert ["B777" in str(data) for (data,) in centre.rows("SELECT data FROM event ORDER BY seq")] == [
        False
    ] * 2
    assert centre.rows("SELECT kiosk, epoch, seq FROM rejected") == [(KIOSK, EPOCH, 1)]
    assert centre.wire.last_ack == Ack(EPOCH, 2, [])


def test_a_replaced_card_starts_a_ledger_of_its_own(centre: Centre) -> None:
    centre.receive(tickets(1, 10))
    centre.receive(tickets(1, 3, epoch=OTHER_EPOCH))
    assert centre.summary().tickets == 13
    assert centre.wire.last_ack == Ack(OTHER_EPOCH, 3, [])
    centre.receive(tickets(11, 12))
    assert centre.wire.last_ack == Ack(EPOCH, 12, [])


def test_a_crash_between_commit_and_answer_is_harmless(centre: Centre) -> None:
    centre.wire.up = False
    centre.receive(tickets(1, 10), tickets(15, 20))
    centre.restart()
    centre.receive(tickets(1, 10), tickets(15, 20))
    assert centre.summary().tickets == 16
    assert centre.wire.last_ack == Ack(EPOCH, 10, [(11, 14)])
    centre.receive(tickets(11, 14))
    assert centre.wire.last_ack == Ack(EPOCH, 20, [])
    assert centre.summary().tickets == 20


def test_an_answer_owed_while_the_link_was_down_is_given_when_it_is_back(centre: Centre) -> None:
    centre.wire.up = False
    centre.receive(tickets(1, 10))
    centre.wire.up = True
    centre.receive()
    assert centre.wire.last_ack == Ack(EPOCH, 10, [])


def test_a_voided_rating_is_taken_out_of_its_day(centre: Centre) -> None:
    given = [event(1, rating("satisfied")), event(2, rating("satisfied")), event(3, rating("unsatisfied"))]
    centre.receive(frame_of(*given), frame_of(event(4, voided("satisfied"))))
    assert centre.summary().ratings["satisfied"] == 1
    assert centre.summary().ratings["unsatisfied"] == 1


def test_a_void_that_overtakes_its_rating_shows_no_negative_figure(centre: Centre) -> None:
    centre.receive(frame_of(event(2, voided("satisfied"))))
    assert centre.summary().ratings["satisfied"] == 0
    centre.receive(frame_of(event(1, rating("satisfied")), event(3, rating("satisfied"))))
    assert centre.summary().ratings["satisfied"] == 1


def test_a_locked_store_keeps_the_batch_unacknowledged(centre: Centre, locked: Lock) -> None:
    pause = centre.receive(tickets(1, 10))
    assert pause > 0
    assert centre.wire.acknowledged == []
    assert centre.wire.published == []
    locked.release()
    assert centre.receive() == 0
    assert len(centre.wire.acknowledged) == 1
    assert centre.wire.last_ack == Ack(EPOCH, 10, [])


def test_a_full_disk_keeps_the_batch_until_there_is_room(centre_on_sqlite: Centre) -> None:
    centre = centre_on_sqlite
    centre.receive(tickets(1, 10))
    centre.store.execute("PRAGMA max_page_count = 1")
    frames = [tickets(first, first + 49) for first in range(11, 2011, 50)]
    assert centre.receive(*frames) > 0
    assert len(centre.wire.acknowledged) == 1
    centre.store.execute("PRAGMA max_page_count = 1000000")
    centre.receive()
    assert centre.wire.last_ack == Ack(EPOCH, 2010, [])
    assert centre.summary().tickets == 2010
    assert centre.summary().duplicates == 0


def test_an_answer_owed_never_promises_what_a_failed_commit_held(centre: Centre, locked: Lock) -> None:
    locked.release()
    centre.wire.up = False
    centre.receive(tickets(1, 10))
    locked.hold()
    centre.receive(tickets(11, 20))
    locked.release()
    centre.aggregator.waiting.clear()
    centre.wire.up = True
    centre.receive()
    assert centre.wire.last_ack == Ack(EPOCH, 10, [])


def test_a_store_that_stays_unwilling_is_asked_less_and_less_often(centre: Centre, locked: Lock) -> None:
    pauses = [centre.receive(tickets(1, 1)), centre.receive(), centre.receive()]
    assert pauses == sorted(set(pauses))
    assert centre.aggregator.turned_at is None


def test_memory_that_drifted_from_the_store_is_rebuilt(centre: Centre) -> None:
    centre.receive(tickets(1, 5))
    for progress in centre.aggregator._progress.values():
        progress.upto = 0
    centre.receive(tickets(1, 6))
    assert centre.summary().tickets == 6
    assert centre.wire.last_ack == Ack(EPOCH, 6, [])


def test_a_kiosk_is_online_then_lost(centre: Centre) -> None:
    centre.receive(state("online"))
    assert centre.summary().kiosks_online == 1
    centre.receive(state("lost"))
    assert centre.summary().kiosks_online == 0
