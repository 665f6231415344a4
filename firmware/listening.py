"""The satisfaction buttons by ear: holding one switches audio mode on, then they are Lùi, Tiếp and Chọn.

Owns the mode's beginning by hand and the counting of steps. Refuses words and which key is meant: the face
keeps the focus, because only it knows what it drew. In audio mode no button is ever a rating, not even on the
rating screen: there they move among the levels as among any choices.
"""

from dataclasses import replace
from typing import Final, assert_never

from firmware import events as e
from firmware import ratings, visit
from firmware.screens import AudioStep
from firmware.settings import Settings
from firmware.state import Moment, State

CHOICE_REST_SECONDS: Final = 0.5
"""A trembling finger chooses once: what a second strike is on the glass (see `ui.touch.fingers`)."""


def decide(moment: Moment, event: e.Listening) -> State:
    match event:
        case e.ButtonHeld(button):
            return button_held(moment, button)
        case e.ButtonReleased(button):
            return button_released(moment, button)
        case _:
            assert_never(event)


def button_count(settings: Settings) -> int:
    """How many buttons a listener can use; none where none are fitted."""
    return 0 if settings.buttons.driver == "absent" else len(settings.buttons.levels)


def button_held(moment: Moment, button: int) -> State:
    """Audio mode from any screen, from the first question on; where it is on already, the same again."""
    if moment.visit.aids.audio:
        return _stepped(moment, replace(moment.visit.audio, repeats=moment.visit.audio.repeats + 1))
    if not moment.settings.can_speak:
        return moment.state
    state = _taken_back(moment, button)
    on = state.seen(aids=replace(state.visit.aids, audio=True))
    return visit.home(replace(moment, state=on))


def button_released(moment: Moment, button: int) -> State:
    """With two buttons Tiếp and Chọn, with more Lùi, Tiếp, Chọn and the others nothing."""
    if not moment.visit.aids.audio:
        return moment.state
    step = moment.visit.audio
    place = button if len(moment.settings.buttons.levels) > 2 else button + 1
    match place:
        case 1:
            return _stepped(moment, replace(step, moves=step.moves - 1))
        case 2:
            return _stepped(moment, replace(step, moves=step.moves + 1))
        case 3:
            return _chosen(moment)
        case _:
            return visit.touched(moment)


def _chosen(moment: Moment) -> State:
    if moment.now.monotonic - moment.hall.chosen_at < CHOICE_REST_SECONDS:
        return visit.touched(moment)
    step = moment.visit.audio
    return _stepped(moment, replace(step, choices=step.choices + 1)).noted(chosen_at=moment.now.monotonic)


def _stepped(moment: Moment, step: AudioStep) -> State:
    return visit.touched(moment).seen(audio=step)


def _taken_back(moment: Moment, button: int) -> State:
    """Whoever holds did not mean to rate: undo what this very press did, and nothing before it."""
    press, rating = moment.hall.press, moment.hall.rating
    state = moment.state.noted(press=None)
    if press is None or rating is None or (press.button, press.rating) != (button, rating.id):
        return state
    ratings.void(rating, "spoken_instead", moment.now)
    again = tuple(one for one in press.invitations if one not in moment.hall.invitations)
    return state.noted(rating=None, invitations=(*again, *moment.hall.invitations))
