"""The thread that writes: who is told what arrives, and how lone messages share a transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from central.aggregator import ENOUGH, Aggregator
from central.desk import WritingDesk
from central.dossiers.publishing import PublishingTurn
from central.one_writer import PACE_SECONDS, OneWriter
from mqtt.client import LinkChanged, Published
from tests.central.conftest import Centre
from tests.central.dossier_rows import received
from tests.central.wire import NOW, Inbox, RememberingWire, event, frame_of, tickets


@dataclass
class Bench:
    """`meanwhile` is what happens while the writer rests, and `rests` how long it meant to."""

    centre: Centre
    arrivals: Inbox
    wire: RememberingWire = field(default_factory=RememberingWire)
    rests: list[float] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    def __post_init__(self) -> None:
        centre = self.centre
        self.aggregator = Aggregator(centre.store, self.wire, centre.inbox)
        publishing = PublishingTurn(centre.store, self.wire)
        self.desk = WritingDesk(centre.store)
        works = [self.desk]
        self.writer = OneWriter(
            self.arrivals, centre.inbox, self.aggregator, publishing, works, rest=self.rest
        )

    def rest(self, seconds: float) -> None:
        self.rests.append(seconds)
        self.meanwhile()

    def turn(self) -> None:
        self.writer.listen(1)
        assert self.writer.turn(NOW) == 0


@pytest.fixture
def bench(centre: Centre) -> Bench:
    return Bench(centre, type(centre.inbox)())


def test_frames_go_to_the_aggregator_and_answers_to_the_publishing(bench: Bench) -> None:
    bench.arrivals.put(LinkChanged(up=True, reason="test"))
    bench.arrivals.put(frame_of(event(1, received())))
    bench.turn()
    assert [message.topic.rpartition("/")[2] for message in bench.wire.published] == ["ack", "0", "manifest"]
    bench.arrivals.put(Published(2, 0))
    bench.arrivals.put(Published(3, 0))
    bench.turn()
    assert bench.centre.rows("SELECT covered FROM dossier_ward") == [(1,)]


def test_an_idle_writer_waits_no_longer_than_told(bench: Bench) -> None:
    bench.writer.listen(0)
    assert bench.writer.turn(NOW) == 0
    assert bench.rests == []


def test_who_comes_to_an_idle_writer_is_answered_at_once(bench: Bench) -> None:
    bench.arrivals.put(tickets(1, 1))
    bench.turn()
    assert bench.rests == []
    assert bench.wire.last_ack.upto == 1


def test_who_comes_right_after_a_turn_shares_the_next_with_others(bench: Bench) -> None:
    bench.turn()
    bench.arrivals.put(tickets(1, 1))
    bench.meanwhile = lambda: bench.arrivals.put(tickets(2, 2))
    bench.turn()
    assert len(bench.rests) == 1
    assert 0 < bench.rests[0] <= PACE_SECONDS
    assert [bench.wire.last_ack.upto, len(bench.wire.published)] == [2, 1]


def test_what_is_left_over_from_a_turn_keeps_the_pace_too(bench: Bench) -> None:
    bench.turn()
    bench.aggregator.waiting.append(tickets(1, 1))
    bench.turn()
    assert len(bench.rests) == 1


def test_much_waits_for_nobody(bench: Bench) -> None:
    bench.turn()
    for seq in range(1, ENOUGH + 1):
        bench.arrivals.put(tickets(seq, seq))
    bench.turn()
    assert bench.rests == []
    assert bench.wire.last_ack.upto == ENOUGH


def test_a_page_that_writes_waits_for_nobody(bench: Bench) -> None:
    bench.turn()
    bench.arrivals.put(tickets(1, 1))
    answer = bench.desk.hand_in(lambda _: "written")
    bench.turn()
    assert bench.rests == []
    assert answer.result(0) == "written"
