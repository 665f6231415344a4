"""S17: where to hold a phone with a booking, its eight digits, and what to do where no number comes.

Owns the sentence for each reason; every one says what to do next. Refuses to judge a booking. Whoever is
turned away finds an ordinary number one touch away.
"""

from typing import Final

from firmware.booked import BookingCodeEntered, BookingPad, NotNow, Why
from firmware.events import Finished, ServicesAsked
from firmware.lookups import CodeProblem, LetterTyped
from ui.touch.aloud import code_aloud
from ui.touch.box import Box
from ui.touch.keygrid import code_keys, lay_keys
from ui.touch.message import FootKey, tell
from ui.touch.pad import Ask, frame_pad
from ui.touch.page import Page
from ui.touch.paged import Paragraph

DIGITS: Final = "1234567890"
BIG: Final = (2.2, 1.8, 1.6, 1.4, 1.2, 1.0)
ICONS: Final = {Why.EARLY: "clock", Why.LATE: "clock", Why.USED: "ticket"}
LEAST_ICON_MM: Final = 14.0
VISITORS_KEY_MM: Final = 30.2


def draw_booking_pad(page: Page, screen: BookingPad, body: Box) -> None:
    _ = page.look.say
    ask = _ask(page, screen)
    page.tell(ask.heading, code_aloud(screen.typed, _), ask.note)
    strip, box = frame_pad(page, ask, body)
    page.card(strip)
    inner = strip.inset(page.look.mm(4), 0)
    page.largest(inner, _grouped(screen.typed), BIG, ink=page.look.palette.accent, align="left")
    if not ask.shut:
        lay_keys(page, box, (DIGITS,), LetterTyped, code_keys(page, BookingCodeEntered()))


def _ask(page: Page, screen: BookingPad) -> Ask:
    _ = page.look.say
    heading = _("Scan your booking")
    if screen.problem is CodeProblem.LOCKED or screen.locked_seconds:
        locked = _("Too many wrong tries. Wait {seconds} seconds, or touch Call staff.")
        return Ask(heading, locked.format(seconds=screen.locked_seconds), wrong=True, shut=True)
    if screen.problem is CodeProblem.UNKNOWN:
        return Ask(heading, _("No such booking. Check the digits."), wrong=True, shut=False)
    hint = _("Scan your phone, or type its 8 digits.")
    return Ask(heading, hint, wrong=False, shut=False)


def _grouped(digits: str) -> str:
    return f"{digits[:4]} {digits[4:]}".strip()


def draw_not_now(page: Page, screen: NotNow, body: Box) -> None:
    _ = page.look.say
    heading, sentences = _words(page, screen)
    first, *others = sentences
    told = [Paragraph(first, bold=True), *(Paragraph(one) for one in others)]
    waits = screen.why in (Why.EARLY, Why.ANOTHER_DAY, Why.USED)
    keys = [
        FootKey("ticket", ServicesAsked(), _("Take an ordinary number"), "ticket", primary=not waits),
        FootKey("done", Finished(), _("Done"), "check", primary=waits),
    ]
    free = tell(page, body, heading, told, keys, least_mm=VISITORS_KEY_MM)
    side = min(free.h * 0.7, free.w, page.look.mm(80))
    if side >= page.look.mm(LEAST_ICON_MM):
        icon = ICONS.get(screen.why, "warning")
        page.icon(icon, free.middle(side, side), page.look.palette.quiet)


def _words(page: Page, screen: NotNow) -> tuple[str, list[str]]:
    """A heading, what is so, and what to do."""
    _ = page.look.say
    day = f"{screen.day:%d/%m/%Y}" if screen.day else ""
    booked = _("You booked {slot} on {day}.").format(slot=screen.slot, day=day)
    ordinary = _("You can take an ordinary number now.")
    match screen.why:
        case Why.EARLY:
            from_then = _("Scan it again from {time} on.").format(time=screen.earliest)
            return _("You are early"), [_("You booked {slot} today.").format(slot=screen.slot), from_then]
        case Why.LATE:
            late = _("You booked {slot} today.").format(slot=screen.slot)
            return _("Your booked time is over"), [late, ordinary]
        case Why.ANOTHER_DAY:
            return _("Your booking is for another day"), [booked, _("Please come back on that day.")]
        case Why.PAST:
            return _("Your booking is over"), [booked, ordinary]
        case Why.ANOTHER_WARD:
            elsewhere = _("Your phone says which office you booked.")
            return _("You booked another office"), [elsewhere, ordinary]
        case Why.USED:
            had = _("It gave number {number}.").format(number=screen.number)
            return _("This booking was used"), [had, _("Missed it? Tell the counter.")]
        case Why.GONE:
            gone = _("It was cancelled, or used at another kiosk.")
            return _("This booking is no longer open"), [gone, ordinary]
        case Why.UNREADABLE:
            bright = _("Make the phone's screen brighter, hold it still and try again.")
            return _("This code could not be read"), [bright, _("Or touch Call staff for help.")]
        case Why.NO_NUMBER:
            return _("No number for this booking"), [booked, _("Please touch Call staff for help.")]
