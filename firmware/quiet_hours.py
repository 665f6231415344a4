"""When the kiosk may be taken away from its visitors for an update.

Owns the rule: where opening hours are known, whenever the office is shut; elsewhere only inside the window
of the settings, 20:00 to 05:00. Refuses the clock and who is at the kiosk. Apart from `hours`, because a
window may pass midnight and an opening may not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from firmware.hours import Calendar
from mqtt.quiet import Quiet, read_quiet

_MINUTES_A_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class QuietHours:
    calendar: Calendar
    window: Quiet

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
            ends = self.window.ends
            return ((ends.hour - local.hour) * 60 + ends.minute - local.minute) % _MINUTES_A_DAY
        opens_at = self.calendar.opens_at(local)
        return None if opens_at is None else (opens_at - local) // timedelta(minutes=1)


def read_window(text: str) -> Quiet:
    """Read ``"20:00-05:00"``; ValueError says how to write it. Never to be updated is no choice."""
    window = read_quiet(text)
    if window.begins == window.ends:
        raise ValueError(f"{text!r} holds no hour; write it as in 20:00-05:00")
    return window
