"""How long a newcomer will wait: people ahead, divided among those who serve.

Owns the arithmetic. Refuses the database. A service's time is the mean of its last cases, each counted at
most as three times their median: one case that an officer forgot to end does not spoil an afternoon, while
ordinary long cases still count (a plain median would promise too little, because waits add up means). Below
five cases there is no estimate.
"""

from collections.abc import Mapping, Sequence
from math import ceil
from statistics import fmean, median
from typing import Final

ENOUGH_CASES: Final = 5
RECENT_CASES: Final = 40
_FAR: Final = 3
_MOST_OVERTAKEN: Final = 0.5


def case_seconds(recent: Sequence[int]) -> float | None:
    """The time of one case, from the newest ones; None below five."""
    if len(recent) < ENOUGH_CASES:
        return None
    limit = _FAR * max(median(recent), 1)
    return fmean(min(seconds, limit) for seconds in recent)


def hands(
    service: str, seats: Sequence[tuple[str, ...]], waiting: Mapping[str, int], extra: int = 1
) -> float:
    """How many counters' work a service gets: each divides itself among the services waited for.

    `seats` are the services of each counter at work; `extra` counts the newcomer himself.
    """
    demand = dict(waiting)
    demand[service] = demand.get(service, 0) + extra
    return sum(
        demand[service] / sum(demand.get(code, 0) for code in services)
        for services in seats
        if service in services
    )


def wait_seconds(ahead: int, seconds_a_case: float, counters: float, overtaken: float = 0.0) -> float:
    """How long `ahead` people take; `overtaken` is the share of newcomers who will go first."""
    return ahead * seconds_a_case / counters / (1 - min(overtaken, _MOST_OVERTAKEN))


def minutes(ahead: int, seconds_a_case: float | None, counters: float, overtaken: float = 0.0) -> int | None:
    """Whole minutes, rounded up; None without enough cases or with nobody at work."""
    if seconds_a_case is None or counters <= 0:
        return None
    return ceil(wait_seconds(ahead, seconds_a_case, counters, overtaken) / 60)
