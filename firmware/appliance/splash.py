"""The first thing on the panel: the house's name, seconds before the kiosk itself can draw.

Owns copying a ready picture into the middle of the kernel's frame buffer. Refuses drawing: the image build
made the picture. Without a frame buffer, or on one of another depth, nothing happens and nobody waits.
"""

import logging
import struct
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

PICTURE: Final = Path("/usr/share/motcua/splash.xrgb")
BUFFER: Final = Path("/dev/fb0")
SYSTEM: Final = Path("/sys/class/graphics/fb0")
HEAD: Final = struct.Struct("<HH")
"""Width and height; then rows of 4 bytes a pixel, blue first."""
BYTES: Final = 4


def main(_argv: list[str]) -> int:
    try:
        show(PICTURE, BUFFER, SYSTEM)
    except (OSError, ValueError, struct.error) as error:
        log.warning("no splash: %s", error)
    return 0


def show(picture: Path, buffer: Path, system: Path) -> None:
    """OSError or ValueError where this panel cannot show it."""
    content = picture.read_bytes()
    width, height = HEAD.unpack_from(content)
    columns, rows = (int(part) for part in _said(system, "virtual_size").split(","))
    stride = int(_said(system, "stride"))
    if int(_said(system, "bits_per_pixel")) != BYTES * 8 or columns < width or rows < height:
        raise ValueError(f"{buffer}: {columns}x{rows} at another depth, or too small for {width}x{height}")
    ground = content[HEAD.size : HEAD.size + BYTES]
    left, top = (columns - width) // 2, (rows - height) // 2
    empty = ground * columns + bytes(stride - columns * BYTES)
    with buffer.open("r+b", buffering=0) as screen:
        screen.write(empty * rows)
        for row in range(height):
            start = HEAD.size + row * width * BYTES
            screen.seek((top + row) * stride + left * BYTES)
            screen.write(content[start : start + width * BYTES])


def _said(system: Path, name: str) -> str:
    return (system / name).read_text("ascii").strip()
