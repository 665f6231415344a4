"""What visitors press after their matter is done, and what becomes of it: corrections, reasons, withdrawals.

Owns the ratings of one simulated day. Refuses the hall. A change never rewrites a rating: it voids the
first and gives a new one, as a kiosk does.
"""

from collections.abc import Sequence
from typing import Final

from central.simulate.agenda import Agenda
from central.simulate.moments import MINUTE
from central.simulate.people import Office, Officer, level_pressed
from central.simulate.waiting import Ticket
from mqtt.facts import RatingGiven, RatingVoided
from mqtt.scalars import Level

SCALE: Final[list[Level]] = ["very_satisfied", "satisfied", "unsatisfied"]
REASONS: Final = ("attitude", "long_wait", "unclear", "many_trips")
Given = tuple[str, RatingGiven]
"""A rating and the id of its event."""


class Presses:
    """`hours` are the moments of opening and closing."""

    def __init__(self, agenda: Agenda, office: Office, day: str, hours: tuple[int, int]) -> None:
        self._agenda = agenda
        self._chance = agenda.chance
        self._office = office
        self._day = day
        self._standing: Given | None = None
        for _ in range(self._chance.randrange(4)):
            agenda.later(self._chance.randrange(*hours), self._pass_by)
        if agenda.happens(0.2):
            agenda.later(hours[1] + MINUTE, self._take_back)

    def invite(self, at: int, officer: Officer, ticket: Ticket) -> None:
        """Within a minute of the end of a matter its visitor may press."""
        if self._agenda.happens(self._office.presses):
            self._agenda.later(at + self._agenda.soon(2, 30), self._press, (officer, ticket))

    def _press(self, at: int, rated: tuple[Officer, Ticket]) -> None:
        officer, ticket = rated
        level = level_pressed(ticket.waited_seconds, officer.mood, self._chance)
        given = self._give(at, level, officer, ticket.number)
        if self._agenda.happens(0.02):
            self._agenda.later(at + self._agenda.soon(1, 3), self._correct, (given, officer))
        elif level == "unsatisfied" and self._agenda.happens(0.4):
            self._agenda.later(at + self._agenda.soon(3, 12), self._explain, (given, officer))
        else:
            self._standing = given

    def _pass_by(self, at: int, _: None) -> None:
        """A press that is about nobody: no matter was ended in the last minute."""
        self._give(at, level_pressed(0, 0.0, self._chance), None, None)

    def _correct(self, at: int, slip: tuple[Given, Officer]) -> None:
        given, officer = slip
        others = [level for level in SCALE if level != given[1].level]
        self._void(at, given, "corrected")
        self._give(at, self._chance.choice(others), officer, given[1].ticket)

    def _explain(self, at: int, slip: tuple[Given, Officer]) -> None:
        given, officer = slip
        self._void(at, given, "reason_added")
        self._give(at, given[1].level, officer, given[1].ticket, [self._chance.choice(REASONS)])

    def _take_back(self, at: int, _: None) -> None:
        if self._standing is not None:
            self._void(at, self._standing, "supervisor", by="demo-lead", note="Demo: bấm thử")

    def _give(
        self,
        at: int,
        level: Level,
        officer: Officer | None,
        ticket: str | None,
        reasons: Sequence[str] = (),
    ) -> Given:
        fact = RatingGiven(
            day=self._day,
            level=level,
            scale=SCALE,
            officer=officer.id if officer else None,
            counter=officer.counter if officer else None,
            ticket=ticket,
            reasons=list(reasons),
            source="touch" if reasons or self._agenda.happens(0.25) else "button",
        )
        return self._agenda.say(at, fact), fact

    def _void(self, at: int, given: Given, why: str, *, by: str | None = None, note: str = "") -> None:
        event, fact = given
        voided = RatingVoided(
            rating=event, day=self._day, level=fact.level, officer=fact.officer, why=why, by=by, note=note
        )
        self._agenda.say(at, voided)
