"""A centre that lost its store becomes whole again by itself: kiosks send what they still keep."""

from collections.abc import Iterator

import pytest

from firmware import ledger, uplink
from mqtt.facts import TicketIssued
from tests.bench import KioskBench
from tests.central.conftest import Centre
from tests.central.road import Road
from tests.central.wire import DAY, heartbeat, tickets
from tests.firmware.commands import Voice


@pytest.fixture
def road(kiosk: KioskBench, centre_on_sqlite: Centre) -> Iterator[Road]:
    kiosk.link(up=True)
    yield Road(kiosk, centre_on_sqlite)


def take_numbers(kiosk: KioskBench, count: int) -> None:
    """Straight into the ledger: so many touches would take minutes."""
    with kiosk.store.transaction():
        for number in range(count):
            fact = TicketIssued(day=DAY, number=f"A{number % 999:03}", service="ho-tich")
            ledger.append(fact, kiosk.clock.now())


def prune_all_acknowledged(kiosk: KioskBench) -> None:
    kiosk.pass_days(31)
    with kiosk.store.transaction():
        ledger.prune(kiosk.clock.now())


def test_an_empty_centre_gets_everything_again_without_being_asked_twice(road: Road) -> None:
    take_numbers(road.kiosk, 300)
    road.travel(3)
    assert road.centre.summary().tickets == 300
    road.rebuild_centre()
    road.travel(3)
    summary = road.centre.summary()
    assert (summary.tickets, summary.gaps) == (300, 0)


def test_an_empty_centre_does_not_wait_for_what_the_kiosk_no_longer_keeps(road: Road) -> None:
    take_numbers(road.kiosk, 100)
    road.travel(3)
    prune_all_acknowledged(road.kiosk)
    take_numbers(road.kiosk, uplink.WINDOW + 500)
    road.travel(5)
    road.rebuild_centre()
    road.travel(60)
    summary = road.centre.summary()
    assert (summary.tickets, summary.gaps) == (uplink.WINDOW + 500, 0)
    assert road.kiosk.progress.backlog == 0


def test_a_centre_restored_from_yesterdays_backup_gets_today_again(road: Road) -> None:
    take_numbers(road.kiosk, 50)
    road.travel(3)
    road.centre.back_up()
    take_numbers(road.kiosk, 70)
    road.travel(3)
    road.centre.restore()
    road.travel(30)
    summary = road.centre.summary()
    assert (summary.tickets, summary.gaps, summary.duplicates) == (120, 0, 0)


def test_at_a_command_all_goes_again_though_the_centre_says_that_it_has_it(road: Road) -> None:
    take_numbers(road.kiosk, uplink.WINDOW + 300)
    road.travel(5)
    Voice(road.kiosk).say("resend", {"days": 30})
    road.travel(2)
    road.kiosk.link(up=False)
    road.kiosk.link(up=True)
    road.travel(10)
    summary = road.centre.summary()
    everything = uplink.WINDOW + 300
    assert (summary.tickets, summary.gaps) == (everything, 0)
    assert summary.duplicates >= everything
    assert road.kiosk.progress.backlog == 0


def test_a_frame_that_the_broker_lost_is_there_within_30_seconds(road: Road) -> None:
    take_numbers(road.kiosk, 10)
    road.kiosk.deliver()
    road.said = len(road.kiosk.wire.sent)
    take_numbers(road.kiosk, 10)
    road.travel(30)
    summary = road.centre.summary()
    assert (summary.tickets, summary.gaps) == (20, 0)


def test_a_heartbeat_that_names_the_oldest_row_ends_the_wait_for_older_ones(centre: Centre) -> None:
    centre.receive(tickets(5, 9))
    assert centre.wire.last_ack.missing == [(1, 4)]
    centre.receive(heartbeat(seq_high=12, seq_low=5))
    assert (centre.wire.last_ack.upto, centre.wire.last_ack.missing) == (9, [(10, 12)])
    assert centre.summary().gaps == 3


def test_rows_older_than_the_oldest_still_count_when_they_come_late(centre: Centre) -> None:
    centre.receive(heartbeat(seq_high=12, seq_low=5))
    centre.receive(tickets(1, 4), tickets(5, 12))
    summary = centre.summary()
    assert (summary.tickets, summary.gaps, summary.duplicates) == (12, 0, 0)
