"""How far a simulation may go now: as fast as it is taken, so many times real time, or as time passes.

Owns the three paces. Refuses to wait: it is asked again and again. Apart, because only here simulated time
meets the machine's clock.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from central.simulate.moments import MINUTE, SECOND
from central.simulate.plan import Plan, end_of_day

NIGHT: Final = 30 * MINUTE
"""Where nothing happens for longer, time is skipped."""


class Pace(Protocol):
    def reach(self, next_at: int) -> int:
        """The moment up to which may be played; `next_at` is when anything happens next."""
        ...

    @property
    def waits(self) -> bool:
        """Whether there is nothing to do until time passes."""
        ...


@dataclass(slots=True)
class AtOnce:
    """Day by day, as fast as it is taken."""

    plan: Plan
    waits: bool = False

    def reach(self, next_at: int) -> int:
        return end_of_day(next_at, self.plan.opening)


@dataclass(slots=True)
class Times:
    """So many times real time; nights are skipped."""

    factor: float
    clock: Callable[[], float] = time.monotonic
    waits: bool = True
    _began: float | None = None
    _from: int = 0

    def reach(self, next_at: int) -> int:
        now = self.clock()
        at = self._from + int((now - self._began) * self.factor * SECOND) if self._began is not None else 0
        if next_at - at > NIGHT:
            self._began, self._from, at = now, next_at, next_at
        return at


@dataclass(slots=True)
class Live:
    """What is past at once, then as the hours pass."""

    plan: Plan
    clock: Callable[[], datetime]
    waits: bool = False

    def reach(self, next_at: int) -> int:
        now = int(self.clock().timestamp() * SECOND)
        end = end_of_day(next_at, self.plan.opening)
        self.waits = end >= now
        return min(end, now)
