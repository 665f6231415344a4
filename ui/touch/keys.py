"""What a key is and how its symbol and words share its surface.

Owns the inside of a key: symbol beside or above, title and detail wrapped. Refuses to place keys on a
screen and to handle fingers. `arrange` answers before anything is drawn, so that a layout which does not
fit is never chosen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ui.touch.box import Box
from ui.touch.pieces import Card
from ui.touch.theme import Look, Paint
from ui.touch.typeset import Setting, Type, set_lines, width

SCALES = (2.6, 2.2, 1.8, 1.6, 1.4, 1.2, 1.0)


@dataclass(frozen=True, slots=True)
class Face:
    """What is to be seen on a key; `badge` is a letter in a disc instead of a symbol."""

    title: str
    detail: str = ""
    icon: str = ""
    badge: str = ""
    stacked: bool = False
    scale: float = 1.0
    icon_mm: float = 30.0
    pad_mm: float = 4.0
    reserve_px: float = 0.0
    """Room kept for the words below a symbol, so that symbols side by side line up."""

    @property
    def marked(self) -> bool:
        return bool(self.icon or self.badge)


@dataclass(frozen=True, slots=True)
class Arrangement:
    icon: Box
    title: Setting
    title_box: Box
    detail: Setting
    detail_box: Box
    fits: bool


@dataclass(slots=True)
class Key:
    """An enabled touch target; `hasty` keys may be struck again at once, as digits are."""

    id: str
    text: str
    box: Box
    act: Callable[[], None]
    card: Card
    paint: Paint
    hasty: bool = False


@lru_cache(maxsize=4096)
def arrange(look: Look, box: Box, face: Face) -> Arrangement:
    inner = box.inset(look.mm(face.pad_mm), look.mm(min(face.pad_mm, 1.0 if look.panel.compact else 2.5)))
    return _above(look, inner, face) if face.stacked and face.marked else _beside(look, inner, face)


def _texts(look: Look, face: Face, wide: float) -> tuple[Setting, Setting, float]:
    title = set_lines(face.title, Type(look.type_px(face.scale), bold=True), wide)
    detail = set_lines(face.detail, Type(look.type_px(1.2 if face.scale > 1.4 else 1.0)), wide)
    return title, detail, look.mm(0.8) if face.detail and not look.panel.compact else 0.0


def _beside(look: Look, inner: Box, face: Face) -> Arrangement:
    side = min(inner.h, inner.w * 0.3, look.mm(face.icon_mm)) if face.marked else 0.0
    icon, text = inner.left(side, look.mm(4) if side else 0)
    title, detail, gap = _texts(look, face, text.w)
    height = title.h + detail.h + gap
    block = text.middle(text.w, height)
    title_box, rest = block.top(title.h, gap)
    detail_box = Box(rest.x, rest.y, rest.w, detail.h)
    fits = title.fits(text.w, text.h) and detail.fits(text.w, text.h) and height <= text.h + 0.5
    return Arrangement(icon.middle(side, side), title, title_box, detail, detail_box, fits)


def _above(look: Look, inner: Box, face: Face) -> Arrangement:
    title, detail, gap = _texts(look, face, inner.w)
    words = max(title.h + detail.h + gap, face.reserve_px)
    space = look.mm(1.5 if face.icon_mm < 15 else 3)
    side = max(0.0, min(inner.w, inner.h - words - space, look.mm(face.icon_mm)))
    block = inner.middle(inner.w, words + side + space)
    icon, rest = block.top(side, space)
    title_box, rest = rest.top(title.h, gap)
    detail_box = Box(rest.x, rest.y, rest.w, detail.h)
    wide = title.fits(inner.w, title.h) and detail.fits(inner.w, detail.h)
    fits = wide and side >= look.mm(min(face.icon_mm, 14) * 0.7)
    return Arrangement(icon.middle(side, side), title, title_box, detail, detail_box, fits)


def fitting(look: Look, box: Box, faces: Sequence[Face]) -> float:
    """The largest common scale at which every face fits a box of this size; 0 when none does."""
    return next((scale for scale in SCALES if all(_at_ease(look, box, f, scale) for f in faces)), 0.0)


def evened(look: Look, box: Box, faces: Sequence[Face]) -> list[Face]:
    """The same faces with room for the longest words under each symbol."""
    inner = box.inset(look.mm(faces[0].pad_mm), 0)
    texts = [_texts(look, face, inner.w) for face in faces]
    most = max(title.h + detail.h + gap for title, detail, gap in texts)
    return [replace(face, reserve_px=most) for face in faces]


def _at_ease(look: Look, box: Box, face: Face, scale: float) -> bool:
    """Large type may not break into more than two lines nor crowd the symbol out; readable size may."""
    arranged = arrange(look, box, scaled(face, scale))
    if scale <= 1.2 or not arranged.fits:
        return arranged.fits
    symbol = (
        arranged.icon.h >= min(box.h * 0.4, look.mm(face.icon_mm)) if face.stacked and face.marked else True
    )
    return symbol and len(arranged.title.lines) <= 2 and not _orphaned(arranged.title)


def _orphaned(title: Setting) -> bool:
    """Whether one short word is left alone on the last line."""
    if len(title.lines) < 2:
        return False
    return width(title.lines[-1], title.type) < 0.35 * title.w


def scaled(face: Face, scale: float) -> Face:
    return replace(face, scale=scale)
