"""Dossiers on the web, around the real core: receive, move, look up; and the page, by keyboard alone."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from starlette.applications import Starlette
from starlette.testclient import TestClient

from firmware.console import NotRecordedError
from firmware.receipts import STATE_WORDS
from tests.firmware.filing import BIRTH, FilingBench
from tests.processes import free_port, wait_until
from tests.ui.counter.filing import bench as bench
from tests.ui.counter.filing import office
from tests.ui.counter.stub import TOKEN, Ward
from tests.webpage import shows, type_into
from ui.counter.app import Server, build
from ui.counter.dossiers import ASKS, CLIENTS, STATES, Turnstile
from ui.counter.live import Live

CODE = "19.05518-261123-0001"
RECEIVE = {"procedure": BIRTH, "channel": "direct"}


@pytest.fixture
def app(bench: FilingBench) -> Starlette:
    return build(office(bench), Live(), None)


@pytest.fixture
def stranger(app: Starlette) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def officer(app: Starlette) -> TestClient:
    return TestClient(app, raise_server_exceptions=False, cookies={"motcua": TOKEN})


def post(web: TestClient, path: str, body: Any) -> Any:
    return web.post(f"/api/v1/dossiers{path}", json=body)


# ---- what officers do


@pytest.mark.parametrize("texts", [True, False])
def test_the_form_says_who_will_be_told_only_where_somebody_sends(bench: FilingBench, *, texts: bool) -> None:
    app = build(replace(office(bench), texts=texts), Live(), None)
    page = TestClient(app, cookies={"motcua": TOKEN}).get("/dossiers").text
    assert ("Sẽ nhắn tin đến số này" in page) is texts


def test_a_dossier_is_received_with_its_date_and_a_printed_pin(
    officer: TestClient, bench: FilingBench
) -> None:
    answer = post(officer, "", RECEIVE)
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    assert answer.json() == {"code": CODE, "due": "2026-12-01", "pin_printed": True}
    assert bench.pin() not in answer.text
    assert bench.facts("dossier")[0][1]["counter"] == 1


def test_a_dossier_is_moved_and_shown_as_it_is_now(officer: TestClient) -> None:
    post(officer, "", RECEIVE)
    answer = post(officer, f"/{CODE}/move", {"state": 4, "reason": "Chuyển chuyên môn"})
    assert answer.json() == {
        "code": CODE,
        "state": 4,
        "due": "2026-12-01",
        "late": False,
        "as_of": "2026-11-23T01:00:00.000Z",
    }
    answer = post(officer, f"/{CODE}/move", {"state": 4, "reason": "Chờ xác minh", "due": "2026-12-04"})
    assert answer.json()["due"] == "2026-12-04"


def test_a_code_with_strokes_can_be_moved_and_looked_up(officer: TestClient) -> None:
    post(officer, "", RECEIVE | {"code": "H19/2026/0001"})
    assert post(officer, "/H19/2026/0001/move", {"state": 9}).json()["state"] == 9
    assert officer.get("/api/v1/dossiers/H19/2026/0001").json()["code"] == "H19/2026/0001"


def test_the_open_list_is_for_officers(officer: TestClient, stranger: TestClient) -> None:
    post(officer, "", RECEIVE)
    assert officer.get("/api/v1/dossiers?open=1").json() == {
        "dossiers": [
            {
                "code": CODE,
                "procedure": BIRTH,
                "name": "Đăng ký khai sinh",
                "channel": "direct",
                "state": 2,
                "due": "2026-12-01",
                "late": False,
                "changed_at": "2026-11-23T01:00:00.000Z",
                "next": [4, 5, 6, 7, 8, 9],
            }
        ]
    }
    assert officer.get("/api/v1/dossiers?open=0").json()["code"] == "bad_value"
    assert stranger.get("/api/v1/dossiers?open=1").status_code == 401


# ---- what everybody may ask


def test_whoever_has_the_code_learns_state_and_date_and_no_more(
    officer: TestClient, stranger: TestClient
) -> None:
    post(officer, "", RECEIVE | {"phone": "0912345678"})
    answer = stranger.get(f"/api/v1/dossiers/{CODE.lower()}")
    assert (answer.status_code, set(answer.json())) == (200, {"code", "state", "due", "late", "as_of"})


def test_a_stranger_asks_thirty_times_a_minute_at_most(stranger: TestClient) -> None:
    answers = [stranger.get("/api/v1/dossiers/HS-0001") for _ in range(ASKS + 1)]
    assert {one.status_code for one in answers[:ASKS]} == {404}
    assert (answers[-1].status_code, answers[-1].json()["code"]) == (429, "too_often")
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60


def test_the_turnstile_opens_as_the_minute_passes() -> None:
    now = [0.0]
    turnstile = Turnstile(lambda: now[0])
    assert [turnstile.wait_seconds("a") for _ in range(ASKS)] == [0] * ASKS
    assert (turnstile.wait_seconds("a"), turnstile.wait_seconds("b")) == (61, 0)
    now[0] = 60.0
    assert turnstile.wait_seconds("a") == 0


def test_many_strangers_do_not_fill_the_memory() -> None:
    turnstile = Turnstile(lambda: 0.0)
    assert sum(turnstile.wait_seconds(f"10.0.{number}") for number in range(3 * CLIENTS)) == 0
    assert len(turnstile._asked) == CLIENTS


# ---- what is refused


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("", {"procedure": "9.999999", "channel": "direct"}, 422, "bad_value"),
        ("", {"procedure": BIRTH, "channel": "pigeon"}, 422, "bad_value"),
        ("", {"procedure": BIRTH}, 422, "bad_value"),
        ("", RECEIVE | {"phone": "mẹ tôi"}, 422, "bad_value"),
        ("", RECEIVE | {"phone": "0" * 500}, 422, "bad_value"),
        ("", RECEIVE | {"code": "x" * 500}, 422, "bad_value"),
        ("", RECEIVE | {"code": "a b?"}, 422, "bad_value"),
        ("", RECEIVE | {"code": CODE}, 409, "wrong_state"),
        ("", RECEIVE | {"applicant": "Nguyễn Văn A"}, 422, "bad_value"),
        (f"/{CODE}/move", {"state": 10}, 409, "wrong_state"),
        (f"/{CODE}/move", {"state": 0}, 422, "bad_value"),
        (f"/{CODE}/move", {"state": "9"}, 422, "bad_value"),
        (f"/{CODE}/move", {"state": 4, "reason": "x", "due": "2026-11-20"}, 422, "bad_value"),
        (f"/{CODE}/move", {"state": 4, "due": "2026-12-04"}, 422, "bad_value"),
        (f"/{CODE}/move", {"state": 4, "reason": "x", "due": "mai"}, 422, "bad_value"),
        ("/HS-9999/move", {"state": 4}, 404, "unknown_dossier"),
        ("/" + "x" * 500 + "/move", {"state": 4}, 404, "unknown_dossier"),
    ],
)
def test_nonsense_gets_a_problem_document_and_changes_nothing(
    officer: TestClient, bench: FilingBench, path: str, body: Any, status: int, code: str
) -> None:
    post(officer, "", RECEIVE)
    facts = bench.facts("dossier")
    answer = post(officer, path, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert bench.facts("dossier") == facts


@pytest.mark.parametrize("token", [None, "a cookie of yesterday"])
def test_without_a_session_nothing_is_received_or_moved(
    stranger: TestClient, bench: FilingBench, token: str | None
) -> None:
    stranger.cookies = {"motcua": token} if token else {}
    assert post(stranger, "", RECEIVE).status_code == 401
    assert post(stranger, f"/{CODE}/move", {"state": 4}).status_code == 401
    assert bench.facts("dossier") == []


def test_a_foreign_form_receives_nothing(officer: TestClient, bench: FilingBench) -> None:
    assert officer.post("/api/v1/dossiers", data=RECEIVE).status_code == 415
    assert bench.facts("dossier") == []


def test_what_was_not_recorded_is_a_503() -> None:
    answer = post(Ward(NotRecordedError("busy")).console(), "", RECEIVE)
    assert (answer.status_code, answer.json()["code"]) == (503, "not_recorded")


def test_the_api_describes_itself(stranger: TestClient) -> None:
    paths = stranger.get("/api/v1/openapi.json").json()["paths"]
    assert "201" in paths["/api/v1/dossiers"]["post"]["responses"]
    assert "429" in paths["/api/v1/dossiers/{code}"]["get"]["responses"]


# ---- the page


def test_the_page_sends_strangers_to_the_console(stranger: TestClient, officer: TestClient) -> None:
    assert 'id="receive"' not in stranger.get("/dossiers").text
    assert 'id="receive"' in officer.get("/dossiers").text
    assert "Receive a dossier" in officer.get("/dossiers?lang=en").text


def test_page_and_slips_name_the_states_alike() -> None:
    assert {state: words[0] for state, words in STATES.items()} == dict(STATE_WORDS)


@pytest.fixture
def address(app: Starlette) -> Iterator[str]:
    port = free_port()
    server = Server(app, Live(), "127.0.0.1", port)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def at_the_page(browser: Chrome, address: str) -> Chrome:
    browser.set_window_size(1366, 768)
    browser.get(f"{address}/dossiers")
    browser.add_cookie({"name": "motcua", "value": TOKEN})
    browser.get(f"{address}/dossiers")
    return browser


def test_a_dossier_is_received_and_moved_by_keyboard_alone(at_the_page: Chrome, bench: FilingBench) -> None:
    browser = at_the_page
    browser.switch_to.active_element.send_keys("khai sinh")
    wait_until(lambda: bool(browser.find_elements(By.CSS_SELECTOR, "#found li")))
    browser.switch_to.active_element.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    shows(browser, "#chosen", "Đăng ký khai sinh")
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    shows(browser, "#taken", f"Đã tiếp nhận {CODE}. Hẹn trả: 01/12/2026.")
    shows(browser, "#open tbody", "Đã tiếp nhận")
    type_into(browser, "[data-to='4']", Keys.ENTER)
    browser.switch_to.active_element.send_keys("Chuyển chuyên môn", Keys.ENTER)
    shows(browser, "#open tbody td:nth-child(3)", "Đang xử lý")
    assert bench.row(CODE, "state, due") == (4, "2026-12-01")


def test_a_refusal_is_told_on_the_page(at_the_page: Chrome, bench: FilingBench) -> None:
    browser = at_the_page
    browser.switch_to.active_element.send_keys(BIRTH)
    browser.find_element(By.ID, "phone").send_keys("12345", Keys.ENTER)
    shows(browser, "#receive [data-problem]", "write ten digits")
    assert bench.facts("dossier") == []
