"""When delivery receipts count as missing: a driver that says OK and sends nothing is known by nothing else.

Owns the judgement and its limits, for the centre's outbox and a kiosk's alike. Refuses rows and alarms. A
telephone that is switched off gives no receipt either, so it takes several SMS about different matters, one
after the other: at 10 % unreachable telephones five in a row happen once in 100,000.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

LATE: Final = timedelta(hours=1)
"""A receipt usually comes within seconds."""
LOOKED_BACK: Final = timedelta(days=3)
"""So long the network tries."""
IN_A_ROW: Final = 5
READ: Final = 200
"""Rows of the newest; in more of the same row there is nothing new."""


@dataclass(frozen=True, slots=True)
class Handed:
    """An SMS of which a receipt was asked for. `subject` is what it is about, `at` the hand-over."""

    subject: str
    at: str
    has_receipt: bool


def silent_since(newest_first: Iterable[Handed], *, already: bool = False) -> str | None:
    """When the row of SMS without a receipt began, None if there is no such row.

    Given are those that are late, and those that have their receipt. `already`: it was silent before, and one
    without a receipt says that it still is.
    """
    subjects: set[str] = set()
    began = None
    for one in newest_first:
        if one.has_receipt:
            break
        subjects.add(one.subject)
        began = one.at
    return began if len(subjects) >= (1 if already else IN_A_ROW) else None
