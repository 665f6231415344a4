"""The dossiers of a simulated office: received at a counter, moved on later days, each by its own plan.

Owns which state follows when, and due dates in working days (Monday to Friday). Refuses the day's clock:
the office says when it has time. Codes begin with DEMO, no dossier here is anybody's.
"""

import heapq
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final, Literal

from central.simulate.people import SATURDAY, Officer, Service
from mqtt.dossiers import State
from mqtt.facts import DossierMoved, DossierReceived

Channel = Literal["direct", "online", "postal"]


@dataclass(frozen=True, slots=True)
class Procedure:
    """`days` are the working days promised; 0 is done while one waits."""

    code: str
    field: str
    days: int


PROCEDURES: Final = {
    "ho-tich": (
        Procedure("2.000815", "Chứng thực", 0),
        Procedure("1.001193", "Hộ tịch", 1),
        Procedure("1.000894", "Hộ tịch", 3),
    ),
    "dat-dai": (Procedure("demo.dat-dai", "Đất đai", 15), Procedure("demo.xay-dung", "Xây dựng", 7)),
    "bao-tro": (Procedure("demo.bao-tro", "Bảo trợ xã hội", 10),),
}


@dataclass(slots=True)
class Dossier:
    code: str
    procedure: Procedure
    channel: Channel
    state: State
    due: date | None
    asked: date | None = None


class Register:
    """One kiosk's open dossiers; whatever ends is forgotten."""

    def __init__(self, kiosk: str) -> None:
        _, ward, number = kiosk.split("/")
        self._prefix = f"DEMO.{ward}" + ("" if number == "k1" else f".{number}")
        self._plan: list[tuple[int, int, Dossier]] = []
        self._planned = 0
        self._numbers = (date.min, 0)

    def receive(
        self, service: Service, day: date, officer: Officer, chance: Random
    ) -> tuple[Dossier, DossierReceived]:
        """A new dossier of that service; it stays here until its plan is done."""
        procedure = chance.choice(PROCEDURES[service.code])
        channel: Channel = chance.choices(("direct", "online", "postal"), (80, 17, 3))[0]
        online = channel == "online"
        due = None if online else later(day, procedure.days)
        state = State.REGISTERED if online else State.RECEIVED
        dossier = Dossier(self._code(day), procedure, channel, state, due)
        if procedure.days or online:
            self.plan(dossier, self._beginning(dossier, day, chance))
        fact = DossierReceived(
            day=day.isoformat(),
            code=dossier.code,
            procedure=procedure.code,
            field=procedure.field,
            channel=channel,
            state=int(state),
            due=due.isoformat() if due else None,
            officer=officer.id,
            counter=officer.counter,
        )
        return dossier, fact

    def plan(self, dossier: Dossier, day: date) -> None:
        self._planned += 1
        heapq.heappush(self._plan, (day.toordinal(), self._planned, dossier))

    def waiting(self, day: date) -> list[Dossier]:
        """Whatever is to be moved by that day; the office moves all of it."""
        found = []
        while self._plan and self._plan[0][0] <= day.toordinal():
            found.append(heapq.heappop(self._plan)[2])
        return found

    def move(self, dossier: Dossier, day: date, officer: Officer, chance: Random) -> DossierMoved:
        """The next step of its plan; the one after it is planned."""
        fact = self.moved(dossier, self._next(dossier, chance), day, officer)
        self._plan_next(dossier, day, chance)
        return fact

    def moved(self, dossier: Dossier, state: State, day: date, officer: Officer) -> DossierMoved:
        waited = self._settle_due(dossier, state, day)
        before, dossier.state = dossier.state, state
        return DossierMoved(
            day=day.isoformat(),
            code=dossier.code,
            procedure=dossier.procedure.code,
            field=dossier.procedure.field,
            channel=dossier.channel,
            from_state=int(before),
            state=int(state),
            due=dossier.due.isoformat() if dossier.due else None,
            waited_days=waited,
            officer=officer.id,
            counter=officer.counter,
            reason="Demo: thiếu giấy tờ" if state == State.SUPPLEMENT_ASKED else "",
        )

    def _code(self, day: date) -> str:
        last, number = self._numbers
        self._numbers = (day, number + 1 if last == day else 1)
        return f"{self._prefix}-{day:%y%m%d}-{self._numbers[1]:03}"

    def _next(self, dossier: Dossier, chance: Random) -> State:
        drawn = chance.random()
        match dossier.state:
            case State.REGISTERED:
                return State.RECEIVED
            case State.RECEIVED:
                return State.IN_PROGRESS
            case State.SUPPLEMENT_ASKED if drawn > 0.88:
                return State.WITHDRAWN if drawn > 0.94 else State.REJECTED
            case State.SUPPLEMENT_ASKED:
                return State.IN_PROGRESS
            case State.FINISHED:
                return State.RETURNED
        asked_before = dossier.asked is not None
        if drawn < 0.08 and not asked_before:
            return State.SUPPLEMENT_ASKED
        return State.STOPPED if drawn > 0.99 else State.FINISHED

    def _settle_due(self, dossier: Dossier, state: State, day: date) -> int:
        """What came online is promised a day once it is accepted; waiting for papers puts the day off."""
        if state == State.RECEIVED:
            dossier.due = later(day, dossier.procedure.days)
        if state == State.SUPPLEMENT_ASKED:
            dossier.asked = day
        if dossier.state != State.SUPPLEMENT_ASKED or dossier.asked is None:
            return 0
        waited = working_days(dossier.asked, day)
        if dossier.due is not None:
            dossier.due = later(dossier.due, waited)
        return waited

    def _plan_next(self, dossier: Dossier, day: date, chance: Random) -> None:
        match dossier.state:
            case State.RECEIVED:
                self.plan(dossier, self._beginning(dossier, day, chance))
            case State.IN_PROGRESS:
                self.plan(dossier, self._finish(dossier, day, chance))
            case State.SUPPLEMENT_ASKED:
                self.plan(dossier, later(day, chance.randint(2, 6)))
            case State.FINISHED:
                self.plan(dossier, later(day, chance.choice((0, 0, 1, 2, 4))))

    def _beginning(self, dossier: Dossier, day: date, chance: Random) -> date:
        return later(day, chance.choice((0, 1)) if dossier.procedure.days > 1 else 0)

    def _finish(self, dossier: Dossier, day: date, chance: Random) -> date:
        """Mostly by the day that was promised; six in a hundred are late."""
        left = working_days(day, dossier.due) if dossier.due else 1
        if chance.random() < 0.06:
            return later(day, left + chance.randint(1, 4))
        return later(day, round(left * chance.uniform(0.3, 1.0)))


def later(day: date, count: int) -> date:
    """So many working days after a day; 0 is the same day, or Monday of a weekend."""
    weeks, rest = divmod(count, 5)
    moved = day + timedelta(days=7 * weeks)
    while moved.weekday() >= SATURDAY:
        moved += timedelta(days=1)
    for _ in range(rest):
        moved += timedelta(days=3 if moved.weekday() == SATURDAY - 1 else 1)
    return moved


def working_days(first: date, last: date) -> int:
    """Working days after `first` up to `last`; 0 if `last` is not later."""
    span = (last - first).days
    return sum((first + timedelta(days=step)).weekday() < SATURDAY for step in range(1, span + 1))
