"""Moments of simulated days: milliseconds of Unix time, days in Việt Nam, and how the wire writes both.

Owns the arithmetic. Refuses the machine's clock and chance. Whole milliseconds, because the wire carries no
more and because sums of floats would differ from one machine to the next.
"""

from datetime import date, timedelta
from typing import Final

from central.measures import HANOI

SECOND: Final = 1000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
FOREVER: Final = 2**62

_AHEAD: Final = int(HANOI.utcoffset(None) / timedelta(milliseconds=1))
_UNIX_DAY: Final = date(1970, 1, 1).toordinal()


def midnight(day: date) -> int:
    """The moment at which a day begins in Việt Nam."""
    return (day.toordinal() - _UNIX_DAY) * DAY - _AHEAD


def day_of(at: int) -> date:
    return date.fromordinal((at + _AHEAD) // DAY + _UNIX_DAY)


def hour_of(at: int) -> int:
    return (at + _AHEAD) % DAY // HOUR


class Stamps:
    """Moments as the wire writes them, ``2026-11-21T02:15:00.123Z``; quick where they come about in order."""

    def __init__(self) -> None:
        self._hour = -1
        self._head = ""

    def __call__(self, at: int) -> str:
        hour, rest = divmod(at, HOUR)
        if hour != self._hour:
            day = date.fromordinal(hour // 24 + _UNIX_DAY)
            self._hour, self._head = hour, f"{day.isoformat()}T{hour % 24:02}:"
        minutes, rest = divmod(rest, MINUTE)
        seconds, milliseconds = divmod(rest, SECOND)
        return f"{self._head}{minutes:02}:{seconds:02}.{milliseconds:03}Z"


def uuid7(at: int, chance: int) -> str:
    """RFC 9562, section 5.7: the moment, and 72 bits of chance."""
    drawn = f"{chance:018x}"
    return f"{at >> 16:08x}-{at & 0xFFFF:04x}-7{drawn[:3]}-8{drawn[3:6]}-{drawn[6:]}"
