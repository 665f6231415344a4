"""A made-up day at a ward: people come, officers serve, and the rules of the queue decide.

Owns the simulation that figures about fairness and estimates stand on: 1,500 tickets, a morning peak, one in
six with priority, service times of log-normal shape, and now and then a case that is ended only after the
break. No clock, no database.
"""

import heapq
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean

from firmware import estimates
from firmware.waiting import BOOKED_WEIGHT, Seat, Waiter, next_for

TICKETS = 1500
COUNTERS = 12
OPEN_SECONDS = 8 * 3600
SERVICES = ("a", "b")
PRIORITY = 1 / 6
SLOT_SECONDS = 15 * 60
EARLY_SECONDS = 10 * 60

Pick = Callable[[Seat, Sequence[Waiter]], Waiter | None]


@dataclass(frozen=True, slots=True)
class Visitor:
    came: float
    service: str
    priority: bool
    takes: float
    noted: float
    """What the records say it took: longer, where the officer ended it only after a break."""
    slot: float | None = None
    """When they were promised to be served, where they booked from home."""


@dataclass(slots=True)
class Served:
    """What became of one visitor: how long they waited, and what they were told."""

    visitor: Visitor
    waited: float
    in_hall: float
    told_robust: float | None
    told_plain: float | None


@dataclass(slots=True)
class Day:
    """One day played to its end. `guess` answers newcomers; waits are in seconds."""

    pick: Pick
    served: list[Served] = field(default_factory=list)
    _line: dict[str, tuple[Visitor, float | None, float | None]] = field(default_factory=dict)
    _times: dict[str, list[int]] = field(default_factory=lambda: {service: [] for service in SERVICES})

    def play(self, visitors: Sequence[Visitor]) -> "Day":
        free = [(0.0, number) for number in range(COUNTERS)]
        seats = [
            Seat(n, _services(n), listed=False, guarantee=2, patience_seconds=1800)
            for n, _ in enumerate(free)
        ]
        streaks = [0] * COUNTERS
        coming = list(enumerate(visitors))[::-1]
        while coming or self._line:
            now, number = heapq.heappop(free)
            while coming and coming[-1][1].came <= now:
                self._come(*coming.pop())
            chosen = self._call(seats[number], streaks, now)
            if chosen is not None:
                heapq.heappush(free, (now + chosen.takes, number))
            elif coming:
                heapq.heappush(free, (max(now, coming[-1][1].came) + 1e-3, number))
        return self

    def waits(self, *, priority: bool) -> list[float]:
        """Of those who did not book."""
        mine = (one for one in self.served if one.visitor.slot is None)
        return [one.waited for one in mine if one.visitor.priority is priority]

    def late(self) -> list[float]:
        """How long after their slot began those who booked were called; 0 for who went before."""
        return [
            max(0.0, one.visitor.came + one.in_hall - max(one.visitor.slot, one.visitor.came))
            for one in self.served
            if one.visitor.slot is not None
        ]

    def error(self, told: str) -> float:
        """Mean error of what newcomers were told, in minutes, over those who were told by both."""
        both = [one for one in self.served if one.told_robust is not None and one.told_plain is not None]
        return fmean(abs(getattr(one, told) - one.waited) for one in both) / 60

    def _come(self, place: int, visitor: Visitor) -> None:
        ahead = sum(one.service == visitor.service for one, _, _ in self._line.values())
        times = self._times[visitor.service]
        robust = estimates.case_seconds(times[-estimates.RECENT_CASES :])
        plain = fmean(times) if len(times) >= estimates.ENOUGH_CASES else None
        hands = COUNTERS / len(SERVICES)
        told = [
            None if one is None or visitor.priority else estimates.wait_seconds(ahead, one, hands, PRIORITY)
            for one in (robust, plain)
        ]
        self._line[f"{place:04}"] = (visitor, told[0], told[1])

    def _call(self, seat: Seat, streaks: list[int], now: float) -> Visitor | None:
        waiters = [
            Waiter("day", label, one.service, _weight(one, now), _waited(one, now), ("day", label, label))
            for label, (one, _, _) in self._line.items()
        ]
        seat = Seat(
            seat.number,
            seat.services,
            seat.listed,
            seat.guarantee,
            seat.patience_seconds,
            streaks[seat.number],
        )
        chosen = self.pick(seat, waiters)
        if chosen is None:
            return None
        streaks[seat.number] = streaks[seat.number] + 1 if chosen.weight else 0
        visitor, robust, plain = self._line.pop(chosen.label)
        self.served.append(Served(visitor, chosen.waited_seconds, now - visitor.came, robust, plain))
        self._times[visitor.service].append(int(visitor.noted))
        return visitor


def fair(seat: Seat, waiters: Sequence[Waiter]) -> Waiter | None:
    return next_for(seat, waiters)


def first_come(seat: Seat, waiters: Sequence[Waiter]) -> Waiter | None:
    return min(
        (one for one in waiters if one.service in seat.services), key=lambda one: one.order, default=None
    )


def visitors(seed: int, *, forgotten: float = 0.0, booked: float = 0.0) -> list[Visitor]:
    """Everybody of one day, in order of coming; `forgotten` is the share of cases that are ended too late.

    `booked` is the share of those who booked: evenly over the day, and here ten minutes before their slot.
    """
    dice = random.Random(seed)
    mean = 0.9 * OPEN_SECONDS * COUNTERS / TICKETS
    everybody = [_visitor(dice, mean, forgotten) for _ in range(TICKETS)]
    promised = random.Random(seed + 1000)
    everybody = [_booked(promised, one) if promised.random() < booked else one for one in everybody]
    return sorted(everybody, key=lambda one: one.came)


def _booked(dice: random.Random, visitor: Visitor) -> Visitor:
    slot = float(dice.randrange(0, OPEN_SECONDS, SLOT_SECONDS))
    return replace(visitor, came=max(0.0, slot - EARLY_SECONDS), slot=slot, priority=False)


def _weight(one: Visitor, now: float) -> float:
    if one.slot is None:
        return float(one.priority)
    return BOOKED_WEIGHT if one.slot <= now else 0.0


def _waited(one: Visitor, now: float) -> float:
    return now - (one.slot if one.slot is not None and one.came < one.slot <= now else one.came)


def _visitor(dice: random.Random, mean: float, forgotten: float) -> Visitor:
    came = (
        dice.triangular(0, OPEN_SECONDS, 0.3 * OPEN_SECONDS)
        if dice.random() < 0.5
        else dice.uniform(0, OPEN_SECONDS)
    )
    takes = dice.lognormvariate(0, 0.6) * mean / 1.2
    late = dice.uniform(20, 90) * 60 if dice.random() < forgotten else 0.0
    return Visitor(came, dice.choice(SERVICES), dice.random() < PRIORITY, takes, takes + late)


def _services(number: int) -> tuple[str, ...]:
    return (SERVICES[number % len(SERVICES)],)
