"""Each block of a slip as a strip of dots, as wide as the paper.

Owns how a block looks: sizes, margins, modules of the codes. Refuses printer commands and the order of
blocks. Apart from the raster, because a strip depends on its block alone and is kept for the next slip.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import assert_never

import segno
from barcode import Code128
from PIL import Image, ImageDraw

from devices.glyphs import BARE, INK, Face, face_of, glyph, set_line, width_of, wrap, wrap_evenly
from devices.paper import Badge, Barcode, Block, Boxes, Digits, Gap, Qr, Rule, Text

QUIET_MODULES_128 = 10
QUIET_MODULES_QR = 4
KEPT_STRIPS = 256
"""A packed strip weighs 3 to 13 kB."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The printable width and the density of the print head."""

    width: int = 576
    dots_per_mm: float = 8.0

    def dots(self, mm: float) -> int:
        return round(mm * self.dots_per_mm)

    @property
    def margin(self) -> int:
        """Kept free of letters at both edges, where paper sits badly."""
        return self.dots(1)

    def blank(self, height: int) -> Image.Image:
        return Image.new("1", (self.width, max(height, 1)), BARE)


@lru_cache(maxsize=KEPT_STRIPS)
def strip(block: Block, sheet: Sheet) -> bytes:
    """Packed rows: ink is a set bit, the leftmost dot the highest. Raises ValueError if it does not fit."""
    return drawn(block, sheet).tobytes("raw", "1;I")


def drawn(block: Block, sheet: Sheet) -> Image.Image:
    match block:
        case Text():
            return _text(block, sheet)
        case Digits():
            return _digits(block, sheet)
        case Badge():
            return _badge(block, sheet)
        case Rule():
            return _rule(sheet)
        case Gap():
            return sheet.blank(sheet.dots(block.mm))
        case Boxes():
            return _boxes(block, sheet)
        case Barcode():
            return _barcode(block, sheet)
        case Qr():
            return _qr(block, sheet)
        case _:
            assert_never(block)


def _centred(page: Image.Image, line: str, face: Face, *, baseline: int, ink: int = INK) -> None:
    set_line(page, line, face, pen=(page.width - width_of(line, face)) / 2, baseline=baseline, ink=ink)


def _text(block: Text, sheet: Sheet) -> Image.Image:
    face = face_of(block.height_mm * sheet.dots_per_mm, bold=block.bold)
    breaking = wrap_evenly if block.align == "center" else wrap
    lines = breaking(block.text, face, sheet.width - 2 * sheet.margin)
    page = sheet.blank(face.line_height * len(lines))
    for number, line in enumerate(lines):
        baseline = number * face.line_height + face.ascent
        if block.align == "center":
            _centred(page, line, face, baseline=baseline)
        else:
            set_line(page, line, face, pen=sheet.margin, baseline=baseline)
    return page


def _digits(block: Digits, sheet: Sheet) -> Image.Image:
    face = face_of(block.height_mm * sheet.dots_per_mm, bold=True)
    natural = width_of(block.text, face)
    if natural > sheet.width:
        face = Face(max(int(face.size * sheet.width / natural), 1), bold=True)
    inked = [glyph(char, face) for char in block.text]
    above = max((-shape.top for shape in inked if shape.mask), default=0)
    below = max((shape.top + shape.mask.height for shape in inked if shape.mask), default=0)
    margin = sheet.dots(2)
    page = sheet.blank(above + below + 2 * margin)
    _centred(page, block.text, face, baseline=margin + above)
    return page


def _badge(block: Badge, sheet: Sheet) -> Image.Image:
    face = face_of(5.0 * sheet.dots_per_mm, bold=True)
    lines = wrap(block.text, face, sheet.width - sheet.dots(8))
    margin, padding = sheet.dots(1.5), sheet.dots(0.5)
    page = sheet.blank(face.line_height * len(lines) + 2 * (margin + padding))
    widest = max(width_of(line, face) for line in lines) + sheet.dots(12)
    left = max((sheet.width - widest) / 2, 0)
    ImageDraw.Draw(page).rectangle((left, margin, sheet.width - left - 1, page.height - margin - 1), fill=INK)
    for number, line in enumerate(lines):
        baseline = margin + padding + number * face.line_height + face.ascent
        _centred(page, line, face, baseline=baseline, ink=BARE)
    return page


