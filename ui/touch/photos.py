"""Photos of officers and the QR code of the help desk, as textures.

Owns loading and keeping a few of them. Refuses to fail: a photo that cannot be read is no photo.
"""

import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from kivy.core.image import Image
from kivy.graphics.texture import Texture

log = logging.getLogger(__name__)


@lru_cache(maxsize=24)
def photo(path: str) -> Any | None:
    """The middle square of an image file as a texture, or None; read once."""
    if not path or not Path(path).is_file():
        return None
    try:
        texture = Image(path, keep_data=False).texture
        side = min(texture.size)
        left, low = (texture.width - side) / 2, (texture.height - side) / 2
        return texture.get_region(left, low, side, side)
    except Exception:  # Kivy's image loaders raise whatever their library raises
        log.exception("photo cannot be read path=%s", path)
        return None


@lru_cache(maxsize=2)
def qr_code(text: str) -> Any:
    """One pixel a module with a quiet zone of four, to be enlarged without smoothing."""
    import segno  # for the technician only; the first picture does not wait for it

    rows = [
        bytes(0 if dark else 255 for dark in row) for row in segno.make(text, error="m").matrix_iter(border=4)
    ]
    texture = Texture.create(size=(len(rows[0]), len(rows)), colorfmt="luminance")
    texture.blit_buffer(b"".join(reversed(rows)), colorfmt="luminance", bufferfmt="ubyte")
    texture.mag_filter = texture.min_filter = "nearest"
    return texture
