"""How many dossiers were received, and how many were done in time.

Owns the definitions, which `docs/api.md` repeats. Refuses writing, and every press of a smiley: these figures
come from the register alone.
"""

from dataclasses import dataclass
from typing import Final

import peewee
from peewee import Expression, fn

from central.dossiers.percent import percent
from central.dossiers.register import ENDED, FINISHING
from central.store.models import Dossier

_OPEN: Final = [int(state) for state in range(1, 11) if state not in ENDED]
_DONE: Final = [int(state) for state in FINISHING]


@dataclass(frozen=True, slots=True)
class Question:
    """Which dossiers, and which business days (both ends included); None is everything."""

    province: str | None = None
    ward: str | None = None
    field: str | None = None
    officer: str | None = None
    first_day: str | None = None
    last_day: str | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """`received`, `open` and `online` are of the dossiers received in the period; `open` as they stand now.

    `on_time` and `late` are of those finished in it (the day of state 9, else 10, else 3 or 8), by the due
    date that held: days of waiting for supplements are in it. Without a due date a dossier is neither.
    """

    received: int
    on_time: int
    late: int
    open: int
    online: int
    on_time_percent: str | None
    online_percent: str | None


def figures(reader: peewee.Database, question: Question) -> Figures:
    received, still_open, online = _row(
        reader,
        Dossier.select(
            fn.COUNT(Dossier.code),
            fn.COUNT(Dossier.code).filter(Dossier.state.in_(_OPEN)),
            fn.COUNT(Dossier.code).filter(Dossier.channel == "online"),
        ).where(*_within(Dossier.received_day, question)),
    )
    on_time, late = on_time_and_late(reader, question)
    return Figures(
        received=received,
        on_time=on_time,
        late=late,
        open=still_open,
        online=online,
        on_time_percent=percent(on_time, on_time + late),
        online_percent=percent(online, received),
    )


def on_time_and_late(reader: peewee.Database, question: Question) -> tuple[int, int]:
    """Two of the figures by themselves: those finished in the period."""
    on_time, late = _row(
        reader,
        Dossier.select(
            fn.COUNT(Dossier.code).filter(Dossier.finished_day <= Dossier.due),
            fn.COUNT(Dossier.code).filter(Dossier.finished_day > Dossier.due),
        ).where(Dossier.state.in_(_DONE), *_within(Dossier.finished_day, question)),
    )
    return on_time, late


def _row(reader: peewee.Database, query: peewee.Query) -> tuple[int, ...]:
    row: tuple[int, ...] = reader.execute(query).fetchone()
    return row


def _within(day: peewee.TextField, question: Question) -> list[Expression]:
    conditions = [day.is_null(is_null=False)]
    for column, value in (
        (Dossier.province, question.province),
        (Dossier.ward, question.ward),
        (Dossier.field, question.field),
        (Dossier.officer, question.officer),
    ):
        if value is not None:
            conditions.append(column == value)
    if question.first_day:
        conditions.append(day >= question.first_day)
    if question.last_day:
        conditions.append(day <= question.last_day)
    return conditions
