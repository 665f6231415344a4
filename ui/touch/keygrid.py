"""Keys to type with: as many symbols as fit at 20 mm with 5 mm between them, the others one touch away.

Owns how symbols are dealt out to sheets of keys and where erasing, clearing and the key to the next sheet
lie. Refuses to make keys smaller and to know what is typed. Symbols keep their order, so that whoever knows
the alphabet finds every letter; the working keys lie at the end of each sheet.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from firmware.events import Event, PageAsked
from firmware.lookups import LetterErased
from ui.touch.box import Box
from ui.touch.keys import Face, arrange, fitting
from ui.touch.page import Page
from ui.touch.theme import Look, Paint

LEAST_MM = 20.1
FINGER_MM = 30.0
"""Wider or higher than this a key is no easier to hit."""


@dataclass(frozen=True, slots=True)
class WorkKey:
    """A key that types nothing; `faces` run from the fullest to the shortest, `cells` is its width."""

    id: str
    act: Event | Callable[[], None]
    faces: tuple[Face, ...]
    paint: Paint
    spoken: str
    cells: int = 1
    hasty: bool = False


def lay_keys(
    page: Page,
    box: Box,
    groups: tuple[str, ...],
    typed: Callable[[str], Event],
    work: Sequence[WorkKey],
    extra: Sequence[WorkKey] = (),
    *,
    number: int = 0,
    mixed: bool = False,
) -> None:
    """Each group of symbols on sheets of its own, unless `mixed` ones all fit on one.

    `extra` keys follow the symbols of the last sheet. The core hears of every turn as of page `number`.
    """
    look = page.look
    most = _most(look, box)
    sheets = deal(groups, most[0] * most[1], _cells(work), _cells(extra), mixed=mixed)
    page.memo.letters %= len(sheets)
    symbols = sheets[page.memo.letters]
    if len(sheets) > 1:
        work = [_turning(page, sheets[(page.memo.letters + 1) % len(sheets)], number), *work]
    extra = extra if page.memo.letters == len(sheets) - 1 else ()
    needed = len(symbols) + _cells(extra)
    columns, rows = shape(box.w / look.mm(1), box.h / look.mm(1), most, needed, _cells(work))
    cells = box.grid(columns, rows, look.gap)
    scale = min(2.2, fitting(look, cells[0], [Face("W", pad_mm=1)]) or 1.0)
    for symbol, cell in zip(symbols, cells, strict=False):
        page.key(f"key:{symbol}", cell, typed(symbol), _symbol(symbol, scale), look.palette.quiet, hasty=True)
        page.keys[-1].text = _spoken(page, symbol)
    _work(page, cells[len(symbols) :], extra)
    _work(page, cells[len(cells) - _cells(work) :], work)


def code_keys(page: Page, entered: Event) -> list[WorkKey]:
    """The working keys where a code is typed: erase, and look it up."""
    _, palette = page.look.say, page.look.palette
    signs = {name: Face("", icon=name, stacked=True, icon_mm=18, pad_mm=1) for name in ("erase", "check")}
    erase = WorkKey("erase", LetterErased(), (signs["erase"],), palette.bar, _("Erase"), hasty=True)
    faces = (Face(_("Look"), pad_mm=1), signs["check"])
    return [erase, WorkKey("enter", entered, faces, palette.primary, _("Look"))]


def _symbol(symbol: str, scale: float) -> Face:
    """Dots and dashes are drawn: as letters they are too small to be seen on a key."""
    drawn = {".": "dot", "-": "dash", " ": "space"}
    if symbol in drawn:
        return Face("", icon=drawn[symbol], stacked=True, icon_mm=14, pad_mm=1)
    return Face(symbol, scale=scale, pad_mm=1)


def _spoken(page: Page, symbol: str) -> str:
    _ = page.look.say
    return {".": _("dot"), "-": _("dash"), " ": _("Space")}.get(symbol, symbol)


def _cells(keys: Sequence[WorkKey]) -> int:
    return sum(key.cells for key in keys)


def _most(look: Look, box: Box) -> tuple[int, int]:
    """Columns and rows of the smallest keys."""
    least = look.mm(LEAST_MM) + look.gap
    return int((box.w + look.gap + 0.5) / least), int((box.h + look.gap + 0.5) / least)


def shape(wide_mm: float, high_mm: float, most: tuple[int, int], needed: int, work: int) -> tuple[int, int]:
    """Columns and rows with the largest keys, and of those the ones that leave the fewest gaps."""
    shapes = [
        (columns, rows)
        for columns in range(min(work, most[0]), most[0] + 1)
        for rows in range(1, most[1] + 1)
        if columns * rows >= needed + work
    ]

    def ease(shape: tuple[int, int]) -> tuple[float, int]:
        across, down = (wide_mm + 5) / shape[0] - 5, (high_mm + 5) / shape[1] - 5
        return min(across, FINGER_MM) * min(down, FINGER_MM), -shape[0] * shape[1]

    return max(shapes, key=ease)


def deal(groups: tuple[str, ...], cells: int, work: int, extra: int, *, mixed: bool) -> tuple[str, ...]:
    """The symbols of each sheet; one more cell goes to the turning key where there are several."""
    together = "".join(groups)
    if (mixed or len(groups) == 1) and len(together) + work + extra <= cells:
        return (together,)
    room = cells - work - 1
    return tuple(
        sheet for group in groups for sheet in _evenly(group, room - (extra if group is groups[-1] else 0))
    )


def _evenly(group: str, most: int) -> list[str]:
    each = ceil(len(group) / ceil(len(group) / max(1, most)))
    return [group[start : start + each] for start in range(0, len(group), each)]


def _turning(page: Page, following: str, number: int) -> WorkKey:
    """Shows what the next sheet holds."""
    look = page.look
    words = f"{following[0]}–{following[-1]}" if following.isalpha() else _signs(following)
    face = Face(words, pad_mm=0.5)
    return WorkKey("letters", lambda: _turn(page, number), (face,), look.palette.bar_on, words)


def _signs(following: str) -> str:
    """A sheet of digits is known by its first ones, a sheet of signs by its own."""
    return "123" if following[0].isdigit() else following[:3]


def _turn(page: Page, number: int) -> None:
    page.memo.letters += 1
    page.send(PageAsked(number))
    page.redraw()


def _work(page: Page, cells: Sequence[Box], keys: Sequence[WorkKey]) -> None:
    """Side by side from the first cell on, each as many cells wide as it asks for."""
    at = 0
    for key in keys:
        first, last = cells[at], cells[at + key.cells - 1]
        box = Box(first.x, first.y, last.right - first.x, first.h)
        page.key(key.id, box, key.act, _settled(page.look, box, key.faces), key.paint, hasty=key.hasty)
        page.keys[-1].text = key.spoken
        at += key.cells


def _settled(look: Look, box: Box, faces: tuple[Face, ...]) -> Face:
    """The fullest wording at the largest size that fits."""
    scales = (1.4, 1.2, 1.0, 1 / look.roominess)
    wordings = [replace(face, scale=scale) for face in faces for scale in scales]
    return next((face for face in wordings if arrange(look, box, face).fits), wordings[-1])
