"""A supervisor's browser before a ward whose day is known.

Owns the day's figures and the desk that shows them. Refuses assertions.
"""

from dataclasses import dataclass, replace

import pytest
from starlette.testclient import TestClient

from firmware import console
from firmware.figures import ClosingLine, DayReport, LongWait, OwnFigures, RatingLine, ReportRow, Spell
from firmware.sms_pages import SmsDesk
from tests.ui.counter.stub import CHIEF, TOKEN, Ward
from ui.counter.app import build
from ui.counter.guard import session_named
from ui.counter.live import Live

NONE = Spell(0, None, None, None)
SESSION = session_named(TOKEN)
FULL = DayReport(
    office="UBND phường Sông Công",
    day="2026-11-21",
    total=ReportRow("", "", 86, 71, 4, 9, Spell(77, 540, 1680, 3120), Spell(70, 372, 900, 1860)),
    services=(
        ReportRow("ho-tich", "Hộ tịch, chứng thực", 60, 51, 3, 5, Spell(50, 480, 1500, 2400), NONE),
        ReportRow("thue", '=HYPERLINK("x")', 0, 0, 0, 0, NONE, NONE),
    ),
    counters=(ReportRow("2", "Quầy 2", 30, 28, 1, 0, NONE, Spell(28, 310, 700, 1200)),),
    hours=(
        ReportRow("08", "08:00", 21, 14, 0, 0, NONE, NONE),
        ReportRow("10", "10:00", 7, 20, 0, 0, NONE, NONE),
    ),
    long_waits=(LongWait("B021", "ho-tich", 2520), LongWait("B007", "ho-tich", 3120)),
    ratings=(("very_satisfied", 38), ("satisfied", 11), ("unsatisfied", 3)),
    unattributed=4,
)
PRESSES = (
    RatingLine("r-2", "2026-11-21T08:59:11.000Z", "satisfied", "A050", "cb01", 1, ""),
    RatingLine("r-1", "2026-11-21T02:00:00.000Z", "unsatisfied", None, None, None, "<b>Bấm thử</b>"),
)
CLOSINGS = (
    ClosingLine(1, "2026-11-23", 810, 1020, "Họp Hội đồng nhân dân"),
    ClosingLine(2, "2026-12-01", 0, 1440, "Mất điện"),
)
EMPTY = replace(FULL, hours=(), counters=(), long_waits=(), ratings=(), services=())


@dataclass(frozen=True, slots=True)
class Desk:
    """A browser, and the ward behind it; `days` are the days it asked for."""

    web: TestClient
    ward: Ward
    days: list[str]


def desk_of(who: console.Signed | None, report: DayReport = FULL, sms: SmsDesk | None = None) -> Desk:
    ward = Ward()
    ward.people = {SESSION: who} if who else {}
    days: list[str] = []

    def report_of(day: str) -> DayReport:
        days.append(day)
        return replace(report, day=day or report.day)

    office = replace(
        ward.office(),
        report=report_of,
        ratings=lambda day: PRESSES,
        closings=lambda: CLOSINGS,
        own=lambda officer: OwnFigures("2026-11-20", 7, ((officer, 7),)),
        sms=lambda: sms,
    )
    web = TestClient(build(office, Live(), None), raise_server_exceptions=False)
    web.cookies.set("motcua", TOKEN)
    return Desk(web, ward, days)


@pytest.fixture
def desk() -> Desk:
    return desk_of(CHIEF)
