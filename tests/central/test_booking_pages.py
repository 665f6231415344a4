"""Booking from home as a browser without scripts and a program do it: open to all, clear, and never twice."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from central.booking.commands import SHOW, Asked, Closed, closing
from central.booking.offices import begins
from central.home.caller import TRAP
from central.sms.outbox import Post
from mqtt.booking import unseal
from tests.central.booking import CODE, KEY, MONDAY, PHONE, WARD, Counter, counter, website
from tests.central.conftest import Centre

FORM = {
    "viec": "ho-tich",
    "ngay": MONDAY,
    "gio": "08:00",
    "asked": "page-token",
    "phone": PHONE,
    "lang": "vi",
}
JSON = {"service": "ho-tich", "day": MONDAY, "slot": "08:00", "phone": PHONE}


@pytest.fixture
def booking(centre: Centre, tmp_path: Path) -> Iterator[Counter]:
    with counter(centre, tmp_path, sends=True) as made:
        yield made


@pytest.fixture
def web(booking: Counter) -> Iterator[TestClient]:
    with website(booking) as web:
        yield web


def booked(web: TestClient, **changes: str) -> str:
    """The address of the page of what was booked."""
    answer = web.post(f"/hen/{CODE}", data=FORM | changes)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def count(centre: Centre) -> int:
    [(found,)] = centre.rows("SELECT count(*) FROM booking")
    return int(str(found))


def told(answer: Any) -> str:
    found = re.search(r'<p class="(?:banner bad|fault)"[^>]* role="alert">(.*?)</p>', answer.text)
    return found[1] if found else ""


def test_each_page_asks_one_question_and_leads_to_the_next(web: TestClient) -> None:
    services = web.get(f"/hen/{CODE}").text
    assert "Hộ tịch, chứng thực" in services
    days = web.get(f"/hen/{CODE}?viec=ho-tich").text
    assert "Thứ Hai</b> 23/11/2026" in days
    assert "25/11/2026" not in days
    slots = web.get(f"/hen/{CODE}?viec=ho-tich&ngay={MONDAY}").text
    assert (slots.count("còn 2 chỗ"), "11:15" in slots, "11:30" in slots) == (30, True, False)
    form = web.get(f"/hen/{CODE}?viec=ho-tich&ngay={MONDAY}&gio=08:00").text
    assert 'name="phone"' in form
    assert "<script" not in form


def test_a_form_becomes_a_page_with_the_code(web: TestClient, centre: Centre) -> None:
    page = web.get(booked(web))
    assert page.status_code == 200
    assert "08:00" in page.text
    [(digits,)] = centre.rows("SELECT id FROM booking")
    assert f"{str(digits)[:4]} {str(digits)[4:]}" in page.text
    assert PHONE not in page.text


def test_the_same_form_sent_twice_is_the_same_page_and_one_sms(web: TestClient, centre: Centre) -> None:
    assert booked(web) == booked(web)
    assert count(centre) == 1
    assert centre.rows("SELECT kind FROM sms") == [("booked",)]


def test_a_filled_trap_books_nothing(web: TestClient, centre: Centre) -> None:
    answer = web.post(f"/hen/{CODE}", data=FORM | {TRAP: "https://spam.example"})
    assert (answer.status_code, count(centre)) == (400, 0)


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"phone": ""}, 400, "Cần số điện thoại di động"),
        ({"phone": "+12025550143"}, 400, "Chỉ nhận số di động Việt Nam"),
        ({"phone": "12345"}, 400, "Số này chưa đúng"),
        ({"gio": "12:15"}, 400, "Không có giờ này"),
        ({"ngay": "2026-11-25"}, 400, "Ngày này không nhận hẹn"),
        ({"viec": "karaoke"}, 404, "Không có việc này"),
        ({"asked": ""}, 400, "Chưa đọc được"),
        ({"name": "A" * 81}, 400, "Tên dài quá"),
    ],
)
def test_what_is_wrong_is_said_on_the_page_that_asks_for_it(
    web: TestClient, centre: Centre, changes: dict[str, str], status: int, sentence: str
) -> None:
    answer = web.post(f"/hen/{CODE}", data=FORM | changes)
    assert answer.status_code == status
    assert sentence in told(answer)
    assert count(centre) == 0


def test_what_was_typed_stays_in_the_form_and_what_is_wrong_stands_beside_it(web: TestClient) -> None:
    answer = web.post(f"/hen/{CODE}", data=FORM | {"phone": "12345", "name": "Bà Mẫu"})
    assert answer.text.index('id="e-phone"') > answer.text.index('for="phone"')
    assert "banner bad" not in answer.text
    assert 'value="12345"' in answer.text
    assert 'value="Bà Mẫu"' in answer.text


def test_a_full_slot_shows_the_others(web: TestClient) -> None:
    booked(web, asked="1", phone="0912000001")
    booked(web, asked="2", phone="0912000002")
    answer = web.post(f"/hen/{CODE}", data=FORM)
    assert (answer.status_code, told(answer)) == (409, "Giờ này vừa hết chỗ. Mời chọn giờ khác.")
    assert "08:15" in answer.text


def test_a_body_that_is_no_form_is_answered_with_a_sentence(web: TestClient) -> None:
    assert web.post(f"/hen/{CODE}", content=b"\xff\xfe").status_code == 400
    assert web.post(f"/hen/{CODE}", content=b"a=" + b"b" * 5000).status_code == 400


def test_cancelling_frees_the_place_once_and_for_all(web: TestClient, centre: Centre) -> None:
    page = booked(web)
    assert web.post(f"{page}/huy").status_code == 303
    assert web.post(f"{page}/huy").status_code == 303
    assert "Hẹn này đã hủy." in web.get(page).text
    assert web.get(f"{page}/ma.png").status_code == 404
    assert centre.rows("SELECT state FROM booking") == [("cancelled",)]


def test_who_missed_the_slot_is_led_to_another_one_of_the_day(web: TestClient, booking: Counter) -> None:
    page = booked(web)
    booking.clock.now = begins(MONDAY, "08:20")
    shown = web.get(page).text
    assert "Lỡ giờ hẹn?" in shown and "/huy" not in shown
    assert booked(web, gio="14:00", asked="again") != page
    assert "Hẹn này đã qua." in web.get(page).text


def test_the_language_is_changed_without_losing_an_answer(web: TestClient) -> None:
    answer = web.post(f"/hen/{CODE}", data=FORM | {"phone": ""})
    assert f'href="/hen/{CODE}?viec=ho-tich&amp;ngay={MONDAY}&amp;gio=08%3A00&amp;lang=en"' in answer.text


def test_a_guessed_address_finds_nothing(web: TestClient) -> None:
    page = booked(web)
    assert web.get(page[:-1] + "!").status_code == 404
    assert web.get(page.replace(CODE, "05443")).status_code == 404


def test_a_ward_without_bookings_says_so(web: TestClient) -> None:
    assert "Chưa nhận đặt hẹn" in web.get("/hen/05443").text
    assert web.get("/hen/99999").status_code == 404


def test_the_pages_are_there_in_english(web: TestClient) -> None:
    page = booked(web, lang="en")
    assert "Booked" in web.get(page).text
    assert "Civil status" in web.get(f"/hen/{CODE}?lang=en").text


def test_closing_a_slot_cancels_tells_and_offers_it_no_more(
    web: TestClient, booking: Counter, centre: Centre
) -> None:
    page = booked(web)
    desk, post = booking.booth.desk, Post(booking.booth.seals.keys)
    close = closing(post).make
    assert desk.settle(lambda database: close(database, Closed(WARD, MONDAY, "08:00"), booking.clock())) == 1
    assert centre.rows("SELECT kind FROM sms ORDER BY id") == [("booked",), ("closed",)]
    assert "cơ quan nghỉ" in web.get(page).text
    answer = web.post(f"/hen/{CODE}", data=FORM | {"asked": "again"})
    assert "Giờ này cơ quan nghỉ" in told(answer)
    shown = desk.settle(lambda database: SHOW.make(database, Asked(WARD), booking.clock()))
    assert shown.standing == [(MONDAY, "closed", 1)]


# ---------------------------------------------------------------- programs


def test_a_program_sees_free_slots(web: TestClient) -> None:
    answer = web.get(f"/api/v1/booking/{CODE}/slots?date={MONDAY}").json()
    assert [one["service"] for one in answer] == ["ho-tich", "dat-dai"]
    assert answer[0]["slots"][0] == {"slot": "07:30", "left": 2}
    assert len(answer[1]["slots"]) == 15


def test_a_program_books_once_for_one_idempotency_key(web: TestClient, centre: Centre) -> None:
    first, again = (
        web.post(f"/api/v1/booking/{CODE}", json=JSON, headers={"Idempotency-Key": "k1"}) for _ in range(2)
    )
    assert first.json() == again.json()
    assert count(centre) == 1
    assert unseal(first.json()["token"], KEY.public_key()).slot == "08:00"
    assert web.get(first.json()["page"]).status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "title"),
    [
        (JSON | {"phone": "+12025550143"}, 400, "phone_foreign"),
        (JSON | {"slot": "12:15"}, 400, "no_slot"),
        (JSON | {"more": 1}, 400, "unreadable"),
        ([], 400, "unreadable"),
    ],
)
def test_a_program_is_told_what_is_wrong(web: TestClient, body: object, status: int, title: str) -> None:
    answer = web.post(f"/api/v1/booking/{CODE}", json=body)
    assert (answer.status_code, answer.json()["title"]) == (status, title)


def test_a_ward_that_takes_no_bookings_is_404_for_programs(web: TestClient) -> None:
    assert web.get("/api/v1/booking/05443/slots").status_code == 404
    assert web.post("/api/v1/booking/05443", json=JSON).status_code == 404


def test_the_document_tells_of_both(web: TestClient) -> None:
    paths = web.get("/api/v1/openapi.json").json()["paths"]
    book = paths["/api/v1/booking/{ward}"]["post"]
    assert (book["operationId"], book["security"]) == ("post_booking_ward", [])
    assert paths["/api/v1/booking/{ward}/slots"]["get"]["parameters"][0]["in"] == "path"
