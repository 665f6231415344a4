"""Pictures of every screen: `python -m ui.touch.gallery build/screens`.

Owns which panels and aids are pictured. Refuses a camera of its own: it uses the real window, so that
what is looked at is what is shown. All data on the pictures is made up (see `samples`).
"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from firmware.point_screens import Helper
from firmware.screens import Aids, Language, Screen, View
from ui.touch import samples
from ui.touch.panel import PANELS, Panel
from ui.touch.window import Glass

MODES = {
    "normal": Aids(),
    "large": Aids(large_text=True),
    "contrast": Aids(high_contrast=True),
    "low": Aids(low_reach=True),
    "en": Aids(language=Language.ENGLISH),
    "en-large": Aids(language=Language.ENGLISH, large_text=True),
}

AT_A_POINT = ("S7-code-unknown", "S7-code-locked", "S8-ready")
"""Screens of the house that say something else where no officer is near."""

ROOM = Panel(width=1920, height=1920, px_per_mm=4.0)
"""An offscreen surface never grows: the window is opened large enough for every panel."""


def draw_gallery(folder: Path, wanted: str = "") -> int:
    """Write one PNG per panel, mode and screen whose file name contains `wanted`; returns how many."""
    glass = Glass(ROOM, lambda _event: None, lambda: samples.NOW)
    count = 0
    for panel_name, panel in PANELS.items():
        glass.use(panel)
        for mode, aids in MODES.items():
            for name, view in _views(aids).items():
                file = folder / f"{panel_name}-{mode}" / f"{name}.png"
                if wanted in str(file):
                    file.parent.mkdir(parents=True, exist_ok=True)
                    _picture(glass, view).save(file, compress_level=3)
                    count += 1
    return count


def _views(aids: Aids) -> dict[str, View]:
    views = {name: _view(screen, aids) for name, screen in samples.SCREENS.items()}
    home = samples.SCREENS["S1-home"]
    views["S1-home-offline-help"] = _view(home, aids, online=False, clock_trusted=False, help_called=True)
    views["S1-home-aids"] = _view(home, aids, aids_open=True)
    views["S1-home-listening"] = _view(home, replace(aids, audio=True))
    point = samples.SCREENS["S1-point"]
    views["S1-point-offline"] = _view(point, aids, online=False, clock_trusted=False)
    for name in AT_A_POINT:
        views[f"{name}-point"] = _view(samples.SCREENS[name], aids, helper=Helper.PHONE)
    return views


def _view(screen: Screen, aids: Aids, **frame: Any) -> View:
    """A kiosk with everything fitted, so that the bar is as full as it gets."""
    known = {"online": True, "can_speak": True, "buttons": 3, "helper": samples.helper(screen)}
    fields: dict[str, Any] = {**known, **frame}
    return View(screen, samples.OFFICE, aids, **fields)


def _picture(glass: Glass, view: View) -> Image.Image:
    glass.stage.show(view)
    width, height, rows = glass.pixels()
    return ImageOps.flip(Image.frombytes("RGBA", (width, height), rows).convert("RGB"))


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/screens")
    count = draw_gallery(folder, *sys.argv[2:3])
    sys.stdout.write(f"{count} pictures in {folder}\n")


if __name__ == "__main__":
    main()
