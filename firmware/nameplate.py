"""What is written on the machine itself: its serial number, its network address, the size of its screen.

Owns reading them from Linux before anything else is known. Refuses to fail: what cannot be read is left out.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path("/")
_SERIAL: Final = ("proc/device-tree/serial-number", "sys/class/dmi/id/product_serial")


@dataclass(frozen=True, slots=True)
class Nameplate:
    """Both are "" where the machine does not say."""

    serial: str
    mac: str

    @property
    def parts(self) -> tuple[str, ...]:
        named = (("S/N", self.serial), ("MAC", self.mac.replace(":", "")))
        return tuple(f"{name} {value}" for name, value in named if value)


def nameplate(root: Path = ROOT) -> Nameplate:
    serials = (_text(root / path) for path in _SERIAL)
    return Nameplate(next((serial for serial in serials if serial), ""), _mac(root))


def screen_size(root: Path = ROOT) -> tuple[int, int] | None:
    """Width and height of the first connected screen's own mode; None without one."""
    for connector in sorted((root / "sys/class/drm").glob("card*-*")):
        mode = _text(connector / "modes").partition("\n")[0].rstrip("i")
        width, _, height = mode.partition("x")
        if _text(connector / "status") == "connected" and width.isdecimal() and height.isdecimal():
            return int(width), int(height)
    return None


def _mac(root: Path) -> str:
    """Of a real card, the wired one first: it is the one printed on the board."""
    cards = sorted((root / "sys/class/net").glob("*/device"), key=lambda path: path.parent.name)
    return next((mac for card in cards if (mac := _text(card.parent / "address"))), "")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip("\0 \n")
    except OSError:
        return ""
