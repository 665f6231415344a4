"""The picture that the panel shows while the kiosk starts, drawn when the image is built.

Owns its words and colours. Refuses the panel's size: the device puts it in the middle
(`firmware.appliance.splash`).
"""

import struct
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

FONT: Final = "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf"
GROUND: Final = (0, 56, 108)
INK: Final = (255, 255, 255)
SIZE: Final = (560, 260)
LINES: Final = (("Một Cửa", 96, 30), ("Đang khởi động…", 44, 165))
"""Text, type size and top, in pixels."""


def draw(target: Path) -> None:
    """Width, height, then 4 bytes a pixel, blue first: as a frame buffer has them."""
    picture = Image.new("RGB", SIZE, GROUND)
    pen = ImageDraw.Draw(picture)
    for text, size, top in LINES:
        font = ImageFont.truetype(FONT, size)
        pen.text((SIZE[0] / 2, top), text, INK, font, anchor="ma")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(struct.pack("<HH", *SIZE) + picture.convert("RGBA").tobytes("raw", "BGRA"))
