"""How a web page or a program is told that a request was no good (RFC 9457 problem documents)."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse


class Problem(Exception):
    """Ends a request with a problem document; `detail` names the thing, the value and the remedy."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail


async def respond(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    body = {"type": "about:blank", "title": error.title, "status": error.status, "detail": error.detail}
    return JSONResponse(body, status_code=error.status, media_type="application/problem+json")


async def read_json(request: Request, limit_bytes: int = 4096) -> dict[str, Any]:
    """The JSON object in a request's body. The content type is demanded: no foreign page can send it."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Problem(415, "Not JSON", "send the body as application/json")
    body = await request.body()
    if len(body) > limit_bytes:
        raise Problem(413, "Too large", f"{len(body)} bytes; the limit is {limit_bytes}")
    try:
        value = json.loads(body or b"{}")
    except ValueError as error:
        raise Problem(400, "Not JSON", f"{error}; send a JSON object") from error
    if not isinstance(value, dict):
        raise Problem(400, "Not an object", "send a JSON object")
    return value
