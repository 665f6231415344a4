"""`/nop` and `/hen`: whoever knows the name of their ward, of today or of before, finds where to go on."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from central.settings import SignIn
from tests.central.booking import counter, website
from tests.central.conftest import Centre
from tests.central.intake.home import MARRIAGE, Home, at_home
from tests.central.signed import SignedCentre


@pytest.fixture
def booking(centre_on_sqlite: Centre, tmp_path: Path) -> Iterator[TestClient]:
    """Sông Công takes bookings, nobody else does."""
    with counter(centre_on_sqlite, tmp_path) as made, website(made) as web:
        yield web


@pytest.fixture
def filing(centre_on_sqlite: Centre, tmp_path: Path) -> Iterator[Home]:
    with at_home(centre_on_sqlite, tmp_path) as home:
        yield home


def offered(html: str) -> list[str]:
    """Where the list leads."""
    return re.findall(r'<li><a href="(/[^"]+)"', html)


@pytest.mark.parametrize("name", ["song cong", "Sông Công", "SONG CONG", "phường sông công", "05518"])
def test_a_ward_is_found_however_its_name_is_typed(booking: TestClient, name: str) -> None:
    assert "/hen/05518" in offered(booking.get("/hen", params={"ten": name}).text)


def test_an_old_ward_leads_to_the_one_of_today(booking: TestClient) -> None:
    html = booking.get("/hen", params={"ten": "cai dan"}).text
    assert offered(html) == ["/hen/05518"]
    assert "Trước đây: phường Cải Đan" in html


def test_a_ward_that_takes_none_is_told_so_with_the_portal(booking: TestClient) -> None:
    html = booking.get("/hen", params={"ten": "Phan Đình Phùng", "tinh": "19"}).text
    assert offered(html) == []
    assert "Chưa nhận đặt hẹn trên mạng" in html and "dichvucong.gov.vn" in html


def test_a_province_leads_to_its_wards_that_take_part(booking: TestClient) -> None:
    assert offered(booking.get("/hen", params={"ten": "tinh thai nguyen"}).text)[0] == "/hen?tinh=19"
    assert offered(booking.get("/hen", params={"tinh": "19"}).text) == ["/hen/05518"]


def test_a_province_where_nobody_takes_part_says_so(booking: TestClient) -> None:
    html = booking.get("/hen", params={"tinh": "01"}).text
    assert offered(html) == []
    assert "Chưa có phường, xã nào ở đây nhận đặt hẹn" in html and "dichvucong.gov.vn" in html


def test_where_one_province_takes_part_its_wards_need_no_search(booking: TestClient) -> None:
    assert offered(booking.get("/hen").text) == ["/hen/05518"]


@pytest.mark.parametrize("asked", [{"ten": "zzzz"}, {"ten": "<b>" * 99}, {"ten": "song cong", "tinh": "79"}])
def test_what_is_not_there_is_answered_with_a_sentence(booking: TestClient, asked: dict[str, str]) -> None:
    answer = booking.get("/hen", params=asked)
    assert answer.status_code == 200
    assert "Không thấy" in answer.text and "<b><b>" not in answer.text


def test_the_search_stays_in_its_language(booking: TestClient) -> None:
    html = booking.get("/hen", params={"ten": "song cong", "lang": "en"}).text
    assert offered(html) == ["/hen/05518?lang=en"]
    assert '<input type="hidden" name="lang" value="en">' in html


def test_a_form_for_all_wards_opens_every_ward_of_the_province(filing: Home) -> None:
    html = filing.web.get("/nop", params={"ten": "song cong"}).text
    assert "/nop/05518" in offered(html)
    assert len(offered(filing.web.get("/nop").text)) == len(offered(filing.web.get("/nop?tinh=19").text)) > 90


def test_a_form_for_some_wards_opens_these_alone(filing: Home) -> None:
    filing.offer(type(MARRIAGE)(version=2, title="Hai", fields=MARRIAGE.fields, wards=["05518"]))
    assert offered(filing.web.get("/nop").text) == ["/nop/05518"]
    filing.offer(None)
    assert offered(filing.web.get("/nop").text) == []


@pytest.mark.parametrize("path", ["/nop", "/hen"])
def test_no_sign_in_stands_before_the_search(centre_on_sqlite: Centre, path: str) -> None:
    signed = SignedCentre(centre_on_sqlite, SignIn())
    answer = signed.browser().get(path)
    signed.live.stopping.set()
    assert (answer.status_code, "<h1>Chưa" in answer.text) == (404, True)


def test_a_wrong_ward_leads_to_the_search(filing: Home) -> None:
    answer = filing.web.get("/nop/99999")
    assert answer.status_code == 404
    assert 'href="/nop">Tìm phường, xã của tôi' in answer.text
