"""Filing over the API: the same forms, the same judgement, for programs of others.

Owns the request's headers and the answers. Refuses drafts and pages. An Idempotency-Key stands for one
filing: sent again with the same content it gets the same code; whoever only knows the key learns nothing.
"""

import hashlib
from typing import Any, Final

import msgspec
import peewee
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from central.dashboard.api import as_json, problem
from central.dashboard.openapi import Endpoint
from central.dashboard.parameters import Parameter
from central.desk import NotWritten
from central.home.caller import machine
from central.home.wards import ward_of
from central.intake import body, drafts
from central.intake.body import Sent, Unreadable
from central.intake.drafts import Packed
from central.intake.faults import said
from central.intake.filing import Receipt
from central.intake.letterbox import Faults, Letterbox, Sheet
from central.intake.pages import sheet_of

PATH: Final = "/api/v1/intake/{ward}/{procedure}"
KEY: Final = Parameter(
    "Idempotency-Key",
    "16 to 128 letters, new for each filing; the same again gets the same code",
    {"type": "string", "minLength": 16, "maxLength": 128},
    required=True,
    place="header",
)
_IN_PATH: Final = (
    Parameter(
        "ward",
        "a ward's five digits",
        {"type": "string", "pattern": "^[0-9]{5}$"},
        required=True,
        place="path",
    ),
    Parameter(
        "procedure", "a procedure's code", {"type": "string", "maxLength": 32}, required=True, place="path"
    ),
)


class Filed(msgspec.Struct, frozen=True):
    """`status_url` is for the filer alone: it opens the dossier's page."""

    code: str
    status_url: str


class FilingProblem(msgspec.Struct, frozen=True):
    """RFC 9457, with `error` for programs and the `field` that it is about, '' for none."""

    type: str
    title: str
    status: int
    detail: str
    error: str
    field: str


class IntakeApi:
    def __init__(self, box: Letterbox | None) -> None:
        self._box = box

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint(
                path=PATH,
                serve=self.post,
                method="POST",
                answer=Filed,
                body=dict[str, Any],
                takes="multipart/form-data",
                parameters=(*_IN_PATH, KEY),
                problems=(400, 404, 413, 422, 429, 503),
                open=True,
            )
        ]

    async def post(self, request: Request) -> Response:
        if self._box is None:
            return problem(503, "Filing is off", "This centre has no [sms] key_file; nothing can be kept.")
        key = request.headers.get("idempotency-key", "")
        if not 16 <= len(key) <= 128:
            return _problem(400, "idempotency_key", "", "Send Idempotency-Key, 16 to 128 letters.")
        wait = self._box.limits.save(machine(request), self._box.clock())
        if wait:
            return _problem(429, "paused", "", f"Too many requests; again in {int(wait.total_seconds())} s.")
        try:
            sent = await body.read(request)
        except Unreadable as error:
            return _problem(400, "unreadable", "", f"{error}; send multipart/form-data")
        if sent.cut:
            return _problem(413, "too_much", "", f"over {body.SENT_BYTES} bytes; send less")
        return await run_sync(self._taken, self._box, request, key, sent)

    def _taken(self, box: Letterbox, request: Request, key: str, sent: Sent) -> Response:
        ward = ward_of(request.path_params["ward"])
        sheet = sheet_of(box, ward, request.path_params["procedure"]) if ward else None
        if sheet is None:
            return _problem(404, "no_form", "", "No such form; see /nop/<ward> for what can be filed.")
        packed, faults = box.packed(sheet, sent, None)
        judged = box.judge(sheet, sent.values, [one.field for one in packed])
        if faults := judged.faults | faults:
            return _faulty(faults)
        secret, token = drafts.digest(f"{key}\n{_content(sheet, sent)}"), drafts.new_token()
        return self._filed(box, sheet, request, sent, secret, token, packed, judged.good)

    def _filed(
        self,
        box: Letterbox,
        sheet: Sheet,
        request: Request,
        sent: Sent,
        secret: str,
        token: str,
        packed: list[Packed],
        good: dict[str, str],
    ) -> Response:
        wait = box.limits.filing(machine(request), sheet.place.ward, box.clock())
        if wait:
            return _problem(429, "paused", "", f"Too many filings; again in {int(wait.total_seconds())} s.")
        answers = drafts.sealed_answers(box.keys, good)

        def keep(database: peewee.Database) -> None:
            drafts.keep(
                database,
                secret,
                sheet.place,
                version=sheet.form.version,
                answers=answers,
                files=packed,
                now=box.clock(),
            )

        try:
            filed = box.file(box.filing(sheet, secret, token, good), keep)
        except NotWritten as error:
            return problem(503, "Not recorded", str(error))
        return _receipt(box, filed) if isinstance(filed, Receipt) else _faulty(filed)


def _content(sheet: Sheet, sent: Sent) -> str:
    """A digest of all that was said, in any order."""
    parts = [f"{sheet.place}"]
    parts += sorted(f"{name}={value}" for name, value in sent.values.items())
    parts += sorted(f"{one.field}:{hashlib.sha256(one.content).hexdigest()}" for one in sent.uploads)
    return drafts.digest("\n".join(parts))


def _receipt(box: Letterbox, receipt: Receipt) -> Response:
    return as_json(Filed(receipt.code, f"{box.address}/nop/ho-so/{receipt.code}/{receipt.token}"))


def _faulty(faults: Faults) -> Response:
    """The first one: a program mends them one by one, or reads the form."""
    field, fault = next(iter(faults.items()))
    return _problem(422, fault.why, field, said(fault, "vi"))


def _problem(status: int, error: str, field: str, detail: str) -> Response:
    what = FilingProblem("about:blank", "Not filed", status, detail, error, field)
    return as_json(what, status=status, kind="application/problem+json")
