"""Whether the version that runs has proved itself: a kiosk that is well without a gap, for long enough.

Owns the two waits: 15 minutes of health make a new version good, 30 minutes without that make it bad.
Refuses to act on it. A version that has proved itself before needs to be well only once, because U-Boot
takes one attempt from every boot, not only from those on trial.
"""

from enum import Enum, auto
from pathlib import Path
from typing import Final

from firmware.clock import Now
from firmware.pulse import Pulse

TRIAL_SECONDS: Final = 900.0
_KERNEL_WORD: Final = "motcua.trial_seconds="


class Verdict(Enum):
    OPEN = auto()
    GOOD = auto()
    BAD = auto()


class Trial:
    def __init__(self, version: str, seconds: float) -> None:
        self._version = version
        self._seconds = seconds
        self._well_since: float | None = None

    def look(self, now: Now, pulse: Pulse | None) -> Verdict:
        """`now.monotonic` counts from the boot, so that an updater that starts again grants no more time."""
        if not self._is_well(now, pulse):
            self._well_since = None
            return Verdict.BAD if now.monotonic >= 2 * self._seconds > 0 else Verdict.OPEN
        if self._well_since is None:
            self._well_since = now.monotonic
        return Verdict.GOOD if now.monotonic - self._well_since >= self._seconds else Verdict.OPEN

    def percent(self, now: Now) -> int:
        if self._well_since is None or self._seconds <= 0:
            return 0
        return min(99, int(100 * (now.monotonic - self._well_since) / self._seconds))

    def _is_well(self, now: Now, pulse: Pulse | None) -> bool:
        return pulse is not None and pulse.fresh(now) and pulse.well and pulse.version == self._version


def trial_seconds(command_line: Path = Path("/proc/cmdline")) -> float:
    """15 minutes, unless the kernel's command line says `motcua.trial_seconds=60`, as image tests do."""
    try:
        words = command_line.read_text(encoding="ascii", errors="replace").split()
    except OSError:
        return TRIAL_SECONDS
    said = next((word.removeprefix(_KERNEL_WORD) for word in words if word.startswith(_KERNEL_WORD)), "")
    return float(said) if said.isdecimal() and int(said) > 0 else TRIAL_SECONDS
