"""What will happen in one simulated day, moment by moment, and what has just happened.

Owns the order of time, the ids of events and the day's chance. Refuses to know what an office is. It is
played as an iterator, so that a day costs the same memory whether it is played at once or as it happens.
"""

import heapq
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from central.simulate.moments import SECOND, uuid7
from mqtt.facts import Fact
from mqtt.messages import StateWord

Happening = tuple[int, str, Fact | StateWord]
"""Moment, the event's id, what happened; a bare word is the kiosk's presence on the broker, without an id."""
Act = Callable[[int, Any], None]


class Agenda:
    """`later` plans an act, `say` notes a fact; acts get their moment and their subject."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self._plan: list[tuple[int, int, Act, Any]] = []
        self._planned = 0
        self._said: list[Happening] = []

    def later(self, at: int, act: Act, subject: Any = None) -> None:
        self._planned += 1
        heapq.heappush(self._plan, (at, self._planned, act, subject))

    def say(self, at: int, fact: Fact) -> str:
        """Note a fact; returns the id of its event."""
        event = uuid7(at, self.chance.getrandbits(72))
        self._said.append((at, event, fact))
        return event

    def be(self, at: int, word: StateWord) -> None:
        self._said.append((at, "", word))

    def happenings(self) -> Iterator[Happening]:
        """In the order of time; several of one moment in the order in which they came about."""
        plan, said = self._plan, self._said
        while plan:
            at, _, act, subject = heapq.heappop(plan)
            act(at, subject)
            if said:
                yield from said
                said.clear()

    def soon(self, shortest: int, longest: int) -> int:
        """Milliseconds between so many seconds."""
        return shortest * SECOND + int(self.chance.random() * (longest - shortest) * SECOND)

    def happens(self, share: float) -> bool:
        return self.chance.random() < share
