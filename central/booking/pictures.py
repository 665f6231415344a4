"""A booking's QR as pictures: for the page, and to be kept among a phone's photographs.

Owns their sizes. Refuses what the code says. The eight digits stand below it, for scanners that are broken.
"""

from functools import cache
from io import BytesIO
from typing import Final

import segno
from PIL import Image, ImageDraw, ImageFont

QUIET: Final = 4
"""Light modules around a code, as the standard wants."""
SCALE: Final = 10
LETTERS_PX: Final = 56
LINE_PX: Final = 84
MARGIN_PX: Final = 40


def qr(token: str) -> bytes:
    """PNG; error correction M, because a phone's glass may be scratched."""
    out = BytesIO()
    segno.make(token, error="m", micro=False).save(out, kind="png", scale=SCALE, border=QUIET)
    return out.getvalue()


def card(token: str, lines: tuple[str, ...]) -> bytes:
    """The code with a few lines of digits and plain letters below it, on white."""
    code = Image.open(BytesIO(qr(token))).convert("L")
    picture = Image.new("L", (code.width, code.height + LINE_PX * len(lines) + MARGIN_PX), 255)
    picture.paste(code, (0, 0))
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        at = (code.width / 2, code.height + LINE_PX * (number + 0.5))
        pen.text(at, line, fill=0, font=_font(), anchor="mm")
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


@cache
def _font() -> ImageFont.FreeTypeFont:
    """Pillow's own, which has no Vietnamese letters: digits and signs only."""
    font = ImageFont.load_default(LETTERS_PX)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font
