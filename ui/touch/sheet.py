"""A sheet of paper: the shapes, symbols and lines of text of one screen, kept and reused between drawings.

Owns the pools of pieces and the turn from "y down" into Kivy's "y up". Refuses layout and meaning. Pieces
are reused in the order they are asked for, so a screen drawn again costs only what changed, and ten
thousand screens leave no more objects than one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeVar

from kivy.graphics import InstructionGroup

from ui.touch.box import Box
from ui.touch.pieces import CLEAR, Card, Drawing, Line, Picture
from ui.touch.theme import Colour
from ui.touch.typeset import Setting

Align = Literal["left", "centre", "right"]


class Piece(Protocol):
    def hide(self) -> None: ...


P = TypeVar("P", bound=Piece)


class Pool(Generic[P]):
    def __init__(self, canvas: InstructionGroup, make: Callable[[InstructionGroup], P]) -> None:
        self.group = InstructionGroup()
        self.make = make
        self.pieces: list[P] = []
        self.used = 0
        canvas.add(self.group)

    def take(self) -> P:
        if self.used == len(self.pieces):
            self.pieces.append(self.make(self.group))
        self.used += 1
        return self.pieces[self.used - 1]

    def rest(self) -> None:
        for piece in self.pieces[self.used :]:
            piece.hide()


@dataclass(frozen=True, slots=True)
class Written:
    """A text on the sheet: the room it takes and the room it was given."""

    text: str
    px: int
    room: Box
    given: Box


class Sheet:
    """Cards lie lowest, then pictures and symbols, then text."""

    def __init__(self) -> None:
        self.canvas = InstructionGroup()
        self.height = 0.0
        self.written: list[Written] = []
        self.cards: Pool[Card] = Pool(self.canvas, Card)
        self.pictures: Pool[Picture] = Pool(self.canvas, Picture)
        self.drawings: Pool[Drawing] = Pool(self.canvas, Drawing)
        self.lines: Pool[Line] = Pool(self.canvas, Line)

    def start(self, height: float) -> None:
        """Begin to draw anew on a window `height` pixels high."""
        self.height = height
        self.written = []
        self.cards.used = self.pictures.used = self.drawings.used = self.lines.used = 0

    def finish(self) -> None:
        """Hide what the last drawing needed and this one did not."""
        self.cards.rest()
        self.pictures.rest()
        self.drawings.rest()
        self.lines.rest()

    def card(
        self, box: Box, fill: Colour, edge: Colour = CLEAR, *, edge_px: float = 0, radius: float = 1
    ) -> Card:
        card = self.cards.take()
        card.put(box, self._up(box), fill, edge, edge_px=edge_px, radius=radius)
        return card

    def drawing(self, name: str, box: Box, ink: Colour, back: Colour, tint: Colour = CLEAR) -> None:
        self.drawings.take().put(name, box, self._up(box), ink, back, tint)

    def picture(self, texture: Any, box: Box) -> None:
        self.pictures.take().put(texture, box, self._up(box))

    def write(
        self, setting: Setting, box: Box, ink: Colour, align: Align = "left", *, centred: bool = True
    ) -> None:
        """Put set text into a box, centred upright or from its top."""
        if not setting.lines:
            return
        top = box.y + (box.h - setting.h) / 2 if centred else box.y
        pitch = setting.type.pitch
        part = {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
        for number, line in enumerate(setting.lines):
            piece = self.lines.take()
            bottom = self.height - top - (number + 1) * pitch
            piece.put(line, setting.type, ink)
            piece.move(box.x + (box.w - piece.width) * part, bottom, setting.type)
        left = box.x + (box.w - setting.w) * part
        room = Box(left, top, setting.w, setting.h)
        self.written.append(Written("\n".join(setting.lines), setting.type.px, room, box))

    def _up(self, box: Box) -> float:
        return self.height - box.bottom
