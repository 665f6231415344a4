"""S7 and S8: the dossier's code or the four characters of its receipt, and how far the dossier has come.

Owns the words, colour and symbol of each of the ten national states; no two share both symbol and colour.
Refuses names of people: none ever comes here. What is typed of the four characters is shown as dots.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from firmware.lookups import (
    CodeEntered,
    CodeProblem,
    DossierCard,
    DossierDetailsAsked,
    DossierPad,
    DossierPinPad,
    LetterTyped,
)
from firmware.point_screens import Helper
from ui.touch.aloud import code_aloud
from ui.touch.box import Box
from ui.touch.keygrid import code_keys, lay_keys
from ui.touch.keys import Face, fitting, scaled
from ui.touch.pad import Ask, frame_pad
from ui.touch.page import Page
from ui.touch.paged import Paragraph, Sheets, lay_page_keys, set_sheets, write_sheet
from ui.touch.theme import Paint
from ui.touch.typeset import Setting

DIGITS: Final = {True: "123456789.0-", False: "1234567890.-"}
"""In three columns, as on a telephone, and in more."""
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PIN_SIGNS: Final = ("23456789", "ABCDEFGHJKLMNPQRSTUVWXYZ")
"""Without 0 O 1 I, which a worn receipt confuses."""
PIN_LENGTH: Final = 4
BIG: Final = (2.2, 1.8, 1.6, 1.4, 1.2, 1.0)


# ---------------------------------------------------------------- S7


def draw_dossier_pad(page: Page, screen: DossierPad, body: Box) -> None:
    _ = page.look.say
    hint = _("Or hold the receipt's barcode under the scanner.")
    ask = _ask(page, _("Enter the dossier's code"), hint, screen.problem, screen.locked_seconds)
    page.tell(ask.heading, code_aloud(screen.typed, _), ask.note)
    strip, box = frame_pad(page, ask, body)
    _code(page, screen, strip)
    if not ask.shut:
        lay_keys(
            page,
            box,
            (DIGITS[page.look.panel.portrait], LETTERS),
            LetterTyped,
            code_keys(page, CodeEntered()),
        )


def draw_dossier_pin_pad(page: Page, screen: DossierPinPad, body: Box) -> None:
    _ = page.look.say
    hint = _("They are printed beside the barcode.")
    ask = _ask(page, _("Enter the receipt's 4 characters"), hint, screen.problem, screen.locked_seconds)
    filled = _("{count} of 4 entered").format(count=screen.typed)
    page.tell(ask.heading, filled, ask.note)
    strip, box = frame_pad(page, ask, body)
    _dots(page, screen.typed, strip)
    if not ask.shut:
        lay_keys(page, box, PIN_SIGNS, LetterTyped, code_keys(page, CodeEntered()), mixed=True)


def _ask(page: Page, heading: str, hint: str, problem: CodeProblem, seconds: int) -> Ask:
    _ = page.look.say
    locked = _("Too many wrong tries. Wait {seconds} seconds, or touch Call staff.")
    unknown = _("This code was not found. Check the number, or touch Call staff for help.")
    if page.view.helper is not Helper.OFFICER:
        locked = _("Too many wrong tries. Wait {seconds} seconds.")
        unknown = _("This code was not found. Check the number.")
    if problem is CodeProblem.LOCKED or seconds:
        return Ask(heading, locked.format(seconds=seconds), wrong=True, shut=True)
    words = {
        CodeProblem.UNKNOWN: unknown,
        CodeProblem.WRONG_PIN: _("Wrong characters. Look at the receipt again."),
    }
    return Ask(heading, words.get(problem, hint), wrong=problem in words, shut=False)


def _code(page: Page, screen: DossierPad, strip: Box) -> None:
    """The ward's prefix, which is there already, lighter than what is typed after it."""
    look = page.look
    page.card(strip)
    inner = strip.inset(look.mm(4), 0)
    given = screen.prefix if screen.typed.startswith(screen.prefix) else ""
    own = screen.typed.removeprefix(given)
    for scale in BIG:
        first, second = (page.set(text, 10 * inner.w, scale=scale, bold=True) for text in (given, own))
        if first.w + second.w <= inner.w and max(first.h, second.h) <= strip.h:
            break
    left, rest = inner.left(first.w)
    page.sheet.write(first, left, look.palette.soft)
    page.sheet.write(second, rest, look.palette.accent)


def _dots(page: Page, count: int, strip: Box) -> None:
    look = page.look
    page.card(strip)
    size = strip.h * 0.7
    row = strip.middle(size * 2 * PIN_LENGTH, size)
    for place, cell in enumerate(row.grid(PIN_LENGTH, 1, 0)):
        page.icon("bullet" if place < count else "ring", cell.middle(size, size), look.palette.card)


# ---------------------------------------------------------------- S8


@dataclass(frozen=True, slots=True)
class State:
    name: str
    sentence: str
    icon: str
    paint: Paint


