"""The API's document: a good one, of everything there is, and true."""

from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import msgspec
import pytest
import yaml
from jsonschema import Draft202012Validator
from starlette.routing import Route
from starlette.testclient import TestClient

from central.dashboard.api import Pulse
from central.dashboard.app import build
from central.dashboard.dossiers import Door, Sent
from central.dashboard.words.data import DATA, ENDPOINTS, EXPORTS
from central.desk import WritingDesk
from central.dossiers.intake import Checked, Outcome, handing_in
from central.dossiers.rows import COLUMNS
from central.dossiers.signing import sign
from mqtt.messages import instant
from tests.central.conftest import Centre
from tests.central.openapi31 import OPENAPI
from tests.central.three_wards import OWN, furnish
from tests.central.wire import DAY, NOW

SECRET = b"0123456789abcdef"
QUERY = f"?province=19&ward=05518&from={DAY}&to={DAY}"
Document = dict[str, Any]


class PromptDoor:
    """A door whose batches are written at once."""

    def __init__(self, centre: Centre) -> None:
        self._desk = WritingDesk(centre.store)
        self._take = handing_in(self._desk, centre.store)

    def hand_in(self, batch: Checked) -> "Future[Outcome]":
        answer = self._take(batch)
        self._desk.turn(NOW)
        return answer


@pytest.fixture
def web(centre: Centre) -> Iterator[TestClient]:
    furnish(centre, OWN, officer="cb01", number="A")
    pulse = Pulse(turned_at=lambda: centre.aggregator.turned_at, broker_up=lambda: True)
    app, live = build(centre.reader, lambda: NOW, pulse, Door(SECRET, "19", PromptDoor(centre).hand_in))
    with TestClient(app) as web:
        yield web
    live.stopping.set()


@pytest.fixture
def document(web: TestClient) -> Document:
    document: Document = web.get("/api/v1/openapi.json").json()
    return document


def operations(document: Document) -> list[tuple[str, str, Document]]:
    return [(path, method, one) for path, item in document["paths"].items() for method, one in item.items()]


def validator(document: Document, schema: Document) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": document["components"]})


def answered(document: Document, operation: Document, media: str) -> Document:
    schema: Document = operation["responses"]["200"]["content"][media]["schema"]
    return schema


def test_the_document_is_one_of_openapi_3_1(document: Document) -> None:
    Draft202012Validator(OPENAPI).validate(document)


def test_the_rules_it_is_held_against_find_a_slip(document: Document) -> None:
    document["paths"]["/api/v1/summary"]["get"]["sumary"] = "x"
    assert not Draft202012Validator(OPENAPI).is_valid(document)


def test_each_operation_has_a_name_of_its_own(document: Document) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(names)) == len(names)


def test_every_route_of_the_api_is_documented_and_nothing_else(web: TestClient, document: Document) -> None:
    routes = [route for route in web.app.routes if isinstance(route, Route)]  # type: ignore[attr-defined]
    served = {
        (route.path, method.lower())
        for route in routes
        if route.path.startswith("/api/")
        for method in route.methods or ()
        if method != "HEAD"
    }
    assert {(path, method) for path, method, _ in operations(document)} == served


def test_every_question_is_answered_as_documented(web: TestClient, document: Document) -> None:
    asked = [
        (path, operation)
        for path, method, operation in operations(document)
        if method == "get"
        and "application/json" in operation["responses"]["200"]["content"]
        and "{" not in path
    ]
    answers = {path: web.get(path + QUERY) for path, _ in asked}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(answers, 200)
    faults = {
        path: [
            error.message
            for error in validator(document, answered(document, operation, "application/json")).iter_errors(
                answers[path].json()
            )
        ]
        for path, operation in asked
    }
    assert {path: found for path, found in faults.items() if found} == {}
    assert all(answer.json() for answer in answers.values())


def test_every_file_is_of_the_documented_kind_with_the_documented_columns(
    web: TestClient, document: Document
) -> None:
    files = {
        path: next(iter(operation["responses"]["200"]["content"].items()))
        for path, _, operation in operations(document)
        if path.startswith("/api/v1/export/")
    }
    kinds = {path: web.get(path).headers["content-type"].split(";")[0] for path in files}
    assert kinds == {path: media for path, (media, _) in files.items()}
    heads = {
        path: web.get(path).text.lstrip("\ufeff").split("\r\n")[0] for path in files if path.endswith("csv")
    }
    assert heads == {path: ",".join(files[path][1]["schema"]["x-columns"]) for path in heads}


def test_a_bad_parameter_is_a_problem_as_documented(web: TestClient, document: Document) -> None:
    problem = document["components"]["responses"]["400"]["content"]["application/problem+json"]["schema"]
    with_parameters = [
        (path, one["name"])
        for path, method, operation in operations(document)
        if method == "get" and "{" not in path
        for one in operation["parameters"]
    ]
    answers = [web.get(path, params={"ward": "05518", name: "x" * 201}) for path, name in with_parameters]
    assert {answer.status_code for answer in answers} == {400}
    assert all(validator(document, problem).is_valid(answer.json()) for answer in answers)


def test_states_of_dossiers_are_taken_as_documented(web: TestClient, document: Document) -> None:
    operation = document["paths"]["/api/v1/dossiers"]["put"]
    rows = [
        {"code": "H19-1234", "ward": "05518", "state": 9},
        {"code": "H19-05518-1", "ward": "05518", "state": 4},
    ]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert validator(document, body).is_valid(rows)
    assert not validator(document, body).is_valid([{**rows[0], "phone": "0912345678"}])
    sent, date = msgspec.json.encode(rows), instant(NOW)
    headers = {"X-Date": date, "X-Signature": sign(SECRET, sent, date)}
    answer = web.put("/api/v1/dossiers", content=sent, headers=headers)
    assert answer.status_code == 200
    validator(document, answered(document, operation, "application/json")).validate(answer.json())


def test_the_documented_row_has_the_columns_that_are_read() -> None:
    assert sorted(field.name for field in msgspec.structs.fields(Sent)) == sorted(COLUMNS)


def test_every_endpoint_and_table_has_words_in_both_languages(document: Document) -> None:
    assert ENDPOINTS["vi"].keys() == ENDPOINTS["en"].keys() == document["paths"].keys()
    assert EXPORTS["vi"].keys() == EXPORTS["en"].keys()
    assert DATA["vi"].keys() == DATA["en"].keys()


def test_the_page_tells_of_every_file_and_question(web: TestClient, document: Document) -> None:
    page = web.get("/data").text
    told = [path for path in document["paths"] if path in page]
    assert told == list(document["paths"])


def test_the_wire_s_contract_is_published(web: TestClient) -> None:
    answer = web.get("/asyncapi.yaml")
    assert answer.headers["content-type"] == "application/yaml"
    assert yaml.safe_load(answer.text)["asyncapi"] == "3.0.0"
