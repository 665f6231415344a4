"""The supervisor's page: a day's figures, its ratings, the closings and the SMS that did not arrive.

Owns what the page shows and in which words. Refuses what it asks for by scripts (`supervisor`), rules and
sums. A smiley is not a score of Decision 766/QĐ-TTg, and the page says so.
"""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from firmware.figures import DayReport
from ui.counter import guard, sms
from ui.counter.day_csv import LEVELS, minutes, vietnamese_day
from ui.counter.office import Office
from ui.counter.supervisor import day_asked

LEVELS_EN: Final = {
    "very_satisfied": "Very satisfied",
    "satisfied": "Satisfied",
    "neutral": "Neutral",
    "unsatisfied": "Unsatisfied",
    "very_unsatisfied": "Very unsatisfied",
}
_FRESH: Final = {"Cache-Control": "no-store"}
_VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")


def routes(office: Office, templates: Jinja2Templates) -> list[Route]:
    async def page(request: Request) -> Response:
        """The sign-in form for whoever is no supervisor; the figures for one."""
        visitor = await guard.visitor(request, office)
        english = request.query_params.get("lang") == "en"
        words: dict[str, Any] = {
            "office": office.name,
            "visitor": visitor,
            "lang": "en" if english else "vi",
            "say": _english if english else _vietnamese,
            "levels": LEVELS_EN if english else LEVELS,
            "minutes": _english_minutes if english else minutes,
            "figures": None,
            "sms_words": sms,
        }
        if visitor is not None and visitor.supervisor:
            day = day_asked(request)
            words["figures"] = await to_thread.run_sync(partial(_figures, office, day))
        return templates.TemplateResponse(request, "supervisor.html", words, headers=_FRESH)

    return [Route("/supervisor", page)]


def _figures(office: Office, day: str) -> dict[str, Any]:
    """Everything the page shows of one day; `today` is the business day, not the browser's date."""
    queue, report = office.queue(), office.report(day)
    shown = date.fromisoformat(report.day)
    return {
        "report": report,
        "today": queue.day,
        "is_today": report.day == queue.day,
        "day_in_words": vietnamese_day(report.day),
        "before": (shown - timedelta(days=1)).isoformat(),
        "after": (shown + timedelta(days=1)).isoformat(),
        "hours": _bars(report),
        "still_waiting": {ticket.number for ticket in queue.tickets if ticket.state == "waiting"},
        "services": {row.key: row.name for row in report.services},
        "ratings": office.ratings(report.day),
        "presses": sum(count for _, count in report.ratings),
        "closings": office.closings(),
        "sms": office.sms(),
        "day_of": _local_day,
        "clock": _local_time,
        "time_of_day": _time_of_day,
        "in_words": vietnamese_day,
    }


def _bars(report: DayReport) -> list[dict[str, Any]]:
    """Every hour from the first to the last, the empty ones too; heights in per cent of the tallest."""
    known = {int(row.key): row for row in report.hours}
    if not known:
        return []
    tallest = max(max(row.issued, row.served) for row in report.hours) or 1
    counts = {hour: (row.issued, row.served) for hour, row in known.items()}
    return [
        {
            "hour": hour,
            "issued": issued,
            "served": served,
            "issued_height": round(100 * issued / tallest),
            "served_height": round(100 * served / tallest),
        }
        for hour in range(min(known), max(known) + 1)
        for issued, served in [counts.get(hour, (0, 0))]
    ]


def _time_of_day(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _local_time(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(_VIETNAM):%H:%M}"


def _local_day(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(_VIETNAM):%d/%m %H:%M}"


def _english_minutes(value: int | None) -> str:
    return minutes(value).replace(",", ".")


def _vietnamese(vietnamese: str, _english: str) -> str:
    return vietnamese


def _english(_vietnamese: str, english: str) -> str:
    return english
