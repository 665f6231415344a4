"""Dossiers over the API: their figures for everybody, states from the province's system for who can sign.

Owns parameters, the request's limits and its answers. Refuses rules (`central.dossiers`) and writing: a
batch is handed to the desk, and the answer is given only after it is committed.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
import peewee
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from central.dashboard.api import BadParameter, as_json, problem, scope_of
from central.dashboard.openapi import Endpoint
from central.dashboard.parameters import FIELD, OFFICER, PERIOD, PROVINCE, WARD
from central.dossiers.figures import Figures, Question, figures
from central.dossiers.intake import ROWS, Checked, Outcome, check
from central.dossiers.signing import NotSigned, check_signature

BODY_BYTES: Final = 32 * 1024 * 1024
ANSWER_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Door:
    """How batches come in: the shared secret (None: they do not), the province of rows that name none."""

    secret: bytes | None
    province: str
    hand_in: "Callable[[Checked], Future[Outcome]]"


class Sent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the body, for the API's document; `central.dossiers.rows` reads and judges it."""

    code: str
    ward: str
    state: int | str
    province: str = ""
    procedure: str = ""
    field: str = ""
    channel: str = ""
    received: str | None = None
    due: str | None = None
    finished: str | None = None
    at: str | None = None
    officer: str = ""
    counter: int | str | None = None
    waited_days: int | str | None = None


class _Refused(Exception):
    """A request that is not carried out; what is said about it."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(detail)
        self.answer = problem(status, title, detail)


class DossierApi:
    def __init__(self, reader: peewee.Database, clock: Callable[[], datetime], door: Door | None) -> None:
        self._reader = reader
        self._clock = clock
        self._door = door

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint(
                path="/api/v1/dossiers/figures",
                serve=self.figures,
                answer=Figures,
                parameters=(PROVINCE, WARD, FIELD, OFFICER, *PERIOD),
            ),
            Endpoint(
                path="/api/v1/dossiers",
                serve=self.put,
                method="PUT",
                body=list[Sent],
                answer=Outcome,
                problems=(400, 401, 413, 503),
                signed=True,
            ),
        ]

    def figures(self, request: Request) -> Response:
        question = _question(request)
        with self._reader:
            return as_json(figures(self._reader, question))

    async def put(self, request: Request) -> Response:
        try:
            return as_json(await self._take(request))
        except _Refused as refused:
            return refused.answer

    async def _take(self, request: Request) -> Outcome:
        door = self._door
        if door is None or door.secret is None:
            raise _Refused(503, "Intake is off", "Set [intake] secret_file in the settings, then restart.")
        body = await _body(request)
        self._let_in(request, body, door.secret)
        batch = await run_sync(self._checked, body, door.province)
        return await _answer(door.hand_in(batch))

    def _let_in(self, request: Request, body: bytes, secret: bytes) -> None:
        signature, date = request.headers.get("x-signature", ""), request.headers.get("x-date", "")
        try:
            check_signature(secret, body, signature=signature, date=date, now=self._clock())
        except NotSigned as error:
            raise _Refused(401, "Not signed", str(error)) from error

    def _checked(self, body: bytes, province: str) -> Checked:
        try:
            records = msgspec.json.decode(body, type=list[object])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
            raise _Refused(400, "Not a list", f"{error}; send a JSON array of objects") from error
        if len(records) > ROWS:
            raise _Refused(413, "Too many rows", f"{len(records)} rows, limit {ROWS}; send it in parts")
        return check(records, province=province, now=self._clock())


async def _body(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > BODY_BYTES:
            raise _Refused(413, "Too large", f"over {BODY_BYTES} bytes; send it in parts")
        parts.append(part)
    return b"".join(parts)


async def _answer(batch: "Future[Outcome]") -> Outcome:
    """503 means: send it again; a batch that was written after all is unchanged then."""
    try:
        return await asyncio.wait_for(asyncio.wrap_future(batch), ANSWER_SECONDS)
    except TimeoutError as error:
        raise _Refused(503, "No answer", "The store is busy; send the same batch again.") from error
    except peewee.PeeweeException as error:
        raise _Refused(503, "Not recorded", f"The store: {error}; send the same batch again.") from error


def _question(request: Request) -> Question:
    scope = scope_of(request)
    if scope.kiosk:
        raise BadParameter(f"kiosk={scope.kiosk!r}: dossiers belong to a ward; ask with province and ward")
    return Question(
        province=scope.province,
        ward=scope.ward,
        field=FIELD.read(request.query_params),
        officer=OFFICER.read(request.query_params),
        first_day=scope.first_day,
        last_day=scope.last_day,
    )