def _rule(sheet: Sheet) -> Image.Image:
    margin, thickness = sheet.dots(1.5), sheet.dots(0.4)
    page = sheet.blank(2 * margin + thickness)
    page.paste(INK, (0, margin, sheet.width, margin + thickness))
    return page


def _boxes(block: Boxes, sheet: Sheet) -> Image.Image:
    return _stack((_box(item, sheet) for item in block.items), sheet)


def _box(item: str, sheet: Sheet) -> Image.Image:
    face = face_of(3.2 * sheet.dots_per_mm)
    side, line, indent = sheet.dots(4.5), sheet.dots(0.4), sheet.dots(7)
    lines = wrap(item, face, sheet.width - indent - sheet.margin)
    page = sheet.blank(face.line_height * len(lines) + sheet.dots(0.5))
    middle = face.ascent - sheet.dots(1.6)
    frame = (sheet.margin, middle - side // 2, sheet.margin + side, middle + side - side // 2)
    ImageDraw.Draw(page).rectangle(frame, outline=INK, width=line)
    for number, text in enumerate(lines):
        set_line(page, text, face, pen=indent, baseline=number * face.line_height + face.ascent)
    return page


def _barcode(block: Barcode, sheet: Sheet) -> Image.Image:
    modules = "0" * QUIET_MODULES_128 + Code128(block.text).build()[0] + "0" * QUIET_MODULES_128
    module = min(sheet.width // len(modules), 3)
    if module < 2:
        raise ValueError(f"barcode {block.text!r} is wider than the paper; use a shorter text")
    face = face_of(3.2 * sheet.dots_per_mm)
    margin, height = sheet.dots(2), sheet.dots(12)
    row = Image.frombytes("L", (len(modules), 1), bytes(0 if bar == "1" else 255 for bar in modules))
    bars = row.resize((module * len(modules), 1), Image.Resampling.NEAREST)
    line = sheet.blank(1)
    line.paste(bars.convert("1", dither=Image.Dither.NONE), ((sheet.width - bars.width) // 2, 0))
    page = sheet.blank(margin + height + face.line_height)
    page.paste(line.resize((sheet.width, height), Image.Resampling.NEAREST), (0, margin))
    _centred(page, block.text, face, baseline=margin + height + face.ascent)
    return page


def _qr(block: Qr, sheet: Sheet) -> Image.Image:
    try:
        matrix = segno.make(block.text, micro=False, error="m").matrix
    except segno.DataOverflowError as error:
        raise ValueError(f"QR code of {len(block.text)} characters does not exist; shorten it") from error
    modules = len(matrix)
    module = min(sheet.width // (modules + 2 * QUIET_MODULES_QR), max(sheet.dots(0.75), 3))
    if module < 3:
        raise ValueError(
            f"QR code of {len(block.text)} characters is finer than the paper prints; shorten it"
        )
    code = Image.frombytes(
        "L", (modules, modules), bytes(0 if cell else 255 for row in matrix for cell in row)
    )
    code = code.resize((module * modules, module * modules), Image.Resampling.NEAREST)
    quiet = module * QUIET_MODULES_QR
    page = sheet.blank(code.height + 2 * quiet)
    page.paste(code.convert("1", dither=Image.Dither.NONE), ((sheet.width - code.width) // 2, quiet))
    caption = [drawn(Text(block.caption), sheet)] if block.caption else []
    return _stack([page, *caption], sheet)


def _stack(strips: Iterable[Image.Image], sheet: Sheet) -> Image.Image:
    strips = list(strips)
    page = sheet.blank(sum(one.height for one in strips))
    top = 0
    for one in strips:
        page.paste(one, (0, top))
        top += one.height
    return page
