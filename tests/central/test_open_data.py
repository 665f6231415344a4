"""Figures of wards and officers over the API: right, with their counts, and silent where few have pressed."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from central.dashboard.api import Pulse
from central.dashboard.app import build
from mqtt.facts import Fact
from tests.central.conftest import Centre
from tests.central.three_wards import pressed, served
from tests.central.wire import DAY, NOW, event, frame_of, rating, ticket

OTHER = "19/01864/k1"


@pytest.fixture
def web(centre: Centre) -> Iterator[TestClient]:
    pulse = Pulse(turned_at=lambda: centre.aggregator.turned_at, broker_up=lambda: True)
    app, live = build(centre.reader, lambda: NOW, pulse)
    with TestClient(app) as web:
        yield web
    live.stopping.set()


def happened(centre: Centre, *facts: Fact, kiosk: str = "19/05518/k1") -> None:
    centre.receive(*[frame_of(event(seq, fact), kiosk=kiosk) for seq, fact in enumerate(facts, 1)])


def asked(web: TestClient, path: str) -> Any:
    return web.get(f"/api/v1/{path}").json()


def test_a_ward_s_figures_are_its_sums_by_name(centre: Centre, web: TestClient) -> None:
    facts: list[Fact] = [ticket("A001"), ticket("A002"), served("cb01", "A001"), *[rating("satisfied")] * 4]
    happened(centre, *facts, rating("very_satisfied"), rating("unsatisfied"))
    [ward] = asked(web, "wards")
    assert (ward["province"], ward["ward"], ward["name"]) == ("19", "05518", "Sông Công")
    assert (ward["tickets"], ward["served"], ward["no_shows"], ward["presses"]) == (2, 1, 0, 6)
    assert (ward["very_satisfied"], ward["satisfied"], ward["unsatisfied"]) == (1, 4, 1)
    assert ward["waits"] == 1
    assert ward["median_wait"] == pytest.approx(60, rel=0.05)
    assert ward["content_share"] == pytest.approx(5 / 6, abs=1e-4)
    assert 0.4 < ward["content_low"] < ward["content_share"] < ward["content_high"] < 1


def test_below_five_presses_only_their_number_is_told(centre: Centre, web: TestClient) -> None:
    happened(centre, *[rating("unsatisfied")] * 4)
    [ward] = asked(web, "wards")
    assert ward["presses"] == 4
    assert {ward[name] for name in ("unsatisfied", "satisfied", "content_share", "content_low")} == {None}
    happened(centre, *[rating("unsatisfied")] * 5, kiosk="19/05518/k2")
    assert asked(web, "wards")[0]["unsatisfied"] == 9


def test_wards_are_of_the_area_and_the_period(centre: Centre, web: TestClient) -> None:
    happened(centre, ticket())
    happened(centre, ticket(), kiosk=OTHER)
    happened(centre, ticket(), kiosk="20/06001/k1")
    assert [ward["ward"] for ward in asked(web, "wards")] == ["01864", "05518", "06001"]
    assert [ward["ward"] for ward in asked(web, "wards?province=19")] == ["01864", "05518"]
    assert [ward["ward"] for ward in asked(web, f"wards?ward=05518&from={DAY}&to={DAY}")] == ["05518"]
    assert asked(web, "wards?from=2026-11-22") == []


@pytest.mark.parametrize(("presses", "told"), [(29, False), (30, True)])
def test_an_officer_s_share_needs_thirty_presses(
    centre: Centre, web: TestClient, presses: int, told: bool
) -> None:
    happened(centre, served("cb02", "A001"), served("cb01", "A002"), *[pressed("cb02")] * presses)
    first, second = asked(web, "officers?ward=05518")
    assert (first["officer"], first["served"], first["presses"]) == ("cb01", 1, 0)
    assert (second["officer"], second["presses"], second["mean_service"]) == ("cb02", presses, 300.0)
    assert (second["content_share"] is not None) == told
    assert first["content_share"] is None


def test_officers_are_asked_for_ward_by_ward(centre: Centre, web: TestClient) -> None:
    happened(centre, served("cb01", "A001"))
    happened(centre, served("cb01", "A001"), served("cb01", "A002"), kiosk=OTHER)
    assert web.get("/api/v1/officers?province=19").status_code == 400
    assert [one["served"] for one in asked(web, "officers?ward=01864")] == [2]
