"""The pieces a sheet is made of: a card, a line of text, a symbol, a picture.

Owns Kivy's graphics instructions and when they must be made again. Refuses to know what they stand for. A
hidden piece keeps its objects for the next screen.
"""

from typing import Any

from kivy.core.text import Label
from kivy.graphics import Color, InstructionGroup, Rectangle, SmoothRoundedRectangle
from kivy.graphics import Line as Stroke

from ui.touch.box import Box
from ui.touch.marks import draw_marks
from ui.touch.theme import Colour, Paint
from ui.touch.typeset import Type

CLEAR: Colour = (0.0, 0.0, 0.0, 0.0)


class Card:
    """A rounded rectangle with an edge."""

    def __init__(self, group: InstructionGroup) -> None:
        self.edge_colour, self.fill_colour = Color(*CLEAR), Color(*CLEAR)
        self.edge, self.fill = SmoothRoundedRectangle(), SmoothRoundedRectangle()
        for part in (self.edge_colour, self.edge, self.fill_colour, self.fill):
            group.add(part)

    def put(
        self, box: Box, bottom: float, fill: Colour, edge: Colour, *, edge_px: float, radius: float
    ) -> None:
        self.edge_colour.rgba = edge if edge_px else fill
        self.fill_colour.rgba = fill
        _place(self.edge, box, bottom, radius)
        _place(self.fill, box.inset(edge_px), bottom + edge_px, max(1.0, radius - edge_px))

    def hide(self) -> None:
        self.edge_colour.rgba = self.fill_colour.rgba = CLEAR


def _place(shape: Any, box: Box, bottom: float, radius: float) -> None:
    shape.radius = [radius]
    shape.pos = (box.x, bottom)
    shape.size = (box.w, box.h)


class Ring:
    """A strong double ring round a key: one of its two colours stands out from any surface."""

    def __init__(self, group: InstructionGroup) -> None:
        self.outer_colour, self.inner_colour = Color(*CLEAR), Color(*CLEAR)
        self.outer, self.inner = Stroke(), Stroke()
        for part in (self.outer_colour, self.outer, self.inner_colour, self.inner):
            group.add(part)

    def put(self, box: Box, bottom: float, paint: Paint, *, thick: float, radius: float) -> None:
        """2 × `thick` pixels wide, three quarters of them outside the box, where no words are."""
        self.outer_colour.rgba, self.inner_colour.rgba = paint.edge, paint.fill
        for stroke, out in ((self.outer, thick), (self.inner, 0.0)):
            stroke.width = thick / 2
            x, y, w, h = box.x - out, bottom - out, box.w + 2 * out, box.h + 2 * out
            stroke.rounded_rectangle = (x, y, w, h, radius + out, 90)

    def hide(self) -> None:
        self.outer_colour.rgba = self.inner_colour.rgba = CLEAR


class Line:
    """One line of text; the texture is made again only when the words or the type change."""

    def __init__(self, group: InstructionGroup) -> None:
        self.colour = Color(*CLEAR)
        self.rectangle = Rectangle(size=(0, 0))
        self.label = Label(font_name=Type(10).font, font_size=10)
        self.shown: tuple[str, Type] | None = None
        group.add(self.colour)
        group.add(self.rectangle)

    def put(self, text: str, type_: Type, ink: Colour) -> None:
        if self.shown != (text, type_):
            self.shown = (text, type_)
            self.label.options["font_name"] = self.label.options["font_name_r"] = type_.font
            self.label.options["font_size"] = type_.px
            self.label.text = text
            self.label.refresh()
            self.rectangle.texture = self.label.texture
        self.colour.rgba = ink
        self.rectangle.size = self.label.texture.size

    @property
    def width(self) -> float:
        return float(self.label.texture.size[0])

    def move(self, x: float, bottom: float, type_: Type) -> None:
        """Place the line on its pitch; the texture is taller than the pitch and may overlap empty parts."""
        spare = (self.label.texture.size[1] - type_.pitch) / 2
        self.rectangle.pos = (round(x), round(bottom - spare))

    def hide(self) -> None:
        self.rectangle.size = (0, 0)


class Drawing:
    """One symbol; its lines are made again only when something about it changes."""

    def __init__(self, group: InstructionGroup) -> None:
        self.group = InstructionGroup()
        self.shown: tuple[Any, ...] = ()
        group.add(self.group)

    def put(self, name: str, box: Box, bottom: float, ink: Colour, back: Colour, tint: Colour) -> None:
        if self.shown != (name, box, bottom, ink, back, tint):
            self.shown = (name, box, bottom, ink, back, tint)
            self.group.clear()
            draw_marks(self.group, name, box, bottom, ink=ink, back=back, tint=tint)

    def hide(self) -> None:
        self.shown = ()
        self.group.clear()


class Picture:
    """A texture made elsewhere: a photo, a QR code."""

    def __init__(self, group: InstructionGroup) -> None:
        self.colour = Color(*CLEAR)
        self.rectangle = Rectangle(size=(0, 0))
        group.add(self.colour)
        group.add(self.rectangle)

    def put(self, texture: Any, box: Box, bottom: float) -> None:
        self.colour.rgba = (1, 1, 1, 1)
        self.rectangle.texture = texture
        self.rectangle.pos = (round(box.x), round(bottom))
        self.rectangle.size = (round(box.w), round(box.h))

    def hide(self) -> None:
        self.colour.rgba = CLEAR
        self.rectangle.texture = None
