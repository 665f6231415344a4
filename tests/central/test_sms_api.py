"""`GET /api/v1/sms`: what changed since an instant, page after page, and never a whole number."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from central.at_home import AtHome
from mqtt.messages import instant
from tests.central.browsing import NATIONAL, NINE, browsing
from tests.central.conftest import Centre
from tests.central.outbox import row
from tests.central.texting import keys


@pytest.fixture
def web(centre: Centre) -> Iterator[TestClient]:
    with browsing(centre, NATIONAL, home=AtHome(keys())) as web:
        yield web


def put(centre: Centre, subject: str, at: datetime = NINE, ward: str = "19/05518") -> int:
    return row(centre.store, keys(), subject, "sent", at, ward=ward)


def asked(web: TestClient, query: str) -> list[Any]:
    answer = web.get(f"/api/v1/sms?{query}")
    assert answer.status_code == 200, answer.text
    rows: list[Any] = answer.json()
    return rows


def test_numbers_are_masked_and_no_text_is_told(centre: Centre, web: TestClient) -> None:
    put(centre, "H1")
    answer = web.get("/api/v1/sms")
    assert [one["phone"] for one in answer.json()] == ["091****678"]
    assert [word in answer.text for word in ("0912345678", "912345678", "tiep nhan")] == [False] * 3


def test_without_keys_no_number_is_told_at_all(centre: Centre) -> None:
    put(centre, "H1")
    with browsing(centre, NATIONAL) as web:
        assert [one["phone"] for one in asked(web, "")] == [""]


def test_numbers_that_another_key_sealed_are_a_question_mark(centre: Centre, web: TestClient) -> None:
    put(centre, "H1")
    with centre.store.transaction():
        centre.store.execute("UPDATE sms SET phone = 'gAAAAAB'")
    assert [one["phone"] for one in asked(web, "")] == ["?"]


def test_only_what_changed_at_or_after_the_instant_is_told(centre: Centre, web: TestClient) -> None:
    put(centre, "H1", NINE - timedelta(milliseconds=1))
    put(centre, "H2")
    put(centre, "H3", NINE + timedelta(hours=1))
    assert [one["subject"] for one in asked(web, f"since={instant(NINE)}")] == ["H2", "H3"]
    assert [one["subject"] for one in asked(web, "since=2026-11-26T02:00Z")] == ["H2", "H3"]
    assert [one["subject"] for one in asked(web, "since=2026-11-26")] == ["H1", "H2", "H3"]
    assert asked(web, "since=2026-11-27") == []


def test_pages_follow_each_other_without_a_gap_though_all_changed_in_one_instant(
    centre: Centre, web: TestClient
) -> None:
    ids = [put(centre, f"H{number}") for number in range(5)]
    first = asked(web, "limit=2")
    second = asked(web, f"limit=2&since={first[-1]['changed_at']}&after={first[-1]['id']}")
    third = asked(web, f"limit=2&since={second[-1]['changed_at']}&after={second[-1]['id']}")
    assert [one["id"] for one in (*first, *second, *third)] == ids
    assert asked(web, f"since={third[-1]['changed_at']}&after={third[-1]['id']}") == []


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "since=2026-11-26T02:00:00",
        "since='1'",
        "after=-1",
        "after=x",
        "limit=0",
        "limit=x",
    ],
)
def test_what_cannot_be_read_is_named(web: TestClient, query: str) -> None:
    answer = web.get(f"/api/v1/sms?{query}")
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(query.partition("=")[0])


def test_areas_narrow_it(centre: Centre, web: TestClient) -> None:
    put(centre, "H1")
    put(centre, "H2", ward="19/01864")
    put(centre, "H3", ward="01/00004")
    found = [[one["subject"] for one in asked(web, area)] for area in ("province=19", "ward=00004")]
    assert found == [["H1", "H2"], ["H3"]]
