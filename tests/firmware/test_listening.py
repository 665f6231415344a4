"""Audio mode by the buttons: when it begins and ends, what presses are in it, and what a hold takes back."""

from pathlib import Path

import pytest

from firmware import events as e
from firmware.rating_screens import Rate, Thanks, WhoServed
from firmware.screens import Aids, AudioStep, Closed, Home, Language, Services, StillThere, Waiting
from tests.bench import KioskBench, ward

SPEAKING = {"voice": {"driver": "simulated"}}
BUTTONS = {"driver": "simulated", "pins": [5, 6, 13]}
TWO = {"driver": "simulated", "pins": [5, 6], "levels": ["satisfied", "unsatisfied"]}
FIVE = {
    "driver": "simulated",
    "pins": [5, 6, 13, 19, 26],
    "levels": ["very_satisfied", "satisfied", "neutral", "unsatisfied", "very_unsatisfied"],
}


@pytest.fixture
def kiosk(tmp_path: Path) -> KioskBench:
    """With three buttons and a speaker."""
    return KioskBench(tmp_path, ward(buttons=BUTTONS, **SPEAKING))


def listening(kiosk: KioskBench) -> KioskBench:
    kiosk.hold(1)
    return kiosk


def audio(kiosk: KioskBench) -> bool:
    return kiosk.views[-1].aids.audio


def steps(kiosk: KioskBench) -> AudioStep:
    return kiosk.views[-1].audio


def step(kiosk: KioskBench, button: int) -> AudioStep:
    """A short press in audio mode, a second after the last."""
    kiosk.advance(1)
    kiosk.press(button)
    kiosk.release(button)
    return steps(kiosk)


def history(kiosk: KioskBench) -> list[str]:
    return [
        f"{kind.removeprefix('rating.')} {data['level']} {data.get('why', '')}".strip()
        for kind, data in kiosk.facts("rating.")
    ]


TAKEN_BACK = ["given very_satisfied", "voided very_satisfied spoken_instead"]


# ---------------------------------------------------------------- how it begins


def test_holding_a_button_switches_audio_mode_on_at_the_first_question(kiosk: KioskBench) -> None:
    kiosk.hold(2)
    kiosk.shows(Home)
    assert (audio(kiosk), kiosk.core.state.visit.awake, kiosk.lamps) == (True, True, (True, True, True))


def test_holding_a_button_works_from_any_screen_and_keeps_the_visitors_language(kiosk: KioskBench) -> None:
    kiosk.touch(e.Woken())
    kiosk.touch(e.LanguageChosen("en"))
    kiosk.touch(e.ServicesAsked())
    kiosk.hold(3)
    kiosk.shows(Home)
    assert kiosk.views[-1].aids == Aids(language=Language.ENGLISH, audio=True)


def test_a_face_is_told_whether_there_is_a_voice_and_how_many_buttons(kiosk: KioskBench) -> None:
    assert (kiosk.views[-1].can_speak, kiosk.views[-1].buttons) == (True, 3)


def test_without_a_speaker_a_hold_is_only_a_press(tmp_path: Path) -> None:
    kiosk = KioskBench(tmp_path, ward(buttons=BUTTONS))
    kiosk.hold(1)
    kiosk.shows(Thanks)
    assert (audio(kiosk), kiosk.views[-1].can_speak, history(kiosk)) == (False, False, TAKEN_BACK[:1])


def test_touching_listen_on_the_waiting_screen_begins_the_visit(kiosk: KioskBench) -> None:
    kiosk.touch(e.AudioToggled())
    kiosk.shows(Home)
    assert audio(kiosk)


def test_touching_listen_stays_on_the_screen_and_closes_the_aids(kiosk: KioskBench) -> None:
    kiosk.touch(e.Woken())
    kiosk.touch(e.ServicesAsked())
    kiosk.touch(e.AidsToggled())
    kiosk.touch(e.AudioToggled())
    kiosk.shows(Services)
    assert (audio(kiosk), kiosk.views[-1].aids_open) == (True, False)


def test_touching_listen_without_a_speaker_does_nothing(tmp_path: Path) -> None:
    kiosk = KioskBench(tmp_path, ward())
    kiosk.touch(e.AudioToggled())
    kiosk.shows(Waiting)
    assert not audio(kiosk)


# ---------------------------------------------------------------- what the hold takes back


def test_the_rating_that_the_hold_gave_is_taken_back_exactly_once(kiosk: KioskBench) -> None:
    kiosk.hold(1)
    kiosk.hold(1)
    assert history(kiosk) == TAKEN_BACK


def test_a_rating_that_an_earlier_press_gave_stays(kiosk: KioskBench) -> None:
    kiosk.press(1)
    kiosk.release(1)
    kiosk.advance(0.5)
    kiosk.hold(1)
    assert history(kiosk) == TAKEN_BACK[:1]


def test_a_rating_that_another_button_gave_stays(kiosk: KioskBench) -> None:
    kiosk.press(1)
    kiosk.touch(e.ButtonHeld(2))
    assert history(kiosk) == TAKEN_BACK[:1]


def test_a_hold_during_the_rest_takes_nothing_back(kiosk: KioskBench) -> None:
    kiosk.press(1)
    kiosk.release(1)
    kiosk.advance(5)
    kiosk.hold(1)
    assert (history(kiosk), audio(kiosk)) == (TAKEN_BACK[:1], True)


