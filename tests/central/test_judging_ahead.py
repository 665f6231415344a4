"""While one batch is stored the next is judged: order, answers and totals are those of one after the other.

The store is held in the middle of a batch until the test has seen what is judged meanwhile.
"""

import threading
from collections.abc import Callable
from itertools import islice
from typing import Protocol

import peewee
import pytest

from central import aggregator
from central.batch import Batch
from central.sms.telling import Telling
from central.store.engine import Store
from central.store.writing import save
from mqtt.client import Incoming
from mqtt.messages import Ack
from tests.central.conftest import Centre
from tests.central.wire import EPOCH, NOW, event, frame_of, strange_event, ticket, tickets

OTHER = "19/05518/k2"
Take = Callable[[Batch, Incoming], None]
Save = Callable[[Store, Batch, Telling], object]


class Ahead(Protocol):
    def __call__(self, last: Incoming, storing: Save = save) -> None: ...


@pytest.fixture(autouse=True)
def one_message_is_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aggregator, "MESSAGES_IN_A_BATCH", 1)
    monkeypatch.setattr(aggregator, "ENOUGH", 1)
    monkeypatch.setattr(aggregator, "TURN_SECONDS", 60)


def held_until(judged: threading.Event, storing: Save) -> Save:
    """No batch is written before this is set: by whoever judges the one behind it."""

    def held(store: Store, batch: Batch, tell: Telling) -> None:
        assert judged.wait(20)
        storing(store, batch, tell)

    return held


def telling(judged: threading.Event, take: Take, at: Incoming) -> Take:
    """Tells when this message is judged."""

    def told(batch: Batch, incoming: Incoming) -> None:
        take(batch, incoming)
        if incoming is at:
            judged.set()

    return told


def stumbling(take: Take, at: Incoming) -> Take:
    def stumbled(batch: Batch, incoming: Incoming) -> None:
        if incoming is at:
            raise LookupError("nobody foresaw it")
        take(batch, incoming)

    return stumbled


def failing_once(error: Exception, first: Save = lambda *_: None) -> Save:
    """The first batch fails, after whatever became of it; the others are stored."""
    left = [error]

    def failed(store: Store, batch: Batch, tell: Telling) -> None:
        if left:
            first(store, batch, tell)
            raise left.pop()
        save(store, batch, tell)

    return failed


def arriving(centre: Centre, *frames: Incoming) -> Callable[[], None]:
    """Each look finds one more."""
    late = iter(frames)

    def look() -> None:
        for frame in islice(late, 1):
            centre.inbox.put(frame)

    return look


