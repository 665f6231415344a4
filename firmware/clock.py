"""What time it is, and whether that can be trusted. The only module that reads a clock.

A Pi has no battery clock of its own: before the network has set it, the time may be years off. `monotonic`
measures every wait; `wall` only labels facts. `trusted` follows the kernel's own flag (adjtimex(2),
STA_UNSYNC), and without it what `kept_time` believes.
"""

import ctypes
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from firmware.kept_time import KeptTime

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")
_STA_UNSYNC: Final = 0x0040
_TIME_ERROR: Final = 5
_TIMEX_BYTES: Final = 208


@dataclass(frozen=True, slots=True)
class Now:
    """One reading: `wall` in UTC, `monotonic` in seconds from an arbitrary start."""

    wall: datetime
    monotonic: float
    trusted: bool

    @property
    def local(self) -> datetime:
        return self.wall.astimezone(VIETNAM)

    @property
    def date(self) -> date:
        return self.local.date()


class Clock(Protocol):
    def now(self) -> Now: ...


class SystemClock:
    """`always_trusted` is for demos; without `kept` only the kernel is asked."""

    def __init__(self, *, always_trusted: bool = False, kept: KeptTime | None = None) -> None:
        self._always_trusted = always_trusted
        self._kept = kept
        self._libc = ctypes.CDLL(None, use_errno=True)

    @classmethod
    def of(cls, trust: str, data: Path) -> "SystemClock":
        """As the settings say (`clock.trust`), with the time that is kept in the kiosk's data folder."""
        return cls(always_trusted=trust == "always", kept=KeptTime(data))

    def now(self) -> Now:
        wall = datetime.now(UTC)
        trusted = self._always_trusted or self._kernel_says_synchronised() or self._believed(wall)
        return Now(wall, time.monotonic(), trusted)

    def keep(self) -> None:
        """Note the time for later, if the network vouches for it now."""
        if self._kept is not None and self._kernel_says_synchronised():
            self._kept.keep(datetime.now(UTC))

    def _believed(self, wall: datetime) -> bool:
        return self._kept is not None and self._kept.believes(wall)

    def _kernel_says_synchronised(self) -> bool:
        """Read-only adjtimex(2): `modes` is the first field and stays 0; `status` is the fifth, after
        `offset`, `freq`, `maxerror` and `esterror`, each a long."""
        timex = ctypes.create_string_buffer(_TIMEX_BYTES)
        state = self._libc.adjtimex(timex)
        long_bytes = ctypes.sizeof(ctypes.c_long)
        status = ctypes.c_int.from_buffer(timex, 5 * long_bytes).value
        return state not in (-1, _TIME_ERROR) and not status & _STA_UNSYNC
