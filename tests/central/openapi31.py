"""What an OpenAPI 3.1 document must look like, as far as ours uses it, as JSON Schema.

From https://spec.openapis.org/oas/v3.1.1, in our words: names that it does not know are refused, so that a
slip of spelling is found.
"""

from typing import Any, Final

_TEXT: Final = {"type": "string", "minLength": 1}
_SECURITY: Final = {
    "type": "array",
    "items": {"type": "object", "additionalProperties": {"type": "array", "items": _TEXT}},
}


def _object(needed: list[str], **known: Any) -> dict[str, Any]:
    extensions = {"^x-": True}
    return {
        "type": "object",
        "required": needed,
        "properties": known,
        "patternProperties": extensions,
        "additionalProperties": False,
    }


def _map(values: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": values}


_SCHEMA: Final = {"$ref": "https://json-schema.org/draft/2020-12/schema"}
_REFERENCE: Final = _object(["$ref"], **{"$ref": {"type": "string", "pattern": "^#/components/"}})
_CONTENT: Final = _map(_object(["schema"], schema=_SCHEMA))
_RESPONSE: Final = _object(["description"], description=_TEXT, content=_CONTENT)
_PARAMETER: Final = _object(
    ["name", "in", "schema"],
    name=_TEXT,
    required={"type": "boolean"},
    description=_TEXT,
    schema=_SCHEMA,
    **{"in": {"enum": ["query", "header", "path", "cookie"]}},
)
_OPERATION: Final = _object(
    ["operationId", "summary", "responses"],
    operationId={"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
    summary=_TEXT,
    description=_TEXT,
    parameters={"type": "array", "items": _PARAMETER},
    requestBody=_object(["content"], required={"type": "boolean"}, content=_CONTENT),
    responses={
        "type": "object",
        "minProperties": 1,
        "patternProperties": {"^[1-5][0-9]{2}$": {"oneOf": [_RESPONSE, _REFERENCE]}},
        "additionalProperties": False,
    },
    security=_SECURITY,
)
_SCHEME: Final = {
    "oneOf": [
        _object(["type", "scheme"], type={"const": "http"}, scheme=_TEXT),
        _object(
            ["type", "in", "name"],
            type={"const": "apiKey"},
            name=_TEXT,
            **{"in": {"enum": ["query", "header", "cookie"]}},
        ),
    ]
}

OPENAPI: Final = _object(
    ["openapi", "info", "paths"],
    openapi={"type": "string", "pattern": r"^3\.1\.\d+$"},
    info=_object(["title", "version"], title=_TEXT, version=_TEXT, description=_TEXT),
    servers={"type": "array", "items": _object(["url"], url=_TEXT)},
    security=_SECURITY,
    paths={
        "type": "object",
        "patternProperties": {
            "^/": _object([], **dict.fromkeys(("get", "put", "post", "delete", "patch"), _OPERATION))
        },
        "additionalProperties": False,
    },
    components=_object(
        [],
        schemas=_map(_SCHEMA),
        responses=_map(_RESPONSE),
        securitySchemes=_map(_SCHEME),
    ),
)
