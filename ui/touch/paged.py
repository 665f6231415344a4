"""Text of any length on a card: as large as fits on one page, else in pages with keys to turn them.

Owns breaking paragraphs into pages; nothing is scrolled and nothing left out. Refuses to know what is told.
Turns within what the core sent come first, then the core's next page.
"""

from collections.abc import Iterator, Sequence, Sized
from dataclasses import dataclass, replace
from itertools import chain

from firmware.events import PageAsked
from ui.touch.box import Box
from ui.touch.keys import Face, arrange
from ui.touch.page import Page
from ui.touch.theme import Paint
from ui.touch.typeset import Setting, Type, width

SCALES = (1.8, 1.6, 1.4, 1.2, 1.0)
INDENT = 1.1
"""Of marked paragraphs, in type sizes."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`marked` ones have a disc before them, or another `icon`; `soft` ones matter less."""

    text: str
    bold: bool = False
    marked: bool = False
    soft: bool = False
    icon: str = "bullet"


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph, or a part of one, as set; `first` where it begins."""

    paragraph: Paragraph
    setting: Setting
    first: bool


Sheets = list[list[Row]]


def set_sheets(page: Page, box: Box, paragraphs: Sequence[Paragraph]) -> Sheets:
    """What fits on each page of this size: on one in the largest type, or on several in the least."""
    for scale in (scale for scale in SCALES if scale <= page.look.heading_scale):
        rows = [_row(page, box, paragraph, scale) for paragraph in paragraphs]
        sheets = _deal(rows, box.h, _space(page))
        if len(sheets) == 1 and all(row.setting.fits(box.w, box.h) for row in rows):
            break
    return sheets


def write_sheet(page: Page, box: Box, sheets: Sheets, paint: Paint | None = None) -> None:
    """The page that is turned to; on a card of another paint in its ink alone."""
    look, card = page.look, paint or page.look.palette.card
    rows = sheets[min(page.memo.turned, len(sheets) - 1)]
    for row in rows:
        line, box = box.top(row.setting.h, _space(page))
        indent = row.setting.type.px * INDENT if row.paragraph.marked else 0.0
        mark, text = line.left(indent)
        if row.first and indent:
            side = row.setting.type.px * 0.7
            page.icon(row.paragraph.icon, mark.top(row.setting.type.pitch)[0].middle(side, side), card)
        ink = look.palette.accent if row.paragraph.bold else look.palette.ink
        ink = look.palette.soft if row.paragraph.soft else ink
        page.sheet.write(row.setting, text, paint.ink if paint else ink)


def sheets_height(page: Page, sheets: Sheets) -> float:
    """What the first page takes."""
    return sum(row.setting.h for row in sheets[0]) + _space(page) * max(0, len(sheets[0]) - 1)


def lay_page_keys(page: Page, cell: Box, sheets: Sized, *, number: int = 0, pages: int = 1) -> None:
    """Back and onward, side by side in a cell; a key that would lead nowhere is left out."""
    look, turns = page.look, len(sheets)
    _ = look.say
    page.memo.turned = min(page.memo.turned, turns - 1)
    turned = page.memo.turned
    left, right = cell.grid(2, 1, look.gap)
    words = ((_("Previous page"), _("Next page")), (_("Prev"), _("Next")))
    faces = [(_face(back, "back"), _face(onward, "forward")) for back, onward in words]
    full, brief = faces
    back, onward = full if all(arrange(look, left, face).fits for face in full) else brief
    if not all(arrange(look, left, face).fits for face in brief):
        back, onward = replace(back, icon="", pad_mm=0.8), replace(onward, icon="", pad_mm=0.8)
    if turned or number:
        page.key(
            "previous", left, lambda: _turn(page, number, number - (not turned), -1), back, look.palette.bar
        )
    if turned + 1 < turns or number + 1 < pages:
        inside = turned + 1 < turns
        page.key(
            "next", right, lambda: _turn(page, number, number + (not inside), 1), onward, look.palette.bar
        )


def _face(title: str, icon: str) -> Face:
    return Face(title, icon=icon, stacked=True, icon_mm=14, pad_mm=1.5)


def _turn(page: Page, number: int, wanted: int, step: int) -> None:
    page.memo.turned = page.memo.turned + step if wanted == number else 0
    page.send(PageAsked(wanted))
    page.redraw()


def _space(page: Page) -> float:
    return page.look.mm(0.6 if page.look.panel.compact else 3)


def _row(page: Page, box: Box, paragraph: Paragraph, scale: float) -> Row:
    type_ = Type(page.look.type_px(scale), paragraph.bold)
    wide = box.w - (type_.px * INDENT if paragraph.marked else 0.0)
    text = " ".join(_whole(word, type_, wide) for word in paragraph.text.split(" "))
    setting = page.set(text.replace("\n ", "\n"), wide, scale=scale, bold=paragraph.bold)
    return Row(paragraph, setting, first=True)


def _whole(word: str, type_: Type, wide: float) -> str:
    """A word too wide for its line, such as a code or an address, goes on in the next after a sign."""
    if width(word, type_) <= wide:
        return word
    lines = [""]
    for part in _parts(word):
        if lines[-1] and width(lines[-1] + part, type_) > wide:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def _parts(word: str) -> Iterator[str]:
    part = ""
    for sign in word:
        part += sign
        if not sign.isalnum():
            yield part
            part = ""
    yield part


def _deal(rows: Sequence[Row], height: float, space: float) -> Sheets:
    """A paragraph stays whole where a page can hold it; only longer ones are parted, between lines."""
    sheets: Sheets = [[]]
    left = height
    for row in chain.from_iterable(_parted(whole, height) for whole in rows):
        if sheets[-1] and row.setting.h > left + 0.5:
            sheets.append([])
            left = height
        sheets[-1].append(row)
        left -= row.setting.h + space
    return sheets


def _parted(row: Row, height: float) -> Iterator[Row]:
    lines, pitch = row.setting.lines, row.setting.type.pitch
    most = max(1, int((height + 0.5) / pitch))
    for start in range(0, len(lines), most):
        part = lines[start : start + most]
        setting = replace(row.setting, lines=part, h=len(part) * pitch)
        yield Row(row.paragraph, setting, first=start == 0)
