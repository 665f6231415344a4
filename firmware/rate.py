"""The way to a rating: S9 to S11, by touch or by button.

Owns which officer is meant, the lamps, and when the screen may change under a visitor's hands. Refuses what a
rating is (`ratings`).
"""

from dataclasses import replace
from typing import Final, assert_never

from firmware import events as e
from firmware import inquiry, invitations, ratings, selftest, take, tickets, visit
from firmware.days import business_day
from firmware.events import Source
from firmware.rating_screens import OfficerCard, Rate, Reasons, Thanks, WhoServed
from firmware.screens import Closed, Home, Waiting
from firmware.state import Invitation, Moment, Press, State, officer_card
from firmware.upkeep import SelfTest
from mqtt.scalars import Level

PAGE: Final = 5
_MAY_BE_REPLACED: Final = Waiting | Closed | Home | WhoServed | Rate | Reasons | Thanks


def decide(moment: Moment, event: e.Rating) -> State:
    match event:
        case e.RatingAsked():
            return rating_asked(moment)
        case e.ServedChosen(number):
            return served_chosen(moment, number)
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


def rating_asked(moment: Moment) -> State:
    """S9: whoever was just served is asked which ticket was theirs; everybody else rates the office."""
    if invitations.open_now(moment):
        return visit.go(moment, _who_served(moment, 0))
    return _levels(moment, None, None)


def page_asked(moment: Moment, page: int) -> State:
    return visit.stay(moment, _who_served(moment, page))


def served_chosen(moment: Moment, number: str | None) -> State:
    """An invitation that ended meanwhile still leaves a rating of the office."""
    invited = invitations.find(moment, number) if number is not None else None
    return _levels(moment, invited.officer if invited else None, invited.ticket if invited else None)


def code_scanned(moment: Moment, text: str) -> State:
    """A ticket of today opens its rating, once served, or tells its place; a receipt shows its dossier."""
    label, _, day = text.strip().partition("-")
    today = business_day(moment.now)
    entry = tickets.find(label, (today,)) if day == tickets.day_code(today) else None
    asleep = replace(moment, state=visit.home(moment))
    if entry and entry.state == "served" and not ratings.rated(label, today):
        return _levels(asleep, _served_by(moment, entry), label)
    if entry and entry.state == "waiting":
        return take.place_asked(asleep, entry)
    dossier = inquiry.dossier_scanned(moment, text)
    if dossier is not None:
        return dossier
    return visit.home(moment) if isinstance(moment.visit.screen, Waiting) else visit.touched(moment)


def _served_by(moment: Moment, entry: tickets.Entry) -> OfficerCard | None:
    officer = moment.settings.officer(entry.officer) if entry.officer else None
    return replace(officer_card(officer), counter=entry.counter) if officer else None


def level_chosen(moment: Moment, level: Level) -> State:
    """A touch on S9. Two quick touches are one rating, corrected by the second."""
    scale = tuple(moment.settings.buttons.levels)
    if level not in scale or not isinstance(moment.visit.screen, Rate):
        return visit.touched(moment)
    if moment.visit.ticket and ratings.rated(moment.visit.ticket, business_day(moment.now)):
        return visit.home(moment)
    return _thank(moment, _give(moment, level, Source.TOUCH))


def button_pressed(moment: Moment, button: int) -> State:
    """A press is a rating of its own, at any time; it only takes the screen where nobody else is busy.

    In audio mode it is none: there a button acts when it comes up (`listening`).
    """
    state = moment.state.noted(last_button=button, press=None)
    moment = replace(moment, state=state)
    if moment.visit.aids.audio:
        return visit.touched(moment)
    levels, last = moment.settings.buttons.levels, moment.hall.rating
    if not 1 <= button <= len(levels) or (last and last.resting(moment.now)):
        return state
    level = levels[button - 1]
    if last and last.correctable(moment.now):
        rating = ratings.correct(last, level, moment.now)
    else:
        rating = _give(moment, level, Source.BUTTON)
    thanked = _thank(moment, rating)
    if last and last.id == rating.id:
        return thanked
    return thanked.noted(press=Press(button, rating.id, state.hall.invitations))


def reason_chosen(moment: Moment, reason: str | None) -> State:
    rating = moment.hall.rating
    if not isinstance(moment.visit.screen, Reasons) or rating is None:
        return visit.touched(moment)
    if reason in ratings.REASONS:
        rating = ratings.explain(rating, reason, moment.now)
        moment = replace(moment, state=moment.state.noted(rating=rating))
    return _show_thanks(moment, rating)


def lamps(moment: Moment) -> tuple[bool, ...]:
    """All lit: ready, or audio mode. One lit: this was recorded. All dark: resting after a rating."""
    levels, rating = moment.settings.buttons.levels, moment.hall.rating
    if isinstance(moment.visit.screen, SelfTest):
        return selftest.lamps(moment.visit.screen, len(levels))
    if moment.visit.aids.audio or moment.now.monotonic < moment.hall.lamp_test_until:
        return (True,) * len(levels)
    if rating and rating.correctable(moment.now):
        return tuple(level == rating.level for level in levels)
    return (not (rating and rating.resting(moment.now)),) * len(levels)


def _give(moment: Moment, level: Level, source: Source) -> ratings.Rating:
    officer, ticket = _whose(moment)
    if ticket is not None and ratings.rated(ticket, business_day(moment.now)):
        officer = ticket = None
    scale = tuple(moment.settings.buttons.levels)
    return ratings.give(level, scale, officer=officer, ticket=ticket, source=source, now=moment.now)


def _whose(moment: Moment) -> tuple[OfficerCard | None, str | None]:
    """The ticket on the screen; behind any other screen, the one that was just served, if only one was."""
    if isinstance(moment.visit.screen, Rate):
        return moment.visit.officer, moment.visit.ticket
    invited: Invitation | None = invitations.only_one(moment)
    return (invited.officer, invited.ticket) if invited else (None, None)


def _thank(moment: Moment, rating: ratings.Rating) -> State:
    state = invitations.end(moment.state.noted(rating=rating), rating.ticket)
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


def _levels(moment: Moment, officer: OfficerCard | None, ticket: str | None) -> State:
    moment = replace(moment, state=moment.state.seen(officer=officer, ticket=ticket))
    return visit.go(moment, Rate(officer, tuple(moment.settings.buttons.levels), ticket))


def _who_served(moment: Moment, page: int) -> WhoServed:
    served = invitations.cards(moment)
    pages = max(1, -(-len(served) // PAGE))
    page = min(max(page, 0), pages - 1)
    return WhoServed(served[page * PAGE : (page + 1) * PAGE], page, pages)
