"""Numbers are called aloud: in the right words, in order, never two at once, and never too late."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from devices.speaker import Fault, Played, SimulatedSpeaker, SpeakerError, seconds_of
from devices.voice_box import VoiceBox
from firmware.clock import Now
from firmware.voice import (
    FAULT_SECONDS,
    IDLE_SECONDS,
    PAUSE_MS,
    Call,
    VoiceFault,
    VoiceTurn,
    clip_names,
    counter_words,
    sentence,
)

OPENING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class Hall:
    """A hall with a simulated loudspeaker, on a clock that only sounds and `advance` turn."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.trusted = True
        self.calls: list[Call] = []
        self.gone: set[int] = set()
        self.texts: list[str] = []
        self.speaker = SimulatedSpeaker(lambda: self.seconds, self.advance)
        self.box = VoiceBox(self.speaker)
        self.restart()

    def restart(self) -> None:
        self.turn = VoiceTurn(
            self,
            lambda seq: [call for call in self.calls if call.seq > seq],
            lambda: max((call.seq for call in self.calls), default=0),
            lambda call: call.seq not in self.gone,
        )

    def say(self, text: str, clips: list[str], *, times: int, pause_ms: int) -> None:
        try:
            self.box.say(text, clips, times=times, pause_ms=pause_ms)
        except SpeakerError as error:
            raise VoiceFault(error.fault, str(error)) from error
        self.texts.append(text)

    def advance(self, seconds: float) -> None:
        self.seconds += seconds

    def call(self, seq: int, number: str, counter: int = 2) -> Call:
        call = Call(seq, number, counter, OPENING + timedelta(seconds=self.seconds))
        self.calls.append(call)
        return call

    def listen(self) -> float:
        """One turn of the worker."""
        return self.turn(Now(OPENING + timedelta(seconds=self.seconds), self.seconds, self.trusted))

    @property
    def played(self) -> list[Played]:
        return self.speaker.played


@pytest.fixture
def hall() -> Hall:
    """Open, with the worker's first turn behind it."""
    hall = Hall()
    hall.listen()
    return hall


# ---------------------------------------------------------------- what is said


@pytest.mark.parametrize(
    ("number", "counter", "spoken"),
    [
        ("A012", 2, "Mời số A không một hai đến quầy số hai"),
        ("B345", 10, "Mời số B ba bốn năm đến quầy số mười"),
        ("C678", 15, "Mời số C sáu bảy tám đến quầy số mười lăm"),
        ("D900", 21, "Mời số D chín không không đến quầy số hai mươi mốt"),
        ("A1000", 24, "Mời số A một không không không đến quầy số hai mươi bốn"),
    ],
)
def test_a_call_is_worded_as_it_is_read(number: str, counter: int, spoken: str) -> None:
    assert sentence(number, counter) == spoken


