"""What a listener hears: the newest words only, stopped by any input, and never at a call's expense."""

import logging
from collections.abc import Callable

import pytest

from devices.speaker import Fault, SimulatedSpeaker
from firmware.clock import Now
from firmware.fitting import Headphones, Mouth
from firmware.speech import IDLE_SECONDS, Speech
from tests.bench import START

NOW = Now(START, 0.0, trusted=True)
Doing = Callable[[], None]


class Ear:
    """A simulated speaker; `during` is done one by one while sounds play."""

    def __init__(self) -> None:
        self.speaker = SimulatedSpeaker(lambda: 0.0, lambda _seconds: self.during.pop(0)())
        self.during: list[Doing] = [lambda: None] * 20
        self.woken = 0
        self.told: list[tuple[str, str]] = []
        self._headphones = Headphones(self.speaker)
        self.speech = Speech(self, self._wake)

    def say(self, line: str, language: str, wanted: Callable[[], bool]) -> None:
        self.told.append((language, line))
        self._headphones.say(line, language, wanted)

    def stop_unwanted(self) -> None:
        self._headphones.stop_unwanted()

    def listen(self) -> float:
        """One turn of the worker."""
        return self.speech(NOW)

    def _wake(self) -> None:
        self.woken += 1


@pytest.fixture
def ear() -> Ear:
    return Ear()


def test_lines_are_said_one_after_the_other_in_their_language(ear: Ear) -> None:
    ear.speech.say("Một\n\nHai", "vi")
    assert (ear.listen(), ear.listen()) == (0.0, IDLE_SECONDS)
    assert (ear.told, ear.woken) == ([("vi", "Một"), ("vi", "Hai")], 1)


def test_nothing_is_said_before_anybody_asks(ear: Ear) -> None:
    assert (ear.listen(), ear.told) == (IDLE_SECONDS, [])


def test_the_newest_text_wins(ear: Ear) -> None:
    ear.speech.say("old", "en")
    ear.speech.say("new", "en")
    ear.listen()
    assert ear.told == [("en", "new")]


def test_a_new_text_stops_the_old_one_at_once_and_is_said_next(ear: Ear) -> None:
    ear.during[0] = lambda: ear.speech.say("new", "en")
    ear.speech.say("old\nolder", "en")
    ear.listen()
    ear.listen()
    assert (ear.told, ear.speaker.stops) == ([("en", "old"), ("en", "new")], 1)


def test_hush_stops_what_is_said_and_nothing_follows(ear: Ear) -> None:
    ear.during[0] = ear.speech.hush
    ear.speech.say("one\ntwo", "en")
    assert (ear.listen(), ear.listen(), ear.listen()) == (0.0, 0.0, IDLE_SECONDS)
    assert (ear.told, ear.speaker.stops) == ([("en", "one")], 1)


def test_the_same_words_again_are_said_again(ear: Ear) -> None:
    ear.speech.say("again", "en")
    ear.listen()
    ear.speech.say("again", "en")
    ear.listen()
    assert ear.told == [("en", "again")] * 2


def test_a_text_that_is_overtaken_while_it_becomes_sound_is_never_heard(
    ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ear.speaker.synthesise("old")

    def overtaken(_text: str, _language: str) -> bytes:
        ear.speech.hush()
        return made

    monkeypatch.setattr(ear.speaker, "synthesise", overtaken)
    ear._headphones = Headphones(ear.speaker)
    ear.speech.say("old", "en")
    ear.listen()
    assert ear.speaker.played == []


def test_a_call_to_the_hall_is_never_cut_short_by_a_listener(ear: Ear) -> None:
    ear.during[0] = lambda: ear.speech.say("a new screen", "en")
    ear.during[1] = ear.speech.hush
    hall = Mouth(ear.speaker, "")
    hall.say("Mời số A không một hai", [], times=2, pause_ms=0)
    hall.say("Mời số A không một ba", [], times=2, pause_ms=0)
    assert (len(ear.speaker.played), ear.speaker.stops) == (2, 0)


def test_a_fault_ends_the_text_is_told_once_and_the_next_text_is_tried(
    ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    ear.speaker.fault = Fault.REFUSED
    ear.speech.say("one\ntwo", "en")
    ear.listen()
    ear.speech.say("three", "en")
    ear.listen()
    assert ear.told == [("en", "one"), ("en", "three")]
    assert [message.partition(" detail=")[0] for message in caplog.messages] == [
        "nothing spoken fault=refused"
    ]
    ear.speaker.fault = None
    ear.speech.say("four", "en")
    ear.listen()
    assert len(ear.speaker.played) == 1


def test_what_is_said_is_not_logged(ear: Ear, caplog: pytest.LogCaptureFixture) -> None:
    ear.speaker.fault = Fault.REFUSED
    with caplog.at_level(logging.DEBUG):
        ear.speech.say("A, zero zero one", "en")
        ear.listen()
    assert "zero" not in caplog.text
