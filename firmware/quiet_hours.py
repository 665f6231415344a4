"""When the kiosk may be taken away from its visitors for an update.

Owns the rule: where opening hours are known, whenever the office is shut; elsewhere only inside the window
of the settings, 20:00 to 05:00. Refuses the clock and who is at the kiosk. Apart from `hours`, because a
window may pass midnight and an opening may not.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from firmware.hours import Calendar

_WINDOW: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_MINUTES_A_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` until before `end`, in minutes after midnight; it passes midnight if it ends first."""

    start: int
    end: int

    def holds(self, local: datetime) -> bool:
        minute = local.hour * 60 + local.minute
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@dataclass(frozen=True, slots=True)
class QuietHours:
    calendar: Calendar
    window: Window

    def open_now(self, local: datetime) -> bool:
        """Whether visitors may come now; without known hours, at any time outside the window."""
        if self.calendar.week is None:
            return not self.window.holds(local)
        return self.calendar.is_open(local)

    def opens_in_minutes(self, local: datetime) -> int | None:
        """Whole minutes to the next opening; 0 while open, None if none is known within a month."""
        if self.open_now(local):
            return 0
        if self.calendar.week is None:
            return (self.window.end - local.hour * 60 - local.minute) % _MINUTES_A_DAY
        opens_at = self.calendar.opens_at(local)
        return None if opens_at is None else (opens_at - local) // timedelta(minutes=1)


def read_window(text: str) -> Window:
    """Read ``"20:00-05:00"``; ValueError says how to write it."""
    match = _WINDOW.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a window; write it like 20:00-05:00")
    hour, minute, end_hour, end_minute = (int(part) for part in match.groups())
    window = Window(hour * 60 + minute, end_hour * 60 + end_minute)
    if window.start == window.end:
        raise ValueError(f"{text!r} ends when it begins; write it like 20:00-05:00")
    return window
