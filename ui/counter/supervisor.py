"""The supervisor's API: a day's figures, its files, ratings taken back, slips reprinted, closings.

Owns these routes and their request bodies. Refuses rules and sums: the core decides and `Office` counts.
Apart from the page that uses it (`supervisor_page`).
"""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated, Final, TypeVar

from anyio import to_thread
from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from firmware.console import (
    CloseSpecially,
    Done,
    LiftClosing,
    PrintTicketAgain,
    Supervising,
    VoidRating,
    Why,
)
from firmware.figures import ClosingLine, DayReport, OwnFigures, RatingLine
from ui.counter import guard
from ui.counter.day_csv import csv_of
from ui.counter.day_pdf import pdf_of
from ui.counter.office import Office
from ui.counter.openapi import Endpoint, Operation, Query
from ui.counter.problems import Problem, read_body

T = TypeVar("T")
Reason = Annotated[str, Meta(min_length=3, max_length=200, pattern=r"\S")]
TimeOfDay = Annotated[str, Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
_FRESH: Final = {"Cache-Control": "no-store"}


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


_DAY: Final = Query("day", "a business day; today without it", {"type": "string", "format": "date"})
_SUPERVISING: Final = (Why.NOT_SIGNED_IN, Why.NOT_SUPERVISOR)
_OF_A_DAY: Final = partial(Operation, queries=(_DAY,), refusals=(*_SUPERVISING, Why.BAD_VALUE))
_DEED: Final = partial(Operation, method="POST", answer=Done)


def routes(office: Office) -> list[Route]:
    desk = _Desk(office)
    own = Operation(
        "An officer's own ratings of the days before today; levels from five ratings on",
        answer=OwnFigures,
        refusals=(Why.NOT_SIGNED_IN,),
    )
    return [*_figures(desk), *_deeds(desk), *_closings(desk), Endpoint("/api/v1/me/figures", desk.own, own)]


def _figures(desk: "_Desk") -> list[Route]:
    report = _OF_A_DAY("A day's figures", answer=DayReport)
    report_csv = _OF_A_DAY("The same as a sheet", media=("text/csv",))
    report_pdf = _OF_A_DAY("The same to print and sign", media=("application/pdf",), also=(503,))
    ratings = _OF_A_DAY("A day's ratings, those taken back too", answer=tuple[RatingLine, ...])
    return [
        Endpoint("/api/v1/report", desk.report, report),
        Endpoint("/api/v1/report.csv", desk.report_csv, report_csv),
        Endpoint("/api/v1/report.pdf", desk.report_pdf, report_pdf),
        Endpoint("/api/v1/ratings", desk.ratings, ratings),
    ]


def _deeds(desk: "_Desk") -> list[Route]:
    void = _DEED("Take a rating back", body=VoidBody, refusals=(*_SUPERVISING, Why.UNKNOWN_RATING))
    reprint = _DEED(
        "Print a ticket of today again, marked as a reprint",
        body=ReprintBody,
        refusals=(*_SUPERVISING, Why.UNKNOWN_TICKET, Why.WRONG_STATE),
    )
    return [
        Endpoint("/api/v1/ratings/{rating}/void", desk.void, void),
        Endpoint("/api/v1/tickets/{number}/reprint", desk.reprint, reprint),
    ]


def _closings(desk: "_Desk") -> list[Route]:
    listing = Operation(
        "The special closings of today and later", answer=tuple[ClosingLine, ...], refusals=_SUPERVISING
    )
    close = _DEED("Give no numbers at a time", body=ClosingBody, refusals=_SUPERVISING)
    lift = Operation(
        "Lift a closing",
        method="DELETE",
        answer=Done,
        refusals=(*_SUPERVISING, Why.UNKNOWN_CLOSING),
        also=(503,),
    )
    return [
        Endpoint("/api/v1/closings", desk.closings, listing),
        Endpoint("/api/v1/closings", desk.close, close),
        Endpoint("/api/v1/closings/{closing}", desk.lift, lift),
    ]


class _Desk:
    """The endpoints. Whatever waits for the kiosk or draws a file does so off the event loop."""

    def __init__(self, office: Office) -> None:
        self._office = office

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
        return await to_thread.run_sync(look, day_asked(request))

    async def _do(self, wish: Supervising) -> Response:
        return guard.settle(await guard.ask(self._office, wish))


def day_asked(request: Request) -> str:
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
