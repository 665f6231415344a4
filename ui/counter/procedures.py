"""The public notice: procedures as pages, as a sheet, and for programs.

Owns `/procedures` and its API. Refuses to fill gaps: where the catalogue says nothing, the page says to ask
an officer. Open to everybody on the LAN, as the notice on the wall is.
"""

import csv
import io
import re
from itertools import groupby
from typing import Any, Final

import msgspec
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from firmware.console import Why
from firmware.pages import FoundProcedure, ProcedurePage
from ui.counter import guard
from ui.counter.day_csv import harmless
from ui.counter.office import Office
from ui.counter.openapi import Endpoint, Operation, Query
from ui.counter.problems import Problem

MOST: Final = 100
_LONGEST_QUERY: Final = 500
_WORDS: Final = Query(
    "q", "what to look for; everything without it", {"type": "string", "maxLength": _LONGEST_QUERY}
)
_LIMIT: Final = Query(
    "limit", "how many at most", {"type": "integer", "minimum": 1, "maximum": MOST, "default": 20}
)
ONLINE: Final = {"full": "Toàn trình", "partial": "Một phần", "none": "Không", None: "Hỏi cán bộ"}
HEADS: Final = (
    "Mã thủ tục",
    "Tên thủ tục",
    "Lĩnh vực",
    "Cần mang gì",
    "Bao lâu",
    "Lệ phí",
    "Nộp ở đâu",
    "Trực tuyến",
)


def routes(office: Office, templates: Jinja2Templates) -> list[Route]:
    notice = _Notice(office, templates)
    find = Operation(
        "Procedures that fit some words, those that fit best at the top",
        answer=tuple[FoundProcedure, ...],
        queries=(_WORDS, _LIMIT),
        refusals=(Why.BAD_VALUE,),
    )
    detail = Operation("Everything the office posts of one procedure", answer=ProcedurePage, also=(404,))
    return [
        Route("/procedures", notice.listing),
        Route("/procedures.csv", notice.sheet),
        Route("/procedures/{code}", notice.page),
        Endpoint("/api/v1/procedures", notice.find, find),
        Endpoint("/api/v1/procedures/{code}", notice.detail, detail),
    ]


class _Notice:
    def __init__(self, office: Office, templates: Jinja2Templates) -> None:
        self._office = office
        self._templates = templates

    async def listing(self, request: Request) -> Response:
        """All procedures by field, or those that fit the words of `?q=`."""
        query = request.query_params.get("q", "")[:_LONGEST_QUERY]
        found = await to_thread.run_sync(self._office.find, query, 10_000)
        pages = await to_thread.run_sync(self._office.procedures)
        words = {
            "office": self._office.name,
            "query": query,
            "found": found,
            "fields": [(field, list(group)) for field, group in groupby(found, key=lambda one: one.field)],
            "online": ONLINE,
            "updated": _day(pages[0].updated if pages else None),
        }
        return self._templates.TemplateResponse(request, "procedures.html", words)

    async def page(self, request: Request) -> Response:
        one = await self._one(request)
        words = {"office": self._office.name, "one": one, "online": ONLINE, "updated": _day(one.updated)}
        return self._templates.TemplateResponse(request, "procedure.html", words)

    async def sheet(self, _request: Request) -> Response:
        pages = await to_thread.run_sync(self._office.procedures)
        headers = {"Content-Disposition": 'attachment; filename="thu-tuc.csv"', "Cache-Control": "no-store"}
        return Response(sheet_of(pages), media_type="text/csv; charset=utf-8", headers=headers)

    async def find(self, request: Request) -> Response:
        """Ranked; `limit` 1 to 100, 20 unless told."""
        query = request.query_params.get("q", "")
        if len(query) > _LONGEST_QUERY:
            detail = f"q has {len(query)} characters; send at most {_LONGEST_QUERY}"
            raise guard.refused(Why.BAD_VALUE, detail)
        limit = _limit(request.query_params.get("limit", "20"))
        return _json(await to_thread.run_sync(self._office.find, query, limit))

    async def detail(self, request: Request) -> Response:
        return _json(await self._one(request))

    async def _one(self, request: Request) -> ProcedurePage:
        code = request.path_params["code"]
        one = await to_thread.run_sync(self._office.procedure, code)
        if one is None:
            detail = f"procedure {code[:64]!r} is not in the catalogue; look it up"
            raise Problem(404, "Unknown procedure", detail, "unknown_procedure")
        return one


def sheet_of(pages: tuple[ProcedurePage, ...]) -> bytes:
    """UTF-8 with BOM, as spreadsheets want it; a cell never begins a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADS)
    for one in pages:
        sections = (one.bring, one.time, one.fee, one.place)
        cells = [one.code, one.name, one.field, *("; ".join(lines) or "Hỏi cán bộ" for lines in sections)]
        writer.writerow([*harmless(cells), ONLINE[one.online]])
    return text.getvalue().encode("utf-8-sig")


def _json(value: Any) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def _limit(text: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text) or not 1 <= int(text) <= MOST:
        raise guard.refused(Why.BAD_VALUE, f"limit is {text[:20]!r}; send a number from 1 to {MOST}")
    return int(text)


def _day(iso: str | None) -> str:
    return "/".join(reversed(iso.split("-"))) if iso else ""
