"""What people looked up at this kiosk on a day, and what they looked for in vain.

Owns the day's counts and what of them is told. Refuses to remember anybody: there is a count for each
procedure, and one for each wording that was left without a finding; nothing of who or when. The centre
hears once, when the day is over, and of wordings only those of 3 to 40 letters, without a digit or a sign,
that came at least 3 times that day: the number of a paper, or a name that one person typed, stays here and
is forgotten.
"""

from typing import Final

from firmware import days, ledger
from firmware.clock import Now
from firmware.lookups import ProcedureCard, SearchPad, TopicList
from firmware.screens import Screen
from firmware.store import LookupRow
from mqtt.device_facts import MOST_MISSED, MOST_VIEWED, DeviceLookups, Missed, Viewed

OFTEN: Final = 3
LETTERS: Final = range(3, 41)
KEPT: Final = 500
"""Different wordings of one day; whoever types on fills no card."""

_COUNT: Final = (
    "INSERT INTO lookup (day, kind, what, count) VALUES (?, ?, ?, 1)"
    " ON CONFLICT (day, kind, what) DO UPDATE SET count = count + 1"
)


def note(before: Screen, after: Screen, now: Now) -> None:
    """Count what this step of a visit was: a procedure opened, a search given up."""
    if isinstance(before, SearchPad | TopicList) and isinstance(after, ProcedureCard):
        LookupRow.sql(_COUNT, days.business_day(now), "viewed", after.procedure)
    elif isinstance(before, SearchPad) and _given_up(before, after):
        _missed(" ".join(before.query.split()), now)


def tell(now: Now) -> None:
    """One fact for each day that is over, and nothing of it is kept."""
    today = days.business_day(now)
    for (day,) in LookupRow.sql(
        "SELECT DISTINCT day FROM lookup WHERE day < ? ORDER BY day", today
    ).fetchall():
        viewed = [Viewed(procedure=what, count=count) for what, count in _most(day, "viewed", 1, MOST_VIEWED)]
        missed = [Missed(words=what, count=count) for what, count in _most(day, "missed", OFTEN, MOST_MISSED)]
        if viewed or missed:
            ledger.append(DeviceLookups(day=day, viewed=viewed, missed=missed), now)
    LookupRow.sql("DELETE FROM lookup WHERE day < ?", today)


def _given_up(before: SearchPad, after: Screen) -> bool:
    """Left or cleared while nothing had all the words."""
    found = before.total > 0 and before.complete
    return not found and (not isinstance(after, SearchPad) or not after.query)


def _missed(words: str, now: Now) -> None:
    """Only what may be told is written at all."""
    if len(words) not in LETTERS or not words.replace(" ", "").isalpha():
        return
    day = days.business_day(now)
    [(kept,)] = LookupRow.sql("SELECT count(*) FROM lookup WHERE day = ? AND kind = 'missed'", day)
    if kept < KEPT:
        LookupRow.sql(_COUNT, day, "missed", words)


def _most(day: str, kind: str, least: int, most: int) -> list[tuple[str, int]]:
    return LookupRow.sql(
        "SELECT what, count FROM lookup WHERE day = ? AND kind = ? AND count >= ?"
        " ORDER BY count DESC, what LIMIT ?",
        *(day, kind, least, most),
    ).fetchall()
