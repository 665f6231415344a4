"""Dossiers filed from home on the ward's pages: read, their papers handed out safely, answered."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from selenium.webdriver import Chrome
from starlette.applications import Starlette
from starlette.testclient import TestClient

from firmware import console
from firmware.pages import Paper
from tests.firmware.filing import BIRTH, PROCEDURES, FilingBench
from tests.firmware.home import CODE, Home, attachment, form
from tests.processes import free_port, wait_until
from tests.ui.counter import filing
from tests.ui.counter.stub import TOKEN
from tests.webpage import click, shows
from ui.counter.app import Office, Server, build
from ui.counter.filings import handed
from ui.counter.guard import session_named
from ui.counter.live import Live

MOVE = f"/api/v1/dossiers/{CODE}/move"
OPEN = f"/api/v1/filings/{CODE}"
KNOWN = {one.code: one for one in PROCEDURES}


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (640, 480), "#d7c49a").save(file, "PNG")
    return file.getvalue()


PNG, PDF = picture(), b"%PDF-1.4 invented"
BOTH = (attachment(PNG), attachment(PDF, type="application/pdf", file="đơn", label="Tờ khai"))


def office(home: Home) -> Office:
    """The real core, register and attachments behind the pages."""
    return replace(
        filing.office(home.kiosk),
        filed=lambda: home.cabinet.lines(KNOWN),
        filing=lambda code: home.cabinet.page(code, KNOWN),
        paper=home.cabinet.paper,
    )


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A birth registration with two papers has come; an officer is signed in."""
    bench = FilingBench.opened(tmp_path)
    bench.ask(console.SignIn(session=session_named(TOKEN), officer="cb01", counter=1))
    home = Home(bench)
    home.files(form(*BOTH), PNG, PDF)
    yield home
    bench.store.close()
    bench.reader.close()


@pytest.fixture
def app(home: Home) -> Starlette:
    return build(office(home), Live(), None)


@pytest.fixture
def officer(app: Starlette) -> TestClient:
    return TestClient(app, cookies={"motcua": TOKEN}, raise_server_exceptions=False)


@pytest.fixture
def stranger(app: Starlette) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


# ---- looking


def test_the_list_names_nobody(officer: TestClient) -> None:
    [one] = officer.get("/api/v1/filings").json()["filings"]
    assert one == {
        "code": CODE,
        "procedure": BIRTH,
        "name": "Đăng ký khai sinh",
        "state": 1,
        "turn": 1,
        "came_at": "2026-11-23T01:00:00.000Z",
        "due": None,
        "news": "new",
        "next": [2, 3, 5, 7],
    }


def test_an_officer_reads_the_answers(officer: TestClient) -> None:
    [turn] = officer.get(OPEN).json()["turns"]
    assert (turn["name"], turn["phone"]) == ("Nguyễn Văn Mẫu", "0912345678")
    assert turn["answers"] == [["Họ tên trẻ", "Nguyễn Thị Bé"]]
    assert [one["label"] for one in turn["attachments"]] == ["Giấy chứng sinh", "Tờ khai"]


def test_a_picture_is_shown_in_a_sandbox_and_never_guessed_at(officer: TestClient) -> None:
    answer = officer.get(f"{OPEN}/1/0")
    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith("inline")


def test_a_pdf_is_downloaded_under_its_own_name_and_ending(officer: TestClient) -> None:
    answer = officer.get(f"{OPEN}/1/1")
    assert (answer.content, answer.headers["content-type"]) == (PDF, "application/pdf")
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"attachment.pdf\"; filename*=UTF-8''%C4%91%C6%A1n.pdf"
    )


def test_what_a_citizen_called_a_program_is_no_program() -> None:
    answer = handed(Paper('x".html\r\nSet-Cookie: a=b', "text/html", b"<script>"), kept=False)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith('attachment; filename="attachment.bin"')
    assert answer.headers["content-disposition"].endswith("x%22.html%0D%0ASet-Cookie%3A%20a%3Db.bin")


@pytest.mark.parametrize("path", ["/api/v1/filings", OPEN, f"{OPEN}/1/0"])
def test_strangers_see_nothing(stranger: TestClient, path: str) -> None:
    assert stranger.get(path).status_code == 401


@pytest.mark.parametrize(
    "path", [f"{OPEN}/1/2", f"{OPEN}/2/0", f"{OPEN}/99999999999999999999/0", "/api/v1/filings/x"]
)
def test_what_is_not_there_is_a_problem_document(officer: TestClient, path: str) -> None:
    answer = officer.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_filing")


