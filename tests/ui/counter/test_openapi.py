"""The kiosk's document of its API: a good one, of everything that is served, and of nothing else."""

from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.central.openapi31 import OPENAPI
from tests.ui.counter.stub import Ward
from ui.counter.app import build
from ui.counter.live import Live

Document = dict[str, Any]


@pytest.fixture(params=[False, True], ids=["ward", "point"])
def app(request: pytest.FixtureRequest) -> Starlette:
    """The pages of a ward, and of a residential-area point."""
    return build(replace(Ward().office(), residential=request.param), Live(), None)


@pytest.fixture
def document(app: Starlette) -> Document:
    document: Document = TestClient(app).get("/api/v1/openapi.json").json()
    return document


def operations(document: Document) -> list[tuple[str, str, Document]]:
    return [(path, method, one) for path, item in document["paths"].items() for method, one in item.items()]


def test_every_route_of_the_api_is_documented_and_nothing_else(app: Starlette, document: Document) -> None:
    served = {
        (route.path_format, method.lower())
        for route in app.routes
        if isinstance(route, Route) and route.path.startswith("/api/")
        for method in route.methods or ["every method"]
        if method != "HEAD"
    }
    assert {(path, method) for path, method, _ in operations(document)} == served


def test_the_document_is_one_of_openapi_3_1(document: Document) -> None:
    Draft202012Validator(OPENAPI).validate(document)


def test_each_operation_has_a_name_of_its_own(document: Document) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(names)) == len(names)