def test_the_ticket_that_the_hold_had_rated_can_still_be_rated(kiosk: KioskBench) -> None:
    kiosk.sign_in("cb02", 1)
    number = kiosk.take_number()
    kiosk.touch(e.Finished())
    kiosk.serve_next("cb02", 1)
    kiosk.shows(Rate)
    kiosk.hold(1)
    kiosk.touch(e.RatingAsked())
    kiosk.shows(WhoServed)
    kiosk.touch(e.ServedChosen(number))
    kiosk.touch(e.LevelChosen("satisfied"))
    given = [data["ticket"] for kind, data in kiosk.facts("rating.given")]
    assert given == [number, number]
    assert history(kiosk) == [*TAKEN_BACK, "given satisfied"]


# ---------------------------------------------------------------- what buttons are in it


def test_three_buttons_are_back_next_and_choose(kiosk: KioskBench) -> None:
    listening(kiosk)
    assert step(kiosk, 2) == AudioStep(moves=1)
    assert step(kiosk, 1) == AudioStep(moves=0)
    assert step(kiosk, 1) == AudioStep(moves=-1)
    assert step(kiosk, 3) == AudioStep(moves=-1, choices=1)


def test_two_buttons_are_next_and_choose(tmp_path: Path) -> None:
    kiosk = listening(KioskBench(tmp_path, ward(buttons=TWO, **SPEAKING)))
    assert step(kiosk, 1) == AudioStep(moves=1)
    assert step(kiosk, 2) == AudioStep(moves=1, choices=1)


def test_the_fourth_and_fifth_button_do_nothing(tmp_path: Path) -> None:
    kiosk = listening(KioskBench(tmp_path, ward(buttons=FIVE, **SPEAKING)))
    step(kiosk, 4)
    assert step(kiosk, 5) == AudioStep()


def test_a_button_acts_when_it_comes_up(kiosk: KioskBench) -> None:
    listening(kiosk)
    kiosk.press(2)
    assert steps(kiosk) == AudioStep()
    kiosk.release(2)
    assert steps(kiosk) == AudioStep(moves=1)


def test_a_long_hold_repeats_and_is_no_step(kiosk: KioskBench) -> None:
    listening(kiosk).hold(3)
    assert steps(kiosk) == AudioStep(repeats=1)


def test_a_trembling_finger_chooses_once(kiosk: KioskBench) -> None:
    step(listening(kiosk), 3)
    kiosk.advance(0.25)
    kiosk.press(3)
    kiosk.release(3)
    assert steps(kiosk) == AudioStep(choices=1)


def test_presses_in_audio_mode_are_no_ratings_not_even_on_the_rating_screen(kiosk: KioskBench) -> None:
    listening(kiosk).touch(e.RatingAsked())
    kiosk.advance(20)
    step(kiosk, 1)
    step(kiosk, 2)
    kiosk.shows(Rate)
    assert (history(kiosk), kiosk.lamps) == (TAKEN_BACK, (True, True, True))


def test_the_count_of_steps_outlives_the_way_home(kiosk: KioskBench) -> None:
    step(listening(kiosk), 2)
    kiosk.touch(e.ServicesAsked())
    kiosk.touch(e.HomeAsked())
    assert steps(kiosk) == AudioStep(moves=1)


# ---------------------------------------------------------------- how it ends


def test_the_mode_ends_with_the_visit_and_the_next_press_is_a_rating_again(kiosk: KioskBench) -> None:
    step(listening(kiosk), 2)
    kiosk.touch(e.Finished())
    kiosk.shows(Waiting)
    assert (audio(kiosk), steps(kiosk)) == (False, AudioStep())
    kiosk.press(2)
    kiosk.release(2)
    kiosk.shows(Thanks)
    assert history(kiosk) == [*TAKEN_BACK, "given satisfied"]


def test_touching_listen_again_ends_the_mode_where_it_is(kiosk: KioskBench) -> None:
    listening(kiosk).touch(e.ServicesAsked())
    kiosk.touch(e.AudioToggled())
    kiosk.shows(Services)
    kiosk.press(2)
    assert history(kiosk) == [*TAKEN_BACK, "given satisfied"]


def test_a_press_that_began_in_audio_mode_and_ends_after_it_is_nothing(kiosk: KioskBench) -> None:
    listening(kiosk).press(2)
    kiosk.touch(e.Finished())
    kiosk.release(2)
    kiosk.shows(Waiting)
    assert (history(kiosk), steps(kiosk)) == (TAKEN_BACK, AudioStep())


def test_a_listener_is_asked_after_90_seconds_and_then_the_mode_ends(kiosk: KioskBench) -> None:
    listening(kiosk).advance(89)
    kiosk.shows(Home)
    kiosk.advance(1)
    kiosk.shows(StillThere)
    kiosk.advance(40)
    kiosk.shows(Waiting)
    assert not audio(kiosk)


def test_every_step_is_a_sign_of_life(kiosk: KioskBench) -> None:
    listening(kiosk).advance(80)
    step(kiosk, 2)
    kiosk.advance(80)
    kiosk.shows(Home)


def test_the_mode_ends_outside_opening_hours_too(tmp_path: Path) -> None:
    kiosk = KioskBench(tmp_path, ward(buttons=BUTTONS, hours={"sunday": ["08:00-09:00"]}, **SPEAKING))
    listening(kiosk).shows(Closed)
    kiosk.advance(90)
    kiosk.shows(StillThere)
    kiosk.advance(40)
    kiosk.shows(Closed)
    assert not audio(kiosk)


def test_a_stuck_button_does_not_loop(kiosk: KioskBench) -> None:
    kiosk.hold(1)
    kiosk.advance(8)
    kiosk.touch(e.ButtonStuck(1))
    kiosk.advance(130)
    kiosk.shows(Waiting)
    kiosk.advance(600)
    kiosk.touch(e.ButtonFreed(1))
    kiosk.shows(Waiting)
    assert (history(kiosk), audio(kiosk), steps(kiosk)) == (TAKEN_BACK, False, AudioStep())
