"""The API's routes, declared once: what serves each, and the OpenAPI 3.1 document of those that are served.

Owns the form of a declaration and the document made of them. Refuses prose that the types already say: the
schemas come from the very types that decode and encode. The random tests shape their requests by it.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from firmware.console import Why
from ui.counter.guard import COOKIE, STATUS

JSON: Final = "application/json"
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
    503: "the kiosk did not do it, and will not do so later",
}
_OF_A_BODY: Final = frozenset({400, 413, 415, 422, 503})


@dataclass(frozen=True, slots=True)
class Query:
    """A parameter of an address, never needed; `schema` is JSON Schema."""

    name: str
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """What one method of a path takes and answers. Whoever may be refused as not signed in needs a session.

    `answer` is the type that is encoded, `media` what it is instead where it is no JSON; with neither it is
    204, and `maybe_empty` may answer 204 as well.
    """

    summary: str
    _: KW_ONLY
    method: str = "GET"
    body: Any = None
    answer: Any = None
    media: tuple[str, ...] = ()
    status: int = 200
    maybe_empty: bool = False
    queries: tuple[Query, ...] = ()
    refusals: tuple[Why, ...] = ()
    also: tuple[int, ...] = ()

    @property
    def problems(self) -> list[int]:
        found = {STATUS[why] for why in self.refusals} | set(self.also)
        return sorted(found if self.body is None else found | _OF_A_BODY)


class Endpoint(Route):
    """A route that tells of itself."""

    def __init__(
        self, path: str, serve: Callable[[Request], Awaitable[Response]], operation: Operation
    ) -> None:
        super().__init__(path, serve, methods=[operation.method])
        self.operation = operation


def document(name: str, routes: Iterable[BaseRoute]) -> dict[str, Any]:
    """The whole document, as plain JSON values."""
    every = [route for route in routes if isinstance(route, Endpoint)]
    told = [one.operation for one in every]
    kinds = [kind for one in told for kind in (one.body, one.answer) if kind is not None]
    shapes, schemas = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    shape_of = dict(zip(kinds, shapes, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for one in every:
        paths.setdefault(one.path_format, {})[one.operation.method.lower()] = _operation(one, shape_of)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Một Cửa Kiosk – {name}", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Problem": _PROBLEM},
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": COOKIE}},
        },
    }


def _operation(endpoint: Endpoint, shape_of: Mapping[Any, Any]) -> dict[str, Any]:
    one = endpoint.operation
    found: dict[str, Any] = {
        "operationId": _name(endpoint),
        "summary": one.summary,
        "parameters": [*map(_in_path, endpoint.param_convertors), *map(_in_query, one.queries)],
        "responses": _responses(one, shape_of),
    }
    if one.body is not None:
        found["requestBody"] = {"required": True, "content": {JSON: {"schema": shape_of[one.body]}}}
    if Why.NOT_SIGNED_IN in one.refusals:
        found["security"] = [{"session": []}]
    return found


def _responses(one: Operation, shape_of: Mapping[Any, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if one.answer is not None:
        content = {JSON: {"schema": shape_of[one.answer]}}
        found[str(one.status)] = {"description": "done", "content": content}
    elif one.media:
        content = {media: {"schema": {"type": "string", "contentMediaType": media}} for media in one.media}
        found[str(one.status)] = {"description": "as asked", "content": content}
    if one.maybe_empty or not found:
        found["204"] = {"description": "nobody waits" if one.maybe_empty else "done"}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return found | {str(each): {"description": _SPEECH[each], "content": problem} for each in one.problems}


def _in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": _IN_PATHS[name]}


def _in_query(query: Query) -> dict[str, Any]:
    told = {"name": query.name, "in": "query", "required": False, "description": query.description}
    return {**told, "schema": dict(query.schema)}


def _name(endpoint: Endpoint) -> str:
    """``post_counters_counter_no_show``"""
    words = re.findall(r"[a-z0-9]+", endpoint.path_format.removeprefix("/api/v1/"))
    return "_".join([endpoint.operation.method.lower(), *words])


_IN_PATHS: Final[dict[str, dict[str, Any]]] = {
    "counter": {"type": "integer", "minimum": 1, "maximum": 99},
    "number": {"type": "string"},
    "token": {"type": "string", "pattern": "^[0-9a-f]{20}$"},
    "rating": {"type": "string"},
    "closing": {"type": "integer", "minimum": 1},
    "sms": {"type": "integer", "minimum": 1},
    "code": {"type": "string", "maxLength": 100},
    "turn": {"type": "integer", "minimum": 0, "maximum": 99},
    "place": {"type": "integer", "minimum": 0, "maximum": 99},
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
