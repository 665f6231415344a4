"""Random requests at the ward's API: shaped by its own OpenAPI document, and then bent.

Owns making the requests and the promises: never a 500, every error a problem document with a code, and, over
the real core, every answer as it is documented. Refuses to know what is behind the API, so that the same
requests strike a stub and the real core.
"""

import json
import re
from collections.abc import Callable
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

_PLAIN: Final = st.characters(codec="utf-8")
_VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(_PLAIN, max_size=200),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text(_PLAIN, max_size=8), inside, max_size=3)
    ),
    max_leaves=5,
)
_NUMBERS: Final = st.sampled_from(["A001", "A012", "B002", "Z999", "a1", "A000", "", "A012 ", "Ă012"])
_COUNTERS: Final = st.sampled_from([*["1"] * 12, "2", "3", "0", "99", "-1", "2.0", "hai", "²", "%00", "1e1"])
_WORDS: Final = st.sampled_from(
    [
        "1",
        "2",
        "0",
        "-1",
        "²",
        "9" * 5000,
        "x" * 600,
        "x",
        "%00",
        "a/b/1/2",
        "'",
        "Đ%20đ",
        "2026-11-21",
        "0" * 20,
    ]
)
_NOT_STRUCK: Final = ("/api/v1/live", "/api/v1/openapi.json")
"""One never ends, and one is long and always the same."""
_BODIES: Final = st.sampled_from([b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"pin":1e999}', b"{}" * 3000])


def strike(
    web: TestClient,
    *,
    requests: int,
    token: str | None = None,
    exact: bool = True,
) -> int:
    """Send so many random requests; AssertionError shows the smallest one that broke a promise.

    `token`: a good session's cookie, so that some requests reach the rules. `exact`: every answer must be as
    documented. Returns how many were sent.
    """
    document = web.get("/api/v1/openapi.json").json()
    sent = 0

    @settings(
        max_examples=requests,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def one(data: st.DataObject) -> None:
        nonlocal sent
        method, template, path, options = data.draw(_requests(document, token))
        web.cookies.clear()
        answer = web.request(method, path, **options)
        sent += 1
        check(answer, f"{method} {path} {options}")
        operation = document["paths"][template].get(method.lower())
        if exact and operation and not answer.history:
            check_documented(answer, operation, document)

    one()
    return sent


def check(answer: Any, request: str) -> None:
    """What every answer owes its caller."""
    assert answer.status_code < 500 or answer.status_code == 503, f"{request}: {answer.text}"
    if answer.status_code < 400:
        return
    assert answer.headers["content-type"] == "application/problem+json", request
    problem = answer.json()
    assert problem["status"] == answer.status_code, request
    assert re.fullmatch(r"[a-z_]+", problem["code"]), request
    assert problem["title"] and problem["detail"], request


def check_documented(answer: Any, operation: dict[str, Any], document: dict[str, Any]) -> None:
    """Status, kind and content stand in the document; 404 and 405 are also what no route was found for."""
    request = f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:500]}"
    told = operation["responses"].get(str(answer.status_code))
    if told is None:
        assert answer.status_code in (404, 405), request
        return
    if "content" not in told:
        assert answer.content == b"", request
        return
    kind = answer.headers["content-type"].partition(";")[0]
    assert kind in told["content"], request
    if kind == "application/json":
        schema = told["content"][kind]["schema"] | {"components": document["components"]}
        faults = [fault.message for fault in Draft202012Validator(schema).iter_errors(answer.json())]
        assert faults == [], request


@st.composite
def _requests(draw: Callable[..., Any], document: dict[str, Any], token: str | None) -> Any:
    paths = sorted(path for path in document["paths"] if path not in _NOT_STRUCK)
    template = draw(st.sampled_from(paths))
    methods = sorted(document["paths"][template])
    method = draw(st.sampled_from(methods) | st.sampled_from(["get", "post", "put", "delete", "patch"]))
    operation = document["paths"][template].get(method, {})
    options: dict[str, Any] = {"headers": _headers(draw, token), "params": _queries(draw, operation)}
    if "requestBody" in operation:
        options |= _body(draw, operation, document)
    return method.upper(), template, _path(draw, template), options


def _path(draw: Callable[..., Any], template: str) -> str:
    usual = {"counter": _COUNTERS, "number": _NUMBERS}
    return re.sub(r"{(\w+)}", lambda found: str(draw(usual.get(found[1], _WORDS))), template)


def _queries(draw: Callable[..., Any], operation: dict[str, Any]) -> dict[str, str]:
    names = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
    value = st.none() | _WORDS | st.text(_PLAIN, max_size=40)
    drawn = {name: draw(value) for name in names}
    return {name: text for name, text in drawn.items() if text is not None}


def _headers(draw: Callable[..., Any], token: str | None) -> dict[str, str]:
    strange = st.none() | st.text('abc=;" \\', max_size=12)
    cookie = token if token and draw(st.integers(0, 4)) else draw(strange)
    kind = draw(
        st.sampled_from(["application/json"] * 8 + ["text/plain", "", "application/json; charset=utf-8"])
    )
    headers = {"Content-Type": kind}
    return headers if cookie is None else {**headers, "Cookie": f"motcua={cookie}"}


def _body(draw: Callable[..., Any], operation: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """Mostly as the document says, sometimes with one member bent, sometimes no JSON at all."""
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    value = draw(_shaped(schema, document))
    match draw(st.integers(0, 9)):
        case 0:
            return {"content": draw(_BODIES)}
        case 1:
            return {"content": json.dumps(draw(_VALUES)).encode()}
        case 2 | 3 if value:
            value = {**value, draw(st.sampled_from(sorted(value))): draw(_VALUES)}
        case 4:
            value = {**value, draw(st.text(_PLAIN, max_size=6)): draw(_VALUES)}
    return {"content": json.dumps(value).encode()}


def _shaped(schema: dict[str, Any], document: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a (small part of) JSON Schema allows."""
    if "$ref" in schema:
        return _shaped(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    if "anyOf" in schema:
        return st.one_of([_shaped(one, document) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kinds: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
        "null": st.none,
        "boolean": st.booleans,
        "integer": lambda: st.integers(schema.get("minimum"), schema.get("maximum")),
        "string": lambda: _strings(schema),
        "object": lambda: _objects(schema, document),
    }
    if "pattern" in schema and schema["pattern"] != r"\S":
        return st.from_regex(schema["pattern"], fullmatch=True) | _strings(schema)
    return kinds[schema["type"]]()


def _strings(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    likely = st.sampled_from(["cb01", "cb02", "1234", "ho-tich", "dat-dai", "A012", "Đi phô tô", "\x00"])
    return likely | st.text(_PLAIN, min_size=schema.get("minLength", 0), max_size=schema.get("maxLength", 40))


def _objects(schema: dict[str, Any], document: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    needed = set(schema.get("required", ()))
    members = {name: _shaped(one, document) for name, one in schema.get("properties", {}).items()}
    return st.fixed_dictionaries(
        {name: one for name, one in members.items() if name in needed},
        optional={name: one for name, one in members.items() if name not in needed},
    )
