"""Telling people with a ticket that few are ahead: asking for a number on S4, and the moment to tell.

Owns the wishes (`soon`), the pad and the rule: once a ticket, when at most `[sms] ahead` come before it.
Refuses how the line stands (`line`, `waiting`), and sending: the centre reads a fact, or an own modem's
outbox has a row. A number is kept sealed for whoever will send, and only until it is told, called or
yesterday's.
"""

import logging
from dataclasses import dataclass, field, replace
from typing import Final, assert_never

from firmware import days, ledger, line, outbox, telling, tickets, visit
from firmware.clock import Now
from firmware.lookups import LetterErased, LetterTyped, Typing, TypingCleared
from firmware.reminders import PhoneEntered, PhonePad, PhoneProblem, ReminderAsked, Reminding
from firmware.screens import YourNumber
from firmware.seals import SealError, Seals
from firmware.settings import Settings
from firmware.state import Moment, State
from firmware.store import TicketRow, rows
from firmware.waiting import Waiter, ahead_of
from mqtt.facts import TicketSoon
from mqtt.messages import instant
from mqtt.phones import domestic

log = logging.getLogger(__name__)

DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class Sealed:
    """A number as `sender` alone can open it."""

    text: str = field(repr=False)
    sender: str


@dataclass(frozen=True, slots=True)
class _Wish:
    """A row of `soon`; `phone` and `sender` as `Sealed`, None for what was booked."""

    day: str
    label: str
    phone: str | None = field(repr=False)
    sender: str | None
    booking: str | None


def decide(moment: Moment, event: Reminding, seals: Seals) -> State:
    match event:
        case ReminderAsked():
            return asked(moment)
        case PhoneEntered():
            return entered(moment, seals)
        case _:
            assert_never(event)


# ---------------------------------------------------------------- what a visitor sees


def offered(settings: Settings, day: str, label: str, ahead: int) -> bool:
    """Whether S4 may ask: somebody sends, the turn is not near yet, and nobody has seen to it already."""
    if telling.teller(settings) == "none" or ahead <= settings.sms.ahead:
        return False
    seen_to = "SELECT 1 FROM soon WHERE day = ? AND label = ? AND phone IS NULL"
    return not rows(seen_to, (day, label))


def asked(moment: Moment) -> State:
    screen = moment.visit.screen
    if not isinstance(screen, YourNumber) or not screen.remindable:
        return visit.touched(moment)
    return visit.go(moment, PhonePad(screen.number))


def typed(moment: Moment, event: Typing) -> State:
    screen = moment.visit.screen
    assert isinstance(screen, PhonePad)
    return visit.stay(moment, PhonePad(screen.number, _after(screen.typed, event)))


def entered(moment: Moment, seals: Seals) -> State:
    """The number is on disk before S4 says where the message will go."""
    screen = moment.visit.screen
    if not isinstance(screen, PhonePad):
        return visit.touched(moment)
    phone = domestic(screen.typed)
    if phone is None:
        problem = PhoneProblem.SHORT if len(screen.typed) < DIGITS else PhoneProblem.NO_MOBILE
        return visit.stay(moment, replace(screen, problem=problem))
    ticket = tickets.find(screen.number, days.open_days(rows, moment.settings))
    if ticket is None or ticket.state != "waiting":
        return visit.back(moment)
    try:
        want(ticket.day, ticket.label, number=_sealed(moment.settings, phone, seals))
    except SealError as error:
        log.error("number for a message not kept: %s", error)
        return visit.stay(moment, replace(screen, typed="", problem=PhoneProblem.BROKEN))
    return _back_on_s4(moment, phone)


def _sealed(settings: Settings, phone: str, seals: Seals) -> Sealed:
    """SealError where this kiosk's key is lost."""
    contact = telling.contact(settings, phone)
    if contact is not None:
        return Sealed(contact, "centre")
    if not rows("SELECT 1 FROM dossier LIMIT 1"):
        seals.make()
    return Sealed(seals.seal(phone), "kiosk")


def _back_on_s4(moment: Moment, phone: str) -> State:
    state = visit.back(moment)
    below = state.visit.screen
    if not isinstance(below, YourNumber):
        return state
    return state.seen(screen=replace(below, remindable=False, reminded=phone))


def _after(text: str, event: Typing) -> str:
    match event:
        case LetterTyped(letter) if letter in "0123456789" and len(text) < DIGITS:
            return text + letter
        case LetterErased():
            return text[:-1]
        case TypingCleared():
            return ""
        case _:
            return text


# ---------------------------------------------------------------- wishes, in the open transaction


def want(day: str, label: str, *, number: Sealed | None = None, booking: str | None = None) -> None:
    """Tell this ticket once: at its number, or as `booking` says, whose number the centre has.

    A newer number takes the place of an older one; what is told or booked stays as it is.
    """
    TicketRow.sql(
        "INSERT INTO soon (day, label, phone, sender, booking) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (day, label) DO UPDATE SET phone = excluded.phone, sender = excluded.sender"
        " WHERE told_at IS NULL AND booking IS NULL",
        *(day, label, number.text if number else None, number.sender if number else None, booking),
    )
    log.info("ticket wants to be told number=%s", label)


def tell(settings: Settings, now: Now) -> None:
    """After whatever may have moved the line: a message to each whose turn is near now."""
    found = rows("SELECT day, label, phone, sender, booking FROM soon WHERE told_at IS NULL")
    if not found:
        return
    everybody = line.waiters(rows, settings, days.open_days(rows, settings), now)
    for wish in (_Wish(*row) for row in found):
        waiter = next((one for one in everybody if (one.day, one.label) == (wish.day, wish.label)), None)
        if waiter is None or wish.sender not in (None, telling.teller(settings)):
            TicketRow.sql("DELETE FROM soon WHERE day = ? AND label = ?", wish.day, wish.label)
            continue
        ahead = ahead_of(everybody, wish.label, guarantee=settings.queue.guarantee)
        if ahead <= settings.sms.ahead:
            _tell(settings, wish, waiter, ahead, now)


def forget(today: str) -> None:
    """At the day's turn: wishes of an earlier day help nobody any more."""
    TicketRow.sql("DELETE FROM soon WHERE day < ?", today)


def _tell(settings: Settings, wish: _Wish, waiter: Waiter, ahead: int, now: Now) -> None:
    """The one message of a ticket; its number is forgotten here."""
    if wish.phone is not None and wish.sender == "kiosk":
        outbox.put_soon(settings, wish.day, wish.label, ahead, wish.phone, now)
    else:
        _tell_centre(wish, waiter, ahead, now)
    TicketRow.sql(
        "UPDATE soon SET told_at = ?, phone = NULL WHERE day = ? AND label = ?",
        *(instant(now.wall), wish.day, wish.label),
    )
    log.info("ticket is soon number=%s ahead=%s", wish.label, ahead)


def _tell_centre(wish: _Wish, waiter: Waiter, ahead: int, now: Now) -> None:
    fact = TicketSoon(
        day=waiter.day,
        number=waiter.label,
        service=waiter.service,
        ahead=ahead,
        contact=None if wish.booking else wish.phone,
        booking=wish.booking,
    )
    ledger.append(fact, now)
