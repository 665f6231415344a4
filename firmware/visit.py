"""Moving between screens: forward, back, home, and what happens when nobody touches anything.

Owns the trail, the time-outs, the aids and the end of a visit. Refuses what a screen contains. Times in
seconds are those of the screen catalogue; they grow with any aid switched on.
"""

from dataclasses import replace
from math import inf
from typing import Final, assert_never

from firmware import bookings, days, invitations, line, point
from firmware import events as e
from firmware.lookups import DossierCard
from firmware.point_screens import ByPhone, ByPhoneAsked, Matter, PointHome
from firmware.rating_screens import Rate, Reasons, Thanks, WhoServed
from firmware.screens import (
    Aids,
    Closed,
    Home,
    Language,
    PinPad,
    Screen,
    Serving,
    StillThere,
    Technician,
    Waiting,
    YourNumber,
)
from firmware.state import Moment, State, Visit
from firmware.store import rows
from firmware.upkeep import Upkeep

CARDS: Final = 5
SERVING_SHOWN: Final = 6
IDLE_SECONDS: Final = 45.0
IDLE_WITH_AIDS_SECONDS: Final = 90.0
TECHNICIAN_SECONDS: Final = 300.0
_PATIENCE: Final[dict[type[Screen], float]] = {
    YourNumber: 15.0,
    Thanks: 6.0,
    Reasons: 20.0,
    StillThere: 20.0,
    PinPad: 60.0,
    DossierCard: 60.0,
    ByPhone: 120.0,
    Technician: TECHNICIAN_SECONDS,
}
_HEARD_AT_LENGTH: Final = Closed | YourNumber | Reasons
"""Reading these aloud with their choices takes longer than their own patience, or they have no end."""


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
        case ByPhoneAsked(matter):
            return by_phone(moment, matter)
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
        case e.AudioToggled():
            return audio_toggled(moment)
        case e.AidsToggled():
            return touched(moment).seen(aids_open=not moment.visit.aids_open)
        case _:
            assert_never(event)


def patience(screen: Screen, aids: Aids) -> float:
    """How long a screen waits for a touch; twice as long for those who need aids."""
    aided = aids.large_text or aids.high_contrast or aids.low_reach or aids.audio
    if aids.audio and isinstance(screen, _HEARD_AT_LENGTH):
        return IDLE_WITH_AIDS_SECONDS
    if isinstance(screen, Waiting | Closed):
        return inf if aids == Aids() else IDLE_WITH_AIDS_SECONDS
    if isinstance(screen, Upkeep):
        return TECHNICIAN_SECONDS
    if type(screen) in _PATIENCE:
        return _PATIENCE[type(screen)] * (2 if aided else 1)
    return IDLE_WITH_AIDS_SECONDS if aided else IDLE_SECONDS


def beginning(moment: Moment) -> State:
    """Nobody is here: defaults again, nothing of the last visitor left on the screen."""
    return replace(moment.state, visit=_resting(moment))


def serving_changed(moment: Moment) -> State:
    """After a call or "Xong": a resting screen tells who is served now, or invites to rate."""
    if moment.visit.awake or not isinstance(moment.visit.screen, Waiting | Closed | Rate | WhoServed):
        return moment.state
    resting = _resting(moment)
    if isinstance(resting.screen, Waiting) and isinstance(moment.visit.screen, Waiting):
        return moment.state.seen(screen=resting.screen)
    return replace(moment.state, visit=resting)


def _resting(moment: Moment) -> Visit:
    """S9 while somebody may rate, S13 outside opening hours, otherwise S0."""
    invited = invitations.open_now(moment)
    if not invited:
        return Visit(closed_screen(moment) or waiting_screen(moment))
    until = min(one.until for one in invited)
    if len(invited) == 1:
        [one] = invited
        rate = Rate(one.officer, tuple(moment.settings.buttons.levels), one.ticket)
        return Visit(rate, until=until, officer=one.officer, ticket=one.ticket)
    return Visit(WhoServed(invitations.cards(moment)[:CARDS], 0, 1), until=until)


