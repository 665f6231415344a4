"""The pad for a phone number, after S4: where to send the one message that says that few are ahead.

Owns the telephone's order of digits, two rows of five where a small panel has no room for it, and the way
past it. Refuses to judge a number
and to show one anywhere else than here and on S4.
"""

from collections.abc import Sequence
from typing import Final

from firmware.events import BackAsked, Event
from firmware.lookups import LetterErased, LetterTyped
from firmware.reminders import PhoneEntered, PhonePad, PhoneProblem
from ui.touch.aloud import code_aloud
from ui.touch.box import Box
from ui.touch.keys import Face, fitting, scaled
from ui.touch.pad import Ask, frame_pad
from ui.touch.page import Page
from ui.touch.theme import Look, Paint

LEAST_MM: Final = 20.1
SHAPES: Final = ((5, 3), (7, 2), (14, 1))
"""Columns and rows; the last only ends the list."""
BIG: Final = (2.2, 1.8, 1.6, 1.4, 1.2, 1.0)
BLANKS: Final = "____ ___ ___"


def grouped(phone: str) -> str:
    """Digits as people say them: 0912 345 678, and as much of it as there is."""
    return f"{phone[:4]} {phone[4:7]} {phone[7:]}".strip()


def draw_phone_pad(page: Page, screen: PhonePad, body: Box) -> None:
    _, look = page.look.say, page.look
    ask = Ask(_("Key in your mobile"), _note(page, screen), wrong=bool(screen.problem), shut=False)
    page.tell(ask.heading, code_aloud(screen.typed, _), ask.note)
    skip, rest = body.foot(look.choice_min, look.gap)
    strip, keys = frame_pad(page, ask, rest if look.panel.portrait else body)
    telephone = keys.grid(3, 4, look.gap)
    if look.panel.portrait and telephone[0].h >= look.mm(LEAST_MM):
        _pad(page, telephone, "123456789<0>")
    else:
        *cells, skip = _beside_each_other(look, keys)
        _pad(page, cells, "1234567890<>")
    _digits_so_far(page, screen.typed, strip)
    _skip(page, skip)


def _beside_each_other(look: Look, keys: Box) -> list[Box]:
    """Where four rows would be too low: ten digits, then erasing, the way past and the end."""
    columns, rows = next(shape for shape in SHAPES if keys.grid(*shape, look.gap)[0].h >= look.mm(LEAST_MM))
    cells = keys.grid(columns, rows, look.gap)
    first, last = cells[11], cells[-2]
    skip = Box(first.x, first.y, last.right - first.x, first.h)
    return [*cells[:11], cells[-1], skip]


def _note(page: Page, screen: PhonePad) -> str:
    _ = page.look.say
    words = {
        PhoneProblem.NONE: _("We text you once, then erase it."),
        PhoneProblem.SHORT: _("It needs 10 digits. Please go on."),
        PhoneProblem.NO_MOBILE: _("Mobiles begin with 03, 05, 07, 08 or 09."),
        PhoneProblem.BROKEN: _("No text now. Please listen to the calls."),
    }
    return words[screen.problem]


def _digits_so_far(page: Page, typed: str, strip: Box) -> None:
    """What is typed, and lighter, how much is still to come."""
    look = page.look
    page.card(strip)
    inner = strip.inset(look.mm(4), 0)
    shown = grouped(typed) + (" " if len(typed) in (4, 7) else "")
    for scale in BIG:
        first, rest = (
            page.set(text, 10 * inner.w, scale=scale, bold=True) for text in (shown, BLANKS[len(shown) :])
        )
        if first.w + rest.w <= inner.w and max(first.h, rest.h) <= strip.h:
            break
    left, right = inner.left(first.w)
    page.sheet.write(first, left, look.palette.accent)
    page.sheet.write(rest, right, look.palette.soft)


def _pad(page: Page, cells: Sequence[Box], order: str) -> None:
    """Digits, erasing `<` and the end `>`."""
    palette, _ = page.look.palette, page.look.say
    for sign, cell in zip(order, cells, strict=True):
        match sign:
            case "<":
                _work(page, "erase", cell, LetterErased(), palette.bar, _("Erase"))
            case ">":
                _work(page, "check", cell, PhoneEntered(), palette.primary, _("Done"))
            case digit:
                face = Face(digit, scale=2.0, pad_mm=1)
                page.key(f"digit:{digit}", cell, LetterTyped(digit), face, palette.quiet, hasty=True)


def _work(page: Page, icon: str, cell: Box, event: Event, paint: Paint, spoken: str) -> None:
    id_ = "enter" if icon == "check" else icon
    face = Face("", icon=icon, stacked=True, icon_mm=18, pad_mm=2)
    page.key(id_, cell, event, face, paint, hasty=icon == "erase")
    page.keys[-1].text = spoken


def _skip(page: Page, box: Box) -> None:
    _, look = page.look.say, page.look
    face = Face(_("Skip"), pad_mm=2)
    page.key(
        "without",
        box,
        BackAsked(),
        scaled(face, min(1.6, fitting(look, box, [face]) or 1.0)),
        look.palette.quiet,
    )
