"""Puts the symbols of `symbols` on a canvas.

Owns the translation into Kivy's lines, ellipses and meshes. Refuses shapes of its own. Apart because
`symbols` is plain data that can be read and tested without a window.
"""

from kivy.graphics import Color, Ellipse, InstructionGroup, Mesh, SmoothEllipse, SmoothLine

from ui.touch.box import Box
from ui.touch.strokes import Area, Disc, Point, Role, Stroke
from ui.touch.symbols import ICONS
from ui.touch.theme import Colour


def draw_marks(
    group: InstructionGroup, name: str, box: Box, bottom: float, *, ink: Colour, back: Colour, tint: Colour
) -> None:
    """Draw a symbol into the square at the centre of `box`, whose lower edge lies at `bottom`."""
    side = min(box.w, box.h)
    left = box.x + (box.w - side) / 2
    top = bottom + (box.h + side) / 2
    colours = {Role.INK: ink, Role.BACK: back, Role.TINT: tint}

    def place(point: Point) -> Point:
        return left + point[0] * side, top - point[1] * side

    for mark in ICONS[name]:
        group.add(Color(*colours[mark.role]))
        match mark:
            case Stroke():
                _stroke(group, mark, [place(point) for point in mark.points], mark.width * side)
            case Disc():
                _disc(group, mark, place((mark.x, mark.y)), mark.r * side)
            case Area():
                _area(group, [place(point) for point in mark.points])


def _stroke(group: InstructionGroup, stroke: Stroke, points: list[Point], width: float) -> None:
    flat = [value for point in points for value in point]
    group.add(
        SmoothLine(points=flat, width=max(1.0, width / 2), joint="round", cap="round", close=stroke.closed)
    )


def _disc(group: InstructionGroup, disc: Disc, centre: Point, radius: float) -> None:
    pos, size = (centre[0] - radius, centre[1] - radius), (2 * radius, 2 * radius)
    if disc.end - disc.start == 360:
        group.add(SmoothEllipse(pos=pos, size=size, segments=90))
    else:
        group.add(Ellipse(pos=pos, size=size, angle_start=disc.start, angle_end=disc.end, segments=90))


def _area(group: InstructionGroup, points: list[Point]) -> None:
    vertices = [value for x, y in points for value in (x, y, 0, 0)]
    group.add(Mesh(vertices=vertices, indices=list(range(len(points))), mode="triangle_fan"))