@pytest.fixture
def ahead(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Ahead:
    """Nothing is written before that message is judged."""

    def hold(last: Incoming, storing: Save = save) -> None:
        judged = threading.Event()
        monkeypatch.setattr(aggregator, "save", held_until(judged, storing))
        monkeypatch.setattr(Batch, "take", telling(judged, Batch.take, last))

    return hold


def test_the_next_batch_is_judged_upon_the_progress_that_the_one_before_it_will_have(
    centre: Centre, ahead: Ahead, caplog: pytest.LogCaptureFixture
) -> None:
    frames = [tickets(1, 10), tickets(11, 20)]
    ahead(frames[1])
    assert centre.receive(*frames) == 0
    assert centre.wire.acknowledged == frames
    assert centre.wire.last_ack == Ack(EPOCH, 20, [])
    assert (centre.summary().tickets, centre.summary().duplicates) == (20, 0)
    assert "judging them one by one" not in caplog.text


def test_a_replay_that_is_judged_ahead_is_counted_as_one(centre: Centre, ahead: Ahead) -> None:
    frames = [tickets(1, 10), tickets(1, 10), tickets(6, 15)]
    ahead(frames[1])
    assert centre.receive(*frames) == 0
    assert (centre.summary().tickets, centre.summary().duplicates) == (15, 15)
    assert centre.wire.last_ack == Ack(EPOCH, 15, [])


def test_a_gap_is_asked_for_whichever_batch_it_lies_in(
    centre: Centre, ahead: Ahead, caplog: pytest.LogCaptureFixture
) -> None:
    frames = [tickets(11, 20), tickets(31, 40), tickets(1, 10)]
    ahead(frames[1])
    assert centre.receive(*frames) == 0
    assert centre.wire.last_ack == Ack(EPOCH, 20, [(21, 30)])
    assert centre.summary().gaps == 10
    assert "judging them one by one" not in caplog.text


def test_each_message_is_acknowledged_after_its_own_commit_and_in_its_order(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands in the store at each acknowledgement, by the tickets that it holds."""
    seen: list[int] = []
    monkeypatch.setattr(centre.wire, "acknowledge", lambda _: seen.append(centre.summary().tickets))
    frames = [tickets(1, 10), tickets(1, 7, kiosk=OTHER), tickets(11, 30), tickets(31, 31)]
    assert centre.receive(*frames) == 0
    assert seen == [10, 17, 37, 38]


def test_when_a_commit_fails_what_was_judged_ahead_is_judged_again(centre: Centre, ahead: Ahead) -> None:
    frames = [tickets(1, 10), tickets(11, 20), tickets(21, 25)]
    ahead(frames[1], failing_once(peewee.OperationalError("the server hung up")))
    assert centre.receive(*frames) > 0
    assert (centre.wire.acknowledged, centre.wire.published, centre.aggregator.waiting) == (
        [],
        [],
        frames[:2],
    )
    assert centre.receive() == 0
    assert centre.wire.acknowledged == frames
    assert centre.wire.last_ack == Ack(EPOCH, 25, [])
    assert (centre.summary().tickets, centre.summary().duplicates) == (25, 0)


def test_a_commit_whose_answer_was_lost_makes_a_repeat_of_its_batch_only(
    centre: Centre, ahead: Ahead
) -> None:
    frames = [tickets(1, 10), tickets(11, 20)]
    ahead(frames[1], failing_once(peewee.OperationalError("the answer was lost"), first=save))
    assert centre.receive(*frames) > 0
    assert centre.receive() == 0
    assert (centre.summary().tickets, centre.summary().duplicates) == (20, 10)
    assert centre.wire.last_ack == Ack(EPOCH, 20, [])


def test_a_batch_that_nobody_can_store_costs_the_one_behind_it_nothing(centre: Centre, ahead: Ahead) -> None:
    frames = [tickets(1, 10), tickets(11, 20)]
    ahead(frames[1], failing_once(LookupError("nobody foresaw it")))
    assert centre.receive(*frames) == 0
    assert centre.wire.acknowledged == frames
    assert (centre.summary().tickets, centre.reasons()) == (20, [])


def test_a_message_that_nobody_can_judge_is_refused_after_the_one_before_it_is_stored(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = [tickets(1, 10), tickets(1, 5, kiosk=OTHER), tickets(11, 20)]
    monkeypatch.setattr(Batch, "take", stumbling(Batch.take, frames[1]))
    assert centre.receive(*frames) == 0
    assert centre.receive() == 0
    assert centre.wire.acknowledged == frames
    assert (centre.summary().tickets, centre.reasons()) == (
        20,
        ["unreadable: LookupError: nobody foresaw it"],
    )


def test_an_event_set_aside_ahead_of_its_repeat_stays_set_aside(centre: Centre, ahead: Ahead) -> None:
    strange = frame_of(strange_event(1, "ticket.unheard"), event(2, ticket("A002")))
    frames = [strange, strange]
    ahead(frames[1])
    assert centre.receive(*frames) == 0
    assert (centre.summary().tickets, centre.summary().duplicates) == (1, 2)
    assert centre.wire.last_ack == Ack(EPOCH, 2, [])


def test_a_kiosk_that_is_new_is_asked_for_in_a_store_that_is_at_rest(centre: Centre) -> None:
    frames = [tickets(1, 10, kiosk=f"19/05518/k{number}") for number in range(1, 21)]
    assert centre.receive(*frames) == 0
    assert centre.summary().tickets == 200
    assert centre.wire.acknowledged == frames


def test_when_the_time_is_over_what_is_judged_sets_out_with_the_next_turn(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aggregator, "TURN_SECONDS", -1)
    frames = [tickets(1, 10), tickets(11, 20)]
    centre.receive(*frames)
    assert centre.wire.acknowledged == []
    monkeypatch.setattr(aggregator, "TURN_SECONDS", 60)
    centre.receive()
    assert centre.wire.acknowledged == frames
    assert centre.wire.last_ack == Ack(EPOCH, 20, [])


def test_what_arrives_during_a_turn_is_taken_in_by_it(centre: Centre) -> None:
    assert centre.aggregator.turn(NOW, arriving(centre, tickets(1, 10), tickets(11, 20))) == 0
    assert centre.wire.last_ack == Ack(EPOCH, 20, [])


def test_nobody_is_told_of_what_is_only_judged(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    """The turn ends after the first commit, with the second batch judged."""
    frames = [tickets(1, 10), tickets(11, 20), tickets(21, 30)]
    clock = iter([0.0, 0.0, 0.0, 0.0, 1000.0])
    monkeypatch.setattr(aggregator, "perf_counter", lambda: next(clock, 1000.0))
    centre.receive(*frames)
    assert (centre.wire.acknowledged, centre.wire.last_ack) == (frames[:1], Ack(EPOCH, 10, []))
    assert centre.summary().tickets == 10
