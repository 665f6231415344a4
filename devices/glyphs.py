"""Letters as dots: one drawn glyph per character, size and weight, set side by side into lines.

Owns the font file, the glyph cache and line breaking. Refuses to know blocks or paper. Apart, because a
ticket changes in a few digits only: with every glyph kept, a new line is a handful of pastes.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from pathlib import Path
from unicodedata import normalize

from PIL import Image, ImageDraw, ImageFont

FONT_FOLDER = Path("/usr/share/fonts/truetype/noto")
CAP_HEIGHT = 0.714
"""Height of a capital letter in Noto Sans, as a share of the font size."""
ASCENT, DESCENT = 1.06, 0.26
"""Room above and below the base line for every Vietnamese letter (Ẩ, Ự), as a share of the font size."""

INK, BARE = 0, 1


@dataclass(frozen=True, slots=True)
class Face:
    """A font size in dots, and a weight."""

    size: int
    bold: bool = False

    @property
    def ascent(self) -> int:
        return ceil(self.size * ASCENT)

    @property
    def line_height(self) -> int:
        return self.ascent + ceil(self.size * DESCENT)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character; `mask` is None where nothing is inked; `left`, `top` count from pen and base line."""

    mask: Image.Image | None
    left: int
    top: int
    advance: float


def face_of(cap_height_dots: float, *, bold: bool = False) -> Face:
    """The smallest face whose capitals are at least so high."""
    return Face(ceil(cap_height_dots / CAP_HEIGHT), bold)


def find_font(*, bold: bool) -> Path:
    """Raises FileNotFoundError naming the Debian package."""
    path = FONT_FOLDER / ("NotoSans-Bold.ttf" if bold else "NotoSans-Regular.ttf")
    if not path.is_file():
        raise FileNotFoundError(f"font {path} is missing; install the Debian package fonts-noto-core")
    return path


@lru_cache(maxsize=16)
def _font(face: Face) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(find_font(bold=face.bold)), face.size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=1024)
def glyph(char: str, face: Face) -> Glyph:
    """Drawn in one bit with the font's own hinting: at 203 dpi crisper than a thresholded grey."""
    room, advance = face.size, _advance(char, bold=face.bold) * face.size
    page = Image.new("1", (2 * room, 2 * room), 0)
    ImageDraw.Draw(page).text((room // 2, room + room // 2), char, font=_font(face), fill=1, anchor="ls")
    box = page.getbbox()
    if box is None:
        return Glyph(None, 0, 0, advance)
    return Glyph(page.crop(box), box[0] - room // 2, box[1] - room - room // 2, advance)


@lru_cache(maxsize=1024)
def _advance(char: str, *, bold: bool) -> float:
    """Width of a character as a share of the font size, the same for every size."""
    return _font(Face(200, bold)).getlength(char) / 200


def width_of(text: str, face: Face) -> float:
    return sum(glyph(char, face).advance for char in text)


def set_line(image: Image.Image, text: str, face: Face, *, pen: float, baseline: int, ink: int = INK) -> None:
    """Paste the glyphs of one line; letters may reach over each other's edges without wiping them."""
    for char in normalize("NFC", text):
        shape = glyph(char, face)
        if shape.mask is not None:
            image.paste(ink, (round(pen) + shape.left, baseline + shape.top), shape.mask)
        pen += shape.advance


def wrap(text: str, face: Face, width: float) -> list[str]:
    """Break at spaces; a word wider than the line breaks where it must. Double spaces inside a line stay."""
    text = normalize("NFC", text)
    if width_of(text, face) <= width:
        return [text]
    lines, space, used = [""], width_of(" ", face), 0.0
    for word in text.split(" "):
        wide = width_of(word, face)
        if used + space + wide <= width:
            lines[-1] += f" {word}" if lines[-1] else word
            used += space + wide
            continue
        lines = [line for line in lines if line] + _pieces(word, face, width)
        used = width_of(lines[-1], face)
    return lines


def wrap_evenly(text: str, face: Face, width: float) -> list[str]:
    """As few lines as `wrap` needs, of about the same length: for centred text without a lonely last word."""
    lines = wrap(text, face, width)
    if len(lines) == 1:
        return lines
    even = wrap(text, face, min(width, 1.12 * width_of(text, face) / len(lines)))
    return even if len(even) == len(lines) else lines


def _pieces(word: str, face: Face, width: float) -> list[str]:
    pieces = [""]
    for char in word:
        if pieces[-1] and width_of(pieces[-1] + char, face) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces
