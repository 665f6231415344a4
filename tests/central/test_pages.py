"""What the analytics pages say, and what they may not say."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from central.dashboard.api import Pulse
from central.dashboard.app import build
from central.dashboard.viewer import Viewer
from central.dashboard.words import Phrases
from central.dashboard.words.find import FIND
from central.dashboard.words.overview import OVERVIEW
from central.dashboard.words.ranking import RANKING
from central.dashboard.words.shell import SHELL
from central.dashboard.words.trends import TRENDS
from tests.central.browsing import plain
from tests.central.conftest import Centre
from tests.central.stats.office import issued, presses, served, told
from tests.central.wire import DAY, NOW, later, state

ADDRESSES = ("/", "/?province=19", "/?province=19&ward=05518", "/?kiosk=19/05518/k1", "/ranking", "/trends")


@pytest.fixture
def web(centre: Centre) -> Iterator[TestClient]:
    app, _ = build(centre.reader, lambda: NOW, Pulse(turned_at=lambda: NOW, broker_up=lambda: True))
    with TestClient(app) as web:
        yield web


def seen_by(centre: Centre, viewer: Viewer) -> TestClient:
    app, _ = build(centre.reader, lambda: NOW, Pulse(turned_at=lambda: NOW, broker_up=lambda: True))

    async def signed_in(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            Request(scope).state.viewer = viewer
        await asgi(scope, receive, send)

    asgi: ASGIApp = app
    return TestClient(signed_in)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_empty_centre_has_all_its_pages(web: TestClient, address: str, language: str) -> None:
    answer = web.get(address, params={"lang": language} if language == "en" else None)
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert "766/QĐ-TTg" in answer.text


def test_the_first_page_says_the_day_in_figures(centre: Centre, web: TestClient) -> None:
    centre.receive(
        *told(issued(1200), served([100] * 10), presses("satisfied", 9), presses("unsatisfied", 1))
    )
    said = plain(web.get("/").text)
    assert "Số đã cấp 1.200 10 đã phục vụ" in said
    assert "90,0 % khoảng tin cậy 95 %: 59,6–98,2 % n = 10" in said
    assert "Thời gian chờ trung vị 1,7 phút" in said


def test_fewer_than_five_presses_are_counted_and_not_shared_out(centre: Centre, web: TestClient) -> None:
    centre.receive(*told(presses("satisfied", 3), presses("unsatisfied", 1)))
    said = plain(web.get("/?province=19&ward=05518").text)
    assert "Hài lòng (nút bấm) Chưa đủ dữ liệu n = 4" in said
    assert "75,0 %" not in said


def test_an_officer_with_few_presses_is_not_judged(centre: Centre, web: TestClient) -> None:
    centre.receive(
        *told(presses("unsatisfied", 29, officer="cb07"), presses("satisfied", 31, officer="cb08"))
    )
    said = plain(web.get("/ranking?province=19&ward=05518").text)
    assert "cb07 0 – Chưa đủ dữ liệu (dưới 30 lượt bấm) 29" in said
    assert "cb08 0 – 100,0 %" in said


def test_the_ranking_of_a_province_leads_to_its_wards(centre: Centre, web: TestClient) -> None:
    centre.receive(*told(presses("satisfied", 40)), *told(presses("satisfied", 3), kiosk="19/05521/k1"))
    page = web.get("/ranking?province=19").text
    assert '<a href="/?province=19&amp;ward=05518">Phường Sông Công</a>' in page
    assert "n = 3" in page.partition("Chưa đủ dữ liệu")[2]


def test_all_wards_of_the_country_are_ranked_for_one_day_only(centre: Centre, web: TestClient) -> None:
    centre.receive(*told(presses("satisfied", 40)))
    assert "Phường Sông Công" in web.get("/ranking?of=ward").text
    week = web.get("/ranking?of=ward&from=2026-11-15&to=2026-11-21").text
    assert "Phường Sông Công" not in week
    assert "Tỉnh Thái Nguyên" in week


def test_days_stay_in_every_address(centre: Centre, web: TestClient) -> None:
    centre.receive(*told(presses("satisfied", 40)))
    page = web.get("/?from=2026-11-20&to=2026-11-21&lang=en").text
    assert 'href="/?province=19&amp;from=2026-11-20&amp;to=2026-11-21&amp;lang=en"' in page


def test_days_that_are_over_have_no_stream(web: TestClient) -> None:
    assert "data-stream" in web.get("/").text
    assert "data-stream" not in web.get("/?from=2026-11-20&to=2026-11-20").text


def test_today_is_whatever_day_it_is_by_now(centre: Centre) -> None:
    now = [NOW]
    app, _ = build(centre.reader, lambda: now[0], Pulse(turned_at=lambda: NOW, broker_up=lambda: True))
    centre.receive(*told(issued(7)))
    with TestClient(app) as web:
        assert 'data-watch="tickets">7<' in web.get("/").text
        now[0] = NOW + timedelta(days=1)
        assert 'data-watch="tickets">0<' in web.get("/?province=19").text


def test_one_finding_is_gone_to_at_once(web: TestClient) -> None:
    answer = web.get("/find?q=phuong+song+cong", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?province=19&ward=05518")


def test_what_is_typed_cannot_become_markup(web: TestClient) -> None:
    assert "<script>" not in web.get("/find?q=<script>").text.partition("<body")[2]


def test_a_viewer_of_a_province_sees_nothing_else(centre: Centre) -> None:
    centre.receive(*told(presses("satisfied", 40)), *told(presses("satisfied", 50), kiosk="20/06001/k1"))
    web = seen_by(centre, Viewer("lanh", "province", "20"))
    page = web.get("/").text
    assert 'data-watch="presses">50<' in page
    assert "/?province=19" not in page
    assert web.get("/?province=19").status_code == 403
    assert 'data-watch="presses">0<' in web.get("/?kiosk=19/05518/k1").text
    assert "Sông Công" not in plain(web.get("/find?q=song").text).partition("Kết quả")[2]


@pytest.mark.parametrize("query", ["page=x", "page=99999999", "page=0", "by=nothing", "of=planet"])
def test_a_strange_address_is_read_as_the_plain_one(web: TestClient, query: str) -> None:
    assert web.get(f"/ranking?{query}").status_code == 200


@pytest.mark.parametrize("layer", ["satisfaction", "wait", "no_shows", "tickets", "online"])
def test_every_colouring_of_the_tiles_has_its_legend(centre: Centre, web: TestClient, layer: str) -> None:
    centre.receive(state("online"), *told(issued(40), served([100] * 40), presses("satisfied", 40)))
    page = web.get(f"/?by={layer}").text
    assert page.count("<i class=") >= 6
    assert re.search(r'class="(tone-4|weight-4|tone-3)" href="/\?province=19"', page)


@pytest.mark.parametrize("phrases", [SHELL, OVERVIEW, RANKING, TRENDS, FIND])
def test_every_word_is_there_in_both_languages(phrases: Phrases) -> None:
    assert phrases["vi"].keys() == phrases["en"].keys()


@pytest.mark.parametrize("phrases", [OVERVIEW, RANKING, TRENDS, FIND])
def test_no_page_changes_the_words_of_the_frame(phrases: Phrases) -> None:
    assert phrases["vi"].keys() & SHELL["vi"].keys() == set()


def test_the_heat_has_a_table_of_the_same_figures(centre: Centre, web: TestClient) -> None:
    centre.receive(*told(issued(12), at=later(0)), *told(issued(4, day="2026-11-14"), after=50))
    said = plain(web.get("/trends").text)
    assert "Thứ Bảy 8,0" in said
    assert f"{DAY[8:]}/11/2026 12" in said
