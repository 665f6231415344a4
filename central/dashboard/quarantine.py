"""The quarantine: what the centre refused to take in, and how it looked.

Owns the page, the entry's own page and how a stranger's bytes become harmless text. Refuses SQL
(`central.stats.quarantine`) and any way of letting an entry in after all.
"""

import string
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.dashboard.paging import ROWS, choice, leaf
from central.dashboard.shell import Asked, Shell
from central.dashboard.when import moment
from central.dashboard.words.quarantine import QUARANTINE
from central.queries import Scope
from central.stats.places import office_of
from central.stats.quarantine import CLASSES, OTHER, Entry, Wanted, by_kiosk, causes, entries, entry

BYTES_IN_A_LINE: Final = 16
_PLAIN: Final = frozenset((string.ascii_letters + string.digits + string.punctuation + " ").encode())


@dataclass(frozen=True, slots=True)
class EntryLine:
    number: int
    at: str
    topic: str
    cause: str
    reason: str
    size: int
    head: str
    cut: bool


@dataclass(frozen=True, slots=True)
class DumpLine:
    """Sixteen bytes: where they begin, as hexadecimal, and as the text they may be."""

    offset: str
    hexadecimal: str
    text: str


class QuarantinePage:
    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def routes(self) -> list[Route]:
        return [Route("/quarantine", self.whole), Route("/quarantine/{number:int}", self.one)]

    def whole(self, request: Request) -> Response:
        asked = self._shell.asked(request)
        cause = choice(request.query_params, "cause", (*CLASSES, OTHER))
        area = _area(asked)
        wanted = Wanted(area, cause)
        with self._shell.database as reader:
            counts = causes(reader, area)
            kiosks = by_kiosk(reader, wanted)
            page = leaf(request.query_params, counts.get(cause, 0) if cause else sum(counts.values()))
            rows = entries(reader, wanted, limit=ROWS, skip=page.skip)
        return self._shell.page(
            request,
            "quarantine",
            asked,
            QUARANTINE,
            causes=counts,
            cause=cause,
            kiosks=[(kiosk, office_of(kiosk) if kiosk else "", count) for kiosk, count in kiosks],
            lines=[_line(row, asked.now) for row in rows],
            leaf=page,
        )

    def one(self, request: Request) -> Response:
        asked, number = self._shell.asked(request), int(request.path_params["number"])
        with self._shell.database as reader:
            found = entry(reader, number, asked.viewer.narrow(Scope()))
        if found is None:
            raise HTTPException(404, f"No entry {number} in your area's quarantine")
        return self._shell.page(
            request,
            "entry",
            asked,
            QUARANTINE,
            entry=found,
            at=moment(found.at, asked.now),
            cause=cause_of(found.reason),
            place=office_of(found.kiosk) if found.kiosk else "",
            dump=dumped(found.head),
        )


def cause_of(reason: str) -> str:
    return next((begin for begin in CLASSES if reason.startswith(begin)), OTHER)


def harmless(payload: bytes) -> str:
    """Printable ASCII stays; every other byte is written as ``\\x1f``."""
    return "".join(chr(byte) if byte in _PLAIN else f"\\x{byte:02x}" for byte in payload)


def dumped(payload: bytes) -> list[DumpLine]:
    lines = []
    for offset in range(0, len(payload), BYTES_IN_A_LINE):
        some = payload[offset : offset + BYTES_IN_A_LINE]
        text = "".join(chr(byte) if byte in _PLAIN else "·" for byte in some)
        lines.append(DumpLine(f"{offset:04x}", some.hex(" "), text))
    return lines


def _line(row: Entry, now: datetime) -> EntryLine:
    return EntryLine(
        number=row.number,
        at=moment(row.at, now),
        topic=row.topic,
        cause=cause_of(row.reason),
        reason=row.reason,
        size=row.size,
        head=harmless(row.head),
        cut=row.size > len(row.head),
    )


def _area(asked: Asked) -> Scope:
    """Of all time: an entry is looked for by its reason and its kiosk, not by a day."""
    return Scope(asked.scope.province, asked.scope.ward, asked.scope.kiosk)
