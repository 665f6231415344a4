"""S15: a kiosk that does not know which ward it is for, or cannot start; for whoever installs it.

Owns the words for each problem, in both languages at once, because nobody has chosen one yet. Refuses judging
the folder: code and detail come with the screen. Type is as large as the panel allows, and the code says
the same to a telephone.
"""

from collections.abc import Callable
from dataclasses import dataclass

from firmware.events import HomeAsked
from firmware.screens import Language, NoIdentity
from ui.touch.box import Box
from ui.touch.keys import Face
from ui.touch.page import Page
from ui.touch.photos import qr_code
from ui.touch.theme import Colour
from ui.touch.typeset import Setting, Type, set_lines
from ui.touch.words import speaker

Say = Callable[[str], str]

CAPITALS_MM = (10.0, 9.2, 8.4, 7.7, 7.0, 6.4, 5.8, 5.3, 4.8, 4.2, 3.6, 3.0, 2.4)
LEAST_MM = 2.4
MOST_FACTS_MM = 5.8
QR_MM = 60.0
SECOND = 0.75
"""How much smaller the second language and the facts are, as long as they stay readable."""


def draw_no_identity(page: Page, screen: NoIdentity, body: Box) -> None:
    look = page.look
    rest = _heading(page, _title(screen.problem, look.say), body)
    row, rest = rest.foot(look.choice_min, look.gap)
    side = min(look.mm(QR_MM), rest.w * 0.3, rest.h * 0.6)
    if look.panel.portrait:
        foot, cards = rest.foot(side, look.gap)
        code, facts = foot.rightmost(side, look.gap)
    else:
        aside, cards = rest.rightmost(side, look.gap)
        code, facts = aside.top(side, look.gap)
    page.sheet.picture(qr_code(screen.support), code)
    _facts(page, screen, facts)
    _cards(page, screen, cards)
    page.key("look_again", row, HomeAsked(), _again(page), look.palette.primary)


def _again(page: Page) -> Face:
    _ = page.look.say
    return Face(_("Look again"), icon="again", icon_mm=16, scale=1.4)


def _heading(page: Page, words: str, body: Box) -> Box:
    look = page.look
    side = look.mm(14)
    sign, text = body.left(side, look.mm(4))
    rest = page.heading(text, words, least=side)
    page.icon("warning", sign.top(body.h - rest.h - look.mm(3))[0].middle(side, side), look.palette.quiet)
    return Box(body.x, rest.y, body.w, rest.h)


# ---------------------------------------------------------------- words


def _title(problem: str, _: Say) -> str:
    if problem == "none":
        return _("This kiosk has no ward yet")
    return _("The kiosk cannot start") if problem == "start" else _("The kiosk's folder was refused")


def _what(problem: str, _: Say) -> str:
    known = {
        "none": _("No kiosk's folder was found."),
        "settings": _("kiosk.toml has a mistake."),
        "unreadable": _("A file is damaged or empty."),
        "incomplete": _("A file is missing."),
        "authority": _("ca.crt is damaged."),
        "enrolment": _("enrolment.toml is damaged."),
        "unknown_ward": _("The ward's code is not on the official list."),
        "other_kiosk": _("This folder is another kiosk's."),
        "full": _("The card is full."),
        "start": _("Something is set up wrongly."),
    }
    return known.get(problem, _("The folder cannot be used."))


def _steps(problem: str, _: Say) -> tuple[str, ...]:
    if problem == "none":
        return (
            _("Copy the folder motcua (kiosk.toml, enrolment.toml, ca.crt) to a USB stick."),
            _("Plug it in. The kiosk starts within a minute."),
        )
    mend = _("Mend what is named here, or make a new folder.")
    if problem == "start":
        return (mend, _("The kiosk tries again every minute."))
    return (
        mend,
        _("Copy it to a USB stick as motcua and plug it in."),
    )


# ---------------------------------------------------------------- laying out


@dataclass(frozen=True, slots=True)
class Block:
    """One language, or the facts: lines set below each other."""

    lines: tuple[Setting, ...]
    space: float

    @property
    def h(self) -> float:
        return sum(line.h for line in self.lines) + self.space * (len(self.lines) - 1)

    @property
    def w(self) -> float:
        return max(line.w for line in self.lines)


def _cards(page: Page, screen: NoIdentity, box: Box) -> None:
    """The visitor's language first and larger; both at the largest size at which both fit."""
    look = page.look
    mine, detail = look.say, (screen.detail,) if screen.detail else ()
    english = page.view.aids.language is Language.ENGLISH
    theirs = speaker(Language.VIETNAMESE if english else Language.ENGLISH)
    pad = look.mm(5 if not look.panel.compact else 3)
    inner = box.w - 2 * pad
    plans = [
        (
            _block(page, inner, mm, (_what(screen.problem, mine), *detail, *_numbered(screen.problem, mine))),
            _block(
                page,
                inner,
                max(LEAST_MM, mm * SECOND),
                (_what(screen.problem, theirs), *_numbered(screen.problem, theirs)),
            ),
        )
        for mm in CAPITALS_MM
    ]
    room = box.h - look.gap - 4 * pad
    upper, lower = next(
        (
            pair
            for pair in plans
            if sum(block.h for block in pair) <= room and max(b.w for b in pair) <= inner
        ),
        plans[-1],
    )
    spare = max(0.0, room - upper.h - lower.h)
    first, second = box.top(upper.h + 2 * pad + spare * 0.6, look.gap)
    for card, block, ink in ((first, upper, look.palette.ink), (second, lower, look.palette.soft)):
        page.card(card)
        _write(page, block, card.inset(pad), ink)


def _facts(page: Page, screen: NoIdentity, box: Box) -> None:
    """Serial number, address and release, as the plate on a machine has them."""
    look = page.look
    lines = screen.machine.split(" · ")
    plans = [_block(page, box.w, mm, tuple(lines), bold=False) for mm in CAPITALS_MM if mm <= MOST_FACTS_MM]
    whole = (
        one for one in plans if all(len(line.lines) == 1 and line.fits(box.w, box.h) for line in one.lines)
    )
    chosen = next((one for one in whole if one.h <= box.h), plans[-1])
    _write(page, chosen, box, look.palette.ink)


def _numbered(problem: str, _: Say) -> tuple[str, ...]:
    return tuple(f"{number}. {step}" for number, step in enumerate(_steps(problem, _), 1))


def _block(
    page: Page, width: float, capitals_mm: float, lines: tuple[str, ...], *, bold: bool = True
) -> Block:
    px = page.look.staff_px(capitals_mm)
    first = set_lines(lines[0], Type(px, bold), width)
    others = (set_lines(line, Type(px), width) for line in lines[1:])
    return Block((first, *others), px * 0.35)


def _write(page: Page, block: Block, box: Box, ink: Colour) -> None:
    place = box.middle(box.w, block.h)
    for line in block.lines:
        row, place = place.top(line.h, block.space)
        page.sheet.write(line, row, ink)
