"""A heading, a few sentences on a card and a row of keys below: most of what a technician sees.

Owns the row's height and wording, and pages where the sentences are many. Refuses to know what is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from firmware.events import Event
from ui.touch.box import Box
from ui.touch.keys import Face, arrange
from ui.touch.page import Page
from ui.touch.paged import Paragraph, lay_page_keys, set_sheets, sheets_height, write_sheet
from ui.touch.theme import Paint

TURNING_MM = 60.0
"""Two keys of 20 mm, to turn pages with."""


@dataclass(frozen=True, slots=True)
class FootKey:
    id: str
    event: Event
    title: str
    icon: str = ""
    primary: bool = False


def tell(
    page: Page,
    body: Box,
    heading: str,
    paragraphs: Sequence[Paragraph],
    keys: Sequence[FootKey],
    *,
    paint: Paint | None = None,
    least_mm: float = 0.0,
) -> Box:
    """Returns what the card leaves free above the keys, which are at least so high."""
    look = page.look
    rest = page.heading(body, heading)
    row, rest = rest.foot(max(foot_height(page), look.mm(least_mm)), look.gap) if keys else (rest, rest)
    air = look.mm(1.5 if look.panel.compact else 4)
    inner = rest.inset(look.mm(4), air)
    sheets = set_sheets(page, inner, paragraphs)
    if len(sheets) > 1:
        turning, row = row.rightmost(look.mm(TURNING_MM), look.gap)
        lay_page_keys(page, turning, sheets)
    high = sheets_height(page, sheets) + 2 * air if len(sheets) == 1 else rest.h
    card, free = rest.top(min(rest.h, high), look.gap)
    page.card(card, paint)
    write_sheet(page, card.inset(look.mm(4), air), sheets, paint)
    lay_foot(page, row, keys)
    return free


def foot_height(page: Page) -> float:
    return page.look.mm(20.1 if page.look.panel.compact else 30.1)


def lay_foot(page: Page, row: Box, keys: Sequence[FootKey]) -> None:
    """Side by side, equally wide, in the largest type that fits all of them."""
    look = page.look
    cells = row.grid(max(1, len(keys)), 1, look.gap)
    faces = _faces(page, cells[0], keys)
    for key, cell, face in zip(keys, cells, faces, strict=False):
        paint = look.palette.primary if key.primary else look.palette.quiet
        page.key(key.id, cell, key.event, face, paint)


def _faces(page: Page, cell: Box, keys: Sequence[FootKey]) -> list[Face]:
    """Symbols give way before the words grow too small."""
    scales = (1.6, 1.4, 1.2, 1.0, 1 / page.look.roominess)
    for scale in scales:
        for marked in (True, False):
            faces = [
                Face(key.title, icon=key.icon if marked else "", icon_mm=14, pad_mm=2, scale=scale)
                for key in keys
            ]
            if all(arrange(page.look, cell, face).fits for face in faces):
                return faces
    return [replace(face, pad_mm=0.5) for face in faces]
