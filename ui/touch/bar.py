"""The bar at the bottom of every screen, and the panel of aids that a small panel folds into one key.

Owns which entries are alive on which screen, and their order, which is the same everywhere; an entry that
can do nothing stays in its place, drawn faint. Refuses what an entry causes: it sends the event and no
more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from firmware.events import (
    AidsToggled,
    AudioToggled,
    BackAsked,
    ContrastToggled,
    Event,
    HelpCalled,
    HomeAsked,
    LanguageChosen,
    ReachToggled,
    TextSizeToggled,
)
from firmware.point_screens import Helper
from firmware.screens import Language
from ui.touch.box import Box
from ui.touch.keys import Face, arrange, evened, fitting, scaled
from ui.touch.page import Page
from ui.touch.theme import Look, Paint
from ui.touch.typeset import Type, widest_word, width

SIDE_MM = 4.0


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    icon: str
    text: str
    event: Event
    alive: bool = True
    on: bool = False


def draw_aids(page: Page, body: Box) -> None:
    """The folded aids of a small panel, in a panel of their own above the bar."""
    look = page.look
    _ = look.say
    cover = Box(0, body.y - look.mm(3), look.panel.width, body.h + look.mm(6))
    page.sheet.card(cover, look.palette.ground)
    page.card(body)
    inside = page.heading(body.inset(look.mm(4), look.mm(3)), _("Make it easier for me"))
    entries = _aids(page)
    faces = [Face(entry.text, icon=entry.icon, stacked=True, icon_mm=28, pad_mm=2) for entry in entries]
    cells = inside.grid(len(entries), 1, look.gap)
    scale = fitting(look, cells[0], faces)
    if not scale:
        cells = _row(inside, _widths(look, faces, inside.w), look.gap)
    faces = evened(look, max(cells, key=lambda cell: cell.w), [scaled(face, scale or 1.0) for face in faces])
    for entry, face, cell in zip(entries, faces, cells, strict=True):
        paint = look.palette.bar_on if entry.on else look.palette.bar
        page.key(entry.id, cell, entry.event, face, paint)


def _row(strip: Box, widths: Sequence[float], gap: float) -> list[Box]:
    """Boxes side by side, each as wide as it is told."""
    starts = accumulate((wide + gap for wide in widths), initial=strip.x)
    return [Box(x, strip.y, wide, strip.h) for x, wide in zip(starts, widths, strict=False)]


def _aids(page: Page) -> list[Entry]:
    _ = page.look.say
    aids = page.view.aids
    audio = Entry("audio", "audio", _("Listen"), AudioToggled(), on=aids.audio)
    other = Language.ENGLISH if aids.language is Language.VIETNAMESE else Language.VIETNAMESE
    return [
        Entry("size", "size", _("Text size"), TextSizeToggled(), on=aids.large_text),
        Entry("contrast", "contrast", _("Contrast"), ContrastToggled(), on=aids.high_contrast),
        *([audio] if page.view.can_speak else []),
        Entry("reach", "reach", _("Lower"), ReachToggled(), on=aids.low_reach),
        Entry("language", "language", "Tiếng Việt / English", LanguageChosen(other.value)),
    ]


def _entries(page: Page) -> list[Entry]:
    _ = page.look.say
    number, officers = int(page.view.screen.code[1:]), page.view.helper is Helper.OFFICER
    words = _("Call staff for help") if officers else _("Call for help")
    somebody = page.view.helper is not Helper.NOBODY
    icon = "help" if officers else "phone"
    help_ = Entry("help", icon, words, HelpCalled(), alive=somebody, on=page.view.help_called)
    folded = Entry("aids", "aids", _("Aids"), AidsToggled(), on=page.view.aids_open)
    return [
        Entry("home", "home", _("Home"), HomeAsked(), alive=number >= 2),
        Entry("back", "back", _("Back"), BackAsked(), alive=2 <= number <= 10 or number == 16),
        *([folded] if page.look.panel.compact else _aids(page)),
        help_,
    ]


def draw_bar(page: Page, window: Box) -> Box:
    """Returns what is left of the window above the bar."""
    look = page.look
    entries = _entries(page)
    faces = _bar_faces(look, entries)
    side, edge = look.mm(SIDE_MM), look.mm(2.2)
    widths, height = _measured(look, tuple(faces), window.w - 2 * side)
    strip, above = window.foot(look.mm(height + 0.2) + 2 * edge)
    palette = look.palette
    page.sheet.card(strip, palette.card.fill)
    page.sheet.card(Box(strip.x, strip.y, strip.w, look.mm(0.5)), palette.bar.edge)
    for entry, face, box in zip(entries, faces, _row(strip.inset(side, edge), widths, look.gap), strict=True):
        if entry.alive:
            page.key(entry.id, box, entry.event, face, _bar_paint(page, entry))
        else:
            page.blank_key(box, face, palette.faint)
    return above


def _bar_paint(page: Page, entry: Entry) -> Paint:
    palette = page.look.palette
    if entry.id == "help":
        return palette.help
    return palette.bar_on if entry.on else palette.bar


def _bar_faces(look: Look, entries: Sequence[Entry]) -> list[Face]:
    """Eight keys with large English words fit a portrait panel only with less air round the words."""
    roomy, tight = ([_bar_face(look, entry, pad_mm) for entry in entries] for pad_mm in (1.5, 0.8))
    room = look.panel.width - 2 * look.mm(SIDE_MM)
    return roomy if sum(_least(look, roomy)) + look.gap * (len(roomy) - 1) <= room else tight


def _bar_face(look: Look, entry: Entry, pad_mm: float) -> Face:
    compact = look.panel.compact
    return Face(
        entry.text, icon=entry.icon, stacked=not compact, icon_mm=13, pad_mm=pad_mm, scale=1 / look.roominess
    )


@lru_cache(maxsize=64)
def _measured(look: Look, faces: tuple[Face, ...], room: float) -> tuple[list[float], int]:
    """Widths of the keys, and their common height in mm."""
    widths = _widths(look, faces, room)
    heights = range(20, 120)
    fitting_all = (
        mm for mm in heights if all(map(_fits, [look] * len(faces), widths, [mm] * len(faces), faces))
    )
    return widths, next(fitting_all)


def _fits(look: Look, wide: float, height_mm: float, face: Face) -> bool:
    return arrange(look, Box(0, 0, wide, look.mm(height_mm)), face).fits


def _widths(look: Look, faces: Sequence[Face], room: float) -> list[float]:
    """Every key as wide as its longest word asks for; the rest of the room goes where it saves lines."""
    type_, least = _bar_type(look), _least(look, faces)
    spare = max(0.0, room - sum(least) - look.gap * (len(faces) - 1))
    wishes = [width(face.title, type_) - widest_word(face.title, type_) for face in faces]
    granted = min(1.0, spare / (sum(wishes) or 1.0))
    left = (spare - granted * sum(wishes)) / len(faces)
    return [own + granted * wish + left for own, wish in zip(least, wishes, strict=True)]


def _least(look: Look, faces: Sequence[Face]) -> list[float]:
    type_ = _bar_type(look)
    asked = [
        widest_word(face.title, type_) + look.mm(2 * face.pad_mm + 0.5 + (0 if face.stacked else 13 + 4))
        for face in faces
    ]
    return [max(look.mm(20.1), wide) for wide in asked]


def _bar_type(look: Look) -> Type:
    return Type(look.type_px(1 / look.roominess), bold=True)
