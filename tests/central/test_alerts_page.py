"""The page of alerts: the gravest first, acknowledged by name, and counted in every page's menu."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from central.alerting.rules import KINDS
from central.dashboard.alerts import said
from central.dashboard.shell import MENU
from central.dashboard.viewer import ANYBODY
from central.dashboard.words.alerts import ALERTS
from devices.status import Cause
from tests.central.browsing import (
    NINE,
    PROVINCIAL,
    STRANGER,
    alert,
    browsing,
    kiosk,
    writing,
)
from tests.central.conftest import Centre, Lock

HERE, THERE = "19/05518/k1", "01/00004/k1"


@pytest.fixture
def web(centre: Centre) -> Iterator[TestClient]:
    with writing(centre.store) as desk, browsing(centre, PROVINCIAL, desk) as web:
        yield web


def silences(centre: Centre, count: int) -> None:
    """An alert each for so many kiosks."""
    with centre.store.writer.atomic():
        for number in range(1, count + 1):
            alert(centre, f"19/05518/k{number}", "offline", "2026-11-26T01:00:00.000Z")


def main_of(page: str) -> str:
    return page.split("<main>")[1]


def test_the_gravest_alert_stands_first_whenever_it_came(centre: Centre, web: TestClient) -> None:
    alert(centre, HERE, "tamper", "conflict", opened=300)
    alert(centre, HERE, "button", "button-1 button-3", opened=2)
    alert(centre, HERE, "paper", "out_of_paper", opened=60)
    page = main_of(web.get("/alerts").text)
    says = ["hai nội dung khác nhau", "hết giấy", "nút 1, 3"]
    assert [page.find(text) for text in says] == sorted(page.find(text) for text in says)
    assert "5 giờ" in page


def test_what_somebody_looks_after_stands_apart_and_what_is_over_too(centre: Centre, web: TestClient) -> None:
    alert(centre, HERE, "paper", "cutter", by="Minh")
    alert(centre, HERE, "disk", "312", opened=60, cleared=50)
    alert(centre, HERE, "gap", "7")
    waiting = main_of(web.get("/alerts").text)
    known = main_of(web.get("/alerts?shelf=acknowledged").text)
    past = main_of(web.get("/alerts?shelf=past").text)
    assert ("7 sự kiện" in waiting, "kẹt dao cắt" in waiting, "312 MB" in waiting) == (True, False, False)
    assert ("7 sự kiện" in known, "kẹt dao cắt" in known, "Minh" in known) == (False, True, True)
    assert ("312 MB" in past, "08:10" in past, "chưa ai ghi nhận" in past) == (True, True, True)


def test_what_is_over_is_found_by_the_day_it_opened(centre: Centre, web: TestClient) -> None:
    alert(centre, HERE, "disk", "111", opened=24 * 60, cleared=60)
    alert(centre, HERE, "disk", "222", opened=10 * 60, cleared=60)
    alert(centre, HERE, "disk", "333", opened=40 * 24 * 60, cleared=60)
    yesterday = web.get("/alerts?shelf=past&from=2026-11-25&to=2026-11-25").text
    month = web.get("/alerts?shelf=past").text
    assert ("111 MB" in yesterday, "222 MB" in yesterday) == (True, True)
    assert ("111 MB" in month, "333 MB" in month) == (True, False)
    assert "222 MB" not in web.get("/alerts?shelf=past&from=2026-11-26&to=2026-11-26").text


def test_one_kind_alone_can_be_shown(centre: Centre, web: TestClient) -> None:
    alert(centre, HERE, "paper", "cover_open")
    alert(centre, HERE, "temperature", "83.4")
    page = main_of(web.get("/alerts?kind=temperature").text)
    assert ("83,4 °C" in page, "nắp máy in mở" in page) == (True, False)


def test_a_long_list_has_pages(centre: Centre, web: TestClient) -> None:
    silences(centre, 101)
    assert "1–100 trong 101" in web.get("/alerts").text
    assert "101–101 trong 101" in web.get("/alerts?page=2").text
    assert "101–101 trong 101" in web.get("/alerts?page=9").text


@pytest.mark.parametrize("query", ["kind=fire", "shelf=attic", "page=0", "page=x"])
def test_a_parameter_that_cannot_be_read_is_named(web: TestClient, query: str) -> None:
    answer = web.get(f"/alerts?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.json()["detail"]


def test_acknowledging_keeps_the_name_and_returns_to_the_same_list(centre: Centre, web: TestClient) -> None:
    alert(centre, HERE, "paper", "out_of_paper")
    answer = web.post("/alerts/1/acknowledge?kind=paper")
    assert (answer.status_code, answer.headers["location"]) == (303, "/alerts?kind=paper")
    rows = centre.rows("SELECT acknowledged_by, acknowledged_at FROM alert")
    assert rows == [("Trần Lan", "2026-11-26T02:00:00.000Z")]
    assert "đang chờ." in web.get("/alerts").text


def test_the_second_to_acknowledge_changes_nothing(centre: Centre, web: TestClient) -> None:
    alert(centre, HERE, "paper", "out_of_paper", by="Minh")
    assert web.post("/alerts/1/acknowledge").status_code == 303
    assert centre.rows("SELECT acknowledged_by FROM alert") == [("Minh",)]


def test_nobody_acknowledges_without_a_name(centre: Centre) -> None:
    alert(centre, HERE, "paper", "out_of_paper")
    with writing(centre.store) as desk, browsing(centre, ANYBODY, desk) as web:
        assert web.post("/alerts/1/acknowledge").status_code == 403
        page = web.get("/alerts").text
    assert ('<form method="post"' in page, "Đăng nhập để ghi nhận" in page) == (False, True)
    assert centre.rows("SELECT acknowledged_by FROM alert") == [(None,)]


def test_an_alert_of_another_province_is_neither_seen_nor_acknowledged(centre: Centre) -> None:
    alert(centre, HERE, "paper", "out_of_paper")
    with writing(centre.store) as desk, browsing(centre, STRANGER, desk) as web:
        assert "hết giấy" not in web.get("/alerts").text
        assert web.post("/alerts/1/acknowledge").status_code == 403
    assert centre.rows("SELECT acknowledged_by FROM alert") == [(None,)]


def test_another_site_cannot_acknowledge_in_somebodys_name(centre: Centre, web: TestClient) -> None:
    alert(centre, HERE, "paper", "out_of_paper")
    answer = web.post("/alerts/1/acknowledge", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert centre.rows("SELECT acknowledged_by FROM alert") == [(None,)]


def test_an_alert_that_is_not_there_is_404(web: TestClient) -> None:
    assert web.post("/alerts/7/acknowledge").status_code == 404


def test_an_unwilling_store_is_503_and_nothing_is_claimed(centre: Centre, locked: Lock) -> None:
    locked.release()
    alert(centre, HERE, "paper", "out_of_paper")
    locked.hold()
    with writing(centre.store) as desk, browsing(centre, PROVINCIAL, desk) as web:
        answer = web.post("/alerts/1/acknowledge")
    assert (answer.status_code, "do it once more" in answer.json()["detail"]) == (503, True)


@pytest.mark.parametrize("address", ["/", *(f"/{name}" for name in MENU[1:])])
def test_every_page_says_how_many_alerts_wait(centre: Centre, web: TestClient, address: str) -> None:
    kiosk(centre, HERE)
    alert(centre, HERE, "paper", "out_of_paper")
    alert(centre, HERE, "gap", "7")
    alert(centre, THERE, "gap", "7")
    alert(centre, HERE, "disk", "100", by="Minh")
    assert '<b class="badge">2</b>' in web.get(address).text


def test_the_number_is_counted_anew_after_five_seconds(centre: Centre) -> None:
    now = [NINE]
    with browsing(centre, PROVINCIAL, clock=lambda: now[0]) as web:
        web.get("/fleet")
        alert(centre, HERE, "gap", "7")
        now[0] = NINE + timedelta(seconds=4.9)
        assert "badge" not in web.get("/fleet").text
        now[0] = NINE + timedelta(seconds=5)
        assert '<b class="badge">1</b>' in web.get("/fleet").text


def test_the_menu_carries_the_area_and_no_filter_to_other_pages(web: TestClient) -> None:
    page = web.get("/alerts?province=19&lang=en&kind=paper&page=1").text
    assert 'href="/fleet?province=19&amp;lang=en"' in page


def test_every_kind_and_every_word_of_the_printer_has_words() -> None:
    words = ALERTS["vi"]
    assert {f"alert.{kind}" for kind in KINDS} <= words.keys()
    assert {f"printer.{cause}" for cause in Cause} <= words.keys()


def test_a_word_that_nobody_foresaw_is_shown_as_it_came_and_harmless(centre: Centre, web: TestClient) -> None:
    alert(centre, HERE, "paper", "<b>smoke</b>")
    assert said("paper", "smoke", ALERTS["en"], NINE) == "smoke"
    assert "&lt;b&gt;smoke&lt;/b&gt;" in web.get("/alerts").text


def test_a_centre_without_a_desk_acknowledges_nothing(centre: Centre) -> None:
    alert(centre, HERE, "paper", "out_of_paper")
    with browsing(centre, PROVINCIAL) as web:
        assert web.post("/alerts/1/acknowledge").status_code == 403
        assert "/acknowledge" not in web.get("/alerts").text
