"""What time it is, and whether that can be trusted. The only module that reads a clock.

A Pi has no battery clock: before the network has set it, the time may be years off. `monotonic` measures
every wait; `wall` only labels facts. `trusted` follows the kernel's own flag (adjtimex(2), STA_UNSYNC).
"""

import ctypes
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

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
    """`always_trusted` is for machines with a battery clock, and for demos."""

    def __init__(self, *, always_trusted: bool = False) -> None:
        self._always_trusted = always_trusted
        self._libc = ctypes.CDLL(None, use_errno=True)

    def now(self) -> Now:
        trusted = self._always_trusted or self._kernel_says_synchronised()
        return Now(datetime.now(UTC), time.monotonic(), trusted)

    def _kernel_says_synchronised(self) -> bool:
        """Read-only adjtimex(2): `modes` is the first field and stays 0; `status` is the fifth, after
        `offset`, `freq`, `maxerror` and `esterror`, each a long."""
        timex = ctypes.create_string_buffer(_TIMEX_BYTES)
        state = self._libc.adjtimex(timex)
        long_bytes = ctypes.sizeof(ctypes.c_long)
        status = ctypes.c_int.from_buffer(timex, 5 * long_bytes).value
        return state not in (-1, _TIME_ERROR) and not status & _STA_UNSYNC
