"""The figures of dossiers over the API, and signed batches through it.

The web application runs in the test over the same file the writer writes; a thread stands for the writer's.
"""

import hmac
import logging
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from central.dashboard import dossiers
from central.dashboard.api import Pulse
from central.dashboard.app import build
from central.dashboard.dossiers import Door
from central.desk import WritingDesk
from central.dossiers.intake import handing_in
from central.dossiers.signing import sign
from mqtt.messages import instant
from tests.central.browsing import writing
from tests.central.conftest import Centre
from tests.central.dossier_rows import moved, received, row
from tests.central.wire import DAY, NOW, event, frame_of, later

SECRET = b"0123456789abcdef0123456789abcdef"
DATE = instant(NOW)


@pytest.fixture
def desk(centre: Centre) -> Iterator[WritingDesk]:
    with writing(centre.store) as desk:
        yield desk


@pytest.fixture
def web(centre: Centre, desk: WritingDesk) -> Iterator[TestClient]:
    with opened(centre, door(centre, desk, SECRET)) as web:
        yield web


def door(centre: Centre, desk: WritingDesk, secret: bytes | None) -> Door:
    return Door(secret, "19", handing_in(desk, centre.store))


def opened(centre: Centre, door: Door | None) -> TestClient:
    app, _ = build(centre.reader, lambda: NOW, Pulse(turned_at=lambda: NOW, broker_up=lambda: True), door)
    return TestClient(app)


def put(web: TestClient, body: bytes, *, signature: str | None = None, date: str = DATE) -> Any:
    headers = {"X-Signature": sign(SECRET, body, date) if signature is None else signature, "X-Date": date}
    return web.put("/api/v1/dossiers", content=body, headers=headers)


def encoded(*rows: object) -> bytes:
    return msgspec.json.encode(rows)


# ---------------------------------------------------------------- figures


def test_a_centre_without_dossiers_has_no_percent(web: TestClient) -> None:
    assert web.get("/api/v1/dossiers/figures").json() == {
        "received": 0,
        "on_time": 0,
        "late": 0,
        "open": 0,
        "online": 0,
        "on_time_percent": None,
        "online_percent": None,
    }


def test_the_figures_answer_what_was_asked(centre: Centre, web: TestClient) -> None:
    centre.receive(
        frame_of(event(1, received()), event(2, received("H19-2", channel="online")), event(3, moved(9)))
    )
    query = f"province=19&ward=05518&field=H%E1%BB%99%20t%E1%BB%8Bch&officer=cb01&from={DAY}&to={DAY}"
    answer = web.get(f"/api/v1/dossiers/figures?{query}")
    assert answer.json() == {
        "received": 2,
        "on_time": 1,
        "late": 0,
        "open": 1,
        "online": 1,
        "on_time_percent": "100.00",
        "online_percent": "50.00",
    }
    assert web.get("/api/v1/dossiers/figures?ward=05521").json()["received"] == 0