def test_a_dossier_of_the_counter_is_no_filing(officer: TestClient) -> None:
    code = officer.post("/api/v1/dossiers", json={"procedure": BIRTH, "channel": "direct"}).json()["code"]
    assert officer.get(f"/api/v1/filings/{code}").status_code == 404


def test_the_log_says_who_looked_and_names_no_applicant(
    officer: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    officer.get(OPEN)
    officer.get(f"{OPEN}/1/0")
    assert f"filing opened code={CODE} officer=cb01" in caplog.text
    assert "attachment opened" in caplog.text
    assert "Mẫu" not in caplog.text


# ---- answering


def post(web: TestClient, **body: Any) -> Any:
    return web.post(MOVE, json=body)


def test_receiving_promises_a_day_and_prints_a_receipt_with_a_pin(officer: TestClient, home: Home) -> None:
    answer = post(officer, state=2)
    assert (answer.json()["state"], answer.json()["due"]) == (2, "2026-12-01")
    assert "GIẤY TIẾP NHẬN HỒ SƠ" in home.kiosk.slips()[-1]
    assert "Hẹn trả: 01/12/2026" in home.kiosk.slips()[-1]
    assert home.kiosk.row(CODE, "officer, counter, length(pin)") == ("cb01", 1, 64)
    assert home.kinds()[-1] == "dossier.moved"
    assert home.unseen == 0


def test_a_dossier_gets_one_receipt_however_often_it_is_received(officer: TestClient, home: Home) -> None:
    [post(officer, state=state, reason="Thiếu giấy") for state in (2, 5, 2)]
    assert len(home.kiosk.slips()) == 1
    assert home.kiosk.row(CODE, "state") == (2,)


@pytest.mark.parametrize("state", [3, 5])
def test_refusing_and_asking_for_more_need_a_reason(officer: TestClient, home: Home, state: int) -> None:
    assert post(officer, state=state, reason="  ").json()["code"] == "bad_value"
    assert home.kiosk.row(CODE, "state") == (1,)
    assert post(officer, state=state, reason="Thiếu giấy chứng sinh").json()["state"] == state
    [(_, fact)] = home.kiosk.facts("dossier.moved")
    assert (fact["reason"], fact["officer"]) == ("Thiếu giấy chứng sinh", "cb01")


def test_a_supplement_is_news_until_it_is_answered(officer: TestClient, home: Home) -> None:
    post(officer, state=5, reason="Thiếu giấy chứng sinh")
    assert (officer.get("/api/v1/filings").json()["filings"][0]["news"], home.unseen) == ("", 0)
    home.kiosk.clock.advance(60)
    home.files(form(attachment(b"more"), turn=2), b"more")
    assert (officer.get("/api/v1/filings").json()["filings"][0]["news"], home.unseen) == ("supplement", 1)
    home.kiosk.clock.advance(60)
    post(officer, state=2)
    assert (officer.get("/api/v1/filings").json()["filings"][0]["news"], home.unseen) == ("", 0)


# ---- the page


@pytest.fixture
def page(browser: Chrome, app: Starlette) -> Iterator[Chrome]:
    port = free_port()
    server = Server(app, Live(), "127.0.0.1", port)
    server.start()
    browser.set_window_size(1280, 900)
    browser.get(f"http://127.0.0.1:{port}/dossiers")
    browser.add_cookie({"name": "motcua", "value": TOKEN})
    browser.get(f"http://127.0.0.1:{port}/dossiers")
    yield browser
    server.stop()


def opens(browser: Chrome) -> None:
    shows(browser, "#filed tbody", "MỚI")
    click(browser, "[data-filing]")
    shows(browser, "#filing-turns", "Nguyễn Thị Bé")


def test_what_came_is_opened_seen_and_received(page: Chrome, home: Home) -> None:
    opens(page)
    width = "return document.querySelector('.papers img').naturalWidth"
    wait_until(lambda: page.execute_script(width) == 640)
    click(page, "#filing [data-state='2']")
    shows(page, "#filing-done", f"Đã tiếp nhận {CODE}. Hẹn trả: 01/12/2026.")
    assert home.kiosk.row(CODE, "state") == (2,)


def test_more_is_asked_for_only_with_a_reason(page: Chrome, home: Home) -> None:
    opens(page)
    click(page, "#filing [data-state='5']")
    shows(page, "#filing [data-problem]", "Viết lý do")
    page.switch_to.active_element.send_keys("Thiếu giấy chứng sinh")
    click(page, "#filing [data-state='5']")
    shows(page, "#filing-done", "Yêu cầu bổ sung giấy tờ")
    assert home.kiosk.row(CODE, "state") == (5,)