@pytest.mark.parametrize(
    ("counter", "words"),
    [
        (1, "một"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (12, "mười hai"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (25, "hai mươi lăm"),
        (50, "năm mươi"),
        (55, "năm mươi lăm"),
        (91, "chín mươi mốt"),
        (99, "chín mươi chín"),
    ],
)
def test_a_counter_is_read_as_a_number(counter: int, words: str) -> None:
    assert counter_words(counter) == words


@pytest.mark.parametrize("counter", [0, 100, -1])
def test_a_counter_that_cannot_be_is_refused(counter: int) -> None:
    with pytest.raises(ValueError, match="give 1 to 99"):
        sentence("A012", counter)


def test_the_recordings_say_the_same_in_the_same_order() -> None:
    assert clip_names("A012", 12) == ["moi-so", "A", "0", "1", "2", "den-quay-so", "quay-12"]


# ---------------------------------------------------------------- when it is said


def test_a_call_is_said_twice(hall: Hall) -> None:
    hall.call(1, "A012")
    assert (hall.listen(), hall.listen()) == (0.0, IDLE_SECONDS)
    [(started, ended, _)] = hall.played
    once = seconds_of(hall.speaker.synthesise("Mời số A không một hai đến quầy số hai"))
    assert ended - started == pytest.approx(2 * once + PAUSE_MS / 1000)


def test_calls_are_said_in_the_order_of_the_ledger(hall: Hall) -> None:
    hall.call(9, "B002")
    hall.call(7, "A001")
    hall.call(8, "B001")
    assert [hall.listen() for _ in range(4)] == [0.0, 0.0, 0.0, IDLE_SECONDS]
    assert [text[:8] for text in hall.texts] == ["Mời số A", "Mời số B", "Mời số B"]
    assert hall.texts[1] == sentence("B001", 2)


def test_two_calls_at_once_never_overlap(hall: Hall) -> None:
    hall.call(1, "A001", 1)
    hall.call(2, "B001", 2)
    hall.listen()
    hall.listen()
    first, second = hall.played
    assert first.started < first.ended <= second.started < second.ended


def test_a_restart_does_not_shout_old_calls() -> None:
    hall = Hall()
    hall.call(1, "A001")
    assert (hall.listen(), hall.texts) == (IDLE_SECONDS, [])
    hall.call(2, "A002")
    hall.listen()
    assert hall.texts == [sentence("A002", 2)]


def test_a_call_older_than_a_minute_is_left_out(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    hall.call(1, "A001")
    hall.advance(61)
    hall.call(2, "A002")
    with caplog.at_level(logging.WARNING):
        hall.listen()
    assert hall.texts == [sentence("A002", 2)]
    assert caplog.messages == ["call not said number=A001 age_seconds=61"]


def test_a_call_of_a_minute_ago_is_said(hall: Hall) -> None:
    hall.call(1, "A001")
    hall.advance(60)
    hall.listen()
    assert hall.texts == [sentence("A001", 2)]


def test_a_call_from_the_future_is_left_out(hall: Hall) -> None:
    hall.call(1, "A001")
    hall.advance(-1800)
    assert (hall.listen(), hall.texts) == (IDLE_SECONDS, [])


def test_a_call_committed_while_its_turn_begins_is_said(hall: Hall) -> None:
    hall.call(1, "A001")
    hall.advance(-0.005)
    hall.listen()
    assert hall.texts == [sentence("A001", 2)]


def test_an_untrusted_clock_leaves_no_call_out(hall: Hall) -> None:
    hall.trusted = False
    hall.call(1, "A001")
    hall.advance(365 * 86400)
    hall.listen()
    assert hall.texts == [sentence("A001", 2)]


def test_a_call_that_is_no_longer_current_is_left_out(hall: Hall) -> None:
    hall.call(1, "A001")
    hall.call(2, "A002")
    hall.gone = {1}
    hall.listen()
    assert hall.texts == [sentence("A002", 2)]


# ---------------------------------------------------------------- faults


def test_a_fault_costs_its_own_call_only(hall: Hall) -> None:
    hall.call(1, "A001")
    hall.call(2, "A002")
    hall.speaker.fault = Fault.STUCK
    assert hall.listen() == FAULT_SECONDS
    hall.speaker.fault = None
    assert (hall.listen(), hall.texts) == (0.0, [sentence("A002", 2)])


def test_a_fault_is_logged_once_until_the_voice_is_back(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    hall.speaker.fault = Fault.REFUSED
    hall.call(1, "A001")
    hall.listen()
    hall.call(2, "A002")
    hall.listen()
    hall.speaker.fault = Fault.STUCK
    hall.call(3, "A003")
    hall.listen()
    hall.speaker.fault = None
    hall.call(4, "A004")
    hall.listen()
    hall.speaker.fault = Fault.REFUSED
    hall.call(5, "A005")
    hall.listen()
    assert [message.partition(" detail=")[0] for message in caplog.messages] == [
        "call not said number=A001 fault=refused",
        "call not said number=A003 fault=stuck",
        "call not said number=A005 fault=refused",
    ]


def test_a_call_to_an_impossible_counter_does_not_hold_up_the_next(hall: Hall) -> None:
    hall.call(1, "A001", 100)
    hall.call(2, "A002")
    with pytest.raises(ValueError, match="counter 100"):
        hall.listen()
    hall.listen()
    assert hall.texts == [sentence("A002", 2)]
