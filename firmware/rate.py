"""The way to a rating: S9 to S11, by touch or by button.

Owns which officer is meant, the lamps, and when the screen may change under a visitor's hands. Refuses what a
rating is (`ratings`).
"""

from dataclasses import replace
from math import inf
from typing import Final, assert_never

from firmware import events as e
from firmware import ratings, tickets, visit
from firmware.events import Source
from firmware.screens import (
    Closed,
    Home,
    OfficerCard,
    Rate,
    Reasons,
    Thanks,
    Waiting,
    WhoServed,
)
from firmware.state import Moment, State, officer_card
from mqtt.facts import Level

PAGE: Final = 5
_MAY_BE_REPLACED: Final = Waiting | Closed | Home | WhoServed | Rate | Reasons | Thanks


def decide(moment: Moment, event: e.Rating) -> State:
    match event:
        case e.RatingAsked():
            return rating_asked(moment)
        case e.OfficerChosen(officer):
            return officer_chosen(moment, officer)
        case e.LevelChosen(level):
            return level_chosen(moment, level)
        case e.ReasonChosen(reason):
            return reason_chosen(moment, reason)
        case e.ButtonPressed(button):
            return button_pressed(moment, button)
        case e.CodeScanned(text):
            return code_scanned(moment, text)
        case _:
            assert_never(event)


def rating_asked(moment: Moment, *, ticket: str | None = None) -> State:
    """S9: straight to the levels where only one officer can be meant."""
    officers = moment.settings.officers
    moment = replace(moment, state=moment.state.seen(ticket=ticket, officer=None))
    if len(officers) > 1:
        return visit.go(moment, _who_served(moment, 0))
    return _levels(moment, officer_card(officers[0]) if officers else None)


def page_asked(moment: Moment, page: int) -> State:
    return visit.stay(moment, _who_served(moment, page))


def officer_chosen(moment: Moment, officer_id: str | None) -> State:
    officer = moment.settings.officer(officer_id) if officer_id else None
    return _levels(moment, officer_card(officer) if officer else None)


def code_scanned(moment: Moment, text: str) -> State:
    """Today's ticket opens its rating, once; anything else only wakes the screen."""
    label, _, day = text.strip().partition("-")
    today = tickets.business_day(moment.now)
    is_ours = day == tickets.day_code(today) and tickets.find(label, today)
    if not is_ours or ratings.rated(label, today):
        return visit.home(moment) if isinstance(moment.visit.screen, Waiting) else visit.touched(moment)
    return rating_asked(replace(moment, state=visit.home(moment)), ticket=label)


def level_chosen(moment: Moment, level: Level) -> State:
    """A touch on S9. Two quick touches are one rating, corrected by the second."""
    scale = tuple(moment.settings.buttons.levels)
    if level not in scale or not isinstance(moment.visit.screen, Rate):
        return visit.touched(moment)
    if moment.visit.ticket and ratings.rated(moment.visit.ticket, tickets.business_day(moment.now)):
        return visit.home(moment)
    return _thank(moment, _give(moment, level, Source.TOUCH))


def button_pressed(moment: Moment, button: int) -> State:
    """A press is a rating of its own, at any time; it only takes the screen where nobody else is busy."""
    state = moment.state.noted(last_button=button)
    moment = replace(moment, state=state)
    levels, last = moment.settings.buttons.levels, moment.hall.rating
    if not 1 <= button <= len(levels) or (last and last.resting(moment.now)):
        return state
    level = levels[button - 1]
    if last and last.correctable(moment.now):
        rating = ratings.correct(last, level, moment.now)
    else:
        rating = _give(moment, level, Source.BUTTON)
    return _thank(moment, rating)


def reason_chosen(moment: Moment, reason: str | None) -> State:
    rating = moment.hall.rating
    if not isinstance(moment.visit.screen, Reasons) or rating is None:
        return visit.touched(moment)
    if reason in ratings.REASONS:
        rating = ratings.explain(rating, reason, moment.now)
        moment = replace(moment, state=moment.state.noted(rating=rating))
    return _show_thanks(moment, rating)


def lamps(moment: Moment) -> tuple[bool, ...]:
    """All lit: ready. One lit: this was recorded. All dark: resting after a rating."""
    levels, rating = moment.settings.buttons.levels, moment.hall.rating
    if moment.now.monotonic < moment.hall.lamp_test_until:
        return (True,) * len(levels)
    if rating and rating.correctable(moment.now):
        return tuple(level == rating.level for level in levels)
    return (not (rating and rating.resting(moment.now)),) * len(levels)


def lamps_change_at(moment: Moment) -> float:
    """The monotonic second at which the lamps change by themselves; infinity if they do not."""
    rating, now = moment.hall.rating, moment.now.monotonic
    moments = [moment.hall.lamp_test_until]
    if rating:
        window = rating.given_at + ratings.CORRECTION_SECONDS
        moments += [window, window + ratings.REST_SECONDS]
    return min((at for at in moments if at > now), default=inf)


def _give(moment: Moment, level: Level, source: Source) -> ratings.Rating:
    screen, scale = moment.visit.screen, tuple(moment.settings.buttons.levels)
    chosen = moment.visit if isinstance(screen, Rate) else None
    return ratings.give(
        level,
        scale,
        officer=chosen.officer if chosen else None,
        ticket=chosen.ticket if chosen else None,
        source=source,
        now=moment.now,
    )


def _thank(moment: Moment, rating: ratings.Rating) -> State:
    state = moment.state.noted(rating=rating)
    moment = replace(moment, state=state)
    if not isinstance(moment.visit.screen, _MAY_BE_REPLACED):
        return state
    if rating.level in ratings.NEGATIVE:
        return _forget_way(visit.stay(moment, Reasons(ratings.REASONS)))
    return _show_thanks(moment, rating)


def _show_thanks(moment: Moment, rating: ratings.Rating) -> State:
    return _forget_way(visit.stay(moment, Thanks(rating.level, rating.scale)))


def _forget_way(state: State) -> State:
    """A recorded rating is not undone by going back."""
    return state.seen(trail=(), officer=None, ticket=None)


def _levels(moment: Moment, officer: OfficerCard | None) -> State:
    moment = replace(moment, state=moment.state.seen(officer=officer))
    return visit.go(moment, Rate(officer, tuple(moment.settings.buttons.levels)))


def _who_served(moment: Moment, page: int) -> WhoServed:
    officers = moment.settings.officers
    pages = max(1, -(-len(officers) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = tuple(officer_card(officer) for officer in officers[page * PAGE : (page + 1) * PAGE])
    return WhoServed(shown, page, pages)
