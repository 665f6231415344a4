"""On which day a kiosk's word about a dossier counts, also where its clock was wrong.

Owns that one judgement. Refuses instants and the order of words (`register`). The kiosk's business day stands
wherever it may be true: near the arrival, or long before it under a clock that was set, because a kiosk may
be cut off for a year. A day far ahead is not believed, nor one that a clock nobody had set puts far back: a
new card begins with the day its image was built. Then the event's own instant says the day, if that is near,
else its arrival does. A store that was lost and filled again takes the arrival anew.
"""

from datetime import date, datetime, timedelta
from typing import Final

from central.measures import HANOI

NEAR: Final = timedelta(days=30)
"""As long as kiosks keep what was acknowledged."""


def counted_day(day: str, at: str, clock: str, received_at: str) -> str:
    """`day` is the kiosk's; `at` its instant, not later than the arrival."""
    arrival = _local(received_at)
    away = date.fromisoformat(day) - date.fromisoformat(arrival)
    if abs(away) <= NEAR or (clock == "synced" and away < NEAR):
        return day
    spoken = _local(at)
    return spoken if date.fromisoformat(arrival) - date.fromisoformat(spoken) <= NEAR else arrival


def _local(instant: str) -> str:
    return datetime.fromisoformat(instant).astimezone(HANOI).date().isoformat()
