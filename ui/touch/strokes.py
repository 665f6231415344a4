"""What symbols are drawn with: lines, discs and areas in a unit square, y pointing down.

Owns the shapes. Refuses colours, except the three roles of `Role`, and the symbols themselves (`symbols`).
"""

import math
from dataclasses import dataclass
from enum import StrEnum

Point = tuple[float, float]


class Role(StrEnum):
    """INK draws, BACK is the surface below (to cut holes), TINT the colour of a level."""

    INK = "ink"
    BACK = "back"
    TINT = "tint"


@dataclass(frozen=True, slots=True)
class Stroke:
    points: tuple[Point, ...]
    width: float = 0.075
    role: Role = Role.INK
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled circle or, with `start` and `end` in degrees clockwise from the top, a slice of one."""

    x: float
    y: float
    r: float
    role: Role = Role.INK
    start: float = 0
    end: float = 360


@dataclass(frozen=True, slots=True)
class Area:
    """A filled convex polygon."""

    points: tuple[Point, ...]
    role: Role = Role.INK


Mark = Stroke | Disc | Area


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> tuple[Point, ...]:
    """Points on an ellipse, degrees clockwise from the right."""
    steps = max(8, int(abs(end - start) / 9))
    angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return tuple((x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles)


def circle(x: float, y: float, r: float, width: float = 0.075) -> Stroke:
    """A little more than once round, so that no seam shows."""
    return Stroke(arc(x, y, r, r, 0, 378), width)


def box(x: float, y: float, w: float, h: float, width: float = 0.075) -> Stroke:
    return Stroke(((x, y), (x + w, y), (x + w, y + h), (x, y + h)), width, closed=True)
