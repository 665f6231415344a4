"""How a web page or a program is told that a request was no good (RFC 9457 problem documents).

Owns problem documents, their `code`, and reading JSON bodies. Refuses to know what a request is about. Every
error that leaves the web room passes here, so that none is ever a bare text or an empty page.
"""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final, TypeVar

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

log = logging.getLogger("motcua.web")

T = TypeVar("T")
BODY_LIMIT_BYTES: Final = 4096


class Problem(Exception):
    """Ends a request with a problem document; `detail` names the thing, the value and the remedy.

    `code` is what a program decides on; without one it is the status in words, such as `bad_request`.
    """

    def __init__(
        self, status: int, title: str, detail: str, code: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.code = code or _words(status)
        self.headers = dict(headers or {})


def document(problem: Problem) -> JSONResponse:
    body = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
    }
    headers = {**problem.headers, "Cache-Control": "no-store"}
    return JSONResponse(body, problem.status, headers, "application/problem+json")


async def respond(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return document(error)


async def respond_http(request: Request, error: Exception) -> Response:
    """What Starlette itself refuses: no such page, or not with that method."""
    assert isinstance(error, HTTPException)
    title = HTTPStatus(error.status_code).phrase
    detail = f"{request.method} {request.url.path}: {error.detail}; see /api/v1/openapi.json"
    return document(Problem(error.status_code, title, detail, headers=error.headers))


async def respond_unforeseen(request: Request, error: Exception) -> Response:
    log.error("request failed method=%s path=%s", request.method, request.url.path, exc_info=error)
    return document(Problem(500, "Unforeseen error", "the kiosk's log has the traceback; try again"))


async def read_json(request: Request, limit_bytes: int = BODY_LIMIT_BYTES) -> dict[str, Any]:
    """The JSON object in a request's body. The content type is demanded: no foreign page can send it."""
    body = await _read(request, limit_bytes)
    try:
        value = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise Problem(400, "Not JSON", f"{error}; send a JSON object") from error
    if not isinstance(value, dict):
        raise Problem(400, "Not an object", "send a JSON object")
    return value


async def read_body(request: Request, kind: type[T]) -> T:
    """The body as a value of `kind`; an empty one is `{}`. 422 names the field that does not fit."""
    body = await _read(request, BODY_LIMIT_BYTES)
    try:
        return msgspec.json.decode(body or b"{}", type=kind)
    except msgspec.ValidationError as error:
        detail = f"{error}; see /api/v1/openapi.json for the body expected"
        raise Problem(422, "Bad value", detail, "bad_value") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Problem(400, "Not JSON", f"{error}; send a JSON object") from error


async def _read(request: Request, limit_bytes: int) -> bytes:
    """Stops reading at the limit, whatever the sender announces."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Problem(415, "Not JSON", "send the body as application/json")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit_bytes:
                raise Problem(413, "Too large", f"the body is over {limit_bytes} bytes", "too_large")
    except ClientDisconnect as error:
        raise Problem(400, "Cut off", "the body ended early; send it again") from error
    return bytes(body)


def _words(status: int) -> str:
    return HTTPStatus(status).phrase.lower().replace(" ", "_").replace("-", "_").replace("'", "")
