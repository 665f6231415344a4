"""The supervisor's page, API and files: who may see what, what reaches the kiosk, what a spreadsheet gets."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import pytest
from selenium.common.exceptions import ElementNotInteractableException, StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from starlette.applications import Starlette
from starlette.testclient import TestClient

from firmware import console
from firmware.console import NotRecordedError, Refused, Why
from firmware.figures import ClosingLine, DayReport, LongWait, OwnFigures, RatingLine, ReportRow, Spell
from firmware.sms_pages import SmsDesk
from tests.processes import free_port, wait_until
from tests.ui.counter.stub import CHIEF, HANH, TOKEN, Ward, ticket
from ui.counter import day_pdf
from ui.counter.app import Server, build
from ui.counter.day_csv import NOT_766, csv_of, harmless, minutes, seconds, sections
from ui.counter.day_pdf import pdf_of
from ui.counter.guard import session_named
from ui.counter.live import Live

NONE = Spell(0, None, None, None)
SESSION = session_named(TOKEN)
PAGE = b"/Type /Page\n"
FULL = DayReport(
    office="UBND phường Sông Công",
    day="2026-11-21",
    total=ReportRow("", "", 86, 71, 4, 9, Spell(77, 540, 1680, 3120), Spell(70, 372, 900, 1860)),
    services=(
        ReportRow("ho-tich", "Hộ tịch, chứng thực", 60, 51, 3, 5, Spell(50, 480, 1500, 2400), NONE),
        ReportRow("thue", '=HYPERLINK("x")', 0, 0, 0, 0, NONE, NONE),
    ),
    counters=(ReportRow("2", "Quầy 2", 30, 28, 1, 0, NONE, Spell(28, 310, 700, 1200)),),
    hours=(
        ReportRow("08", "08:00", 21, 14, 0, 0, NONE, NONE),
        ReportRow("10", "10:00", 7, 20, 0, 0, NONE, NONE),
    ),
    long_waits=(LongWait("B021", "ho-tich", 2520), LongWait("B007", "ho-tich", 3120)),
    ratings=(("very_satisfied", 38), ("satisfied", 11), ("unsatisfied", 3)),
    unattributed=4,
)
PRESSES = (
    RatingLine("r-2", "2026-11-21T08:59:11.000Z", "satisfied", "A050", "cb01", 1, ""),
    RatingLine("r-1", "2026-11-21T02:00:00.000Z", "unsatisfied", None, None, None, "<b>Bấm thử</b>"),
)
CLOSINGS = (
    ClosingLine(1, "2026-11-23", 810, 1020, "Họp Hội đồng nhân dân"),
    ClosingLine(2, "2026-12-01", 0, 1440, "Mất điện"),
)
EMPTY = replace(FULL, hours=(), counters=(), long_waits=(), ratings=(), services=())


@dataclass(frozen=True, slots=True)
class Desk:
    """A browser, and the ward behind it; `days` are the days it asked for."""

    web: TestClient
    ward: Ward
    days: list[str]


def desk_of(who: console.Signed | None, report: DayReport = FULL, sms: SmsDesk | None = None) -> Desk:
    ward = Ward()
    ward.people = {SESSION: who} if who else {}
    days: list[str] = []

    def report_of(day: str) -> DayReport:
        days.append(day)
        return replace(report, day=day or report.day)

    office = replace(
        ward.office(),
        report=report_of,
        ratings=lambda day: PRESSES,
        closings=lambda: CLOSINGS,
        own=lambda officer: OwnFigures("2026-11-20", 7, ((officer, 7),)),
        sms=lambda: sms,
    )
    web = TestClient(build(office, Live(), None), raise_server_exceptions=False)
    web.cookies.set("motcua", TOKEN)
    return Desk(web, ward, days)


@pytest.fixture
def desk() -> Desk:
    return desk_of(CHIEF)


READS = ("report", "report.csv", "report.pdf", "ratings", "closings")


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize(
    ("who", "status", "code"), [(None, 401, "not_signed_in"), (HANH, 403, "not_supervisor")]
)
def test_figures_are_for_supervisors(path: str, who: console.Signed | None, status: int, code: str) -> None:
    answer = desk_of(who).web.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code


@pytest.mark.parametrize("path", READS)
def test_without_a_cookie_nothing_is_read_or_done(desk: Desk, path: str) -> None:
    desk.web.cookies.clear()
    assert desk.web.get(f"/api/v1/{path}").status_code == 401
    assert desk.web.post("/api/v1/ratings/r-1/void", json={"reason": "Bấm thử"}).status_code == 401
    assert desk.web.delete("/api/v1/closings/1").status_code == 401
    assert (desk.days, desk.ward.asked) == ([], [])


@pytest.mark.parametrize("path", READS)
def test_no_figure_is_kept_by_a_browser(desk: Desk, path: str) -> None:
    answer = desk.web.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


def test_the_report_is_todays_unless_a_day_is_named(desk: Desk) -> None:
    assert desk.web.get("/api/v1/report").json()["total"]["wait"]["median"] == 540
    assert desk.web.get("/api/v1/report?day=2026-11-20").json()["day"] == "2026-11-20"
    assert desk.days == ["", "2026-11-20"]


@pytest.mark.parametrize(
    "day", ["2026-02-30", "20261121", "21/11/2026", "2026-W47-6", "0001-01-01", "x" * 900]
)
@pytest.mark.parametrize("path", ["/api/v1/report", "/api/v1/report.pdf", "/api/v1/ratings", "/supervisor"])
def test_a_day_that_is_none_is_refused(desk: Desk, path: str, day: str) -> None:
    answer = desk.web.get(path, params={"day": day})
    assert (answer.status_code, answer.json()["code"], desk.days) == (422, "bad_value", [])


DONE: list[tuple[str, str, Any, console.Supervising]] = [
    (
        "POST",
        "ratings/r-2/void",
        {"reason": "Bấm thử khi lau máy"},
        console.VoidRating(session=SESSION, rating="r-2", reason="Bấm thử khi lau máy"),
    ),
    ("POST", "tickets/A012/reprint", {}, console.PrintTicketAgain(session=SESSION, number="A012")),
    (
        "POST",
        "closings",
        {"day": "2026-11-23", "start": "13:30", "end": "24:00", "reason": "Họp"},
        console.CloseSpecially(session=SESSION, day="2026-11-23", start=810, end=1440, reason="Họp"),
    ),
    ("DELETE", "closings/2", None, console.LiftClosing(session=SESSION, closing=2)),
]


@pytest.mark.parametrize(("method", "path", "body", "wish"), DONE)
def test_what_a_supervisor_does_becomes_one_request_to_the_kiosk(
    desk: Desk, method: str, path: str, body: Any, wish: console.Supervising
) -> None:
    assert desk.web.request(method, f"/api/v1/{path}", json=body).status_code == 200
    assert desk.ward.asked == [wish]


@pytest.mark.parametrize(("method", "path", "body", "wish"), DONE)
def test_the_kiosks_refusal_is_passed_on(
    desk: Desk, method: str, path: str, body: Any, wish: console.Supervising
) -> None:
    desk.ward.answer = Refused(Why.NOT_SUPERVISOR, "cb01 is no supervisor; ask one to do this")
    answer = desk.web.request(method, f"/api/v1/{path}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_supervisor")


def test_what_was_not_committed_is_said_to_be_undone(desk: Desk) -> None:
    desk.ward.answer = NotRecordedError("the kiosk was busy for 5 s; try again")
    assert desk.web.delete("/api/v1/closings/2").status_code == 503


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("ratings/r-2/void", {}),
        ("ratings/r-2/void", {"reason": ""}),
        ("ratings/r-2/void", {"reason": "     "}),
        ("ratings/r-2/void", {"reason": "x" * 201}),
        ("ratings/r-2/void", {"reason": "Bấm thử", "officer": "cb01"}),
        ("tickets/A012/reprint", {"copies": 3}),
        ("closings", {"day": "2026-11-23", "start": "13:30", "end": "17:00"}),
        ("closings", {"day": "23/11/2026", "start": "13:30", "end": "17:00", "reason": "Họp"}),
        ("closings", {"day": "2026-11-23", "start": "25:00", "end": "26:00", "reason": "Họp"}),
        ("closings", {"day": "2026-11-23", "start": "13:30", "end": "24:30", "reason": "Họp"}),
        ("closings", {"day": "2026-11-23", "start": 810, "end": 1020, "reason": "Họp"}),
    ],
)
def test_a_body_that_does_not_fit_changes_nothing(desk: Desk, path: str, body: Any) -> None:
    answer = desk.web.post(f"/api/v1/{path}", json=body)
    assert (answer.status_code, answer.json()["code"], desk.ward.asked) == (422, "bad_value", [])


@pytest.mark.parametrize("closing", ["x", "-1", "1.5", "9" * 30, "²"])
def test_a_closing_that_cannot_exist_is_unknown(desk: Desk, closing: str) -> None:
    answer = desk.web.delete(f"/api/v1/closings/{closing}")
    assert (answer.status_code, answer.json()["code"], desk.ward.asked) == (404, "unknown_closing", [])


def test_a_foreign_form_takes_no_rating_back(desk: Desk) -> None:
    assert desk.web.post("/api/v1/ratings/r-2/void", data={"reason": "Bấm thử"}).status_code == 415
    assert desk.ward.asked == []


def test_every_officer_sees_their_own_figures_only() -> None:
    answer = desk_of(HANH).web.get("/api/v1/me/figures")
    assert answer.json() == {"until": "2026-11-20", "ratings": 7, "levels": [["cb01", 7]]}
    assert desk_of(None).web.get("/api/v1/me/figures").status_code == 401


# ---------------------------------------------------------------- the page


def test_a_stranger_gets_the_sign_in_form_and_no_figure() -> None:
    desk = desk_of(None)
    page = desk.web.get("/supervisor").text
    assert 'id="sign-in"' in page
    assert "Hộ tịch" not in page
    assert desk.days == []


def test_an_officer_is_told_that_this_is_not_theirs() -> None:
    page = desk_of(HANH).web.get("/supervisor").text
    assert "Nguyễn Thị Mẫu không có quyền lãnh đạo" in page
    assert 'id="figures"' not in page


def test_the_page_shows_the_day_and_keeps_what_was_taken_back(desk: Desk) -> None:
    page = desk.web.get("/supervisor").text
    assert "Hôm nay, ngày 21/11/2026" in page
    assert "<dd>86</dd>" in page
    assert 'data-void="r-2"' in page
    assert 'data-void="r-1"' not in page
    assert "Đã hủy: &lt;b&gt;Bấm thử&lt;/b&gt;" in page
    assert "13:30–17:00" in page
    assert "cả ngày" in page


def test_the_page_says_that_presses_are_no_766_scores(desk: Desk) -> None:
    assert "Không phải điểm đánh giá theo Quyết định 766/QĐ-TTg" in desk.web.get("/supervisor").text
    assert "not scores under Decision 766/QĐ-TTg" in desk.web.get("/supervisor?lang=en").text


def test_another_days_page_offers_the_way_back_to_today(desk: Desk) -> None:
    page = desk.web.get("/supervisor?day=2026-11-20&lang=en").text
    assert "Day 20/11/2026" in page
    assert "/supervisor?day=2026-11-19&amp;lang=en" in page
    assert 'data-live="no"' in page
    assert ">Today</a>" in page


def test_whoever_still_waits_too_long_stands_out(desk: Desk) -> None:
    desk.ward.queue = replace(desk.ward.queue, tickets=(ticket("B021", "ho-tich", 1),))
    assert desk.web.get("/supervisor").text.count("vẫn đang chờ") == 1


def test_the_hours_have_no_gap(desk: Desk) -> None:
    page = desk.web.get("/supervisor").text
    assert ("8 giờ</text>" in page, "9 giờ</text>" in page, "10 giờ</text>" in page) == (True, True, True)


def test_an_empty_day_is_a_page_too() -> None:
    answer = desk_of(CHIEF, EMPTY).web.get("/supervisor")
    assert answer.status_code == 200
    assert "Chưa có số nào trong ngày này." in answer.text
    assert "Không có ai phải chờ quá 30 phút." in answer.text


# ---------------------------------------------------------------- the files


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_csv_is_read_back_with_its_vietnamese(desk: Desk) -> None:
    answer = desk.web.get("/api/v1/report.csv?day=2026-11-20")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-disposition"] == 'attachment; filename="bao-cao-2026-11-20.csv"'
    rows = read(answer.content)
    assert rows[0] == ["Báo cáo ngày", "20/11/2026", "UBND phường Sông Công"]
    assert ["Hộ tịch, chứng thực", "60", "51", "3", "5", "480", "1500", "2400", "", ""] in rows
    assert ["Rất hài lòng", "38"] in rows
    assert rows[-1] == [NOT_766]


def test_each_csv_table_has_a_heading_and_named_columns() -> None:
    rows = read(csv_of(FULL))
    assert ["Theo quầy"] in rows
    assert rows[rows.index(["Theo quầy"]) + 1][:3] == ["Quầy", "Đã phục vụ", "Vắng mặt"]


@pytest.mark.parametrize("cell", ["=1+1", "+84912", "-3", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_spreadsheet_runs_no_cell(cell: str) -> None:
    assert harmless((cell, "A012")) == (f"'{cell}", "A012")


def test_a_service_named_like_a_formula_is_text() -> None:
    assert any(row[:1] == ['\'=HYPERLINK("x")'] for row in read(csv_of(FULL)))


@pytest.mark.parametrize(("lasting", "wait"), [(seconds, "480"), (minutes, "8,0")])
def test_both_files_have_the_same_tables(lasting: Callable[[int | None], str], wait: str) -> None:
    tables = sections(FULL, lasting, "")
    assert [table.title for table in tables] == [
        "Cả ngày",
        "Theo lĩnh vực",
        "Theo quầy",
        "Theo giờ",
        "Chờ trên 30 phút (nhiều nhất 10 số)",
        "Lượt bấm nút hài lòng",
    ]
    assert tables[1].rows[0][:6] == ("Hộ tịch, chứng thực", "60", "51", "3", "5", wait)
    assert tables[-1].rows[-1] == ("trong đó không gắn với cán bộ nào", "4")
    assert {len(row) - len(table.columns) for table in tables for row in table.rows} == {0}


def test_what_nobody_did_took_no_time_at_all() -> None:
    assert (seconds(None), minutes(None), minutes(0), minutes(90)) == ("", "–", "0,0", "1,5")


def test_the_pdf_has_pages_and_says_how_many(desk: Desk) -> None:
    answer = desk.web.get("/api/v1/report.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"].endswith('"bao-cao-2026-11-21.pdf"')
    assert answer.content.startswith(b"%PDF-")
    assert answer.content.rstrip().endswith(b"%%EOF")
    assert answer.content.count(PAGE) == 2


def test_a_long_day_goes_on_on_further_pages() -> None:
    hours = tuple(ReportRow(f"{hour:02}", f"{hour:02}:00", 9, 9, 0, 0, NONE, NONE) for hour in range(24))
    waits = tuple(LongWait(f"A{number:03}", "ho-tich", 2000) for number in range(10))
    long = pdf_of(replace(FULL, hours=hours, long_waits=waits))
    assert (pdf_of(EMPTY).count(PAGE), long.count(PAGE)) == (1, 3)


def test_the_same_day_gives_the_same_bytes() -> None:
    assert pdf_of(FULL) == pdf_of(FULL)
    assert pdf_of(FULL) != pdf_of(replace(FULL, unattributed=5))


def test_an_office_that_is_written_like_markup_is_drawn_as_it_is() -> None:
    assert pdf_of(replace(EMPTY, office="UBND <b>phường & xã")).startswith(b"%PDF-")


def test_a_missing_font_names_the_package_to_install(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(day_pdf, "FONT_FOLDER", tmp_path)
    day_pdf._use_fonts.cache_clear()
    answer = desk.web.get("/api/v1/report.pdf")
    assert (answer.status_code, answer.json()["code"]) == (503, "no_font")
    assert "fonts-noto-core" in answer.json()["detail"]


# ---------------------------------------------------------------- in a real browser


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    live, port = Live(), free_port()
    assert isinstance(desk.web.app, Starlette)
    server = Server(desk.web.app, live, "127.0.0.1", port)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


def type_into(browser: Chrome, selector: str, *keys: str) -> None:
    """As soon as it can be typed into: the page draws itself anew after each request."""

    def typed() -> bool:
        with suppress(ElementNotInteractableException, StaleElementReferenceException):
            browser.find_element(By.CSS_SELECTOR, selector).send_keys(*keys)
            return True
        return False

    wait_until(typed)


def test_a_rating_is_taken_back_and_the_office_closed_by_keyboard_alone(
    browser: Chrome, address: str, desk: Desk
) -> None:
    browser.set_window_size(1366, 768)
    browser.get(f"{address}/supervisor")
    browser.add_cookie({"name": "motcua", "value": TOKEN})
    browser.get(f"{address}/supervisor")
    browser.execute_script("document.querySelector('#closing').dataset.old = 'yes'")
    browser.find_element(By.CSS_SELECTOR, "[data-void]").send_keys(Keys.ENTER)
    browser.switch_to.active_element.send_keys("Bấm thử khi lau máy", Keys.ENTER)
    wait_until(lambda: len(desk.ward.asked) == 1)
    wait_until(lambda: not browser.find_elements(By.CSS_SELECTOR, "dialog[open], #closing[data-old]"))
    type_into(browser, "#closing [name=whole]", Keys.SPACE)
    type_into(browser, "#closing [name=reason]", "Họp", Keys.ENTER)
    wait_until(lambda: len(desk.ward.asked) == 2)
    assert desk.ward.asked == [
        console.VoidRating(session=SESSION, rating="r-2", reason="Bấm thử khi lau máy"),
        console.CloseSpecially(session=SESSION, day="2026-11-21", start=0, end=1440, reason="Họp"),
    ]
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_a_refusal_is_said_in_vietnamese_beside_the_button(browser: Chrome, address: str, desk: Desk) -> None:
    desk.ward.answer = Refused(Why.UNKNOWN_TICKET, "there is no ticket 'A999' today; look at the queue")
    browser.get(f"{address}/supervisor")
    browser.add_cookie({"name": "motcua", "value": TOKEN})
    browser.get(f"{address}/supervisor")
    browser.find_element(By.CSS_SELECTOR, "#reprint [name=number]").send_keys("a999", Keys.ENTER)
    problem = browser.find_element(By.CSS_SELECTOR, "#reprint [data-problem]")
    wait_until(lambda: problem.text == "Hôm nay không có số này.")
    assert desk.ward.asked == [console.PrintTicketAgain(session=SESSION, number="A999")]
