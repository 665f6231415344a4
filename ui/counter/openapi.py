"""The API's own description: an OpenAPI 3.1 document made from the types that encode and decode.

Owns the list of operations with their refusals. Refuses prose that the types already say. Served at
`/api/v1/openapi.json`, and what the random tests shape their requests by.
"""

from dataclasses import dataclass
from typing import Any, Final

import msgspec

from firmware.console import Called, Done, DossierView, Signed, Why
from firmware.pages import Board, FiledPage, Queue
from ui.counter import bodies, dossiers, filings
from ui.counter.guard import COOKIE, STATUS

_AT_COUNTER: Final = (Why.NOT_SIGNED_IN, Why.OTHER_COUNTER, Why.UNKNOWN_COUNTER)
_SPEECH: Final = {
    400: "not JSON",
    401: "not signed in",
    403: "signed in, but not for this",
    404: "no such thing",
    409: "not now",
    413: "too large",
    415: "not application/json",
    422: "a value that does not fit",
    429: "too often, or locked after wrong PINs; see Retry-After",
    503: "the kiosk did not record it, and will not do so later",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path. `answer` None is 204, else `status`; `maybe_empty` may answer 204 as well."""

    method: str
    path: str
    summary: str
    body: type | None = None
    answer: Any = None
    status: int = 200
    maybe_empty: bool = False
    cookie: bool = False
    refusals: tuple[Why, ...] = ()
    also: tuple[int, ...] = ()

    @property
    def problems(self) -> tuple[int, ...]:
        found = {STATUS[why] for why in self.refusals} | set(self.also)
        if self.body is not None:
            found |= {400, 413, 415, 422, 503}
        return tuple(sorted(found))


class HelpState(msgspec.Struct, frozen=True):
    """`help` is false once somebody is on the way."""

    help: bool


def _counter(action: str, summary: str, body: type, *why: Why) -> Operation:
    answer = Called if action == "call" else Done
    path = f"/api/v1/counters/{{counter}}/{action}"
    refusals = (*_AT_COUNTER, *why)
    empty = action == "call"
    return Operation(
        method="post",
        path=path,
        summary=summary,
        body=body,
        answer=answer,
        maybe_empty=empty,
        cookie=True,
        refusals=refusals,
    )


OPERATIONS: Final = (
    Operation(
        method="post",
        path="/api/v1/session",
        summary="Sign in; sets the session's cookie",
        body=bodies.SignInBody,
        answer=Signed,
        refusals=(Why.UNKNOWN_OFFICER, Why.UNKNOWN_COUNTER, Why.NOT_SUPERVISOR, Why.COUNTER_TAKEN),
        also=(401, 429),
    ),
    Operation(
        method="get",
        path="/api/v1/session",
        summary="Who is signed in",
        answer=Signed,
        cookie=True,
        refusals=(Why.NOT_SIGNED_IN,),
    ),
    Operation(method="delete", path="/api/v1/session", summary="Sign out", cookie=True, also=(503,)),
    _counter(
        "call",
        "Call the next ticket, or the one named",
        bodies.CallBody,
        Why.STILL_SERVING,
        Why.UNKNOWN_TICKET,
        Why.WRONG_STATE,
        Why.NOT_SERVED_HERE,
    ),
    _counter("recall", "Call the same ticket once more", bodies.RecallBody, Why.NOBODY_CALLED),
    _counter("no-show", "The called ticket did not come", bodies.NoShowBody, Why.NOBODY_CALLED),
    _counter("hold", "Set the called ticket aside", bodies.HoldBody, Why.NOBODY_CALLED),
    _counter(
        "transfer",
        "Send the called ticket to a service, a counter, or both",
        bodies.TransferBody,
        Why.NOBODY_CALLED,
        Why.UNKNOWN_SERVICE,
        Why.NOT_SERVED_HERE,
    ),
    _counter(
        "serve",
        "The called ticket is done, or somebody without one was served",
        bodies.ServeBody,
        Why.NOBODY_CALLED,
        Why.STILL_SERVING,
        Why.UNKNOWN_SERVICE,
        Why.NOT_SERVED_HERE,
    ),
    _counter("pause", "Pause this counter, or resume with null", bodies.PauseBody, Why.STILL_SERVING),
    Operation(
        method="post",
        path="/api/v1/tickets/{number}/return",
        summary="Put a no-show back into the queue, once",
        body=bodies.ReturnBody,
        answer=Done,
        cookie=True,
        refusals=(Why.NOT_SIGNED_IN, Why.UNKNOWN_TICKET, Why.WRONG_STATE, Why.RETURNED_BEFORE),
    ),
    Operation(
        method="get",
        path="/api/v1/queue",
        summary="The queue; priority classes only with a session",
        answer=Queue,
    ),
    Operation(method="get", path="/api/v1/board", summary="What the hall's TV shows", answer=Board),
    Operation(
        method="post",
        path="/api/v1/help/answer",
        summary="An officer is on the way to the kiosk",
        body=bodies.HelpBody,
        answer=HelpState,
    ),
    Operation(
        method="get",
        path="/api/v1/dossiers",
        summary="The ward's open dossiers, those due first at the top",
        answer=dossiers.OpenDossiers,
        cookie=True,
        refusals=(Why.NOT_SIGNED_IN,),
        also=(422,),
    ),
    Operation(
        method="post",
        path="/api/v1/dossiers",
        summary="Receive a dossier; its receipt with the PIN is printed at the kiosk",
        body=dossiers.ReceiveBody,
        answer=dossiers.Taken,
        status=201,
        cookie=True,
        refusals=(Why.NOT_SIGNED_IN, Why.OTHER_COUNTER, Why.BAD_VALUE, Why.WRONG_STATE),
    ),
    Operation(
        method="post",
        path="/api/v1/dossiers/{code}/move",
        summary="Move a dossier to a national state, or promise another date with a reason",
        body=dossiers.MoveBody,
        answer=DossierView,
        cookie=True,
        refusals=(Why.NOT_SIGNED_IN, Why.OTHER_COUNTER, Why.BAD_VALUE, Why.WRONG_STATE),
        also=(404,),
    ),
    Operation(
        method="get",
        path="/api/v1/dossiers/{code}",
        summary="State and date of a dossier; at most 30 questions a minute",
        answer=DossierView,
        also=(404, 429),
    ),
    Operation(
        method="get",
        path="/api/v1/filings",
        summary="Open dossiers that were filed from home, those that nobody has answered at the top",
        answer=filings.Filings,
        cookie=True,
        refusals=(Why.NOT_SIGNED_IN,),
    ),
    Operation(
        method="get",
        path="/api/v1/filings/{code}",
        summary="What was filed; an attachment lies under /{turn}/{place} of this address",
        answer=FiledPage,
        cookie=True,
        refusals=(Why.NOT_SIGNED_IN,),
        also=(404,),
    ),
)


def document(name: str) -> dict[str, Any]:
    """The whole document, as plain JSON values."""
    kinds = {kind for one in OPERATIONS for kind in (one.body, one.answer) if kind is not None}
    _, schemas = msgspec.json.schema_components(
        sorted(kinds, key=lambda kind: kind.__name__), ref_template="#/components/schemas/{name}"
    )
    paths: dict[str, dict[str, Any]] = {"/api/v1/live": {"get": _LIVE}}
    for one in OPERATIONS:
        paths.setdefault(one.path, {})[one.method] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Một Cửa Kiosk – {name}", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Problem": _PROBLEM},
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": COOKIE}},
        },
    }


def _operation(one: Operation) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    if one.answer is not None:
        responses[str(one.status)] = _content(one.answer.__name__, "done", "application/json")
    if one.answer is None or one.maybe_empty:
        responses["204"] = {"description": "nobody waits" if one.maybe_empty else "done"}
    for status in one.problems:
        responses[str(status)] = _content("Problem", _SPEECH[status], "application/problem+json")
    found: dict[str, Any] = {"summary": one.summary, "responses": responses}
    names = [part[1:-1] for part in one.path.split("/") if part.startswith("{")]
    if names:
        found["parameters"] = [_PARAMETERS[name] for name in names]
    if one.body is not None:
        schema = {"$ref": f"#/components/schemas/{one.body.__name__}"}
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if one.cookie:
        found["security"] = [{"session": []}]
    return found


def _content(schema: str, description: str, media: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


_PARAMETERS: Final[dict[str, dict[str, Any]]] = {
    "counter": {
        "name": "counter",
        "in": "path",
        "required": True,
        "schema": {"type": "integer", "minimum": 1, "maximum": 99},
    },
    "number": {"name": "number", "in": "path", "required": True, "schema": {"type": "string"}},
    "code": {"name": "code", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 100}},
}
_PROBLEM: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "RFC 9457; `code` is what a program decides on",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "examples": [why.value for why in Why]},
    },
}
_LIVE: Final[dict[str, Any]] = {
    "summary": "Server-sent events kiosk, board, queue and beat; each at once, then whenever it changed",
    "parameters": [
        {
            "name": "only",
            "in": "query",
            "description": "names joined by commas; all where none is named",
            "schema": {"type": "string", "pattern": "^(kiosk|board|queue)(,(kiosk|board|queue))*$"},
        }
    ],
    "responses": {
        "200": {"description": "an endless stream", "content": {"text/event-stream": {}}},
        "422": _content("Problem", _SPEECH[422], "application/problem+json"),
    },
}
