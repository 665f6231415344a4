"""The pictures of docs/technician.vi.md: `make guide-pictures`.

Owns which screens the guide shows and how small they are. Refuses to draw: screens come from the gallery, the
slip from the same raster that goes to a printer. All data on them is made up.
"""

import sys
import tempfile
from pathlib import Path

from PIL import Image

from devices.raster import render
from firmware import paper
from tests.bench import TurnedClock, ward
from ui.touch.gallery import draw_gallery
from ui.touch.samples_upkeep import WELL

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
FRAME = "21.5-normal"
SCREENS = (
    "S15-no-identity",
    "S15-refused",
    "S14-technician-news",
    "S14-tools",
    "S14-test-buttons",
    "S14-network",
    "S14-accepted",
)
SLIP = "acceptance-slip"
WIDTH, HEIGHT, COLOURS = 420, 750, 96


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        draw_gallery(Path(folder), f"{FRAME}/S1")
        for name in SCREENS:
            _shrink(Image.open(Path(folder) / FRAME / f"{name}.png").convert("RGB"), name)
    _shrink(_slip(), SLIP)
    sys.stdout.write(f"{len(SCREENS) + 1} pictures in {PICTURES}\n")


def _slip() -> Image.Image:
    document = paper.acceptance_slip(ward(), WELL, accepted=True, now=TurnedClock().now())
    return render(document).convert("L")


def _shrink(image: Image.Image, name: str) -> None:
    image.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    image.quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
