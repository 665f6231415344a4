"""The public notice of procedures: pages, sheet and API, over a guide of a few real names."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from firmware.guidebook import make_guide
from firmware.notices import Notices
from tests.bench import ward
from tests.firmware.guiding import ALL
from tests.ui.counter.stub import Ward
from ui.counter.app import build
from ui.counter.live import Live


@pytest.fixture
def web() -> Iterator[TestClient]:
    guide = make_guide(7, "2026-11-20T02:00:00.000Z", ALL, "2026-11-23")
    notices = Notices(ward(), lambda: guide)
    lent = {"find": notices.find, "procedure": notices.page, "procedures": notices.pages}
    with TestClient(build(replace(Ward().office(), **lent), Live(), None)) as web:  # type: ignore[arg-type]
        yield web


def test_the_search_is_ranked_and_says_what_is_online(web: TestClient) -> None:
    assert web.get("/api/v1/procedures", params={"q": "khai sinh", "limit": "2"}).json() == [
        {"code": "1.001193", "name": "Đăng ký khai sinh", "field": "Hộ tịch", "online": "full"},
        {
            "code": "1.000110",
            "name": "Đăng ký khai sinh có yếu tố nước ngoài",
            "field": "Hộ tịch",
            "online": None,
        },
    ]


@pytest.mark.parametrize("limit", ["0", "101", "-1", "two", "", "1e1", "²"])
def test_a_limit_that_is_none_is_refused(web: TestClient, limit: str) -> None:
    answer = web.get("/api/v1/procedures", params={"q": "khai", "limit": limit})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_one_procedure_comes_with_all_sections(web: TestClient) -> None:
    one = web.get("/api/v1/procedures/1.001193").json()
    assert one["bring"] == ["Giấy chứng sinh (1 bản chính)", "Tờ khai (1 bản chính)"]
    assert (one["time"], one["fee"], one["updated"]) == (["1 ngày làm việc"], ["Không thu"], "2026-11-20")


def test_an_unknown_code_is_a_problem(web: TestClient) -> None:
    assert web.get("/api/v1/procedures/9.999999").status_code == 404
    assert web.get("/procedures/" + "x" * 500).status_code == 404


def test_the_sheet_has_every_procedure_and_no_formula(web: TestClient) -> None:
    text = web.get("/procedures.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[0] for row in rows[1:]] == ["1.012820", "1.001193", "1.000110", "1.000001"]
    assert rows[2][1:4] == [
        "Đăng ký khai sinh",
        "Hộ tịch",
        "Giấy chứng sinh (1 bản chính); Tờ khai (1 bản chính)",
    ]


def test_the_page_lists_by_field_and_dates_its_data(web: TestClient) -> None:
    page = web.get("/procedures").text
    assert "dữ liệu ngày 20/11/2026" in page
    assert page.index("Đất đai") < page.index("Hộ tịch")


def test_what_the_source_leaves_out_says_ask_an_officer(web: TestClient) -> None:
    assert web.get("/procedures/1.000110").text.count("Hỏi cán bộ") >= 4


def test_words_that_find_nothing_say_so(web: TestClient) -> None:
    assert "Không thấy" in web.get("/procedures", params={"q": "zzzzzz"}).text


@pytest.fixture
def point() -> TestClient:
    """The pages of a residential-area point."""
    return TestClient(build(replace(Ward().office(), residential=True), Live(), None))


def test_a_point_without_officers_has_the_public_pages(point: TestClient) -> None:
    assert point.get("/").url.path == "/procedures"
    assert (point.get("/procedures.csv").status_code, point.get("/healthz").status_code) == (200, 200)


@pytest.mark.parametrize(
    "page", ["console", "board", "supervisor", "dossiers", "api/v1/queue", "api/v1/live"]
)
def test_a_point_without_officers_has_no_page_of_theirs(point: TestClient, page: str) -> None:
    assert point.get(f"/{page}").status_code == 404


def test_nobody_signs_in_at_a_point(point: TestClient) -> None:
    answer = point.post("/api/v1/session", json={"officer": "cb01", "counter": 1, "pin": "246810"})
    assert answer.status_code == 404
