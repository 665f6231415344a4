"""Measuring and breaking text: how wide a line is, where it wraps, how much room it takes.

Owns the arithmetic of type. Refuses drawing: `sheet` does that with what this returns. Apart because
every layout decision (does it fit, how many tiles, which size) asks here first; nothing is ever cut off
or shrunk below the readable size.
"""

from dataclasses import dataclass
from functools import lru_cache

from kivy.core.text import Label

from ui.touch import theme

PITCH = 1.2
"""Distance of baselines in type sizes: stacked Vietnamese accents stay clear of the line above."""


@dataclass(frozen=True, slots=True)
class Type:
    px: int
    bold: bool = False

    @property
    def font(self) -> str:
        return theme.BOLD if self.bold else theme.REGULAR

    @property
    def pitch(self) -> int:
        return round(self.px * PITCH)


@dataclass(frozen=True, slots=True)
class Setting:
    """Text broken into lines, with the room they take."""

    lines: tuple[str, ...]
    type: Type
    w: float
    h: float

    def fits(self, w: float, h: float) -> bool:
        return self.w <= w + 0.5 and self.h <= h + 0.5


EMPTY = Setting((), Type(1), 0, 0)


@lru_cache(maxsize=32)
def _ruler(type_: Type) -> Label:
    return Label(font_name=type_.font, font_size=type_.px)


@lru_cache(maxsize=1024)
def width(text: str, type_: Type) -> float:
    return float(_ruler(type_).get_extents(text)[0]) if text else 0.0


@lru_cache(maxsize=512)
def set_lines(text: str, type_: Type, limit: float) -> Setting:
    """Break at spaces so that lines stay within `limit`; a longer word stays whole and shows as too wide."""
    if not text:
        return EMPTY
    lines = [line for paragraph in text.split("\n") for line in _break(paragraph, type_, limit)]
    widest = max(width(line, type_) for line in lines)
    return Setting(tuple(lines), type_, widest, len(lines) * type_.pitch)


def _break(paragraph: str, type_: Type, limit: float) -> list[str]:
    lines: list[str] = []
    current = ""
    for word in paragraph.split(" "):
        longer = f"{current} {word}" if current else word
        if current and width(longer, type_) > limit:
            lines.append(current)
            current = word
        else:
            current = longer
    return [*lines, current]


def widest_word(text: str, type_: Type) -> float:
    return max((width(word, type_) for word in text.split()), default=0.0)
