"""A dossier's days where its kiosk's clock was wrong: what cannot be true never stands in the register."""

import pytest
from msgspec import Raw

from central.dossiers.days import counted_day
from mqtt.messages import Clock, Event, encode
from tests.central.conftest import Centre
from tests.central.dossier_rows import moved, received
from tests.central.wire import DAY, event, frame_of

ARRIVAL = "2026-11-21T02:15:00.000Z"
DAYS = "SELECT state, received_day, finished_day FROM dossier"


def finished(day: str, at: str, clock: Clock = "unsynced") -> Event:
    fact = moved(9, day=day)
    return Event(2, event(2, fact).id, "dossier.moved", at, clock, Raw(encode(fact)))


@pytest.mark.parametrize(
    ("day", "at"),
    [("2023-01-01", "2023-01-01T00:00:00.000Z"), ("2036-05-01", "2036-05-01T00:00:00.000Z")],
)
def test_a_dossier_finished_under_a_clock_years_off_is_finished_on_the_day_that_arrived_here(
    centre: Centre, day: str, at: str
) -> None:
    centre.receive(frame_of(event(1, received())), frame_of(finished(day, at)))
    assert centre.rows(DAYS) == [(9, DAY, DAY)]


def test_so_is_one_that_was_received_under_it(centre: Centre) -> None:
    fact = received(day="2023-01-01")
    said = Event(
        1, event(1, fact).id, "dossier.received", "2023-01-01T01:00:00.000Z", "unsynced", Raw(encode(fact))
    )
    centre.receive(frame_of(said))
    assert centre.rows(DAYS) == [(2, DAY, None)]


@pytest.mark.parametrize(
    ("day", "at", "clock", "counts"),
    [
        ("2026-11-20", "2026-11-20T03:00:00.000Z", "synced", "2026-11-20"),
        ("2025-06-02", "2025-06-02T03:00:00.000Z", "synced", "2025-06-02"),
        ("2026-11-10", "2026-11-10T03:00:00.000Z", "unsynced", "2026-11-10"),
        ("2026-03-01", "2026-11-18T18:00:00.000Z", "unsynced", "2026-11-19"),
        ("2026-03-01", "2026-03-01T03:00:00.000Z", "unsynced", "2026-11-21"),
        ("2027-11-22", ARRIVAL, "synced", "2026-11-21"),
    ],
)
def test_the_kiosks_day_stands_where_it_can_be_true(day: str, at: str, clock: str, counts: str) -> None:
    assert counted_day(day, at, clock, ARRIVAL) == counts


def test_a_day_of_vietnam_has_begun_at_five_in_the_afternoon_of_utc() -> None:
    assert counted_day("2020-01-01", "2026-11-20T17:00:00.000Z", "unsynced", ARRIVAL) == "2026-11-21"
