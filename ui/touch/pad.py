"""What surrounds a grid of keys: the question, what is said beside it, the strip for what is typed.

Owns where these lie on tall and on wide panels. Refuses the keys (`keygrid`) and to know what is typed.
"""

from dataclasses import dataclass

from ui.touch.box import Box
from ui.touch.page import Page
from ui.touch.typeset import Setting


@dataclass(frozen=True, slots=True)
class Ask:
    """A pad's question and what is said beside it, in red where something is wrong."""

    heading: str
    note: str
    wrong: bool
    shut: bool


def frame_pad(page: Page, ask: Ask, body: Box) -> tuple[Box, Box]:
    """Heading and note; returns the strip for what is typed and the room for the keys."""
    look = page.look
    if look.panel.portrait:
        rest = page.heading(body, ask.heading)
        strip, rest = rest.top(look.type_px(1.6) * 1.2 + look.mm(5), look.gap)
        return strip, _note_above(page, ask, rest)
    strip, rest = body.top(look.type_px(1.0) * 1.2 + look.mm(4), look.mm(4))
    side, keys = rest.left(rest.w * (0.395 if look.panel.compact else 0.36), look.gap)
    under = page.heading(rest if ask.shut else side, ask.heading)
    _note(page, ask, page.set(ask.note, _note_width(page, ask, under.w), bold=ask.wrong), under)
    return strip, keys


def _note_above(page: Page, ask: Ask, rest: Box) -> Box:
    words = page.set(ask.note, _note_width(page, ask, rest.w), bold=ask.wrong)
    line, rest = rest.top(words.h + page.look.mm(4 if ask.wrong else 0), page.look.gap)
    _note(page, ask, words, line)
    return rest


def _note_width(page: Page, ask: Ask, wide: float) -> float:
    return wide - page.look.mm(6) if ask.wrong else wide


def _note(page: Page, ask: Ask, words: Setting, box: Box) -> None:
    """A hint stands by itself; what is wrong stands on a red card."""
    look = page.look
    if not ask.wrong:
        page.sheet.write(words, box, look.palette.ink, centred=False)
        return
    card = box.top(min(box.h, words.h + look.mm(4)))[0]
    page.card(card, look.palette.bad)
    page.sheet.write(words, card.inset(look.mm(3), 0), look.palette.bad.ink)
