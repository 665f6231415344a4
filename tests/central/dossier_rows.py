"""Rows of the province's own system, and what a centre makes of them.

Owns a good row, a good file's header and line, and taking rows through the real checks. Refuses assertions.
"""

from datetime import datetime
from typing import Any

from central.dossiers.figures import Figures, Question, figures
from central.dossiers.intake import Outcome, check, take
from mqtt.facts import DossierMoved, DossierReceived
from tests.central.conftest import Centre
from tests.central.wire import DAY, NOW

CODE = "H19.52-261121-0001"

GOOD: dict[str, Any] = {
    "code": CODE,
    "ward": "05518",
    "procedure": "1.001193",
    "field": "Hộ tịch",
    "channel": "direct",
    "received": "20/11/2026",
    "due": "2026-11-25",
    "state": "4",
}
HEADER = "code,ward,procedure,field,channel,received,due,state"
LINE = f"{CODE},05518,1.001193,Hộ tịch,direct,20/11/2026,25/11/2026,4"


def row(**cells: Any) -> dict[str, Any]:
    return {**GOOD, **cells}


def taken(centre: Centre, *rows: object, at: datetime = NOW) -> Outcome:
    with centre.store.transaction():
        return take(centre.store, check(rows, province="19", now=at))


def tally(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.imported, outcome.updated, outcome.unchanged, len(outcome.refused)


def known(centre: Centre, columns: str) -> tuple[object, ...]:
    [found] = centre.rows(f"SELECT {columns} FROM dossier")
    return found


def received(
    code: str = CODE, *, day: str = DAY, due: str | None = "2026-11-25", channel: str = "direct"
) -> DossierReceived:
    return DossierReceived(
        day=day,
        code=code,
        procedure="1.001193",
        field="Hộ tịch",
        channel="online" if channel == "online" else "direct",
        due=due,
        officer="cb01",
        counter=1,
    )


def moved(
    state: int,
    code: str = CODE,
    *,
    day: str = DAY,
    due: str | None = "2026-11-25",
    waited_days: int = 0,
    officer: str = "cb01",
) -> DossierMoved:
    return DossierMoved(
        day=day,
        code=code,
        procedure="1.001193",
        field="Hộ tịch",
        channel="direct",
        from_state=2,
        state=state,
        due=due,
        waited_days=waited_days,
        officer=officer,
    )


def asked(centre: Centre, question: Question | None = None) -> Figures:
    with centre.reader:
        return figures(centre.reader, question or Question())


def counts(centre: Centre, question: Question | None = None) -> tuple[int, int, int, int, int]:
    found = asked(centre, question)
    return found.received, found.on_time, found.late, found.open, found.online
