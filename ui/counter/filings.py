"""Dossiers filed from home, on the web: which came, what they say, and their papers to look at or keep.

Owns these routes, and how a stranger's file is handed to a browser: as what it was declared, never run and
never guessed at. Refuses moves (`dossiers`) and strangers: names stand here, and the log says who looked.
"""

import logging
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from anyio import to_thread
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from firmware.console import Why
from firmware.pages import FiledLine, FiledPage, Paper
from ui.counter import guard
from ui.counter.office import Office
from ui.counter.openapi import Endpoint, Operation, Query
from ui.counter.problems import Problem

log = logging.getLogger("motcua.web")

ENDINGS: Final = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
SEEN_IN_PLACE: Final = frozenset({"image/jpeg", "image/png"})
"""Browsers show no PDF in a sandbox: it is downloaded."""
_LONGEST_CODE: Final = 100
_UNKNOWN_KIND: Final = "application/octet-stream"
_DOWNLOAD: Final = Query("download", "to keep it, and not to look at it in place", {"type": "string"})
_GUARDED: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Filings:
    """At most 500, those that nobody has answered at the top."""

    filings: tuple[FiledLine, ...]


class Small(Convertor[int]):
    """A number in a path that is never long enough to be costly, or to be no number of Python's."""

    regex = "[0-9]{1,2}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


def routes(office: Office) -> list[Route]:
    register_url_convertor("small", Small())
    desk = _Desk(office)
    listing = Operation(
        "Open dossiers that were filed from home, those that nobody has answered at the top",
        answer=Filings,
        refusals=(Why.NOT_SIGNED_IN,),
    )
    paper = Operation(
        "An attachment as it was filed, as what it was declared",
        media=(*ENDINGS, _UNKNOWN_KIND),
        queries=(_DOWNLOAD,),
        refusals=(Why.NOT_SIGNED_IN,),
        also=(404,),
    )
    look = Operation(
        "What was filed; an attachment lies under /{turn}/{place} of this address",
        answer=FiledPage,
        refusals=(Why.NOT_SIGNED_IN,),
        also=(404,),
    )
    return [
        Endpoint("/api/v1/filings", desk.list, listing),
        Endpoint("/api/v1/filings/{code:path}/{turn:small}/{place:small}", desk.paper, paper),
        Endpoint("/api/v1/filings/{code:path}", desk.look, look),
    ]


class _Desk:
    """The endpoints. Whatever waits for the kiosk does so off the event loop."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def list(self, request: Request) -> Response:
        await guard.signed(request, self._office)
        return guard.as_json(Filings(await to_thread.run_sync(self._office.filed)))

    async def look(self, request: Request) -> Response:
        signed = await guard.signed(request, self._office)
        code = request.path_params["code"]
        page = await to_thread.run_sync(self._office.filing, code) if len(code) <= _LONGEST_CODE else None
        if page is None:
            raise _unknown(f"dossier {code[:_LONGEST_CODE]!r} was not filed from home, or is erased by now")
        log.info("filing opened code=%s officer=%s", page.code, signed.officer)
        return guard.as_json(page)

    async def paper(self, request: Request) -> Response:
        signed = await guard.signed(request, self._office)
        code, turn, place = (request.path_params[name] for name in ("code", "turn", "place"))
        known = len(code) <= _LONGEST_CODE
        paper = await to_thread.run_sync(self._office.paper, code, turn, place) if known else None
        if paper is None:
            raise _unknown("that attachment is not here, was erased, or cannot be read; ask for the paper")
        log.info("attachment opened code=%s place=%s.%s officer=%s", code, turn, place, signed.officer)
        return handed(paper, kept="download" in request.query_params)


def handed(paper: Paper, *, kept: bool) -> Response:
    """To look at, or to keep; what is no known type is only kept."""
    kind = paper.type if paper.type in ENDINGS else _UNKNOWN_KIND
    how = "attachment" if kept or kind not in SEEN_IN_PLACE else "inline"
    ending = ENDINGS.get(kind, ".bin")
    name = paper.file if paper.file.lower().endswith((ending, ".jpeg")) else f"{paper.file}{ending}"
    disposition = f"{how}; filename=\"attachment{ending}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {**_GUARDED, "Content-Disposition": disposition}
    return Response(paper.body, 200, headers, kind)


def _unknown(detail: str) -> Problem:
    return Problem(404, "Unknown filing", detail, "unknown_filing")
