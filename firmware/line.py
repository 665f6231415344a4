"""The line as it stands: who waits, who serves, how long it takes. Read by the core and by the pages alike.

Owns the queries; each takes `rows`, a function that runs SQL: the core's own connection inside its
transaction, or a `Reader` outside. Refuses to change anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from firmware import estimates
from firmware.clock import Now
from firmware.settings import Settings
from firmware.store import Rows
from firmware.waiting import BOOKED_WEIGHT, Seat, Waiter
from mqtt.messages import instant


@dataclass(frozen=True, slots=True)
class Standing:
    """How many wait for a service, and how many of them with priority."""

    waiting: int
    priority: int

    def ahead_of_newcomer(self, *, priority: bool, guarantee: int) -> int:
        """How many will be called before somebody who comes now, if nobody else comes."""
        if not priority:
            return self.waiting
        return self.priority + min(self.waiting - self.priority, self.priority // guarantee)


NOBODY: Final = Standing(0, 0)


def standing(rows: Rows, days: Sequence[str]) -> dict[str, Standing]:
    """Who waits, by the service waited for."""
    found = rows(
        "SELECT ifnull(moved_to, service) AS wanted, count(*), count(priority) FROM ticket"
        f" WHERE day IN ({_marks(days)}) AND state = 'waiting' GROUP BY wanted",
        tuple(days),
    )
    return {service: Standing(waiting, priority) for service, waiting, priority in found}


def standing_of(rows: Rows, days: Sequence[str], service: str) -> Standing:
    """The same for one service: what every new ticket asks."""
    [(waiting, priority)] = rows(
        f"SELECT count(*), count(priority) FROM ticket WHERE day IN ({_marks(days)})"
        " AND state = 'waiting' AND ifnull(moved_to, service) = ?",
        (*days, service),
    )
    return Standing(waiting, priority)


def waiters(
    rows: Rows, settings: Settings, days: Sequence[str], now: Now, *, first: int = 9999
) -> list[Waiter]:
    """Who waits, the oldest first; of each service, priority class, counter and slot the `first` so many.

    Whoever is called next is the oldest of some such group, so a call needs only one of each, however long
    the line is.
    """
    found = rows(
        "SELECT day, label, wanted, priority, issued_at, counter, booked_at FROM ("
        "SELECT *, ifnull(moved_to, service) AS wanted, row_number() OVER ("
        "PARTITION BY ifnull(moved_to, service), priority, counter, booked_at"
        " ORDER BY day, issued_at, label) AS place"
        f" FROM ticket WHERE day IN ({_marks(days)}) AND state = 'waiting')"
        " WHERE place <= ? ORDER BY day, issued_at, label",
        (*days, first),
    )
    return [
        Waiter(
            day=day,
            label=label,
            service=service,
            weight=_weight(settings, priority, booked_at, now),
            waited_seconds=seconds_since(_waits_since(issued_at, booked_at, now), now),
            order=(day, issued_at, label),
            only=only,
        )
        for day, label, service, priority, issued_at, only, booked_at in found
    ]


def seat(settings: Settings, number: int, streak: int) -> Seat:
    counter, rules = settings.counter(number), settings.queue
    return Seat(
        number=number,
        services=tuple(counter.services),
        listed=counter.order == "listed",
        guarantee=rules.guarantee,
        patience_seconds=rules.patience_minutes * 60.0,
        streak=streak,
    )


def serving(rows: Rows, days: Sequence[str]) -> list[tuple[str, int]]:
    """(number, counter) of everybody who is called now, the latest first."""
    found = rows(
        "SELECT label, counter FROM ticket"
        f" WHERE day IN ({_marks(days)}) AND state = 'called' ORDER BY called_at DESC",
        tuple(days),
    )
    return [(label, counter) for label, counter in found]


def minutes(
    rows: Rows, settings: Settings, service: str, ahead: int, days: Sequence[str], *, priority: bool = False
) -> int | None:
    """How long somebody with `ahead` people before him will wait; None without enough cases or officers."""
    case = case_seconds(rows, service)
    if case is None:
        return None
    overtaken = 0.0 if priority else _share_of_priority(rows, service, days[-1])
    return estimates.minutes(ahead, case, hands(rows, settings, service, days), overtaken)


def case_seconds(rows: Rows, service: str) -> float | None:
    found = rows(
        "SELECT seconds FROM served WHERE service = ? AND seconds IS NOT NULL ORDER BY id DESC LIMIT ?",
        (service, estimates.RECENT_CASES),
    )
    return estimates.case_seconds([seconds for (seconds,) in found])


def hands(rows: Rows, settings: Settings, service: str, days: Sequence[str]) -> float:
    """How many counters' work a service gets now."""
    waiting = {code: one.waiting for code, one in standing(rows, days).items()}
    seats = [tuple(settings.counter(number).services) for number in at_work(rows)]
    return estimates.hands(service, seats, waiting)


def _share_of_priority(rows: Rows, service: str, day: str) -> float:
    """Of the day's tickets of a service, how many have priority."""
    [(issued, priority)] = rows(
        "SELECT count(*), count(priority) FROM ticket WHERE day = ? AND service = ?", (day, service)
    )
    return priority / issued if issued else 0.0


def at_work(rows: Rows) -> list[int]:
    """Counters with an officer who is not on a break."""
    found = rows(
        "SELECT counter FROM session WHERE paused = '' AND counter IS NOT NULL"
        " AND day = (SELECT day FROM business_day) ORDER BY counter",
        (),
    )
    return [counter for (counter,) in found]


def seconds_since(at: str, now: Now) -> int:
    """Whole seconds between a stored time and now; a clock that went back never makes them negative."""
    return max(0, int((now.wall - datetime.fromisoformat(at)).total_seconds()))


def seconds_between(earlier: str, later: str) -> int:
    """Whole seconds between two stored times, never negative."""
    return max(0, int((datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()))


def _weight(settings: Settings, code: str | None, booked_at: str | None, now: Now) -> float:
    if code is None:
        return 0.0
    if booked_at is not None:
        return BOOKED_WEIGHT if booked_at <= instant(now.wall) else 0.0
    priority = settings.priority(code)
    return priority.weight if priority else 1.0


def _waits_since(issued_at: str, booked_at: str | None, now: Now) -> str:
    """Whoever came before the slot has waited since it began, once it has: coming early gains nothing."""
    if booked_at is None or booked_at > instant(now.wall):
        return issued_at
    return max(issued_at, booked_at)


def _marks(days: Sequence[str]) -> str:
    return ", ".join("?" * len(days))
