"""`/metrics` and the Grafana dashboard that reads it: true numbers, for the right readers."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from central.dashboard.api import Pulse
from central.dashboard.app import build
from central.settings import SignIn
from central.tally import BOUNDS, Tally
from tests.central.conftest import Centre, Lock
from tests.central.signed import SignedCentre
from tests.central.wire import (
    KIOSK,
    NOW,
    event,
    frame_of,
    incoming,
    later,
    rating,
    state,
    strange_event,
    tickets,
)

BOARD = Path(__file__).parents[2] / "docs" / "grafana.json"
Samples = dict[str, float]


@pytest.fixture
def web(centre: Centre) -> Iterator[TestClient]:
    pulse = Pulse(lambda: NOW, lambda: True, waiting=lambda: 7, tally=centre.aggregator.tally)
    app, live = build(centre.reader, lambda: later(3), pulse)
    with TestClient(app, client=("127.0.0.1", 50000)) as web:
        yield web
    live.stopping.set()


def samples(web: TestClient) -> Samples:
    """``name{label="value"}`` -> number, read by Prometheus' own reader."""
    families = text_string_to_metric_families(web.get("/metrics").text)
    return {
        name(sample.name, sample.labels): sample.value for family in families for sample in family.samples
    }


def name(plain: str, labels: dict[str, str]) -> str:
    return plain + (f"{{{', '.join(f'{key}={value!r}' for key, value in labels.items())}}}" if labels else "")


def test_an_idle_centre_shows_zeroes_for_everything_that_is_watched(web: TestClient) -> None:
    found = samples(web)
    assert (found["motcua_events_total"], found["motcua_messages_total"]) == (0, 0)
    assert found["motcua_turn_seconds_count"] == found["motcua_store_write_errors_total"] == 0
    assert {key: found[f"motcua_kiosks{{state={key!r}}}"] for key in ("online", "lost")} == {
        "online": 0,
        "lost": 0,
    }
    assert found["process_resident_memory_bytes"] > 10_000_000


def test_what_arrived_is_counted(centre: Centre, web: TestClient) -> None:
    centre.receive(state("online"), tickets(1, 4), tickets(6, 6), tickets(1, 2))
    centre.receive(frame_of(event(7, rating())), incoming(f"motcua/1/{KIOSK}/ticket", b"{"))
    centre.receive(frame_of(strange_event(8, "ticket.issued"), leaf="ticket"))
    centre.receive(frame_of(strange_event(9, "ticket.eaten"), leaf="ticket"))
    centre.receive()
    found = samples(web)
    assert found["motcua_messages_total"] == 8
    assert found["motcua_events_total"] == 6
    assert found["motcua_duplicates_total"] == 2
    assert found["motcua_missing_events"] == 1
    assert found["motcua_kiosks{state='online'}"] == 1
    assert found["motcua_rejected_total{reason='malformed'}"] == 1
    assert found["motcua_rejected_total{reason='invalid'}"] == 1
    assert found["motcua_rejected_total{reason='unknown kind'}"] == 1
    assert found["motcua_turn_seconds_count"] == found["motcua_turn_seconds_bucket{le='+Inf'}"] == 4
    assert 0 < found["motcua_turn_seconds_sum"] < 60
    assert (found["motcua_inbox_messages"], found["motcua_broker_up"]) == (7, 1)
    assert found["motcua_writer_age_seconds"] == 3


def test_a_store_that_takes_nothing_is_seen(centre: Centre, web: TestClient, locked: Lock) -> None:
    centre.receive(tickets(1, 1))
    found = samples(web)
    assert (found["motcua_store_write_errors_total"], found["motcua_messages_total"]) == (1, 0)


def test_turns_fall_into_their_classes() -> None:
    tally = Tally()
    tally.turned(0.0001)
    tally.turned(0.001)
    tally.turned(0.0011)
    tally.turned(99.0)
    assert tally.turns == [2, 1, *[0] * (len(BOUNDS) - 2), 1]


def test_a_flood_of_reasons_makes_a_handful_of_names() -> None:
    tally = Tally()
    tally.took(
        3, 0, ["wrong kiosk: frame of a", "wrong kiosk: frame of b", "invalid rating.given: x", "weird"]
    )
    assert tally.rejected == {"wrong kiosk": 2, "invalid": 1, "other": 1}


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "10.1.1.1"}, 401),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 401),
        ("10.1.1.1", {}, 401),
        ("testclient", {}, 401),
    ],
)
def test_this_machine_may_read_and_nobody_through_a_proxy(
    centre: Centre, address: str, headers: dict[str, str], status: int
) -> None:
    web = TestClient(SignedCentre(centre, SignIn()).app, client=(address, 50000))
    assert web.get("/metrics", headers=headers).status_code == status


def test_elsewhere_a_token_of_the_whole_country_reads(centre: Centre) -> None:
    signed = SignedCentre(centre, SignIn())
    signed.add("grafana")
    signed.add("province", "19")
    web = TestClient(signed.app, client=("10.1.1.1", 50000))
    assert web.get("/metrics", headers=signed.token("grafana")).status_code == 200
    assert web.get("/metrics", headers=signed.token("province")).status_code == 401


def board() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(BOARD.read_text("utf-8"))
    return found


def expressions() -> str:
    """Every question that the dashboard asks, its variables included."""
    asked = [target["expr"] for panel in board()["panels"] for target in panel["targets"]]
    return "\n".join((*asked, *(one.get("definition", "") for one in board()["templating"]["list"])))


def test_the_grafana_dashboard_names_only_metrics_that_exist(centre: Centre, web: TestClient) -> None:
    centre.receive(tickets(1, 1), incoming(f"motcua/1/{KIOSK}/ticket", b"{"))
    named = set(re.findall(r"\b(?:motcua|process)_\w+", expressions()))
    assert named <= {key.partition("{")[0] for key in samples(web)}


def test_the_grafana_dashboard_shows_every_metric_of_ours(centre: Centre, web: TestClient) -> None:
    centre.receive(tickets(1, 1), incoming(f"motcua/1/{KIOSK}/ticket", b"{"))
    ours = {key.partition("{")[0] for key in samples(web) if key.startswith("motcua_")}
    assert {key for key in ours if key not in expressions()} == set()


def test_the_grafana_dashboard_is_one_that_imports() -> None:
    found = board()
    ids = [panel["id"] for panel in found["panels"]]
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in found["panels"]]
    assert found["schemaVersion"] == 42
    assert len(set(ids)) == len(set(places)) == len(ids)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in found["panels"])
    assert all(panel["datasource"]["uid"] == "${source}" for panel in found["panels"])
