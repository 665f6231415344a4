"""When people come: numbers taken by hour and weekday.

Owns the counts and on how many days they fell. Refuses colours. A month has five Mondays and four Tuesdays:
what is compared is the mean of the days on which anybody came.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import peewee

from central.queries import Scope
from central.stats.measured import HOURS
from central.stats.sums import by_day


@dataclass(frozen=True, slots=True)
class Heat:
    """`tickets` by (weekday, hour), Monday is 0; `days` by weekday: how many of them had any ticket."""

    tickets: dict[tuple[int, int], int]
    days: dict[int, int]

    @property
    def hours(self) -> range:
        """From the first to the last hour with a ticket."""
        hours = [hour for _, hour in self.tickets]
        return range(min(hours), max(hours) + 1) if hours else range(0)

    def mean(self, weekday: int, hour: int) -> float | None:
        """Tickets of such an hour; None where no such day was open."""
        days = self.days.get(weekday)
        return self.tickets.get((weekday, hour), 0) / days if days else None


def heat(reader: peewee.Database, scope: Scope) -> Heat:
    """Tickets of kiosks that did not know the hour are in no cell."""
    tickets: Counter[tuple[int, int]] = Counter()
    days: Counter[int] = Counter()
    for day, hours in by_day(reader, scope, HOURS).items():
        weekday = date.fromisoformat(day).weekday()
        known = {int(name.partition(":")[2]): count for name, count in hours.items() if count}
        known.pop(-1, None)
        days[weekday] += bool(known)
        for hour, count in known.items():
            tickets[weekday, hour] += count
    return Heat(dict(tickets), {weekday: count for weekday, count in days.items() if count})
