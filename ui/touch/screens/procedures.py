"""S6: what is to be known of one procedure, one section at a time, and what can be done about it.

Owns where name, lines, QR code and keys stand on each panel, and what gives way: never the words, which go
on to the next page. Refuses to fill gaps: a section without lines says "ask an officer". Name and lines are
the catalogue's own, in Vietnamese.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import assert_never

from firmware.lookups import (
    ChecklistAsked,
    NumberForProcedureAsked,
    ProcedureCard,
    Section,
    SectionChosen,
    SlipNews,
)
from ui.touch.box import Box
from ui.touch.keys import Face, arrange, evened, fitting, scaled
from ui.touch.page import Page
from ui.touch.paged import Paragraph, Sheets, lay_page_keys, set_sheets, write_sheet
from ui.touch.photos import qr_code
from ui.touch.screens.procedure_codes import beside_code, code_text

QR_MM = 44.0
"""With its quiet zone; the code itself stays above 30 mm up to version 5."""


def draw_procedure(page: Page, screen: ProcedureCard, body: Box) -> None:
    look = page.look
    page.tell(*_told(page, screen))
    tabs_high = _tabs_height(page, body.w)
    if look.panel.portrait:
        rest = page.heading(body, question(page, screen.section))
        acts, rest = rest.foot(look.mm(30.1 if look.aids.low_reach else 40), look.gap)
        tabs, rest = rest.foot(tabs_high, look.gap)
        sheets = _sheets(page, screen, rest)
        if _turns(screen, sheets):
            turning, rest = rest.foot(look.mm(30.1), look.gap)
            sheets = _sheets(page, screen, rest)
            lay_page_keys(page, turning, sheets, number=screen.page, pages=screen.pages)
        _acts(page, screen, acts.grid(_act_count(screen), 1, look.gap) if _act_count(screen) else [])
        _card(page, screen, rest, sheets)
    else:
        tabs, rest = body.foot(tabs_high, look.gap)
        _beside(page, screen, rest)
    _tabs(page, screen, tabs)


def _beside(page: Page, screen: ProcedureCard, rest: Box) -> None:
    """On a wide panel what can be done stands at the right of what is told."""
    look = page.look
    wide = rest.w * (0.34 if look.panel.compact else 0.3)
    if not _act_count(screen):
        wide = look.mm(56)
    side, told = rest.rightmost(wide, look.gap)
    under = page.heading(told, question(page, screen.section))
    sheets = _sheets(page, screen, under)
    if _turns(screen, sheets):
        turning, side = side.foot(look.mm(20.1 if look.panel.compact else 26), look.gap)
        lay_page_keys(page, turning, sheets, number=screen.page, pages=screen.pages)
        cells = side.grid(max(1, _act_count(screen)), 1, look.gap)
    else:
        cells = side.grid(1, max(1, _act_count(screen)), look.gap)
    if cells[0].h < look.choice_min:
        cells = side.grid(len(cells), 1, look.gap)
    _card(page, screen, under, sheets)
    _acts(page, screen, cells)


def _turns(screen: ProcedureCard, sheets: Sheets) -> bool:
    return screen.pages > 1 or len(sheets) > 1


def question(page: Page, section: Section) -> str:
    """What the open section answers; also the screen's heading."""
    _ = page.look.say
    match section:
        case Section.BRING:
            return _("What must I bring?")
        case Section.TIME:
            return _("How long will it take?")
        case Section.FEE:
            return _("How much is the fee?")
        case Section.PLACE:
            return _("Where do I hand it in?")
        case Section.ONLINE:
            return _("Doing it online")
        case _:
            assert_never(section)


def section_words(page: Page) -> dict[Section, str]:
    _ = page.look.say
    return {
        Section.BRING: _("What to bring"),
        Section.TIME: _("How long"),
        Section.FEE: _("Fee"),
        Section.PLACE: _("Where"),
        Section.ONLINE: _("By internet"),
    }


SECTION_ICONS = {
    Section.BRING: "documents",
    Section.TIME: "clock",
    Section.FEE: "fee",
    Section.PLACE: "place",
    Section.ONLINE: "online",
}


def _tab_faces(page: Page) -> dict[Section, Face]:
    look = page.look
    drawn = look.panel.portrait and not look.aids.low_reach
    return {
        section: Face(
            words,
            icon=SECTION_ICONS[section] if drawn else "",
            stacked=True,
            icon_mm=15,
            pad_mm=1,
            scale=1.0 if drawn else 1 / look.roominess,
        )
        for section, words in section_words(page).items()
    }


def _tabs_height(page: Page, wide: float) -> float:
    look = page.look
    cell = Box(0, 0, wide, 0).grid(len(Section), 1, look.gap)[0]
    faces = list(_tab_faces(page).values())
    heights = (look.mm(mm / 2) for mm in range(70 if faces[0].icon else 41, 160))
    return next(h for h in heights if all(arrange(look, Box(0, 0, cell.w, h), face).fits for face in faces))


def _tabs(page: Page, screen: ProcedureCard, row: Box) -> None:
    look = page.look
    cells = row.grid(len(Section), 1, look.gap)
    faces = dict(zip(Section, evened(look, cells[0], list(_tab_faces(page).values())), strict=True))
    for section, cell in zip(Section, cells, strict=True):
        paint = look.palette.bar_on if section is screen.section else look.palette.bar
        page.key(f"section:{section.value}", cell, partial(_open, page, section), faces[section], paint)


