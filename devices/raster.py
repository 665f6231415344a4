"""A slip as a picture, and the picture as the bytes a receipt printer understands.

Owns the order of strips, the raster bands and the commands around them. Printers garble Vietnamese code
pages, so nothing is ever sent as text. Refuses transports. Commands as in Epson's ESC/POS reference.
"""

from collections.abc import Iterator

from PIL import Image

from devices.paper import Document
from devices.strips import Sheet, strip

INITIALISE = b"\x1b@"
FEED = b"\x1bJ\x18"
"""ESC J: 24 dots, 3 mm of bare paper below the last line."""
CUT = b"\x1dVB\x00"
"""GS V 66: feed to the knife, then cut, leaving a corner."""
BAND_ROWS = 40
"""Small, because large ones time out on USB (python-escpos #628); about 3 kB at 576 dots."""


def render(document: Document, *, width_dots: int = 576, dots_per_mm: float = 8.0) -> Image.Image:
    """A one-bit picture, ink is 0. Raises ValueError naming a block that cannot be drawn on this paper."""
    packed = _packed(document, width_dots, dots_per_mm)
    height = len(packed) * 8 // width_dots
    return Image.frombytes("1", (width_dots, height), packed, "raw", "1;I")


def bands(image: Image.Image, *, rows: int = BAND_ROWS) -> Iterator[bytes]:
    """`GS v 0` commands of at most `rows` rows; ink is a set bit, the leftmost dot the highest bit."""
    if image.mode != "1" or image.width % 8:
        raise ValueError(f"picture {image.mode} {image.width} wide; bands need mode '1' and a multiple of 8")
    return _bands(image.tobytes("raw", "1;I"), stride=image.width // 8, rows=rows)


def slip(
    document: Document, *, width_dots: int = 576, dots_per_mm: float = 8.0, rows: int = BAND_ROWS
) -> tuple[bytes, ...]:
    """Everything a printer gets for one slip: initialise, bands, feed and cut. The same dots as `render`."""
    packed = _packed(document, width_dots, dots_per_mm)
    return (INITIALISE, *_bands(packed, stride=width_dots // 8, rows=rows), FEED + CUT)


def _packed(document: Document, width_dots: int, dots_per_mm: float) -> bytes:
    if width_dots <= 0 or width_dots % 8:
        raise ValueError(f"paper width {width_dots} dots is not a multiple of 8; use 576, 512 or 384")
    sheet = Sheet(width_dots, dots_per_mm)
    return b"".join(strip(block, sheet) for block in document.blocks)


def _bands(packed: bytes, *, stride: int, rows: int) -> Iterator[bytes]:
    if rows < 1 or rows % 96 == 0:
        raise ValueError(
            f"band of {rows} rows: multiples of 96 print garbage on some printers; use {BAND_ROWS}"
        )
    for start in range(0, len(packed), rows * stride):
        band = packed[start : start + rows * stride]
        height = len(band) // stride
        yield b"\x1dv0\x00" + stride.to_bytes(2, "little") + height.to_bytes(2, "little") + band