@pytest.mark.parametrize(
    "query",
    [
        "ward=5518",
        "province=1",
        "from=21/11/2026",
        "kiosk=k1",
        f"officer={'x' * 65}",
        "from=2026-12-01&to=2026-11-01",
    ],
)
def test_a_bad_question_is_a_problem_that_names_the_parameter(web: TestClient, query: str) -> None:
    answer = web.get(f"/api/v1/dossiers/figures?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert query.partition("=")[0] in answer.json()["detail"]


# ---------------------------------------------------------------- batches


def test_a_signed_batch_is_committed_before_it_is_answered(centre: Centre, web: TestClient) -> None:
    body = encoded(row(), row(code="H19-2", state=11))
    answer = put(web, body)
    assert answer.status_code == 200
    assert answer.json() == {
        "imported": 1,
        "updated": 0,
        "unchanged": 0,
        "refused": [
            {"row": 2, "code": "H19-2", "reason": "state '11' is not known; give a number from 1 to 10"}
        ],
    }
    assert centre.rows("SELECT state, source FROM dossier") == [(4, "import")]
    assert put(web, body).json()["unchanged"] == 1


def test_a_signature_over_the_body_alone_could_be_replayed_and_is_refused(web: TestClient) -> None:
    body = encoded(row())
    alone = "sha256=" + hmac.digest(SECRET, body, "sha256").hex()
    assert put(web, body, signature=alone).status_code == 401


def test_a_date_may_be_written_as_in_http(web: TestClient) -> None:
    assert put(web, encoded(row()), date="Sat, 21 Nov 2026 02:15:00 GMT").status_code == 200


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "sha256=",
        "sha256=" + "0" * 64,
        sign(b"another secret of 32 bytes .....", encoded(row()), DATE),
        sign(SECRET, encoded(row(state=9)), DATE),
        sign(SECRET, encoded(row()), instant(later(1))),
        "sha1=é",
    ],
)
def test_a_wrong_or_missing_signature_is_401_and_nothing_is_kept(
    centre: Centre, web: TestClient, signature: str
) -> None:
    body = encoded(row())
    headers = [(b"X-Signature", signature.encode("latin-1")), (b"X-Date", DATE.encode())]
    answer = web.put("/api/v1/dossiers", content=body, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert "X-Signature is missing or wrong" in answer.json()["detail"]
    assert centre.rows("SELECT count(*) FROM dossier") == [(0,)]


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        (instant(later(-301)), "more than 5 minutes"),
        (instant(later(301)), "more than 5 minutes"),
        ("", "X-Date is missing or no date"),
        ("yesterday", "X-Date is missing or no date"),
        ("2026-11-21T02:15:00", "X-Date is missing or no date"),
        ("0001-01-01T00:00:00+14:00", "X-Date is missing or no date"),
    ],
)
def test_an_old_or_strange_date_is_401_whatever_the_signature(
    web: TestClient, date: str, reason: str
) -> None:
    answer = put(web, encoded(row()), date=date)
    assert answer.status_code == 401
    assert reason in answer.json()["detail"]


def test_an_old_request_under_a_new_date_is_refused_where_the_date_was_signed(web: TestClient) -> None:
    body, old = encoded(row()), instant(later(-3600))
    assert put(web, body, signature=sign(SECRET, body, old), date=DATE).status_code == 401


def test_five_minutes_are_still_good(web: TestClient) -> None:
    assert put(web, encoded(row()), date=instant(later(-300))).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{}", b"[", b"null", b"\xff", b"[" * 100_000, b'[{"code":1e999}]x'])
def test_a_body_that_is_no_list_is_400(web: TestClient, body: bytes) -> None:
    answer = put(web, body)
    assert answer.status_code == 400
    assert "send a JSON array of objects" in answer.json()["detail"]


def test_too_many_rows_and_too_many_bytes_are_413(web: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert put(web, encoded(*[0] * 50_001)).status_code == 413
    monkeypatch.setattr(dossiers, "BODY_BYTES", 10)
    assert put(web, encoded(row())).status_code == 413


def test_without_a_secret_nobody_can_send(centre: Centre, desk: WritingDesk) -> None:
    assert put(opened(centre, door(centre, desk, None)), encoded(row())).status_code == 503
    assert put(opened(centre, None), encoded(row()), signature="sha256=").status_code == 503


def test_a_writer_that_does_not_answer_is_503_and_the_batch_is_taken_back(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dossiers, "ANSWER_SECONDS", 0.05)
    idle = WritingDesk(centre.store)
    assert put(opened(centre, door(centre, idle, SECRET)), encoded(row())).status_code == 503
    idle.turn(NOW)
    assert centre.rows("SELECT count(*) FROM dossier") == [(0,)]


def test_an_unwilling_store_is_503_and_says_to_send_it_again(
    web: TestClient, locked: object, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    answer = put(web, encoded(row()))
    assert answer.status_code == 503
    assert "send the same batch again" in answer.json()["detail"]


def test_only_put_is_answered_there(web: TestClient) -> None:
    assert web.get("/api/v1/dossiers").status_code == 405
