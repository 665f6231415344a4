"""Moving between screens: forward, back, home, and what happens when nobody touches anything.

Owns the trail, the time-outs and the end of a visit. Refuses what a screen contains. Times in seconds are
those of the screen catalogue; they grow with any aid switched on.
"""

from dataclasses import replace
from math import inf
from typing import Final, assert_never

from firmware import events as e
from firmware.screens import (
    Aids,
    Closed,
    Home,
    Language,
    PinPad,
    Reasons,
    Screen,
    StillThere,
    Technician,
    Thanks,
    Waiting,
    YourNumber,
)
from firmware.state import Moment, State, Visit

IDLE_SECONDS: Final = 45.0
IDLE_WITH_AIDS_SECONDS: Final = 90.0
_PATIENCE: Final[dict[type[Screen], float]] = {
    Waiting: inf,
    Closed: inf,
    YourNumber: 15.0,
    Thanks: 6.0,
    Reasons: 20.0,
    StillThere: 20.0,
    PinPad: 60.0,
    Technician: 300.0,
}


def decide(moment: Moment, event: e.Moving) -> State:
    match event:
        case e.Woken() | e.HomeAsked():
            return home(moment)
        case e.BackAsked():
            return back(moment)
        case e.Finished():
            return beginning(moment)
        case e.MoreTimeAsked():
            return more_time(moment)
        case e.TimePassed():
            return time_passed(moment)
        case _:
            assert_never(event)


def aid(moment: Moment, event: e.Aiding) -> State:
    aids = moment.visit.aids
    match event:
        case e.LanguageChosen(language):
            return choose_language(moment, language)
        case e.TextSizeToggled():
            return change_aids(moment, replace(aids, large_text=not aids.large_text))
        case e.ContrastToggled():
            return change_aids(moment, replace(aids, high_contrast=not aids.high_contrast))
        case e.ReachToggled():
            return change_aids(moment, replace(aids, low_reach=not aids.low_reach))
        case e.AidsToggled():
            return touched(moment).seen(aids_open=not moment.visit.aids_open)
        case _:
            assert_never(event)


def patience(screen: Screen, aids: Aids) -> float:
    """How long a screen waits for a touch; twice as long for those who need aids."""
    aided = aids.large_text or aids.high_contrast or aids.low_reach
    if type(screen) in _PATIENCE:
        return _PATIENCE[type(screen)] * (2 if aided else 1)
    return IDLE_WITH_AIDS_SECONDS if aided else IDLE_SECONDS


def beginning(moment: Moment) -> State:
    """Nobody is here: defaults again, nothing of the last visitor left on the screen."""
    return replace(moment.state, visit=Visit(rest_screen(moment)))


def rest_screen(moment: Moment) -> Screen:
    closed = closed_screen(moment)
    return closed if closed is not None else Waiting()


def closed_screen(moment: Moment) -> Closed | None:
    """S13 outside opening hours; an untrusted clock never shuts the office."""
    week, now = moment.settings.week, moment.now
    if week is None or not now.trusted or week.is_open(now.local):
        return None
    can_rate = bool(moment.settings.officers)
    return Closed(week.rows(), week.opens_at(now.local), now.date, can_rate)


def home(moment: Moment) -> State:
    """S1, or S13 when the office is shut; forgets the choices made so far, keeps the aids."""
    visit = Visit(closed_screen(moment) or Home(), awake=True, aids=moment.visit.aids)
    return touched(replace(moment, state=replace(moment.state, visit=visit)))


def go(moment: Moment, screen: Screen) -> State:
    """Show the next screen and remember the way back."""
    trail = (*moment.visit.trail, moment.visit.screen)
    return _at(moment, screen, trail)


def stay(moment: Moment, screen: Screen) -> State:
    """Show the same screen with other content; the way back does not change."""
    return _at(moment, screen, moment.visit.trail)


def back(moment: Moment) -> State:
    trail = moment.visit.trail
    return _at(moment, trail[-1], trail[:-1]) if trail else home(moment)


def touched(moment: Moment) -> State:
    """Somebody is here: the screen's patience starts again."""
    visit = moment.visit
    return moment.state.seen(until=moment.now.monotonic + patience(visit.screen, visit.aids))


def change_aids(moment: Moment, aids: Aids) -> State:
    return touched(replace(moment, state=moment.state.seen(aids=aids)))


def choose_language(moment: Moment, language: str) -> State:
    known = {choice.value for choice in Language}
    if language not in known:
        return moment.state
    return change_aids(moment, replace(moment.visit.aids, language=Language(language)))


def more_time(moment: Moment) -> State:
    """From S12 back to where the visitor was."""
    return back(moment) if isinstance(moment.visit.screen, StillThere) else touched(moment)


def time_passed(moment: Moment) -> State:
    """Nothing happened: look whether the screen has waited long enough, or the office opened or shut."""
    screen = moment.visit.screen
    if isinstance(screen, Waiting | Closed) and not moment.visit.trail:
        rest = rest_screen(moment)
        return moment.state if type(rest) is type(screen) else beginning(moment)
    if moment.now.monotonic < moment.visit.until:
        return moment.state
    match screen:
        case YourNumber():
            return home(moment)
        case Thanks():
            return home(moment) if moment.visit.awake else beginning(moment)
        case Reasons() if moment.hall.rating is not None:
            return stay(moment, Thanks(moment.hall.rating.level, moment.hall.rating.scale))
        case StillThere() | PinPad() | Technician():
            return beginning(moment)
        case _:
            still_there = StillThere(int(_PATIENCE[StillThere]))
            return go(moment, still_there)


def _at(moment: Moment, screen: Screen, trail: tuple[Screen, ...]) -> State:
    until = moment.now.monotonic + patience(screen, moment.visit.aids)
    return moment.state.seen(screen=screen, trail=trail, until=until, aids_open=False)
