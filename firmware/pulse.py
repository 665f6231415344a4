"""What the kiosk says to those who run beside it on the same machine: how it is, and that it wants an update.

Owns the pulse's fields and how old it may be, and the wish. Refuses to judge what they mean for an update.
Both files lie in memory (`/run/motcua`), so they never speak of an earlier boot; `since_boot_seconds` tells
the pulse's age, because the wall clock may jump.
"""

from pathlib import Path
from typing import Final

import msgspec

from firmware.clock import Now
from firmware.durable import write_whole

FRESH_SECONDS: Final = 40
"""Four times the interval: a file this old was written by a kiosk that has died or hangs."""
_FILE: Final = "health.json"
_WISH: Final = "update-wanted"


class Pulse(msgspec.Struct, frozen=True):
    """`since_boot_seconds` is the kernel's monotonic clock, the same for every process. `opens_in_minutes` is
    0 while open, None if no opening is known."""

    version: str
    slot: str
    since_boot_seconds: int
    database_open: bool
    home_shown: bool
    core_alive: bool
    face_alive: bool
    open_now: bool
    busy: bool
    printer: str
    opens_in_minutes: int | None = None

    @property
    def well(self) -> bool:
        return self.database_open and self.home_shown and self.core_alive and self.face_alive

    @property
    def alive(self) -> bool:
        """What a restart would mend if it were not so."""
        return self.database_open and self.core_alive and self.face_alive

    def fresh(self, now: Now) -> bool:
        return 0 <= now.monotonic - self.since_boot_seconds <= FRESH_SECONDS


def read(folder: Path) -> Pulse | None:
    """The last pulse, or None where there is none to read."""
    try:
        return msgspec.json.decode((folder / _FILE).read_bytes(), type=Pulse)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def write(folder: Path, pulse: Pulse) -> None:
    write_whole(folder / _FILE, msgspec.json.encode(pulse))


def wish_for_update(folder: Path) -> None:
    """Have the updater ask the update server at its next turn."""
    write_whole(folder / _WISH, b"")


def last_wish(folder: Path) -> int:
    """Differs for every wish, 0 before the first. Only the name is looked at: the file is a lesser user's."""
    try:
        return (folder / _WISH).lstat().st_mtime_ns
    except OSError:
        return 0
