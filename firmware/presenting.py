"""A booking is presented: by its QR under the scanner, or by the eight digits below it.

Owns the way from there to a number, to the one that was given before, or to a sentence that says what to do
(S17). Refuses the rule itself (`bookings`), numbers (`tickets`) and slips (`take`). Whoever is turned away
can take an ordinary number at once. Wrong digits shut the pad as wrong codes of dossiers do.
"""

import logging
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeGuard, assert_never

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from firmware import bookings, days, line, printing, take, tickets, visit
from firmware import events as e
from firmware import lookups as look
from firmware.booked import BookingAsked, BookingCodeEntered, BookingPad, NotNow, Presenting, Why
from firmware.inquiry import Tries
from firmware.lookups import CodeProblem
from firmware.state import Moment, State
from firmware.store import rows
from mqtt.booking import PREFIX, Booked, BookingError, BookingList, unseal

log = logging.getLogger(__name__)

DIGITS: Final = 8
REPRINT_SECONDS: Final = 600
"""So long whoever shows a used booking again is taken for the same visitor."""


@dataclass(frozen=True, slots=True)
class ListArrived:
    """The ward's open bookings, as the centre published them."""

    listed: BookingList

    def __repr__(self) -> str:
        return f"ListArrived(at={self.listed.at}, bookings={len(self.listed.open)})"


@dataclass(slots=True)
class Desk:
    """Whose bookings are believed, and wrong digits; the core thread's alone."""

    key: Ed25519PublicKey | None
    tries: Tries = field(default_factory=Tries)


def scans(event: object) -> TypeGuard[e.CodeScanned]:
    """Whether what was scanned looks like a booking."""
    return isinstance(event, e.CodeScanned) and event.text.strip().startswith(PREFIX)


def decide(moment: Moment, event: e.CodeScanned | Presenting | ListArrived, desk: Desk) -> State:
    match event:
        case e.CodeScanned(text):
            return scanned(moment, text.strip(), desk)
        case BookingAsked():
            return asked(moment, desk)
        case BookingCodeEntered():
            return entered(moment, desk)
        case ListArrived(listed):
            if bookings.take_list(rows, listed):
                log.info("bookings received at=%s open=%s", listed.at, len(listed.open))
            return moment.state
        case _:
            assert_never(event)


def scanned(moment: Moment, text: str, desk: Desk) -> State:
    """Whoever stood here before: whoever holds a code under the scanner is who is here now."""
    asleep = replace(moment, state=visit.home(moment))
    try:
        if desk.key is None:
            raise BookingError("this kiosk has no key of the centre; set [command] key or key_file")
        booked = unseal(text, desk.key)
    except BookingError as error:
        log.warning("booking not read: %s", error)
        return visit.go(asleep, NotNow(Why.UNREADABLE))
    return presented(asleep, booked)


def asked(moment: Moment, desk: Desk) -> State:
    if visit.closed_screen(moment) is not None:
        return visit.home(moment)
    return visit.go(moment, _pad(desk, moment))


def typed(moment: Moment, event: look.Typing) -> State:
    screen = moment.visit.screen
    if not isinstance(screen, BookingPad) or screen.locked_seconds:
        return visit.touched(moment)
    match event:
        case look.LetterTyped(letter) if letter.isdigit() and len(screen.typed) < DIGITS:
            return visit.stay(moment, BookingPad(screen.typed + letter))
        case look.LetterErased():
            return visit.stay(moment, BookingPad(screen.typed[:-1]))
        case look.TypingCleared():
            return visit.stay(moment, BookingPad())
        case _:
            return visit.touched(moment)


def entered(moment: Moment, desk: Desk) -> State:
    """Digits are known where the ward's list came; fewer than eight are no try."""
    screen = moment.visit.screen
    if not isinstance(screen, BookingPad) or len(screen.typed) < DIGITS:
        return visit.touched(moment)
    if desk.tries.locked_seconds(moment.now.monotonic):
        return visit.stay(moment, _pad(desk, moment))
    booked = bookings.listed(rows, _ward(moment), screen.typed)
    if booked is None:
        desk.tries = desk.tries.missed(moment.now.monotonic)
        pad = replace(_pad(desk, moment), typed=screen.typed)
        return visit.stay(moment, pad if pad.problem else replace(pad, problem=CodeProblem.UNKNOWN))
    return presented(replace(moment, state=visit.home(moment)), booked)


def counted_down(moment: Moment, desk: Desk) -> State:
    """Time passes: a shut pad shows how long it stays shut, then that it is open again."""
    screen = moment.visit.screen
    if not isinstance(screen, BookingPad) or not screen.locked_seconds:
        return moment.state
    return moment.state.seen(screen=_pad(desk, moment))


def presented(moment: Moment, booked: Booked) -> State:
    """A number, the one it gave already, or why there is none; an office that is shut gives none."""
    if visit.closed_screen(moment) is not None:
        return moment.state
    before = bookings.used(rows, booked.id) if booked.ward == _ward(moment) else None
    if before is not None:
        return _again(moment, booked, before)
    settings, today = moment.settings, days.business_day(moment.now)
    why = bookings.why_not(
        rows, booked, ward=_ward(moment), today=today, rules=settings.booking, now=moment.now
    )
    if why is not None:
        log.info("booking not taken why=%s", why)
        return _turned_away(moment, booked, why)
    given = take.booked(moment, booked)
    return given or _turned_away(moment, booked, Why.NO_NUMBER)


def _again(moment: Moment, booked: Booked, before: bookings.Used) -> State:
    """S4 once more while the ticket waits; its slip can be had again for some minutes."""
    entry = tickets.find(before.label, days.open_days(rows, moment.settings))
    if entry is None or entry.day != before.day or entry.state != "waiting":
        return _turned_away(moment, booked, Why.USED, before.label)
    shown = take.place_asked(moment, entry)
    job = printing.first_job(before.day, before.label)
    if job is None or line.seconds_since(before.at, moment.now) > REPRINT_SECONDS:
        return shown
    screen = take.reprintable(shown.visit.screen)
    return shown.seen(screen=screen, job=job)


def _turned_away(moment: Moment, booked: Booked, why: Why, number: str = "") -> State:
    opens = bookings.window(booked, moment.settings.booking).opens
    day = date.fromisoformat(booked.day)
    return visit.go(moment, NotNow(why, day, booked.slot, f"{opens:%H:%M}", number))


def _pad(desk: Desk, moment: Moment) -> BookingPad:
    locked = desk.tries.locked_seconds(moment.now.monotonic)
    return BookingPad("", CodeProblem.LOCKED if locked else CodeProblem.NONE, locked)


def _ward(moment: Moment) -> str:
    return f"{moment.settings.kiosk.province}/{moment.settings.kiosk.ward}"
