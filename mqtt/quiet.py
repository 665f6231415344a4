"""A span of hours that may pass midnight, in Vietnam's time: ``21:00-07:00``.

Owns reading such a text, whether a moment is inside, and the next moment outside. Refuses what the span is
for: hours in which no telephone should ring, at both ends, and those in which a kiosk may be updated.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from typing import Final

VIETNAM: Final = timezone(timedelta(hours=7))
_SPAN: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `begins` to `ends`, over midnight where it ends earlier; the same twice: never."""

    begins: time = time()
    ends: time = time()

    def over(self, now: datetime) -> datetime:
        """When it is not quiet: now, or the end of the quiet hours."""
        local = now.astimezone(VIETNAM)
        if not self.holds(local):
            return now
        day = local.date() + timedelta(days=local.time() >= self.ends)
        return datetime.combine(day, self.ends, VIETNAM)

    def holds(self, local: datetime) -> bool:
        """Whether it is quiet at this time of a clock in Vietnam."""
        moment = local.time()
        if self.begins <= self.ends:
            return self.begins <= moment < self.ends
        return moment >= self.begins or moment < self.ends


def read_quiet(text: str) -> Quiet:
    """ "" is never; ValueError says how it is written."""
    if not text:
        return Quiet()
    span = _SPAN.fullmatch(text)
    if span is None:
        raise ValueError(f"{text!r} is no span of hours; write it as in 21:00-07:00")
    begin_hour, begin_minute, end_hour, end_minute = map(int, span.groups())
    return Quiet(time(begin_hour, begin_minute), time(end_hour, end_minute))
