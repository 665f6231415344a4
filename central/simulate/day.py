"""One simulated day of one office: the hall, the presses, the dossiers and the machine on one agenda.

Owns how they hang together and the office's hours. Refuses ledgers and the wire.
"""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Final

from central.simulate.agenda import Agenda, Happening
from central.simulate.dossiers import Dossier, Register
from central.simulate.hall import Hall
from central.simulate.lookups import lookups_of
from central.simulate.machine import Machine
from central.simulate.moments import MINUTE
from central.simulate.people import OPEN_FOR, SATURDAY, SATURDAY_FOR, Office, Officer, arrivals
from central.simulate.presses import Presses
from central.simulate.troubles import Trouble
from central.simulate.waiting import Ticket
from mqtt.dossiers import State

WITH_DOSSIER: Final = 0.22
"""Share of matters that leave a dossier behind."""


class OfficeDay:
    """`opens` is the moment of opening; `first`: the kiosk has never been started before."""

    def __init__(
        self,
        office: Office,
        day: date,
        opens: int,
        register: Register,
        trouble: Trouble,
        chance: Random,
        *,
        first: bool,
    ) -> None:
        lasts = SATURDAY_FOR if day.weekday() == SATURDAY and not office.every_day else OPEN_FOR
        hours = (opens, opens + lasts)
        self._day = day
        self._office = office
        self._register = register
        self._closed = trouble.clock.span if trouble.clock else (0, 0)
        self._agenda = Agenda(chance)
        self._presses = Presses(self._agenda, office, day.isoformat(), hours)
        Machine(self._agenda, office, hours, trouble, first=first)
        hall = Hall(self._agenda, office, day.isoformat(), hours, self._ending, self._presses.invite)
        hall.expect(arrivals(office.visitors(day, chance), opens, lasts, chance))
        self._latest = hours[1] + 50 * MINUTE
        self._agenda.later(self._latest + MINUTE, self._look_back)
        for dossier in register.waiting(day):
            self._agenda.later(chance.randrange(opens + 20 * MINUTE, hours[1]), self._work_on, dossier)

    def happenings(self) -> Iterator[Happening]:
        return self._agenda.happenings()

    def _ending(self, at: int, officer: Officer, ticket: Ticket) -> None:
        if self._touchable(at) and self._agenda.happens(WITH_DOSSIER):
            self._receive(at, officer, ticket)

    def _receive(self, at: int, officer: Officer, ticket: Ticket) -> None:
        """Certified copies are done and handed out while their owner waits."""
        chance = self._agenda.chance
        dossier, fact = self._register.receive(ticket.service, self._day, officer, chance)
        self._agenda.say(at, fact)
        if dossier.procedure.days == 0 and dossier.state == State.RECEIVED:
            for state in (State.FINISHED, State.RETURNED):
                self._agenda.say(at, self._register.moved(dossier, state, self._day, officer))
        self._go_on(at)

    def _work_on(self, at: int, dossier: Dossier) -> None:
        if not self._touchable(at):
            self._agenda.later(self._closed[1] + MINUTE, self._work_on, dossier)
            return
        chance = self._agenda.chance
        officer = chance.choice(self._office.officers)
        self._agenda.say(at, self._register.move(dossier, self._day, officer, chance))
        self._go_on(at)

    def _go_on(self, at: int) -> None:
        """Whatever came about only now and is planned for today is done today, after closing at worst."""
        for dossier in self._register.waiting(self._day):
            then = max(at + 1, min(at + self._agenda.soon(600, 5400), self._latest))
            self._agenda.later(then, self._work_on, dossier)

    def _look_back(self, at: int, _: None) -> None:
        self._agenda.say(at, lookups_of(self._day, self._agenda.chance))

    def _touchable(self, at: int) -> bool:
        """Not while the clock is wrong: the centre ranks words on a dossier by the moments they speak of."""
        return not self._closed[0] <= at < self._closed[1]