def waiting_screen(moment: Moment) -> Waiting:
    """S0: the last few numbers that were called and are still at their counters; none at a point."""
    if moment.settings.office.residential:
        return Waiting()
    open_ = days.open_days(rows, moment.settings)
    called = line.serving(rows, open_)[:SERVING_SHOWN]
    return Waiting(tuple(Serving(number, counter) for number, counter in called))


def closed_screen(moment: Moment) -> Closed | None:
    """S13 outside opening hours; an untrusted clock never shuts the office."""
    calendar, now = moment.hall.calendar, moment.now
    if not now.trusted or calendar.is_open(now.local):
        return None
    can_rate = bool(moment.settings.officers)
    opens_at, reason = calendar.opens_at(now.local), calendar.reason(now.local)
    return Closed(calendar.rows(), opens_at, now.date, can_rate, reason)


def home(moment: Moment) -> State:
    """S1, or S13 when the office is shut; forgets the choices made so far, keeps the aids."""
    before = moment.visit
    visit = Visit(
        closed_screen(moment) or home_screen(moment), awake=True, aids=before.aids, audio=before.audio
    )
    return touched(replace(moment, state=replace(moment.state, visit=visit)))


def home_screen(moment: Moment) -> Home | PointHome:
    """S1 offers what works here and now."""
    if moment.settings.office.residential:
        return point.home(moment)
    return Home(
        can_look_up=bool(moment.hall.guide and moment.hall.guide.procedures),
        can_inquire=True,
        can_book=moment.settings.scanner.driver != "absent" and bookings.offered(rows),
    )


def by_phone(moment: Moment, matter: Matter) -> State:
    """S16, where this point has what it takes."""
    screen = point.ways(moment.settings).get(matter) if moment.settings.office.residential else None
    if screen is None or screen == moment.visit.screen:
        return touched(moment)
    return go(moment, screen)


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


def audio_toggled(moment: Moment) -> State:
    """On the waiting screen it begins the visit, as holding a button does: who listens needs a question.

    The aids' panel closes, because the body below it is what will be spoken.
    """
    aids = moment.visit.aids
    if aids.audio:
        return change_aids(moment, replace(aids, audio=False))
    if not moment.settings.can_speak:
        return touched(moment)
    on = change_aids(moment, replace(aids, audio=True)).seen(awake=True, aids_open=False)
    return home(replace(moment, state=on)) if isinstance(moment.visit.screen, Waiting) else on


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
    if isinstance(screen, Waiting | Closed) and not moment.visit.trail and not moment.visit.aids.audio:
        return _look_at_the_door(moment)
    if moment.now.monotonic < moment.visit.until:
        return moment.state
    if not moment.visit.awake and isinstance(screen, Rate | WhoServed):
        return beginning(moment)
    match screen:
        case YourNumber():
            return home(moment)
        case Thanks():
            return home(moment) if moment.visit.awake else beginning(moment)
        case Reasons() if moment.hall.rating is not None:
            return stay(moment, Thanks(moment.hall.rating.level, moment.hall.rating.scale))
        case StillThere() | PinPad() | Technician():
            return beginning(moment)
        case _ if isinstance(screen, Upkeep):
            return beginning(moment)
        case _:
            still_there = StillThere(int(patience(StillThere(0), moment.visit.aids)))
            return go(moment, still_there)


def _look_at_the_door(moment: Moment) -> State:
    """Somebody may rate, or the office opened or shut since the last look."""
    shut = closed_screen(moment)
    changed = invitations.open_now(moment) or isinstance(moment.visit.screen, Closed) != bool(shut)
    left_alone = moment.now.monotonic >= moment.visit.until
    return beginning(moment) if changed or left_alone else moment.state


def _at(moment: Moment, screen: Screen, trail: tuple[Screen, ...]) -> State:
    until = moment.now.monotonic + patience(screen, moment.visit.aids)
    return moment.state.seen(screen=screen, trail=trail, until=until, aids_open=False)
