"""The API answers exactly what was promised, and says what is wrong with a question.

The web application runs in the test over the same file the aggregator writes.
"""

from collections.abc import Iterator
from datetime import datetime

import pytest
from starlette.testclient import TestClient

from central.dashboard.api import Pulse
from central.dashboard.app import build
from tests.central.conftest import Centre
from tests.central.wire import (
    DAY,
    EPOCH,
    KIOSK,
    NOW,
    event,
    frame_of,
    heartbeat,
    incoming,
    later,
    rating,
    state,
    ticket,
    tickets,
    uuid_of,
)

NO_RATINGS = {"very_satisfied": 0, "satisfied": 0, "neutral": 0, "unsatisfied": 0, "very_unsatisfied": 0}


class Watch:
    """A clock the test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def web(centre: Centre, watch: Watch) -> Iterator[TestClient]:
    pulse = Pulse(turned_at=lambda: centre.aggregator.turned_at, broker_up=lambda: True)
    app, live = build(centre.reader, watch, pulse)
    with TestClient(app) as web:
        yield web
    live.stopping.set()


def test_an_empty_centre_has_a_summary_of_zeroes(web: TestClient) -> None:
    assert web.get("/api/v1/summary").json() == {
        "tickets": 0,
        "ratings": NO_RATINGS,
        "kiosks_online": 0,
        "gaps": 0,
        "duplicates": 0,
        "rejected": 0,
        "served": 0,
        "no_shows": 0,
    }


def test_the_summary_counts_what_arrived(centre: Centre, web: TestClient) -> None:
    centre.receive(state("online"), tickets(1, 4), tickets(6, 6), tickets(1, 2))
    centre.receive(frame_of(event(7, rating("satisfied"))), incoming(f"motcua/1/{KIOSK}/ticket", b"{"))
    assert web.get("/api/v1/summary").json() == {
        "tickets": 5,
        "ratings": {**NO_RATINGS, "satisfied": 1},
        "kiosks_online": 1,
        "gaps": 1,
        "duplicates": 2,
        "rejected": 1,
        "served": 0,
        "no_shows": 0,
    }


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("", 4),
        ("province=19", 3),
        ("province=20", 1),
        ("ward=05518", 3),
        ("kiosk=k1", 3),
        ("kiosk=19/05518/k1", 2),
        ("province=19&kiosk=k2", 1),
        ("province=20&kiosk=19/05518/k1", 0),
        ("from=2026-11-21&to=2026-11-21", 4),
        ("from=2026-11-22", 0),
        ("to=2026-11-20", 0),
        ("province=&from=", 4),
    ],
)
def test_the_summary_can_be_narrowed(centre: Centre, web: TestClient, query: str, counted: int) -> None:
    centre.receive(
        tickets(1, 2, kiosk="19/05518/k1"),
        tickets(1, 1, kiosk="19/05518/k2"),
        tickets(1, 1, kiosk="20/06001/k1"),
    )
    assert web.get(f"/api/v1/summary?{query}").json()["tickets"] == counted


@pytest.mark.parametrize(
    "query",
    [
        "summary?province=1",
        "summary?province=*",
        "summary?ward=5518",
        "summary?kiosk=box",
        "summary?kiosk=19/05518",
        "summary?from=21-11-2026",
        "summary?to=2026-02-30",
        "summary?from=2026-11-22&to=2026-11-21",
        "events?limit=0",
        "events?limit=1001",
        "events?after=-1",
        "events?after=x",
    ],
)
def test_a_bad_parameter_is_answered_with_a_problem_document(web: TestClient, query: str) -> None:
    answer = web.get(f"/api/v1/{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail"}
    assert answer.json()["status"] == 400


def test_an_unknown_address_is_a_problem_document_too(web: TestClient) -> None:
    assert web.get("/api/v1/nothing").json()["status"] == 404


def test_kiosks_tell_how_far_they_are(centre: Centre, web: TestClient) -> None:
    centre.receive(state("online"), tickets(1, 4), heartbeat(seq_high=6, backlog=2))
    assert web.get("/api/v1/kiosks").json() == [
        {
            "kiosk": KIOSK,
            "state": "online",
            "last_seen_at": "2026-11-21T02:15:00.000Z",
            "epoch": EPOCH,
            "upto": 4,
            "seq_high": 6,
            "backlog": 2,
            "version": "1.0.0",
            "paper": "ok",
            "clock": "synced",
        }
    ]


def test_events_are_read_page_by_page(centre: Centre, web: TestClient) -> None:
    centre.receive(tickets(1, 5))
    first = web.get("/api/v1/events?limit=3").json()
    rest = web.get(f"/api/v1/events?after={first['next']}&limit=3").json()
    end = web.get(f"/api/v1/events?after={rest['next']}").json()
    assert [found["seq"] for found in first["events"] + rest["events"]] == [1, 2, 3, 4, 5]
    assert end == {"events": [], "next": rest["next"]}


def test_an_event_carries_its_key_and_its_data(centre: Centre, web: TestClient) -> None:
    centre.receive(frame_of(event(1, ticket("A017"))))
    assert web.get("/api/v1/events").json()["events"] == [
        {
            "cursor": 1,
            "kiosk": KIOSK,
            "epoch": EPOCH,
            "seq": 1,
            "id": uuid_of(1),
            "kind": "ticket.issued",
            "at": "2026-11-21T02:15:00.000Z",
            "clock": "synced",
            "received_at": "2026-11-21T02:15:00.000Z",
            "data": {"day": DAY, "number": "A017", "service": "ho-tich", "priority": None, "booking": None},
        }
    ]


def test_the_centre_is_not_healthy_before_its_first_turn(web: TestClient) -> None:
    assert web.get("/healthz").status_code == 503


def test_the_centre_is_healthy_while_its_writer_turns(centre: Centre, web: TestClient, watch: Watch) -> None:
    centre.receive()
    watch.now = later(9)
    answer = web.get("/healthz")
    assert (answer.status_code, answer.json()["broker"]) == (200, "up")
    watch.now = later(11)
    assert web.get("/healthz").status_code == 503
