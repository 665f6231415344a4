"""The supervisor's page and API: who may see what, and what reaches the kiosk."""

from dataclasses import replace
from typing import Any

import pytest

from firmware import console
from firmware.console import NotRecordedError, Refused, Why
from tests.ui.counter.stub import CHIEF, HANH, ticket
from tests.ui.counter.supervising import EMPTY, SESSION, Desk, desk_of
from tests.ui.counter.supervising import desk as desk

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
