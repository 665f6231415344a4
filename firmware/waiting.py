"""Who is called next: pure rules over those who wait.

Owns the discipline of the queue. Refuses the database and the officers' keys (`counters`). The rules:

1. A counter sees its own services. With order "listed" it takes the first of them that anybody waits for; a
   ticket that has waited beyond the ward's patience counts as one of the first. With "age" all are equal.
2. Among these, priority goes first, but after `guarantee` priority calls in a row a counter calls one other,
   so that neither side starves (both complaints are real: NovoSGA issues 281 and 431).
3. Inside priority the longest weighted wait goes first; otherwise the oldest ticket.
4. A booked ticket counts as priority of weight 1 from the beginning of its slot, and its wait is counted from
   then; before, it is an ordinary one of its age. So a promised time is kept, coming early overtakes nobody
   whom the law puts first, and rule 2 protects those without a phone: however much was booked, a third of the
   calls is theirs. Capacity per slot, not the queue, is where a ward says how much it promises.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BOOKED: Final = "booked"
"""The priority class of tickets that were booked from home; no ward's own class is called that."""
BOOKED_WEIGHT: Final = 1.0


@dataclass(frozen=True, slots=True)
class Waiter:
    """One ticket that waits. `weight` is its priority class's, 0 without one; `only` one counter, if any.

    `order` is the place by age over all services: the day, then the moment of issue, then the number.
    """

    day: str
    label: str
    service: str
    weight: float
    waited_seconds: float
    order: tuple[str, str, str]
    only: int | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """What a counter calls from, and how many priority calls it has made in a row."""

    number: int
    services: tuple[str, ...]
    listed: bool
    guarantee: int
    patience_seconds: float
    streak: int = 0


def next_for(seat: Seat, waiters: Sequence[Waiter]) -> Waiter | None:
    """The ticket that this counter calls now; None when nobody waits for it."""
    mine = _first_services(seat, [waiter for waiter in waiters if may_call(seat, waiter)])
    return _first(mine, seat.guarantee, seat.streak) if mine else None


def may_call(seat: Seat, waiter: Waiter) -> bool:
    """A ticket sent to one counter waits for that one alone, whatever it serves."""
    return waiter.only == seat.number if waiter.only is not None else waiter.service in seat.services


def ahead_of(waiters: Sequence[Waiter], label: str, *, guarantee: int) -> int:
    """How many of the same service come before a waiting ticket."""
    me = next(waiter for waiter in waiters if waiter.label == label)
    mine = [waiter for waiter in waiters if waiter.service == me.service]
    before = [waiter for waiter in mine if waiter.order < me.order]
    if not me.weight:
        return len(before) + sum(bool(waiter.weight) for waiter in mine if waiter.order > me.order)
    first = [waiter for waiter in mine if waiter.weight and _by_weighted_wait(waiter) < _by_weighted_wait(me)]
    others = sum(not waiter.weight for waiter in mine)
    return len(first) + min(others, len(first) // guarantee)


def in_turn(waiters: Sequence[Waiter], guarantee: int, most: int) -> list[Waiter]:
    """The first `most` of a line as one counter would call them, if nobody else came."""
    left, turn, streak = list(waiters), list[Waiter](), 0
    while left and len(turn) < most:
        chosen = _first(left, guarantee, streak)
        streak = streak + 1 if chosen.weight else 0
        turn.append(chosen)
        left.remove(chosen)
    return turn


def _first(mine: Sequence[Waiter], guarantee: int, streak: int) -> Waiter:
    """Priority first, until it has had its share; then the oldest of the others."""
    priority = [waiter for waiter in mine if waiter.weight]
    others = [waiter for waiter in mine if not waiter.weight]
    if priority and (not others or streak < guarantee):
        return min(priority, key=_by_weighted_wait)
    return min(others, key=_by_age)


def _first_services(seat: Seat, mine: list[Waiter]) -> list[Waiter]:
    if not seat.listed or not mine:
        return mine
    impatient = [waiter for waiter in mine if waiter.waited_seconds > seat.patience_seconds]
    waited_for = {waiter.service for waiter in mine}
    first = next((service for service in seat.services if service in waited_for), None)
    return [waiter for waiter in mine if waiter.service == first or waiter in impatient or waiter.only]


def _by_age(waiter: Waiter) -> tuple[str, str, str]:
    return waiter.order


def _by_weighted_wait(waiter: Waiter) -> tuple[float, tuple[str, str, str]]:
    return -waiter.weight * waiter.waited_seconds, waiter.order
