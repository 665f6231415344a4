"""Who waits in a simulated hall, and who comes next, by the rules that a kiosk keeps.

Owns the lines. Refuses to call: priority goes first, but after two priority calls in a row a counter calls
somebody else; otherwise the oldest number of the counter's services.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from central.simulate.people import SERVICES, Officer, Service

GUARANTEE: Final = 2


@dataclass(slots=True, eq=False)
class Ticket:
    """`waited_seconds` is what its last call said."""

    number: str
    service: Service
    priority: str | None
    issued: int
    waited_seconds: int = 0
    returned: bool = False
    transferred: bool = False


@dataclass(slots=True, eq=False)
class Seat:
    """An officer at a counter; `streak` counts priority calls in a row."""

    officer: Officer
    streak: int = 0
    idle: bool = True


Line = list[tuple[int, str, Ticket]]


class Waiting:
    def __init__(self) -> None:
        self._lines: dict[Service, tuple[Line, Line]] = {service: ([], []) for service in SERVICES}

    def join(self, ticket: Ticket) -> None:
        """In the place of its age."""
        line = self._lines[ticket.service][0 if ticket.priority else 1]
        heapq.heappush(line, (ticket.issued, ticket.number, ticket))

    def next_for(self, seat: Seat) -> Ticket | None:
        """The one whom this counter calls now; out of the line."""
        line = self._line_for(seat)
        if not line:
            return None
        ticket = heapq.heappop(line)[2]
        seat.streak = seat.streak + 1 if ticket.priority else 0
        return ticket

    def everybody(self) -> Iterator[Ticket]:
        return (ticket for lines in self._lines.values() for line in lines for *_, ticket in line)

    def _line_for(self, seat: Seat) -> Line:
        first: Line = []
        others: Line = []
        for service in seat.officer.services:
            priority, rest = self._lines[service]
            if priority and (not first or priority < first):
                first = priority
            if rest and (not others or rest < others):
                others = rest
        return first if first and (not others or seat.streak < GUARANTEE) else others
