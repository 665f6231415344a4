"""Every symbol of the house as lines, discs and areas in a unit square: the font has no arrows.

Owns the shapes, y pointing down. Refuses colours, except the three roles of `Role`. Faces differ in mouth
and brows so that they are told apart without colour.
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


def _face(mouth: tuple[Mark, ...], brows: tuple[Mark, ...] = ()) -> tuple[Mark, ...]:
    eyes = (Disc(0.34, 0.40, 0.065), Disc(0.66, 0.40, 0.065))
    return (Disc(0.5, 0.5, 0.5, Role.TINT), *eyes, *mouth, *brows)


_GRIN = Area((*arc(0.5, 0.56, 0.28, 0.27, 0, 180),))
_FROWN = Stroke(arc(0.5, 0.80, 0.22, 0.14, 190, 350), 0.06)

FACES: dict[str, tuple[Mark, ...]] = {
    "very_satisfied": _face(
        (_GRIN,),
        (
            Stroke(arc(0.34, 0.32, 0.11, 0.08, 200, 340), 0.045),
            Stroke(arc(0.66, 0.32, 0.11, 0.08, 200, 340), 0.045),
        ),
    ),
    "satisfied": _face((Stroke(arc(0.5, 0.54, 0.25, 0.20, 15, 165), 0.06),)),
    "neutral": _face((Stroke(((0.30, 0.69), (0.70, 0.69)), 0.06),)),
    "unsatisfied": _face((_FROWN,)),
    "very_unsatisfied": _face(
        (Area((*arc(0.5, 0.83, 0.24, 0.24, 180, 360),)),),
        (Stroke(((0.22, 0.20), (0.42, 0.31)), 0.06), Stroke(((0.78, 0.20), (0.58, 0.31)), 0.06)),
    ),
}

ICONS: dict[str, tuple[Mark, ...]] = {
    "home": (
        Stroke(((0.08, 0.52), (0.5, 0.12), (0.92, 0.52)), 0.09),
        Stroke(((0.20, 0.46), (0.20, 0.88), (0.80, 0.88), (0.80, 0.46)), 0.08),
        Area(((0.42, 0.60), (0.58, 0.60), (0.58, 0.88), (0.42, 0.88))),
    ),
    "back": (
        Stroke(((0.10, 0.5), (0.90, 0.5)), 0.10),
        Stroke(((0.42, 0.18), (0.10, 0.5), (0.42, 0.82)), 0.10),
    ),
    "forward": (
        Stroke(((0.10, 0.5), (0.90, 0.5)), 0.10),
        Stroke(((0.58, 0.18), (0.90, 0.5), (0.58, 0.82)), 0.10),
    ),
    "size": (
        Stroke(((0.05, 0.86), (0.20, 0.44), (0.35, 0.86)), 0.06),
        Stroke(((0.10, 0.71), (0.30, 0.71)), 0.05),
        Stroke(((0.40, 0.86), (0.67, 0.12), (0.94, 0.86)), 0.09),
        Stroke(((0.50, 0.60), (0.84, 0.60)), 0.08),
    ),
    "contrast": (circle(0.5, 0.5, 0.42, 0.08), Disc(0.5, 0.5, 0.42, Role.INK, 180, 360)),
    "audio": (
        Area(((0.06, 0.37), (0.26, 0.37), (0.26, 0.63), (0.06, 0.63))),
        Area(((0.25, 0.37), (0.52, 0.12), (0.52, 0.88), (0.25, 0.63))),
        Stroke(arc(0.50, 0.5, 0.20, 0.20, -50, 50), 0.075),
        Stroke(arc(0.50, 0.5, 0.40, 0.40, -52, 52), 0.075),
    ),
    "reach": (
        Disc(0.30, 0.17, 0.10),
        Stroke(((0.30, 0.34), (0.30, 0.60), (0.54, 0.60), (0.62, 0.86)), 0.09),
        Stroke(arc(0.32, 0.70, 0.22, 0.22, 40, 250), 0.065),
        Stroke(((0.80, 0.12), (0.80, 0.56)), 0.08),
        Stroke(((0.66, 0.42), (0.80, 0.56), (0.94, 0.42)), 0.08),
    ),
    "language": (
        circle(0.5, 0.5, 0.42, 0.065),
        Stroke(arc(0.5, 0.5, 0.19, 0.42, 0, 360), 0.05),
        Stroke(((0.08, 0.5), (0.92, 0.5)), 0.05),
        Stroke(((0.15, 0.28), (0.85, 0.28)), 0.05),
        Stroke(((0.15, 0.72), (0.85, 0.72)), 0.05),
    ),
    "help": (
        Stroke((*arc(0.5, 0.46, 0.27, 0.30, 180, 360), (0.84, 0.76), (0.16, 0.76)), 0.08, closed=True),
        Disc(0.5, 0.88, 0.09),
        Disc(0.5, 0.10, 0.06),
    ),
    "aids": (
        circle(0.5, 0.5, 0.43, 0.075),
        Disc(0.5, 0.24, 0.06),
        Stroke(((0.26, 0.39), (0.5, 0.43), (0.74, 0.39)), 0.065),
        Stroke(((0.36, 0.79), (0.5, 0.55), (0.64, 0.79)), 0.065),
        Stroke(((0.5, 0.43), (0.5, 0.56)), 0.075),
    ),
    "ticket": (
        Stroke(
            (
                (0.22, 0.06),
                (0.78, 0.06),
                (0.78, 0.92),
                (0.64, 0.82),
                (0.5, 0.92),
                (0.36, 0.82),
                (0.22, 0.92),
            ),
            0.07,
            closed=True,
        ),
        Stroke(((0.36, 0.24), (0.64, 0.24)), 0.06),
        Stroke(((0.40, 0.46), (0.52, 0.38), (0.52, 0.68)), 0.08),
    ),
    "rate": (
        circle(0.5, 0.5, 0.45, 0.07),
        Disc(0.35, 0.41, 0.06),
        Disc(0.65, 0.41, 0.06),
        Stroke(arc(0.5, 0.54, 0.23, 0.19, 15, 165), 0.07),
    ),
    "touch": (
        Stroke(
            (
                (0.42, 0.60),
                (0.42, 0.24),
                (0.47, 0.19),
                (0.54, 0.19),
                (0.59, 0.24),
                (0.59, 0.48),
                (0.86, 0.55),
                (0.88, 0.66),
                (0.80, 0.94),
                (0.48, 0.94),
                (0.22, 0.68),
                (0.26, 0.60),
                (0.32, 0.60),
                (0.42, 0.68),
            ),
            0.06,
        ),
        Stroke(arc(0.505, 0.25, 0.21, 0.21, 150, 390), 0.055),
    ),
    "person": (Disc(0.5, 0.28, 0.19), Disc(0.5, 0.94, 0.40, Role.INK, -90, 90)),
    "priority": (
        Disc(0.5, 0.24, 0.15),
        Disc(0.5, 0.74, 0.30, Role.INK, -90, 90),
        Stroke(((0.12, 0.90), (0.88, 0.90)), 0.09),
    ),
    "elderly": (
        Disc(0.40, 0.16, 0.12),
        Stroke(((0.40, 0.36), (0.36, 0.62), (0.44, 0.92)), 0.10),
        Stroke(((0.36, 0.62), (0.26, 0.92)), 0.10),
        Stroke(((0.40, 0.38), (0.64, 0.56)), 0.08),
        Stroke(((0.64, 0.92), (0.64, 0.50), (0.74, 0.46)), 0.06),
    ),
    "disabled": (
        Disc(0.40, 0.12, 0.10),
        Stroke(((0.40, 0.28), (0.42, 0.54), (0.66, 0.54), (0.76, 0.82), (0.86, 0.80)), 0.09),
        Stroke(((0.41, 0.38), (0.62, 0.38)), 0.07),
        Stroke(arc(0.42, 0.66, 0.25, 0.25, 35, 255), 0.07),
    ),
    "child": (
        Disc(0.38, 0.14, 0.12),
        Stroke(((0.38, 0.34), (0.38, 0.64), (0.30, 0.92)), 0.11),
        Stroke(((0.38, 0.64), (0.48, 0.92)), 0.11),
        Disc(0.68, 0.40, 0.10),
        Stroke(((0.68, 0.55), (0.68, 0.74), (0.62, 0.92)), 0.09),
        Stroke(((0.68, 0.74), (0.76, 0.92)), 0.09),
        Stroke(((0.38, 0.38), (0.54, 0.56), (0.68, 0.58)), 0.07),
    ),
    "question": (
        Stroke((*arc(0.5, 0.32, 0.20, 0.20, 180, 380), (0.5, 0.54), (0.5, 0.66)), 0.10),
        Disc(0.5, 0.86, 0.07),
    ),
    "check": (Stroke(((0.12, 0.54), (0.40, 0.82), (0.90, 0.20)), 0.13),),
    "cross": (Stroke(((0.18, 0.18), (0.82, 0.82)), 0.13), Stroke(((0.82, 0.18), (0.18, 0.82)), 0.13)),
    "dot": (Disc(0.5, 0.66, 0.14),),
    "dash": (Stroke(((0.20, 0.5), (0.80, 0.5)), 0.13),),
    "again": (
        Stroke(arc(0.5, 0.5, 0.36, 0.36, -60, 220), 0.085),
        Stroke(((0.44, 0.10), (0.69, 0.19), (0.60, 0.44)), 0.085),
    ),
    "printer": (
        Stroke(((0.28, 0.34), (0.28, 0.08), (0.72, 0.08), (0.72, 0.34)), 0.07),
        box(0.08, 0.34, 0.84, 0.36, 0.075),
        Stroke(((0.28, 0.56), (0.28, 0.92), (0.72, 0.92), (0.72, 0.56)), 0.07),
        Disc(0.78, 0.45, 0.04),
    ),
    "warning": (
        Stroke(((0.5, 0.10), (0.94, 0.88), (0.06, 0.88)), 0.08, closed=True),
        Stroke(((0.5, 0.36), (0.5, 0.60)), 0.09),
        Disc(0.5, 0.75, 0.05),
    ),
    "clock": (circle(0.5, 0.5, 0.42, 0.08), Stroke(((0.5, 0.22), (0.5, 0.52), (0.70, 0.64)), 0.08)),
    "lamp": (
        Stroke(arc(0.5, 0.40, 0.28, 0.28, 130, 410), 0.075),
        Stroke(((0.32, 0.62), (0.38, 0.76), (0.62, 0.76), (0.68, 0.62)), 0.075),
        Stroke(((0.42, 0.90), (0.58, 0.90)), 0.08),
    ),
    "erase": (
        Stroke(((0.04, 0.5), (0.32, 0.18), (0.96, 0.18), (0.96, 0.82), (0.32, 0.82)), 0.07, closed=True),
        Stroke(((0.48, 0.36), (0.76, 0.64)), 0.08),
        Stroke(((0.76, 0.36), (0.48, 0.64)), 0.08),
    ),
    "message": (
        box(0.08, 0.14, 0.84, 0.54, 0.075),
        Stroke(((0.24, 0.68), (0.24, 0.92), (0.48, 0.68)), 0.075),
        Stroke(((0.26, 0.33), (0.74, 0.33)), 0.06),
        Stroke(((0.26, 0.49), (0.60, 0.49)), 0.06),
    ),
    "documents": (
        Stroke(((0.24, 0.06), (0.62, 0.06), (0.82, 0.26), (0.82, 0.94), (0.24, 0.94)), 0.07, closed=True),
        Stroke(((0.62, 0.06), (0.62, 0.26), (0.82, 0.26)), 0.055),
        Stroke(((0.38, 0.46), (0.68, 0.46)), 0.06),
        Stroke(((0.38, 0.62), (0.68, 0.62)), 0.06),
        Stroke(((0.38, 0.78), (0.58, 0.78)), 0.06),
    ),
    "search": (circle(0.40, 0.40, 0.30, 0.085), Stroke(((0.62, 0.62), (0.92, 0.92)), 0.13)),
    "fee": (
        box(0.04, 0.22, 0.92, 0.56, 0.07),
        circle(0.5, 0.5, 0.15, 0.06),
        Disc(0.19, 0.5, 0.045),
        Disc(0.81, 0.5, 0.045),
    ),
    "place": (
        Stroke((*arc(0.5, 0.38, 0.30, 0.30, 150, 390), (0.5, 0.94)), 0.085, closed=True),
        Disc(0.5, 0.38, 0.11),
    ),
    "online": (
        box(0.26, 0.05, 0.48, 0.90, 0.07),
        Stroke(((0.44, 0.84), (0.56, 0.84)), 0.06),
        box(0.38, 0.22, 0.24, 0.24, 0.055),
        Stroke(((0.38, 0.62), (0.62, 0.62)), 0.055),
    ),
    "calendar": (
        box(0.10, 0.18, 0.80, 0.72, 0.08),
        Stroke(((0.10, 0.40), (0.90, 0.40)), 0.08),
        *(Stroke(((x, 0.08), (x, 0.26)), 0.09) for x in (0.30, 0.70)),
        Stroke(((0.34, 0.64), (0.46, 0.76), (0.68, 0.53)), 0.08),
    ),
    "phone": (
        Stroke(arc(0.86, 0.14, 0.66, 0.66, 100, 170), 0.15),
        Stroke(((0.68, 0.66), (0.88, 0.78)), 0.24),
        Stroke(((0.22, 0.12), (0.34, 0.32)), 0.24),
    ),
    "stop": (circle(0.5, 0.5, 0.43, 0.08), Stroke(((0.28, 0.5), (0.72, 0.5)), 0.13)),
    "space": (Stroke(((0.08, 0.44), (0.08, 0.72), (0.92, 0.72), (0.92, 0.44)), 0.09),),
    "bullet": (Disc(0.5, 0.5, 0.30),),
    "ring": (circle(0.5, 0.5, 0.28, 0.08),),
    **FACES,
}
