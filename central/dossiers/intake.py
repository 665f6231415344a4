"""A batch of the province's own system into the store: what is good is kept, the rest is told with a reason.

Owns duplicates, what a row changes and the counting. Refuses formats (`sheet`, `rows`). The province's
system is the source of truth, so a move that no kiosk could make is taken as its fact; but a row that
speaks of an older moment than what is known is refused, or a stale export would quietly open finished
dossiers again. An empty cell says nothing and keeps what is known.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from central.desk import WritingDesk
from central.dossiers.register import ENDED, FINISHING, IMPORT, Dossier, same_matter
from central.dossiers.rows import VIETNAM, Refused, Row, check_order, clipped, read_row
from central.dossiers.store import Drawer, open_drawer, shut_drawer
from central.store.engine import Statements

ROWS: Final = 50_000
"""In one batch: it is one transaction, and the kiosks wait for its end."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """`row` counts from 1."""

    row: int
    code: str
    reason: str


@dataclass(slots=True)
class Outcome:
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Checked:
    """A batch whose rows were each read by themselves; only `take` asks the store."""

    rows: tuple[tuple[int, Row], ...]
    refused: tuple[Refusal, ...]


def check(records: Sequence[object], *, province: str, now: datetime) -> Checked:
    """Everything that can be said without the store, so that the writer's thread has little to do."""
    rows: dict[tuple[str, str, str], tuple[int, Row]] = {}
    refused = []
    for number, record in enumerate(records, start=1):
        try:
            row = read_row(record, province=province, now=now)
            first, _ = rows.setdefault((row.province, row.ward, row.code), (number, row))
            if first != number:
                raise Refused(f"the same code as row {first}; keep one of them")
        except Refused as error:
            refused.append(Refusal(number, _code_in(record), str(error)))
    return Checked(tuple(rows.values()), tuple(refused))


def take(store: Statements, checked: Checked) -> Outcome:
    """Within the transaction of the caller."""
    outcome = Outcome(refused=list(checked.refused))
    drawer = open_drawer(store, ((row.province, row.ward, row.code) for _, row in checked.rows))
    for number, row in checked.rows:
        try:
            _take_row(drawer, row, outcome)
        except Refused as error:
            outcome.refused.append(Refusal(number, row.code, str(error)))
    shut_drawer(store, drawer)
    outcome.refused.sort(key=lambda refusal: refusal.row)
    return outcome


def handing_in(desk: WritingDesk, store: Statements) -> "Callable[[Checked], Future[Outcome]]":
    """For threads that do not write: a batch in, its outcome once it is committed."""
    return lambda checked: desk.hand_in(lambda _: take(store, checked))


def _take_row(drawer: Drawer, row: Row, outcome: Outcome) -> None:
    known = drawer.known.get((row.province, row.ward, row.code))
    said = _first(row) if known is None else _next(known, row)
    unchanged = known is not None and same_matter(known, said)
    if known is not None and row.at < known.said_at and not unchanged:
        raise Refused(
            f"speaks of {row.at}, but {known.said_at} is known with state {known.state}; export it again"
        )
    if known is None or row.at >= known.said_at:
        drawer.keep(said, silently=unchanged)
    if known is None:
        outcome.imported += 1
    elif unchanged:
        outcome.unchanged += 1
    else:
        outcome.updated += 1


def _first(row: Row) -> Dossier:
    for name in ("procedure", "channel", "received"):
        if not getattr(row, name):
            raise Refused(f"{name} is empty; a dossier that is new here needs it")
    finished_day, finished_state = _finish(row, None)
    return Dossier(
        province=row.province,
        ward=row.ward,
        code=row.code,
        procedure=row.procedure,
        field=row.field,
        channel=row.channel,
        officer=row.officer,
        counter=row.counter,
        received_day=row.received,
        due=row.due,
        state=row.state,
        state_at=row.at,
        finished_day=finished_day,
        finished_state=finished_state,
        waited_days=row.waited_days or 0,
        source="import",
        said_at=row.at,
        epoch=IMPORT,
        seq=0,
    )


def _next(known: Dossier, row: Row) -> Dossier:
    finished_day, finished_state = _finish(row, known)
    said = replace(
        known,
        procedure=row.procedure or known.procedure,
        field=row.field or known.field,
        channel=row.channel or known.channel,
        officer=row.officer or known.officer,
        counter=row.counter or known.counter,
        received_day=row.received or known.received_day,
        due=row.due or known.due,
        state=row.state,
        state_at=known.state_at if row.state == known.state else row.at,
        finished_day=finished_day,
        finished_state=finished_state,
        waited_days=known.waited_days if row.waited_days is None else row.waited_days,
        source="import",
        said_at=row.at,
        epoch=IMPORT,
        seq=0,
        rest="",
    )
    check_order(said.received_day, said.due, said.finished_day)
    return said


def _finish(row: Row, known: Dossier | None) -> tuple[str | None, int | None]:
    """Day and state of finishing. A dossier that is open again is not finished any more."""
    if row.state not in FINISHING:
        return (known.finished_day, known.finished_state) if known and row.state in ENDED else (None, None)
    if known and known.finished_day and row.finished in (None, known.finished_day) and _stands(known, row):
        return known.finished_day, known.finished_state
    day = row.finished or datetime.fromisoformat(row.at).astimezone(VIETNAM).date().isoformat()
    return day, 9 if row.state == 10 and row.finished else row.state


def _stands(known: Dossier, row: Row) -> bool:
    """Whether the known day of finishing is that of the row's state as well: a return keeps the finish's."""
    return known.state == row.state or (row.state == 10 and known.finished_state == 9)


def _code_in(record: object) -> str:
    code = record.get("code") if isinstance(record, Mapping) else None
    return clipped(code)[1:-1] if isinstance(code, str) else ""
