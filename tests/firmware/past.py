"""A database in which things happened: tickets, services, presses, on a day or another.

Owns the rows. Refuses assertions.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firmware import report
from firmware.figures import DayReport
from firmware.store import Reader, Store, TicketRow
from tests.bench import TurnedClock, ward

DAY = "2026-11-23"
LETTERS = {"ho-tich": "A", "dat-dai": "B", "thue": "C"}


class Past:
    """A database in which things happened; 09:00 on Monday 23 November 2026 in Vietnam unless told."""

    def __init__(self, folder: Path, **sections: Any) -> None:
        self.clock = TurnedClock()
        self.clock.advance(3600)
        self.settings = ward(**sections)
        self.store = Store(folder / "kiosk.db", self.clock.now())
        self.reader = Reader(self.store.path)
        self.write("INSERT INTO business_day (id, day) VALUES (1, ?)", DAY)

    def write(self, sql: str, *values: object) -> None:
        with self.store.transaction():
            TicketRow.sql(sql, *values)

    def ticket(self, number: int, issued: str, called: str | None = None, **more: Any) -> None:
        """Times are HH:MM in UTC; `more` are columns."""
        day = more.pop("day", DAY)
        service = more.pop("service", "ho-tich")
        columns = {
            "day": day,
            "service": service,
            "number": number,
            "label": f"{LETTERS[service]}{number:03}",
            "state": "served" if called else "waiting",
            "issued_at": at(issued, day),
            "called_at": called and at(called, day),
            **more,
        }
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        self.write(f"INSERT INTO ticket ({names}) VALUES ({marks})", *columns.values())

    def served(self, ended: str, seconds: int | None = 300, **more: Any) -> None:
        row = {"service": "ho-tich", "counter": 1, "day": DAY, "ticket": "A001", **more}
        self.write(
            "INSERT INTO served (day, ticket, service, counter, officer, seconds, at)"
            " VALUES (?, ?, ?, ?, 'cb01', ?, ?)",
            row["day"],
            row["ticket"],
            row["service"],
            row["counter"],
            seconds,
            at(ended, row["day"]),
        )

    def rating(self, level: str = "satisfied", given: str = "02:00", **more: Any) -> None:
        row = {"day": DAY, "officer": "cb01", "voided_at": None, "voided_by": None, "note": None, **more}
        self.write(
            "INSERT INTO rating (id, day, level, officer, source, given_at, voided_at, voided_by,"
            " voided_note) VALUES (lower(hex(randomblob(16))), ?, ?, ?, 'button', ?, ?, ?, ?)",
            row["day"],
            level,
            row["officer"],
            at(given, row["day"]),
            row["voided_at"],
            row["voided_by"],
            row["note"],
        )

    def ratings(self, day: str, *levels: str) -> None:
        for level in levels:
            self.rating(level, day=day)

    def report(self, day: str = DAY) -> DayReport:
        return report.day_report(self.reader, self.settings, day, self.clock.now())

    def close(self) -> None:
        self.store.close()
        self.reader.close()


def at(time: str, day: str = DAY) -> str:
    return f"{day}T{time}:00.000Z"


@pytest.fixture
def past(tmp_path: Path) -> Iterator[Past]:
    it = Past(tmp_path)
    yield it
    it.close()
