"""Who works in a simulated office and who comes: services, officers, opening hours, arrivals, moods.

Owns what an office is like, drawn from the seed and the kiosk's name alone, so that it is the same in every
run. Refuses how a day unfolds (`day`). Everybody here is invented: officers are called demo-01 and so on.
"""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

from central.simulate.moments import HOUR, MINUTE
from mqtt.scalars import Level

SATURDAY: Final = 5
LUNCH: Final = (4 * HOUR, 5 * HOUR)
"""From opening on: half of the officers rest an hour from the first moment, the others from the second."""
OPEN_FOR: Final = 9 * HOUR + 30 * MINUTE
SATURDAY_FOR: Final = 4 * HOUR
LAST_TICKET: Final = 15 * MINUTE
HALF_HOURS: Final = (60, 125, 145, 130, 105, 92, 78, 55, 18, 12, 12, 38, 88, 100, 90, 72, 52, 30, 8)
"""How many come in each half hour from opening on, at 07:30: the peak lies between 08:00 and 09:30."""
WEEKDAYS: Final = (1.22, 1.04, 0.96, 0.96, 1.0, 0.45, 0.45)
TICKETS_OF_AN_OFFICER: Final = 30
PRIORITIES: Final = (("elderly", 0.07), ("disabled", 0.085), ("child", 0.11))
"""Classes by cumulated share of visitors."""


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """One of SERVICES. `share` is cumulated; a matter takes `minutes` in the middle."""

    code: str
    letter: str
    share: float
    minutes: float


SERVICES: Final = (
    Service("ho-tich", "A", 0.52, 5.5),
    Service("dat-dai", "B", 0.8, 10.0),
    Service("bao-tro", "C", 1.0, 7.5),
)
DUTIES: Final = {
    1: ("ABC",),
    2: ("ABC", "ABC"),
    3: ("AC", "AB", "BC"),
    4: ("A", "AC", "B", "BC"),
    5: ("A", "A", "B", "BC", "AC"),
    6: ("A", "A", "AC", "B", "BC", "C"),
}
"""Letters of the services that each officer of so many takes."""


@dataclass(frozen=True, slots=True)
class Officer:
    """`pace` stretches every matter, `mood` (-1 to 1) moves what is pressed, `rests` picks the lunch hour."""

    id: str
    counter: int
    services: tuple[Service, ...]
    pace: float
    mood: float
    rests: int


@dataclass(frozen=True, slots=True)
class Office:
    kiosk: str
    officers: tuple[Officer, ...]
    tickets: float
    saturdays: bool
    switched_off_at_night: bool
    presses: float
    version: str
    every_day: bool

    def works(self, day: date) -> bool:
        weekday = day.weekday()
        return self.every_day or weekday < SATURDAY or (self.saturdays and weekday == SATURDAY)

    def visitors(self, day: date, chance: Random) -> int:
        middle = self.tickets * (1.0 if self.every_day else WEEKDAYS[day.weekday()])
        return max(1, round(chance.gauss(middle, middle**0.5)))


def office_of(seed: int, kiosk: str, fewest: int, most: int, *, every_day: bool = False) -> Office:
    """The office of that kiosk, with `fewest` to `most` officers; open Monday to Friday, or every day."""
    chance = Random(f"{seed}/{kiosk}/office")
    number = chance.randint(fewest, most)
    prefix = "demo" if kiosk.endswith("/k1") else f"demo-{kiosk.rpartition('/')[2]}"
    duties = DUTIES[number]
    officers = tuple(
        Officer(
            id=f"{prefix}-{counter:02}",
            counter=counter,
            services=tuple(service for service in SERVICES if service.letter in duties[counter - 1]),
            pace=chance.uniform(0.8, 1.2),
            mood=chance.uniform(-1, 1),
            rests=counter % 2,
        )
        for counter in range(1, number + 1)
    )
    return Office(
        kiosk=kiosk,
        officers=officers,
        tickets=number * TICKETS_OF_AN_OFFICER * chance.uniform(0.75, 1.15),
        saturdays=chance.random() < 0.12,
        switched_off_at_night=chance.random() < 0.4,
        presses=chance.uniform(0.4, 0.7),
        version="1.4.0-demo" if chance.random() < 0.85 else "1.3.2-demo",
        every_day=every_day,
    )


def arrivals(count: int, opens: int, lasts: int, chance: Random) -> list[int]:
    """Moments at which so many people take a number, in order."""
    width = 30 * MINUTE
    weights = HALF_HOURS[: lasts // width]
    slots = chance.choices(range(len(weights)), weights, k=count)
    last = opens + lasts - LAST_TICKET
    return sorted(min(opens + slot * width + chance.randrange(width), last) for slot in slots)


def service_asked(chance: Random) -> Service:
    drawn = chance.random()
    return next(service for service in SERVICES if drawn < service.share)


def priority_claimed(chance: Random) -> str | None:
    drawn = chance.random()
    if drawn >= PRIORITIES[-1][1]:
        return None
    return next(code for code, share in PRIORITIES if drawn < share)


def level_pressed(waited_seconds: int, mood: float, chance: Random) -> Level:
    """Long waits and short-tempered officers cost smiles."""
    tired = min(waited_seconds / 1800, 1.5)
    bad = min(max(0.05 + 0.13 * tired - 0.05 * mood, 0.01), 0.6)
    drawn = chance.random()
    if drawn < bad:
        return "unsatisfied"
    best = min(max(0.55 - 0.22 * tired + 0.2 * mood, 0.1), 0.85)
    return "very_satisfied" if drawn < bad + (1 - bad) * best else "satisfied"
