"""The API's endpoints, declared once: the routes that serve them, and the OpenAPI 3.1 document of them.

Owns the form of a declaration and the document made of them. Refuses prose that types already say: the words
are those of the page for people (`words.data`), and the schemas come from the very types that are encoded.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from starlette.routing import Route

from central.dashboard.parameters import Parameter
from central.dashboard.words.data import ENDPOINTS

JSON: Final = "application/json"
_PROBLEMS: Final = {
    400: "A parameter or a body that cannot be read",
    401: "Not signed in, or not signed",
    403: "Not yours to see",
    404: "There is no such thing here",
    409: "Not possible as things stand; the sentence says why",
    413: "Too much at once; send it in parts",
    422: "Understood, and something in it must be corrected",
    429: "Too often; wait a while",
    503: "Not now; send it again",
}


class Problem(msgspec.Struct, frozen=True):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One method of one path. `answer` is the type that is encoded; None where `media` is no JSON."""

    path: str
    serve: Callable[..., Any]
    answer: Any = None
    media: str = JSON
    parameters: tuple[Parameter, ...] = ()
    method: str = "GET"
    body: Any = None
    problems: tuple[int, ...] = (400, 401, 403)
    columns: Mapping[str, str] | None = None
    signed: bool = False
    """Whether a signature lets in, instead of an account."""
    open: bool = False
    """Whether it is for everybody."""
    takes: str = JSON
    """The media type of a body."""

    def route(self) -> Route:
        return Route(self.path, self.serve, methods=[self.method])


def document(endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """The whole document, as plain JSON values."""
    every = list(endpoints)
    kinds = [kind for one in every for kind in (one.answer, one.body) if kind is not None]
    shapes, schemas = msgspec.json.schema_components(
        [*kinds, Problem], ref_template="#/components/schemas/{name}"
    )
    shape_of = dict(zip(map(id, kinds), shapes, strict=False))
    paths: dict[str, dict[str, Any]] = {}
    for one in every:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, shape_of)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Một Cửa Kiosk – API của trung tâm",
            "version": "1",
            "description": "Figures of one-stop offices. Smileys are counted presses, never scores of"
            " Decision 766/QĐ-TTg. Every answer is narrowed to the area of the account that asks.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {"browser": []}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": _SECURITY, "responses": _responses()},
    }


def _operation(one: Endpoint, shape_of: Mapping[int, Any]) -> dict[str, Any]:
    vietnamese, english = ENDPOINTS["vi"][one.path], ENDPOINTS["en"][one.path]
    responses = {"200": {"description": "As asked", "content": {one.media: _content(one, shape_of)}}}
    responses |= {str(status): {"$ref": f"#/components/responses/{status}"} for status in one.problems}
    operation: dict[str, Any] = {
        "operationId": _name(one),
        "summary": english,
        "description": vietnamese,
        "parameters": [*_in_path(one), *(_parameter(parameter) for parameter in one.parameters)],
        "responses": responses,
    }
    if one.signed:
        operation["security"] = [{"signature": [], "date": []}]
    if one.open:
        operation["security"] = []
    if one.body is not None:
        content = {one.takes: {"schema": shape_of[id(one.body)]}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _content(one: Endpoint, shape_of: Mapping[int, Any]) -> dict[str, Any]:
    if one.answer is not None:
        return {"schema": shape_of[id(one.answer)]}
    schema: dict[str, Any] = {"type": "string", "contentMediaType": one.media}
    return {"schema": schema | ({"x-columns": dict(one.columns)} if one.columns else {})}


def _in_path(one: Endpoint) -> list[dict[str, Any]]:
    schema = {"type": "string"}
    names = re.findall(r"{(\w+)}", one.path)
    return [{"name": name, "in": "path", "required": True, "schema": schema} for name in names]


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.required,
        "description": parameter.expected,
        "schema": dict(parameter.schema),
    }


def _name(one: Endpoint) -> str:
    """``get_export_events_csv``"""
    words = re.sub(r"[/.-]", "_", re.sub(r"[{}]", "", one.path.removeprefix("/api/v1/")))
    return f"{one.method.lower()}_{words}"


def _responses() -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(status): {"description": why, "content": content} for status, why in _PROBLEMS.items()}


_SECURITY: Final = {
    "token": {"type": "http", "scheme": "bearer"},
    "browser": {"type": "apiKey", "in": "cookie", "name": "motcua-centre"},
    "signature": {"type": "apiKey", "in": "header", "name": "X-Signature"},
    "date": {"type": "apiKey", "in": "header", "name": "X-Date"},
}
