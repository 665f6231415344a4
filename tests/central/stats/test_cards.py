"""The headline of an area: everything on it counted by hand."""

from dataclasses import replace

import msgspec
import pytest

from central.queries import Scope
from central.stats.cards import Cards, cards, earlier
from central.stats.lookups import Lookups, lookups
from central.stats.measured import HEADLINE, REASONS
from central.stats.reasons import Reasons, reasons
from central.stats.shares import Share
from central.stats.sums import total
from central.stats.trend import trend
from mqtt.client import Incoming
from mqtt.device_facts import DeviceLookups, Missed, Viewed
from mqtt.facts import DossierMoved, DossierReceived
from mqtt.messages import Health, decode, encode
from tests.central.conftest import Centre
from tests.central.stats.office import issued, no_shows, presses, served, told
from tests.central.wire import DAY, event, frame_of, heartbeat, incoming, state, voided

TODAY = Scope(first_day=DAY, last_day=DAY)
LAST_WEEK = "2026-11-14"
NEIGHBOUR = "19/05521/k1"
AWAY = "20/06001/k1"


def asked(centre: Centre, scope: Scope = TODAY) -> Cards:
    with centre.reader:
        return cards(centre.reader, scope)


def beat(waiting: int | None, *, kiosk: str) -> Incoming:
    sent = heartbeat(seq_high=0, kiosk=kiosk)
    message = msgspec.structs.replace(decode(Health, sent.payload), waiting=waiting)
    return incoming(sent.topic, encode(message), qos=0)


def test_an_empty_centre_has_cards_of_nothing(centre: Centre) -> None:
    found = asked(centre)
    assert (found.now.tickets, found.now.wait.median, found.now.satisfaction.value) == (0, None, None)
    assert (found.presence.waiting, found.presence.online, found.dossiers) == (None, Share(0, 0), Share(0, 0))


def test_a_day_is_counted(centre: Centre) -> None:
    centre.receive(*told(issued(20), served([100] * 10, service=100), no_shows(2), presses("satisfied", 3)))
    found = asked(centre).now
    assert (found.tickets, found.served, found.no_shows) == (20, 10, Share(2, 20))
    assert (found.wait.count, found.service.count) == (10, 10)
    assert found.wait.median == pytest.approx((1.1**48 + 1.1**49) / 2)
    assert found.wait.p90 == pytest.approx(1.1**48 * 0.1 + 1.1**49 * 0.9)
    assert found.satisfaction == Share(3, 3)


def test_content_are_the_two_upper_levels_of_all_presses(centre: Centre) -> None:
    centre.receive(
        *told(
            presses("very_satisfied", 4),
            presses("satisfied", 3),
            presses("neutral", 2),
            presses("unsatisfied", 1),
        )
    )
    assert asked(centre).now.satisfaction == Share(7, 10)


def test_a_withdrawn_press_is_gone(centre: Centre) -> None:
    centre.receive(*told(presses("satisfied", 2)), frame_of(event(3, voided("satisfied"))))
    assert asked(centre).now.satisfaction == Share(1, 1)


@pytest.mark.parametrize(
    ("scope", "tickets"),
    [
        (TODAY, 15),
        (replace(TODAY, province="19"), 11),
        (replace(TODAY, province="19", ward="05518"), 8),
        (replace(TODAY, province="19", ward="05518", kiosk="k2"), 3),
        (replace(TODAY, kiosk="19/05518/k1"), 5),
        (replace(TODAY, province="20", kiosk="19/05518/k1"), 0),
        (replace(TODAY, province="31"), 0),
    ],
)
def test_every_level_counts_its_own(centre: Centre, scope: Scope, tickets: int) -> None:
    centre.receive(
        *told(issued(5)),
        *told(issued(3), kiosk="19/05518/k2"),
        *told(issued(3), kiosk=NEIGHBOUR),
        *told(issued(4), kiosk=AWAY),
        *told(issued(9, day=LAST_WEEK), after=100),
    )
    assert asked(centre, scope).now.tickets == tickets


