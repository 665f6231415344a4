"""Whose rating is open: "Xong" invites the visitor of that ticket to rate that officer, for 60 seconds.

Owns who may be rated now. Refuses levels and screens (`rate`). With one open invitation a press belongs to
it; with two at once a button cannot know whose it is, so the screen asks, and a press counts for nobody.
"""

from typing import Final

from firmware import ratings
from firmware.console import Signed
from firmware.rating_screens import OfficerCard, ServedCard
from firmware.settings import Settings
from firmware.state import Invitation, Moment, State, officer_card
from firmware.tickets import Entry

OPEN_SECONDS: Final = 60.0


def invite(moment: Moment, entry: Entry, signed: Signed) -> State:
    """The newest last; a ticket that was rated already, after an earlier matter, invites nobody."""
    if ratings.rated(entry.label, entry.day):
        return moment.state
    until = moment.now.monotonic + OPEN_SECONDS
    fresh = Invitation(entry.label, entry.day, seen_at(moment.settings, signed), until)
    others = tuple(one for one in open_now(moment) if one.ticket != entry.label)
    return moment.state.noted(invitations=(*others, fresh))


def open_now(moment: Moment) -> tuple[Invitation, ...]:
    return tuple(one for one in moment.hall.invitations if moment.now.monotonic < one.until)


def only_one(moment: Moment) -> Invitation | None:
    """The one that a press on a button must mean; None when it could mean several or nobody."""
    invited = open_now(moment)
    return invited[0] if len(invited) == 1 else None


def find(moment: Moment, ticket: str) -> Invitation | None:
    return next((one for one in open_now(moment) if one.ticket == ticket), None)


def end(state: State, ticket: str | None) -> State:
    """Rated: nobody may rate it again."""
    return state.noted(invitations=tuple(one for one in state.hall.invitations if one.ticket != ticket))


def cards(moment: Moment) -> tuple[ServedCard, ...]:
    return tuple(ServedCard(one.ticket, one.officer) for one in open_now(moment))


def seen_at(settings: Settings, signed: Signed) -> OfficerCard:
    """The officer at the counter where the visitor met them, whatever the settings call their usual one."""
    officer = settings.officer(signed.officer)
    photo = officer_card(officer).photo if officer else ""
    return OfficerCard(signed.officer, signed.name, signed.counter, photo)
