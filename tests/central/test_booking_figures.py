"""Bookings from home on the page of trends and over the API: by day, by place, within the viewer's area."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from central.booking import rows
from central.dashboard.viewer import Viewer
from tests.central.booking import booked, office
from tests.central.browsing import NATIONAL, NINE, PROVINCIAL, STRANGER, browsing, plain
from tests.central.conftest import Centre

WARD, OTHER, FAR = "19/05518", "19/01864", "20/06001"
WEDNESDAY = "2026-11-25"
TRENDS = "/trends?province=19&from=2026-11-19&to=2026-11-26"
AT_WARD = Viewer("Nông Mai", "ward", WARD)


@pytest.fixture
def centre(centre: Centre) -> Centre:
    """It is Thursday."""
    with centre.store.transaction():
        rows.offer(centre.store.writer, office(ward=WARD, closed=[]), NINE - timedelta(days=1))
    booked(centre, day=WEDNESDAY, presented=9, missed=1)
    booked(centre, presented=3, day="2026-11-23")
    booked(centre, open=2, day="2026-11-26")
    booked(centre, presented=1234, ward=OTHER, day=WEDNESDAY)
    booked(centre, missed=7, ward=FAR, day=WEDNESDAY)
    return centre


@pytest.fixture
def web(centre: Centre) -> Iterator[TestClient]:
    with browsing(centre, PROVINCIAL) as web:
        yield web


def section(web: TestClient, address: str) -> str:
    found = re.search(r'<section class="card" id="bookings">.*?</section>', web.get(address).text, re.DOTALL)
    return found[0] if found else ""


def lines(web: TestClient, address: str) -> list[str]:
    """Of the tables, as they are read out."""
    return [plain(line).strip() for line in re.findall(r"<tr>.*?</tr>", section(web, address), re.DOTALL)]


def chart(web: TestClient, address: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json">(.*?)</script>', section(web, address), re.DOTALL)
    assert found
    drawn = json.loads(found[1])["data"]
    return {one["name"]: dict(zip(one["x"], one["y"], strict=True)) for one in drawn}


def test_a_province_sees_its_wards_and_its_days(web: TestClient) -> None:
    assert lines(web, TRENDS) == [
        "Nơi hẹn Chỗ đã mở Đã đặt Đã đến Không đến Chưa đến Dân hủy Phường, xã hủy Tỷ lệ đến",
        "Xã Bằng Thành –* 1.234 1.234 0 0 0 0 100,0 %",
        "Phường Sông Công 75* 15 12 1 2 0 0 92,3 %",
        "Tổng 75* 1.249 1.246 1 2 0 0 99,9 %",
        "Ngày Chỗ đã mở Đã đặt Đã đến Không đến Chưa đến Dân hủy Phường, xã hủy Tỷ lệ đến",
        "23/11/2026 –* 3 3 0 0 0 0 100,0 %",
        "25/11/2026 75* 1.244 1.243 1 0 0 0 99,9 %",
        "26/11/2026 0 2 0 0 2 0 0 –",
        "Tổng 75* 1.249 1.246 1 2 0 0 99,9 %",
    ]


def test_the_chart_says_what_the_table_says_and_leaves_out_unknown_offers(web: TestClient) -> None:
    days = ["2026-11-23", WEDNESDAY, "2026-11-26"]
    assert chart(web, f"{TRENDS}&ward=05518") == {
        "Đã đến": dict(zip(days, (3, 9, 0), strict=True)),
        "Không đến": dict(zip(days, (0, 1, 0), strict=True)),
        "Chưa đến": dict(zip(days, (0, 0, 2), strict=True)),
        "Chỗ đã mở": dict(zip(days, (None, 75, 0), strict=True)),
    }


def test_a_click_on_a_day_shows_that_day_and_a_ward_its_own_page(web: TestClient) -> None:
    shown = section(web, TRENDS).replace("&amp;", "&").replace("\\u0026", "&")
    assert f"/trends?province=19&from={WEDNESDAY}&to={WEDNESDAY}" in shown
    assert "/trends?province=19&ward=05518&from=2026-11-19&to=2026-11-26" in shown
    day = f"/trends?province=19&from={WEDNESDAY}&to={WEDNESDAY}"
    assert [line.split()[0] for line in lines(web, day)] == ["Nơi", "Xã", "Phường", "Tổng"]
    assert "Bấm vào một ngày" not in section(web, day)


def test_the_country_is_shown_by_province(centre: Centre) -> None:
    with browsing(centre, NATIONAL) as web:
        shown = lines(web, TRENDS.replace("province=19&", ""))
    assert [line.split(" –*")[0].split(" 75*")[0] for line in shown[1:4]] == [
        "Tỉnh Thái Nguyên",
        "Tỉnh Lạng Sơn",
        "Tổng",
    ]


def test_it_is_told_in_english_too(web: TestClient) -> None:
    shown = plain(section(web, f"{TRENDS}&lang=en"))
    assert "Booked from home" in shown
    assert "Places offered Booked Used Missed Not come yet Cancelled Closed by ward Came" in shown
    assert "older offers are not kept" in shown


def test_where_nobody_books_and_at_a_single_kiosk_there_is_no_such_card(web: TestClient) -> None:
    assert section(web, "/trends?province=19&from=2026-10-01&to=2026-10-31") == ""
    assert section(web, f"{TRENDS}&ward=05518&kiosk=k1") == ""


def test_nobody_sees_bookings_of_another_area(centre: Centre) -> None:
    query = "?from=2026-11-19&to=2026-11-26"
    with browsing(centre, STRANGER) as web:
        assert web.get(f"/api/v1/bookings{query}").json() == []
        assert web.get(f"/api/v1/bookings{query}&province=19").status_code == 403
    with browsing(centre, AT_WARD) as web:
        assert {one["ward"] for one in web.get(f"/api/v1/bookings{query}").json()} == {"05518"}
        assert "Bằng Thành" not in section(web, f"/trends{query}")


def test_programs_get_a_line_for_each_ward_and_day(web: TestClient) -> None:
    answer = web.get(f"/api/v1/bookings?ward=05518&from={WEDNESDAY}&to={WEDNESDAY}").json()
    named = {"province": "19", "ward": "05518", "name": "Sông Công", "day": WEDNESDAY}
    ended = {"offered": 75, "booked": 10, "used": 9, "missed": 1, "open": 0, "cancelled": 0, "closed": 0}
    assert answer == [named | ended]
    assert web.get("/api/v1/bookings?kiosk=k1").status_code == 400
