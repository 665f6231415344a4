"""Contrast as it stands on the stage: of every line of text, edge and symbol against what lies under it.

Owns the way down through the sheets to the surface below a point; WCAG's formula is that of the palettes'
test. Refuses pixels: pieces know their colours. Faint entries of the bar, which cannot be touched, are left
out, as WCAG leaves out inactive parts.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from tests.audit.contrast import contrast
from tests.audit.rules import Finding
from tests.audit.walk import Drawn
from ui.touch.strokes import Role
from ui.touch.symbols import ICONS
from ui.touch.theme import NIGHT, Colour

if TYPE_CHECKING:
    from ui.touch.pieces import Card
    from ui.touch.sheet import Sheet

Point = tuple[float, float]

TEXT: Final = 7.0
TEXT_BY_NIGHT: Final = 15.0
PARTS: Final = 3.0


def findings(drawn: Drawn) -> Iterator[Finding]:
    yield from texts(drawn)
    yield from edges(drawn)
    yield from icons(drawn)


def texts(drawn: Drawn) -> Iterator[Finding]:
    """Measured at both ends and in the middle of each line."""
    rule, least = ("C4", TEXT_BY_NIGHT) if drawn.look.palette is NIGHT else ("C1", TEXT)
    for level, sheet in enumerate(drawn.sheets):
        for line in sheet.lines.pieces[: sheet.lines.used]:
            ink = tuple(line.colour.rgba)
            (x, y), (w, h) = line.rectangle.pos, line.rectangle.size
            spots = [(x + w * part, y + h / 2) for part in (0.02, 0.5, 0.98)]
            if line.shown is None or _faint(drawn, ink) or _hidden(drawn, level, spots[1]):
                continue
            ratio = min(contrast(ink, surface(drawn, level, spot)) for spot in spots)
            yield Finding(rule, line.shown[0], ratio, f"≥ {least:.0f}:1", ratio >= least - 0.005)


def edges(drawn: Drawn) -> Iterator[Finding]:
    """A target is told from its surroundings by its edge or by what fills it."""
    for key in drawn.keys:
        x, y = key.box.x + key.box.w / 2, drawn.panel.height - key.box.y - key.box.h / 2
        level = next(n for n, sheet in enumerate(drawn.sheets) if key.card in sheet.cards.pieces)
        around = surface(drawn, level, (x, y), below=key.card)
        colours = (tuple(key.card.edge_colour.rgba), tuple(key.card.fill_colour.rgba))
        ratio = max(contrast(colour, around) for colour in colours)
        yield Finding("C2", key.id, ratio, "≥ 3:1", ratio >= PARTS - 0.005)


def icons(drawn: Drawn) -> Iterator[Finding]:
    """The lines of a symbol against what they are drawn on, and a tinted disc against the surface."""
    for level, sheet in enumerate(drawn.sheets):
        for piece in sheet.drawings.pieces[: sheet.drawings.used]:
            name, box, _bottom, ink, _back, tint = piece.shown
            spot = (box.x + box.w / 2, drawn.panel.height - box.y - box.h / 2)
            if _faint(drawn, ink) or _hidden(drawn, level, spot):
                continue
            under = surface(drawn, level, spot)
            tinted = any(mark.role is Role.TINT for mark in ICONS[name])
            ratio = contrast(ink, tint if tinted else under)
            if tinted:
                ratio = min(ratio, max(contrast(tint, under), contrast(ink, under)))
            yield Finding("C3", name, ratio, "≥ 3:1", ratio >= PARTS - 0.005)


def surface(drawn: Drawn, level: int, spot: Point, below: "Card | None" = None) -> Colour:
    """The colour that lies under a spot of a sheet, or under one of its cards; y runs upwards, as in Kivy."""
    cards = _cards(drawn.sheets[level])
    if below is not None:
        cards = cards[: cards.index(below)]
    for card in (*reversed(cards), *_lower(drawn, level)):
        if _holds(card, spot):
            return _colour(card)
    return drawn.look.palette.ground


def _lower(drawn: Drawn, level: int) -> "list[Card]":
    return [card for sheet in reversed(drawn.sheets[:level]) for card in reversed(_cards(sheet))]


def _cards(sheet: "Sheet") -> "list[Card]":
    return sheet.cards.pieces[: sheet.cards.used]


def _holds(card: "Card", spot: Point) -> bool:
    (x, y), (w, h) = card.edge.pos, card.edge.size
    return bool(card.fill_colour.a > 0.5 and x <= spot[0] <= x + w and y <= spot[1] <= y + h)


def _colour(card: "Card") -> Colour:
    red, green, blue, alpha = card.fill_colour.rgba
    return red, green, blue, alpha


def _hidden(drawn: Drawn, level: int, spot: Point) -> bool:
    return any(_holds(card, spot) for sheet in drawn.sheets[level + 1 :] for card in _cards(sheet))


def _faint(drawn: Drawn, ink: Colour) -> bool:
    faint = drawn.look.palette.faint.ink
    return all(abs(one - other) < 0.001 for one, other in zip(ink, faint, strict=True))
