"""How a simulated kiosk's frames are delivered: the window, the centre's word, and sending again."""

from collections import deque
from dataclasses import dataclass, field

import pytest

from central.simulate.parcels import Parcel
from central.simulate.uplink import ACK_SECONDS, ASK_SECONDS, MISSING_SECONDS, WINDOW, Uplink
from mqtt.messages import Ack, encode
from tests.central.wire import EPOCH, KIOSK, OTHER_EPOCH

TOPIC = f"motcua/1/{KIOSK}/ticket"
HEARTBEAT = Parcel(KIOSK, f"motcua/1/{KIOSK}/health", b"{}", qos=0)


@dataclass
class RememberingLine:
    """Stands where a connection stands; `say` is the centre's word coming in."""

    up: bool = True
    unanswered: int = 0
    broken: bool = False
    arrivals: deque[tuple[str, bytes]] = field(default_factory=deque)
    published: list[Parcel] = field(default_factory=list)

    def publish(self, parcel: Parcel) -> None:
        self.published.append(parcel)

    def break_off(self) -> None:
        self.broken, self.up = True, False

    def say(self, ack: Ack, kiosk: str = KIOSK) -> None:
        self.arrivals.append((f"motcua/1/{kiosk}/ack", encode(ack)))

    @property
    def frames(self) -> list[tuple[int, ...]]:
        return [parcel.seqs for parcel in self.published if parcel.seqs]


@pytest.fixture
def line() -> RememberingLine:
    return RememberingLine()


@pytest.fixture
def uplink(line: RememberingLine) -> Uplink:
    return Uplink(line, alone=False)


def frame(*seqs: int, epoch: str = EPOCH, astray: bool = False) -> Parcel:
    return Parcel(KIOSK, TOPIC, b"{}", epoch, seqs, astray=astray)


def test_at_most_a_hundred_frames_are_in_flight(uplink: Uplink, line: RememberingLine) -> None:
    uplink.hand_in([frame(seq) for seq in range(1, 151)])
    uplink.turn(0)
    assert (len(line.frames), uplink.waiting) == (WINDOW, 50)


def test_the_centres_word_makes_room_for_the_next(uplink: Uplink, line: RememberingLine) -> None:
    uplink.hand_in([frame(seq) for seq in range(1, 151)])
    uplink.turn(0)
    line.say(Ack(EPOCH, 30, []))
    uplink.turn(1)
    assert (len(line.frames), uplink.waiting, uplink.done) == (WINDOW + 30, 20, False)
    uplink.turn(2)
    line.say(Ack(EPOCH, 150, []))
    uplink.turn(3)
    uplink.turn(4)
    line.say(Ack(EPOCH, 150, []))
    uplink.turn(5)
    assert uplink.done


def test_the_brokers_word_is_no_delivery(uplink: Uplink, line: RememberingLine) -> None:
    uplink.hand_in([frame(1)])
    uplink.turn(0)
    assert (line.unanswered, uplink.flying, uplink.done) == (0, 1, False)


def test_a_frame_of_several_numbers_is_delivered_when_all_are(uplink: Uplink, line: RememberingLine) -> None:
    uplink.hand_in([frame(1, 3), frame(2, 4)])
    uplink.turn(0)
    line.say(Ack(EPOCH, 3, []))
    uplink.turn(1)
    assert uplink.flying == 1


def test_what_lies_between_gaps_is_delivered_too(uplink: Uplink, line: RememberingLine) -> None:
    uplink.hand_in([frame(1), frame(2), frame(3)])
    uplink.turn(0)
    line.say(Ack(EPOCH, 0, [(1, 1), (3, 3)]))
    uplink.turn(0.1)
    assert uplink.flying == 2


def test_another_ledgers_word_delivers_nothing(uplink: Uplink, line: RememberingLine) -> None:
    uplink.hand_in([frame(1)])
    uplink.turn(0)
    line.say(Ack(OTHER_EPOCH, 50, []))
    line.say(Ack(EPOCH, 1, []), kiosk="19/05521/k1")
    uplink.turn(1)
    assert uplink.flying == 1


def test_a_frame_that_went_astray_is_sent_when_a_later_one_has_arrived(
    uplink: Uplink, line: RememberingLine
) -> None:
    uplink.hand_in([frame(1, astray=True), frame(2)])
    uplink.turn(0)
    assert line.frames == [(2,)]
    line.say(Ack(EPOCH, 0, [(1, 1), (9, 9)]))
    uplink.turn(0.1)
    assert line.frames == [(2,), (1,)]


def test_what_is_still_under_way_is_not_sent_again_because_it_is_missing(
    uplink: Uplink, line: RememberingLine
) -> None:
    uplink.hand_in([frame(1), frame(2)])
    uplink.turn(0)
    line.say(Ack(EPOCH, 1, [(2, 2)]))
    uplink.turn(MISSING_SECONDS - 0.1)
    assert line.frames == [(1,), (2,)]
    line.say(Ack(EPOCH, 1, [(2, 2)]))
    uplink.turn(MISSING_SECONDS + 0.1)
    assert line.frames == [(1,), (2,), (2,)]


def test_without_an_answer_a_frame_is_sent_again_and_then_more_patiently(
    uplink: Uplink, line: RememberingLine
) -> None:
    uplink.hand_in([frame(1)])
    uplink.turn(0)
    uplink.turn(ACK_SECONDS + 1)
    assert len(line.frames) == 2
    uplink.turn(2 * ACK_SECONDS + 2)
    assert len(line.frames) == 2
    uplink.turn(3 * ACK_SECONDS + 2)
    assert len(line.frames) == 3


def test_a_silent_centre_is_asked_by_the_heartbeat(uplink: Uplink, line: RememberingLine) -> None:
    uplink.hand_in([frame(1), HEARTBEAT])
    uplink.turn(0)
    uplink.turn(ASK_SECONDS + 0.1)
    uplink.turn(ASK_SECONDS + 0.2)
    assert line.published.count(HEARTBEAT) == 2


def test_nothing_goes_out_while_the_line_is_down(uplink: Uplink, line: RememberingLine) -> None:
    line.up = False
    uplink.hand_in([frame(1)])
    uplink.turn(0)
    assert line.published == []
    line.up = True
    uplink.turn(1)
    assert line.frames == [(1,)]


def test_an_unreadable_answer_changes_nothing(uplink: Uplink, line: RememberingLine) -> None:
    uplink.hand_in([frame(1)])
    uplink.turn(0)
    line.arrivals.append((f"motcua/1/{KIOSK}/ack", b"yes"))
    uplink.turn(1)
    assert uplink.flying == 1


def test_a_kiosk_of_its_own_connection_breaks_it_once_the_broker_has_all_it_sent(
    line: RememberingLine,
) -> None:
    uplink = Uplink(line, alone=True)
    lost = Parcel(KIOSK, f"motcua/1/{KIOSK}/state", b"{}", retain=True, breaks=True)
    line.unanswered = 1
    uplink.hand_in([lost, frame(1)])
    uplink.turn(0)
    assert not line.broken
    line.unanswered = 0
    uplink.turn(1)
    assert (line.broken, line.published) == (True, [])


def test_on_a_shared_line_the_kiosks_own_word_says_that_it_is_lost(
    uplink: Uplink, line: RememberingLine
) -> None:
    lost = Parcel(KIOSK, f"motcua/1/{KIOSK}/state", b"{}", retain=True, breaks=True)
    uplink.hand_in([lost])
    uplink.turn(0)
    assert (line.broken, line.published) == (False, [lost])
