"""S1 and S16 of a residential-area point: what can be done without officers, and how to go on with a phone.

Owns the words of both and where code and number stand. Refuses what is offered (the core says). Steps are one
short sentence each: they are read by people who hold a phone in the other hand.
"""

from typing import Final

from firmware.lookups import DossierAsked, ProceduresAsked
from firmware.point_screens import ByPhone, ByPhoneAsked, Matter, PointHome
from ui.touch.aloud import code_aloud
from ui.touch.box import Box
from ui.touch.choices import Choice, lay_choices
from ui.touch.keys import Face
from ui.touch.page import Page
from ui.touch.paged import Paragraph, Sheets, lay_page_keys, set_sheets, sheets_height, write_sheet
from ui.touch.photos import qr_code

ICONS: Final = {Matter.FILE: "online", Matter.BOOK: "calendar", Matter.CALL: "phone"}
CODE_MM: Final = 160.0
NUMBER: Final = (6, 5.4, 5, 4.6, 4.3, 4, 3.4, 3, 2.6, 2.2, 1.8, 1.6, 1.4)


def draw_point_home(page: Page, screen: PointHome, body: Box) -> None:
    """Up to five choices; on a wide panel their symbols stand above the words."""
    look = page.look
    _ = look.say
    rest = page.heading(body, _("What do you need today?"))
    look_up = Choice(
        "procedures",
        ProceduresAsked(),
        _large(page, _("Papers and fees"), "documents"),
        (_("Which papers, how long, how much"), ""),
    )
    dossier = Choice(
        "dossier",
        DossierAsked(),
        _large(page, _("My dossier"), "search"),
        (_("Is it done? When to fetch it?"), ""),
    )
    asked = [look_up, dossier] if screen.can_look_up else [dossier]
    lay_choices(page, rest, [*asked, *(_choice(page, matter) for matter in screen.matters)])


def _choice(page: Page, matter: Matter) -> Choice:
    _, palette = page.look.say, page.look.palette
    detail = {
        Matter.FILE: _("On a phone, without going there"),
        Matter.BOOK: _("Come at your time, without waiting"),
        Matter.CALL: _("Somebody helps you on the phone"),
    }[matter]
    face = _large(page, _title(page, matter), ICONS[matter])
    paint = palette.help if matter is Matter.CALL else None
    return Choice(matter.value, ByPhoneAsked(matter), face, (detail, ""), paint)


def _large(page: Page, words: str, icon: str) -> Face:
    """On a small panel large words stand in narrow tiles: better all choices at once."""
    look = page.look
    crowded = look.panel.compact and look.aids.large_text
    return Face(words, icon=icon, stacked=not look.panel.portrait, icon_mm=60, pad_mm=1.5 if crowded else 4.0)


def _title(page: Page, matter: Matter) -> str:
    _ = page.look.say
    return {
        Matter.FILE: _("File from home"),
        Matter.BOOK: _("Book a visit"),
        Matter.CALL: _("Call for help"),
    }[matter]


# ---------------------------------------------------------------- S16


def draw_by_phone(page: Page, screen: ByPhone, body: Box) -> None:
    look = page.look
    heading = _heading(page, screen.matter)
    page.tell(heading, *_told(page, screen))
    rest = page.heading(body, heading)
    page.card(rest)
    inner = rest.inset(look.mm(4), look.mm(1 if look.panel.compact else 4))
    least = min(look.mm(CODE_MM), inner.h * (0.4 if look.panel.portrait else 1), inner.w * 0.4)
    if look.panel.portrait:
        _, words = inner.foot(least, look.gap)
        used = _words(page, screen, words)
        picture = inner.top(used, look.gap)[1]
    else:
        picture, words = inner.rightmost(least, look.gap)
        _words(page, screen, words)
    side = min(look.mm(CODE_MM), picture.w, picture.h)
    page.sheet.picture(qr_code(screen.link), picture.middle(side, side))


def _heading(page: Page, matter: Matter) -> str:
    """Not the tile's words: those may stand in the bar as well."""
    _ = page.look.say
    return {
        Matter.FILE: _("File with your phone"),
        Matter.BOOK: _("Book with your phone"),
        Matter.CALL: _("Call this number"),
    }[matter]


def _words(page: Page, screen: ByPhone, words: Box) -> float:
    """Returns how much of the height they took."""
    below = _number(page, screen, words) if screen.matter is Matter.CALL else words
    sheets = _sheets(page, screen, below)
    if len(sheets) > 1:
        turning, below = below.foot(page.look.mm(20.1), page.look.gap)
        sheets = _sheets(page, screen, below)
        lay_page_keys(page, turning, sheets)
        write_sheet(page, below, sheets)
        return words.h
    write_sheet(page, below, sheets)
    return below.y - words.y + sheets_height(page, sheets)


def _number(page: Page, screen: ByPhone, words: Box) -> Box:
    """As large as it goes on one line: it is copied by hand."""
    settings = [page.set(screen.address, 10 * words.w, scale=scale, bold=True) for scale in NUMBER]
    chosen = next((one for one in settings if one.w <= words.w and one.h <= words.h * 0.45), settings[-1])
    strip, rest = words.top(chosen.h, page.look.mm(1))
    page.sheet.write(chosen, strip, page.look.palette.accent)
    return rest


def _sheets(page: Page, screen: ByPhone, words: Box) -> Sheets:
    return set_sheets(page, words, [Paragraph(line) for line in _lines(page, screen)])


def _lines(page: Page, screen: ByPhone) -> list[str]:
    _ = page.look.say
    typed = _("Or open {address}").format(address=screen.address)
    aim = _("1. Point your phone's camera at the code.")
    match screen.matter:
        case Matter.FILE:
            return [
                aim,
                _("2. Choose the procedure, fill it in, send."),
                _("3. Keep the code you get."),
                typed,
            ]
        case Matter.BOOK:
            return [aim, _("2. Choose the day and the hour."), _("3. Bring the code you get."), typed]
        case Matter.CALL:
            who = [_("{name} answers.").format(name=screen.name)] if screen.name else []
            dial = _("Dial this number on your phone, or point its camera at the code.")
            return who if who and page.look.panel.compact else [*who, dial]


def _told(page: Page, screen: ByPhone) -> list[str]:
    """A number is heard digit by digit."""
    if screen.matter is not Matter.CALL:
        return _lines(page, screen)
    digits = "".join(sign for sign in screen.address if sign.isdecimal())
    return [code_aloud(digits, page.look.say), *_lines(page, screen)]
