"""The hall of a simulated office on one day: numbers are taken, called, held, passed on and served.

Owns the counters. Refuses who comes next (`waiting`), and presses and dossiers, which begin where a matter
ends. A number that was called too early comes back once.
"""

from collections import deque
from collections.abc import Callable
from typing import Any, Final

from central.simulate import people
from central.simulate.agenda import Agenda
from central.simulate.moments import HOUR, MINUTE, SECOND
from central.simulate.people import LUNCH, Office, Officer
from central.simulate.waiting import Seat, Ticket, Waiting
from mqtt import facts

OVERTIME: Final = 30 * MINUTE
"""How long after closing those who wait are still called."""
TURN: Final = 90 * MINUTE
"""How long after closing the numbers left over are closed; every matter is done by then."""
LONGEST: Final = 45 * MINUTE
HELD: Final = ("Demo: thiếu giấy tờ", "Demo: chờ bản sao", "Demo: hệ thống chậm")


Visit = tuple[int, Seat, Ticket]
"""Since when a number is called, where to, and whose it is."""
Served = Callable[[int, Officer, Ticket], None]


class Hall:
    """`ending` hears of a matter just before it is done, `served` just after."""

    def __init__(
        self, agenda: Agenda, office: Office, day: str, hours: tuple[int, int], ending: Served, served: Served
    ) -> None:
        self._agenda = agenda
        self._chance = agenda.chance
        self._day = day
        self._opens, self._closes = hours
        self._ending = ending
        self._served = served
        self._numbers = dict.fromkeys(people.SERVICES, 0)
        self._waiting = Waiting()
        self._held: dict[str, Ticket] = {}
        self._seats = [Seat(officer) for officer in office.officers]
        self._coming: deque[int] = deque()

    def expect(self, arrivals: list[int]) -> None:
        """Whoever comes today, in order; afterwards the day ends."""
        self._coming.extend(arrivals)
        self._expect_next()
        self._agenda.later(self._closes + TURN, self._turn)

    # ------------------------------------------------------------ coming in

    def _expect_next(self) -> None:
        if self._coming:
            self._agenda.later(self._coming.popleft(), self._arrive)

    def _arrive(self, at: int, _: None) -> None:
        service, priority = people.service_asked(self._chance), people.priority_claimed(self._chance)
        self._numbers[service] += 1
        ticket = Ticket(f"{service.letter}{self._numbers[service]:03}", service, priority, at)
        fact = facts.TicketIssued(
            day=self._day, number=ticket.number, service=service.code, priority=priority
        )
        self._agenda.say(at, fact)
        if self._agenda.happens(0.02):
            self._agenda.later(at + self._agenda.soon(20, 120), self._reprint, ticket)
        self._join(at, ticket)
        self._expect_next()

    def _reprint(self, at: int, ticket: Ticket) -> None:
        fact = facts.TicketReprinted(day=self._day, number=ticket.number, service=ticket.service.code)
        self._agenda.say(at, fact)

    def _join(self, at: int, ticket: Ticket) -> None:
        """Into the line, in the place of its age; an idle officer calls after a moment."""
        self._waiting.join(ticket)
        idle = [seat for seat in self._seats if seat.idle and ticket.service in seat.officer.services]
        if idle:
            seat = min(idle, key=lambda seat: self._rest_left(at, seat.officer))
            seat.idle = False
            self._agenda.later(at + self._agenda.soon(4, 15), self._call, seat)

    # ------------------------------------------------------------ at the counter

    def _call(self, at: int, seat: Seat) -> None:
        if rest := self._rest_left(at, seat.officer):
            self._agenda.later(at + rest, self._call, seat)
            return
        ticket = self._waiting.next_for(seat) if at < self._closes + OVERTIME else None
        if ticket is None:
            seat.idle = True
            return
        self._held.pop(ticket.number, None)
        ticket.waited_seconds = (at - ticket.issued) // SECOND
        self._say_called(at, seat.officer, ticket)
        visit = (at, seat, ticket)
        if self._agenda.happens(0.93):
            self._agenda.later(at + self._length(seat.officer, ticket), self._end, visit)
        else:
            self._agenda.later(at + self._agenda.soon(45, 75), self._recall, visit)

    def _say_called(self, at: int, officer: Officer, ticket: Ticket) -> None:
        fact = facts.TicketCalled(
            day=self._day,
            number=ticket.number,
            service=ticket.service.code,
            counter=officer.counter,
            officer=officer.id,
            priority=ticket.priority,
            waited_seconds=ticket.waited_seconds,
        )
        self._agenda.say(at, fact)

    def _rest_left(self, at: int, officer: Officer) -> int:
        """Milliseconds until the end of this officer's lunch; 0 outside of it."""
        begins = self._opens + LUNCH[officer.rests]
        return begins + HOUR - at if begins <= at < begins + HOUR else 0

    def _length(self, officer: Officer, ticket: Ticket) -> int:
        """From the call to the end of the matter."""
        minutes = ticket.service.minutes * officer.pace * self._chance.lognormvariate(0, 0.45)
        return min(self._agenda.soon(8, 40) + int(minutes * MINUTE), LONGEST)

    def _recall(self, at: int, visit: Visit) -> None:
        _, seat, ticket = visit
        self._say(at, facts.TicketRecalled, seat.officer, ticket)
        if self._agenda.happens(0.45):
            self._agenda.later(at + self._length(seat.officer, ticket), self._end, visit)
        else:
            self._agenda.later(at + self._agenda.soon(40, 70), self._give_up, visit)

    def _give_up(self, at: int, visit: Visit) -> None:
        _, seat, ticket = visit
        self._say(at, facts.TicketNoShow, seat.officer, ticket)
        if not ticket.returned and self._agenda.happens(0.3):
            self._agenda.later(at + self._agenda.soon(180, 1200), self._return, visit)
        self._agenda.later(at + self._agenda.soon(3, 12), self._call, seat)

    def _return(self, at: int, visit: Visit) -> None:
        """Came too late, and keeps the number: once."""
        _, seat, ticket = visit
        if at >= self._closes:
            return
        ticket.returned = True
        fact = facts.TicketTransferred(
            day=self._day,
            number=ticket.number,
            service=ticket.service.code,
            to_service=ticket.service.code,
            officer=seat.officer.id,
            why="returned",
        )
        self._agenda.say(at, fact)
        self._join(at, ticket)

    def _end(self, at: int, visit: Visit) -> None:
        called, seat, ticket = visit
        drawn = self._chance.random()
        if drawn < 0.03:
            self._hold(at, seat.officer, ticket)
        elif drawn < 0.06 and not ticket.transferred and at < self._closes:
            self._transfer(at, called, seat.officer, ticket)
        else:
            self._ending(at, seat.officer, ticket)
            self._say_served(at, called, seat.officer, ticket)
            self._served(at, seat.officer, ticket)
        if self._agenda.happens(0.01):
            self._agenda.later(at + SECOND, self._serve_without_ticket, seat.officer)
        self._agenda.later(at + self._agenda.soon(4, 25), self._call, seat)

    # ------------------------------------------------------------ how a matter ends

    def _hold(self, at: int, officer: Officer, ticket: Ticket) -> None:
        """Put aside until a paper is there; who is not back before closing is not called again."""
        reason = self._chance.choice(HELD)
        self._say(at, facts.TicketHeld, officer, ticket, reason=reason)
        self._held[ticket.number] = ticket
        back = at + self._agenda.soon(600, 3000)
        if back < self._closes:
            self._agenda.later(back, self._join, ticket)

    def _transfer(self, at: int, called: int, officer: Officer, ticket: Ticket) -> None:
        """To another service; half of them had their first matter done here."""
        if self._agenda.happens(0.5):
            self._say_served(at, called, officer, ticket)
        others = [service for service in people.SERVICES if service is not ticket.service]
        service = self._chance.choice(others)
        self._say(at, facts.TicketTransferred, officer, ticket, to_service=service.code)
        ticket.service, ticket.transferred = service, True
        self._join(at, ticket)

    def _say_served(self, at: int, called: int, officer: Officer, ticket: Ticket) -> None:
        fact = facts.TicketServed(
            day=self._day,
            number=ticket.number,
            service=ticket.service.code,
            counter=officer.counter,
            officer=officer.id,
            waited_seconds=ticket.waited_seconds,
            service_seconds=(at - called) // SECOND,
        )
        self._agenda.say(at, fact)

    def _serve_without_ticket(self, at: int, officer: Officer) -> None:
        code = officer.services[0].code
        fact = facts.TicketServed(day=self._day, service=code, counter=officer.counter, officer=officer.id)
        self._agenda.say(at, fact)

    def _say(
        self,
        at: int,
        fact: type[facts.TicketRecalled | facts.TicketNoShow | facts.TicketHeld | facts.TicketTransferred],
        officer: Officer,
        ticket: Ticket,
        **more: Any,
    ) -> None:
        common: dict[str, Any] = {
            "day": self._day,
            "number": ticket.number,
            "service": ticket.service.code,
            "counter": officer.counter,
            "officer": officer.id,
        }
        self._agenda.say(at, fact(**common, **more))

    def _turn(self, at: int, _: None) -> None:
        """Whoever still waits is closed, in the order of the lines; then those who went to fetch a paper."""
        left = {ticket.number: ticket for ticket in self._waiting.everybody()}
        for ticket in (left | self._held).values():
            state = "held" if ticket.number in self._held else "waiting"
            code = ticket.service.code
            self._agenda.say(
                at, facts.TicketClosed(day=self._day, number=ticket.number, service=code, state=state)
            )