def _open(page: Page, section: Section) -> None:
    page.memo.turned = 0
    page.send(SectionChosen(section))


# ---------------------------------------------------------------- what is told


def _paragraphs(page: Page, screen: ProcedureCard) -> list[Paragraph]:
    """The whole name, the section's lines, the address, and how old all this is.

    Beside the picture of the code little is to be read at once: there the address comes before the name.
    """
    _ = page.look.say
    first, failed = screen.page == 0, screen.slip is SlipNews.FAILED
    lines = [Paragraph(line, marked=len(screen.lines) > 1) for line in screen.lines]
    code = beside_code(page, screen)
    ask = [] if screen.lines or code else [Paragraph(_("Please ask an officer."))]
    dated = _("Updated on {date}").format(date=f"{screen.updated:%d/%m/%Y}") if screen.updated else ""
    news = [Paragraph(_news_words(page, screen.slip), bold=True)] if failed else []
    name = [Paragraph(screen.name, bold=True)] if first else []
    told = [*lines, *ask, *code]
    answer_first = code and not page.look.panel.portrait
    return [
        *news,
        *([*told, *name] if answer_first else [*name, *told]),
        *([Paragraph(dated, soft=True)] if dated else []),
    ]


def _told(page: Page, screen: ProcedureCard) -> list[str]:
    """What changed comes first: the news of the slip, then the question and its answer."""
    news = "" if screen.slip is SlipNews.FAILED else _news_words(page, screen.slip)
    answers = [paragraph.text for paragraph in _paragraphs(page, screen)]
    return [news, question(page, screen.section), *answers]


def _inside(page: Page, screen: ProcedureCard, card: Box) -> tuple[Box, Box]:
    """Room for words, and for the picture of the code, which is empty where there is none."""
    look = page.look
    edge_mm = 0.5 if look.panel.compact else 4.0 if look.panel.portrait else 1.5
    inner = card.inset(look.mm(4), look.mm(edge_mm))
    if not code_text(screen):
        return inner, Box(0, 0, 0, 0)
    side = min(inner.h, max(look.mm(QR_MM), inner.w * 0.32))
    if look.panel.portrait:
        side = min(look.mm(80), inner.h * 0.5)
        picture, words = inner.foot(side, look.gap)
        return words, picture.middle(side, side)
    picture, words = inner.rightmost(side, look.mm(4))
    return words, picture.middle(side, side)


def _sheets(page: Page, screen: ProcedureCard, card: Box) -> Sheets:
    return set_sheets(page, _inside(page, screen, card)[0], _paragraphs(page, screen))


def _card(page: Page, screen: ProcedureCard, card: Box, sheets: Sheets) -> None:
    page.card(card)
    words, picture = _inside(page, screen, card)
    write_sheet(page, words, sheets)
    if picture.w:
        page.sheet.picture(qr_code(code_text(screen)), picture)


# ---------------------------------------------------------------- what can be done


def _act_count(screen: ProcedureCard) -> int:
    return (screen.printable or screen.slip is not SlipNews.NONE) + bool(screen.service)


def _news_words(page: Page, news: SlipNews) -> str:
    _ = page.look.say
    match news:
        case SlipNews.NONE:
            return ""
        case SlipNews.PRINTING:
            return _("Printing…")
        case SlipNews.PRINTED:
            return _("Take your list")
        case SlipNews.FAILED:
            return _("Could not print")
        case _:
            assert_never(news)


def _acts(page: Page, screen: ProcedureCard, cells: Sequence[Box]) -> None:
    look = page.look
    _ = look.say
    if screen.printable or screen.slip is not SlipNews.NONE:
        _slip(page, screen, cells[0])
    if screen.service:
        face = _settled(page, cells[-1], Face(_("Get ticket"), icon="ticket"))
        page.key("number", cells[-1], NumberForProcedureAsked(), face, look.palette.primary)


def _slip(page: Page, screen: ProcedureCard, cell: Box) -> None:
    """The key, or in its place what became of the slip; after a failure it may be tried again."""
    look, palette = page.look, page.look.palette
    _ = look.say
    match screen.slip:
        case SlipNews.NONE:
            face, paint = Face(_("Print list"), icon="printer"), palette.quiet
        case SlipNews.FAILED:
            face, paint = Face(_("Print again"), icon="warning"), palette.bad
        case SlipNews.PRINTING:
            face, paint = Face(_news_words(page, screen.slip), icon="printer"), palette.plain
        case SlipNews.PRINTED:
            face, paint = Face(_news_words(page, screen.slip), icon="check"), palette.good
        case _:
            assert_never(screen.slip)
    face = _settled(page, cell, face)
    if screen.slip in (SlipNews.PRINTING, SlipNews.PRINTED):
        page.blank_key(cell, face, paint)
    else:
        page.key("checklist", cell, ChecklistAsked(), face, paint)


def _settled(page: Page, cell: Box, face: Face) -> Face:
    """Symbol above or beside the words, or words alone; as large as they fit."""
    look = page.look
    face = replace(face, icon_mm=18, pad_mm=2)
    shapes = [replace(face, stacked=cell.w < 2 * cell.h), replace(face, icon="")]
    for shape in shapes:
        if scale := fitting(look, cell, [shape]):
            return scaled(shape, min(scale, 1.6))
    return scaled(shapes[-1], 1 / look.roominess)
