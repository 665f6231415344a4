"""What goes wrong, for which kiosk and on which day.

Owns the kinds of faults and how often they come; all is drawn from the seed, so every run has the same.
Refuses to act them out: the day, the kiosk and the wire each do their part of it.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from central.simulate.moments import DAY, HOUR, MINUTE, SECOND

FAULTS: Final = ("outage", "duplicate", "reorder", "clock", "lost", "garbage", "liar", "crash")
RATES: Final = {
    "outage": 0.1,
    "duplicate": 0.15,
    "reorder": 0.15,
    "clock": 0.1,
    "lost": 0.15,
    "garbage": 0.12,
    "liar": 0.08,
    "crash": 0.1,
}
"""On how many of a kiosk's days each comes."""
YEAR: Final = 365 * DAY

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WrongClock:
    """From a start without battery until the network corrects it; `ahead` may be years, or less than 0."""

    span: Span
    ahead: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Of one kiosk on one day; spans are moments. A `new_card` is put in before opening: another epoch."""

    outage: Span | None = None
    clock: WrongClock | None = None
    crash: int | None = None
    new_card: bool = False
    duplicate: bool = False
    reorder: bool = False
    lost: bool = False
    garbage: bool = False
    liar: bool = False


def trouble_of(seed: int, kiosk: str, day: date, opens: int, faults: Set[str]) -> Trouble:
    """What befalls a kiosk on a day that begins for its office at the moment `opens`."""
    if not faults:
        return Trouble()
    chance = Random(f"{seed}/{kiosk}/{day}/trouble")
    struck = {fault for fault in FAULTS if chance.random() < RATES[fault]} & faults
    outage, clock = _outage(opens, chance), _clock(opens, chance)
    crash, dead = opens + chance.randrange(HOUR, 9 * HOUR), chance.random() < 0.3
    kept = _backlog_over_night(seed, kiosk, day - timedelta(days=1), faults)
    return Trouble(
        outage=outage if "outage" in struck else None,
        clock=clock if "clock" in struck else None,
        crash=crash if "crash" in struck else None,
        new_card="crash" in struck and dead and not kept,
        **{fault: fault in struck for fault in ("duplicate", "reorder", "lost", "garbage", "liar")},
    )


def _backlog_over_night(seed: int, kiosk: str, yesterday: date, faults: Set[str]) -> bool:
    """A card that dies takes what was not sent with it: no card dies while anything waits on it."""
    chance = Random(f"{seed}/{kiosk}/{yesterday}/trouble")
    return "outage" in faults and chance.random() < RATES["outage"]


def _outage(opens: int, chance: Random) -> Span:
    """Some hours of the day, or until the next morning."""
    begins = opens + chance.randrange(HOUR, 8 * HOUR)
    hours = chance.choice((1, 2, 16, 20))
    return begins, begins + hours * HOUR + chance.randrange(HOUR)


def _clock(opens: int, chance: Random) -> WrongClock:
    begins = opens + chance.randrange(HOUR, 7 * HOUR)
    ahead = chance.choice(
        (-6 * YEAR, -YEAR - 40 * DAY, 10 * YEAR, -90 * MINUTE, chance.randrange(-300, 300) * SECOND)
    )
    return WrongClock((begins, begins + chance.randrange(5 * MINUTE, 60 * MINUTE)), ahead)