def test_the_same_weekday_of_last_week_stands_beside_it(centre: Centre) -> None:
    centre.receive(*told(issued(5)), *told(issued(9, day=LAST_WEEK), after=100))
    assert asked(centre).before.tickets == 9


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ("2026-11-21", "2026-11-21", ("2026-11-14", "2026-11-14")),
        ("2026-11-15", "2026-11-21", ("2026-11-08", "2026-11-14")),
        ("2026-10-23", "2026-11-21", ("2026-09-23", "2026-10-22")),
    ],
)
def test_a_period_is_held_against_one_of_the_same_length(
    first: str, last: str, before: tuple[str, str]
) -> None:
    found = earlier(Scope(province="19", first_day=first, last_day=last))
    assert (found.province, found.first_day, found.last_day) == ("19", *before)


def test_only_kiosks_that_are_online_say_who_waits(centre: Centre) -> None:
    centre.receive(
        state("online"),
        beat(4, kiosk="19/05518/k1"),
        state("lost", kiosk="19/05518/k2"),
        beat(7, kiosk="19/05518/k2"),
        state("online", kiosk=NEIGHBOUR),
        beat(None, kiosk=NEIGHBOUR),
    )
    found = asked(centre).presence
    assert (found.waiting, found.heard, found.online) == (4, 1, Share(2, 3))


def test_dossiers_are_held_against_their_due_date_and_never_mixed_with_presses(centre: Centre) -> None:
    centre.receive(
        frame_of(event(1, received("H-001")), event(2, received("H-002")), event(3, received("H-003"))),
        frame_of(event(4, finished("H-001", due=DAY)), event(5, finished("H-002", due="2026-11-20"))),
        *told(presses("unsatisfied", 9), after=10),
    )
    assert asked(centre).dossiers == Share(1, 2)
    assert asked(centre, replace(TODAY, province="20")).dossiers == Share(0, 0)


def test_reasons_stand_from_the_most_named_to_the_least(centre: Centre) -> None:
    centre.receive(
        *told(
            presses("unsatisfied", 2, reason="attitude"),
            presses("unsatisfied", 3, reason="long_wait"),
            presses("unsatisfied", 1),
        )
    )
    with centre.reader:
        found = reasons(centre.reader, TODAY)
    assert found == Reasons((("long_wait", 3), ("attitude", 2)))
    assert found.named == 5


def test_look_ups_stand_from_the_most_frequent_and_in_no_other_figure(centre: Centre) -> None:
    here = DeviceLookups(
        day=DAY,
        viewed=[Viewed(procedure="1.001193", count=5), Viewed(procedure="2.000815", count=9)],
        missed=[Missed(words="hộ chiếu", count=4)],
    )
    there = DeviceLookups(day=DAY, viewed=[Viewed(procedure="1.001193", count=6)])
    centre.receive(frame_of(event(1, here)), frame_of(event(1, there), kiosk=AWAY))
    with centre.reader:
        found = lookups(centre.reader, TODAY)
        assert total(centre.reader, TODAY, HEADLINE) == total(centre.reader, TODAY, REASONS) == {}
    assert found == Lookups((("1.001193", 11), ("2.000815", 9)), (("hộ chiếu", 4),))
    assert centre.rows("SELECT count(*) FROM hourly") == [(0,)]


def test_a_strange_reason_breaks_no_figure(centre: Centre) -> None:
    centre.receive(*told(presses("unsatisfied", 1, reason="tickets@x"), issued(2)))
    with centre.reader:
        points = trend(centre.reader, TODAY).points
    assert [point.tickets for point in points] == [2]


def received(code: str) -> DossierReceived:
    return DossierReceived(
        day=DAY, code=code, procedure="1.000001", channel="direct", due=DAY, officer="cb01"
    )


def finished(code: str, *, due: str) -> DossierMoved:
    return DossierMoved(
        day=DAY,
        code=code,
        procedure="1.000001",
        channel="direct",
        from_state=2,
        state=9,
        due=due,
        officer="cb01",
    )
