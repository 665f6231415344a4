"""Rows of the province's own system, and what a centre makes of them.

Owns a good row, a good file's header and line, and taking rows through the real checks. Refuses assertions.
"""

from datetime import datetime
from typing import Any

from central.dossiers.intake import Outcome, check, take
from tests.central.conftest import Centre
from tests.central.test_dossier_register import CODE
from tests.central.wire import NOW

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
