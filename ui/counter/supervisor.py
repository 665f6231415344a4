"""The supervisor's page and API: a day's figures, its files, ratings taken back, slips reprinted, closings.

Owns these routes and their request bodies. Refuses rules and sums: the core decides and `Office` counts.
A smiley is not a score of Decision 766/QĐ-TTg, and the page says so.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Annotated, Any, Final, TypeVar
from zoneinfo import ZoneInfo

from anyio import to_thread
from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from firmware.console import (
    CloseSpecially,
    LiftClosing,
    PrintTicketAgain,
    Supervising,
    VoidRating,
    Why,
)
from firmware.figures import DayReport
from ui.counter import guard, sms
from ui.counter.day_csv import LEVELS, csv_of, minutes, vietnamese_day
from ui.counter.day_pdf import pdf_of
from ui.counter.office import Office
from ui.counter.problems import Problem, read_body

T = TypeVar("T")
Reason = Annotated[str, Meta(min_length=3, max_length=200, pattern=r"\S")]
TimeOfDay = Annotated[str, Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
LEVELS_EN: Final = {
    "very_satisfied": "Very satisfied",
    "satisfied": "Satisfied",
    "neutral": "Neutral",
    "unsatisfied": "Unsatisfied",
    "very_unsatisfied": "Very unsatisfied",
}
_FRESH: Final = {"Cache-Control": "no-store"}
_VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")


class _Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class VoidBody(_Body, frozen=True):
    """The reason stays in the ledger."""

    reason: Reason


class ReprintBody(_Body, frozen=True):
    pass


class ClosingBody(_Body, frozen=True):
    """No numbers on `day` from `start` to `end`, local times; 24:00 is the end of the day."""

    day: Day
    start: TimeOfDay
    end: TimeOfDay
    reason: Reason


def routes(office: Office, templates: Jinja2Templates) -> list[Route]:
    desk = _Desk(office, templates)
    return [
        Route("/supervisor", desk.page),
        Route("/api/v1/report", desk.report),
        Route("/api/v1/report.csv", desk.report_csv),
        Route("/api/v1/report.pdf", desk.report_pdf),
        Route("/api/v1/ratings", desk.ratings),
        Route("/api/v1/ratings/{rating}/void", desk.void, methods=["POST"]),
        Route("/api/v1/tickets/{number}/reprint", desk.reprint, methods=["POST"]),
        Route("/api/v1/closings", desk.closings, methods=["GET"]),
        Route("/api/v1/closings", desk.close, methods=["POST"]),
        Route("/api/v1/closings/{closing}", desk.lift, methods=["DELETE"]),
        Route("/api/v1/me/figures", desk.own),
    ]


class _Desk:
    """The endpoints. Whatever waits for the kiosk or draws a file does so off the event loop."""

    def __init__(self, office: Office, templates: Jinja2Templates) -> None:
        self._office = office
        self._templates = templates

    async def page(self, request: Request) -> Response:
        """The sign-in form for whoever is no supervisor; the figures for one."""
        visitor = await guard.visitor(request, self._office)
        english = request.query_params.get("lang") == "en"
        words: dict[str, Any] = {
            "office": self._office.name,
            "visitor": visitor,
            "lang": "en" if english else "vi",
            "say": _english if english else _vietnamese,
            "levels": LEVELS_EN if english else LEVELS,
            "minutes": _english_minutes if english else minutes,
            "figures": None,
            "sms_words": sms,
        }
        if visitor is not None and visitor.supervisor:
            day = _day_asked(request)
            words["figures"] = await to_thread.run_sync(partial(_figures, self._office, day))
        return self._templates.TemplateResponse(request, "supervisor.html", words, headers=_FRESH)

    async def report(self, request: Request) -> Response:
        return guard.as_json(await self._read(request, self._office.report))

    async def report_csv(self, request: Request) -> Response:
        report = await self._read(request, self._office.report)
        return _file(csv_of(report), "text/csv; charset=utf-8", f"bao-cao-{report.day}.csv")

    async def report_pdf(self, request: Request) -> Response:
        report = await self._read(request, self._office.report)
        try:
            drawn = await to_thread.run_sync(pdf_of, report)
        except FileNotFoundError as error:
            raise Problem(503, "No font", str(error), "no_font") from error
        return _file(drawn, "application/pdf", f"bao-cao-{report.day}.pdf")

    async def ratings(self, request: Request) -> Response:
        return guard.as_json(await self._read(request, self._office.ratings))

    async def void(self, request: Request) -> Response:
        session = guard.session_of(request)
        body = await read_body(request, VoidBody)
        wish = VoidRating(session=session, rating=request.path_params["rating"], reason=body.reason)
        return await self._do(wish)

    async def reprint(self, request: Request) -> Response:
        session = guard.session_of(request)
        await read_body(request, ReprintBody)
        return await self._do(PrintTicketAgain(session=session, number=request.path_params["number"]))

    async def closings(self, request: Request) -> Response:
        await guard.supervising(request, self._office)
        return guard.as_json(await to_thread.run_sync(self._office.closings))

    async def close(self, request: Request) -> Response:
        session = guard.session_of(request)
        body = await read_body(request, ClosingBody)
        wish = CloseSpecially(
            session=session,
            day=body.day,
            start=_minutes(body.start),
            end=_minutes(body.end),
            reason=body.reason,
        )
        return await self._do(wish)

    async def lift(self, request: Request) -> Response:
        session = guard.session_of(request)
        text = request.path_params["closing"]
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise guard.refused(Why.UNKNOWN_CLOSING, f"closing {text!r} is no number; see /api/v1/closings")
        return await self._do(LiftClosing(session=session, closing=int(text)))

    async def own(self, request: Request) -> Response:
        """For every officer: their own figures, delayed, and never fewer than five together."""
        signed = await guard.signed(request, self._office)
        return guard.as_json(await to_thread.run_sync(self._office.own, signed.officer))

    async def _read(self, request: Request, look: Callable[[str], T]) -> T:
        await guard.supervising(request, self._office)
        return await to_thread.run_sync(look, _day_asked(request))

    async def _do(self, wish: Supervising) -> Response:
        return guard.settle(await guard.ask(self._office, wish))


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


def _day_asked(request: Request) -> str:
    """The ISO day of `?day=`, "" for today."""
    text = request.query_params.get("day", "")
    if not text:
        return ""
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        day = None
    if day is None:
        raise guard.refused(Why.BAD_VALUE, f"day {text!r} is no date; write it like 2026-12-31")
    return day.isoformat()


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {**_FRESH, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


def _minutes(time_of_day: str) -> int:
    hours, minutes = time_of_day.split(":")
    return int(hours) * 60 + int(minutes)


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