def state(page: Page, screen: DossierCard) -> State:
    """The national list of ten, in its order."""
    _, palette = page.look.say, page.look.palette
    ask = _("Please ask an officer why.")
    due = _due(page, screen)
    states = (
        State(_("JUST HANDED IN"), _("An officer will take it in soon."), "documents", palette.plain),
        State(_("TAKEN IN"), due or _("An officer has it."), "documents", palette.primary),
        State(_("NOT ACCEPTED"), ask, "cross", palette.bad),
        State(_("BEING HANDLED"), due or _("An officer is working on it."), "clock", palette.primary),
        State(_("PAPERS MISSING"), _("Ask an officer which papers to add."), "warning", palette.bad),
        State(_("FEE TO BE PAID"), _("It goes on once the fee is paid."), "fee", palette.bad),
        State(_("WITHDRAWN"), _("It was withdrawn on request."), "back", palette.plain),
        State(_("STOPPED"), ask, "stop", palette.bad),
        State(_("RESULT READY"), _fetch(page, screen), "check", palette.good),
        State(_("RESULT HANDED OUT"), _("Nothing more to do."), "check", palette.plain),
    )
    return states[screen.state - 1]


def _due(page: Page, screen: DossierCard) -> str:
    _ = page.look.say
    return _("Promised for {date}").format(date=f"{screen.due:%d/%m/%Y}") if screen.due else ""


def _fetch(page: Page, screen: DossierCard) -> str:
    _ = page.look.say
    if page.view.helper is not Helper.OFFICER:
        return _("Please fetch it at the ward's office.")
    if screen.counter is None:
        return _("Please fetch it at the counter.")
    return _("Please come to\ncounter {number}.").format(number=screen.counter)


def draw_dossier(page: Page, screen: DossierCard, body: Box) -> None:
    look = page.look
    said = state(page, screen)
    page.tell(*_told(page, screen, said))
    if look.panel.portrait:
        banner, rest = body.top(body.h * (0.5 if look.aids.low_reach else 0.42), look.gap)
        key_high = look.mm(30.1 if look.aids.low_reach else 40)
    else:
        banner, rest = body.left(body.w * 0.48, look.gap)
        key_high = look.choice_min
    _banner(page, said, banner)
    sheets = set_sheets(page, _inner(page, rest), _facts(page, screen))
    if screen.pin_offered or len(sheets) > 1:
        row, rest = rest.foot(key_high, look.gap)
        sheets = set_sheets(page, _inner(page, rest), _facts(page, screen))
        _keys(page, screen, sheets, row)
    page.card(rest)
    write_sheet(page, _inner(page, rest), sheets)


def _told(page: Page, screen: DossierCard, said: State) -> list[str]:
    _ = page.look.say
    facts = [one.text for one in _facts(page, screen)]
    spoken = [code_aloud(text, _) if text == screen.dossier else text for text in facts]
    return [said.name, said.sentence, *spoken]


def _inner(page: Page, card: Box) -> Box:
    return card.inset(page.look.mm(4), page.look.mm(1.5 if page.look.panel.compact else 4))


def _banner(page: Page, said: State, card: Box) -> None:
    """Symbol, state and sentence, one below the other; the symbol takes what the words leave."""
    look, paint = page.look, said.paint
    page.card(card, paint)
    inner = card.inset(look.mm(4), look.mm(3))
    name, sentence = _banner_words(page, said, inner)
    space = look.mm(3)
    side = min(inner.h - name.h - sentence.h - 2 * space, look.mm(60), inner.w)
    block = inner.middle(inner.w, max(side, 0) + name.h + sentence.h + 2 * space)
    mark, block = block.top(max(side, 0), space)
    if side >= look.mm(8):
        page.icon(said.icon, mark.middle(side, side), paint)
    first, second = block.top(name.h, space)
    page.sheet.write(name, first, paint.ink, "centre")
    page.sheet.write(sentence, second.top(sentence.h)[0], paint.ink, "centre")


def _banner_words(page: Page, said: State, box: Box) -> tuple[Setting, Setting]:
    """As large as leaves the symbol a good third."""
    for big, small in ((2.4, 1.6), (2.0, 1.4), (1.8, 1.2), (1.4, 1.2), (1.4, 1.0)):
        name = page.set(said.name, box.w, scale=big, bold=True)
        sentence = page.set(said.sentence, box.w, scale=small)
        if name.fits(box.w, box.h) and sentence.w <= box.w and name.h + sentence.h <= box.h * 0.66:
            break
    return name, sentence


def _facts(page: Page, screen: DossierCard) -> list[Paragraph]:
    _ = page.look.say
    as_of = _("As of {time} on {date}").format(time=f"{screen.as_of:%H:%M}", date=f"{screen.as_of:%d/%m/%Y}")
    return [
        *([Paragraph(_("This is late. We are sorry."), bold=True)] if screen.late else []),
        Paragraph(screen.dossier),
        *(Paragraph(line, marked=True) for line in screen.details),
        Paragraph(as_of, soft=True),
    ]


def _keys(page: Page, screen: DossierCard, sheets: Sheets, row: Box) -> None:
    look = page.look
    _ = look.say
    cells: Sequence[Box] = row.grid(2, 1, look.gap) if screen.pin_offered and len(sheets) > 1 else [row]
    if screen.pin_offered:
        face = Face(_("See more"), icon="" if look.panel.compact else "search", icon_mm=18, pad_mm=2.5)
        scale = min(1.8, fitting(look, cells[0], [face]) or 1.0)
        page.key("details", cells[0], DossierDetailsAsked(), scaled(face, scale), look.palette.quiet)
    if len(sheets) > 1:
        lay_page_keys(page, cells[-1], sheets)
