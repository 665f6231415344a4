"""Finding the touch panel among the kernel's input devices.

Owns reading what each device can do from /sys. Refuses reading touches: the face's toolkit does that itself,
from the path found here. Nothing is opened, so it needs no rights.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

SYSTEM: Final = Path("/sys/class/input")
DEVICES: Final = Path("/dev/input")

# Codes of linux/input-event-codes.h.
_ABS_X, _ABS_Y, _ABS_MT_POSITION_X = 0x00, 0x01, 0x35
_BTN_LEFT, _BTN_TOUCH = 0x110, 0x14A


@dataclass(frozen=True, slots=True)
class Touchscreen:
    """`many` fingers by the multi-touch protocol, or one by plain absolute axes."""

    path: Path
    name: str
    many: bool


def find(system: Path = SYSTEM) -> Touchscreen | None:
    """The best there is: a multi-touch panel, a single-touch one, then any absolute pointer; None without."""
    found = [(rank, place) for place in sorted(system.glob("event*")) if (rank := _rank(place))]
    if not found:
        return None
    rank, place = max(found, key=lambda one: one[0])
    return Touchscreen(DEVICES / place.name, _name(place), many=rank == 3)


def _rank(place: Path) -> int:
    """3 for many fingers, 2 for one, 1 for a pointer with absolute axes, 0 for anything else."""
    axes, keys = _bits(place, "abs"), _bits(place, "key")
    absolute = {_ABS_X, _ABS_Y} <= axes
    if _ABS_MT_POSITION_X in axes and _BTN_TOUCH in keys:
        return 3
    if absolute and _BTN_TOUCH in keys:
        return 2
    return 1 if absolute and _BTN_LEFT in keys else 0


def _bits(place: Path, kind: str) -> frozenset[int]:
    """The codes set in a capability bitmap: 64-bit words in hex, the highest first."""
    try:
        words = (place / "device/capabilities" / kind).read_text("ascii").split()
    except OSError:
        return frozenset()
    number = 0
    for word in words:
        number = number << 64 | int(word, 16)
    return frozenset(code for code in range(number.bit_length()) if number >> code & 1)


def _name(place: Path) -> str:
    try:
        return (place / "device/name").read_text("utf-8").strip()
    except OSError:
        return place.name
