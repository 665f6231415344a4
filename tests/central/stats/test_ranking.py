"""Orders of provinces and wards: many presses beat few, and too few have no place."""

import pytest

from central.queries import Scope
from central.stats.officers import officers
from central.stats.ranking import Apart, Order, Ranking, Unit, ranking
from central.stats.shares import Share
from tests.central.conftest import Centre
from tests.central.stats.office import issued, no_shows, presses, served, told
from tests.central.wire import DAY

TODAY = Scope(first_day=DAY, last_day=DAY)
MANY, FEW, TINY, AWAY = "19/05518", "19/05521", "19/05528", "20/06001"


def ranked(
    centre: Centre,
    by: Order = "satisfaction",
    *,
    scope: Scope = TODAY,
    unit: Unit = "ward",
    first: int = 0,
    count: int | None = None,
) -> Ranking:
    with centre.reader:
        return ranking(centre.reader, scope, by, unit=unit, first=first, count=count)


@pytest.fixture
def pressed(centre: Centre) -> Centre:
    """290 of 300 content (96.7 %, from 94.0 %), 30 of 30 (100 %, from 88.6 %), 29 of 29, and 20 of 40."""
    centre.receive(
        *told(presses("satisfied", 290), presses("unsatisfied", 10), kiosk=f"{MANY}/k1"),
        *told(presses("satisfied", 30), kiosk=f"{FEW}/k1"),
        *told(presses("very_satisfied", 29), kiosk=f"{TINY}/k1"),
        *told(presses("satisfied", 20), presses("neutral", 20), kiosk=f"{AWAY}/k1"),
    )
    return centre


def test_a_place_is_earned_by_many_presses(pressed: Centre) -> None:
    found = ranked(pressed)
    assert found.order == (MANY, FEW, AWAY)
    assert [line.satisfaction for line in found.lines] == [Share(290, 300), Share(30, 30), Share(20, 40)]
    assert [round(line.satisfaction.low, 3) for line in found.lines] == [0.940, 0.886, 0.352]


def test_too_few_presses_stand_apart(pressed: Centre) -> None:
    assert ranked(pressed).apart == (Apart(TINY, 29),)


def test_a_province_ranks_only_its_wards(pressed: Centre) -> None:
    assert ranked(pressed, scope=Scope("20", first_day=DAY, last_day=DAY)).order == (AWAY,)


def test_the_country_ranks_its_provinces(pressed: Centre) -> None:
    found = ranked(pressed, unit="province")
    assert found.order == ("19", "20")
    assert found.lines[0].satisfaction == Share(349, 359)


def test_only_the_places_that_are_asked_for_carry_figures(pressed: Centre) -> None:
    found = ranked(pressed, first=1, count=1)
    assert len(found.order) == 3
    assert [line.area for line in found.lines] == [FEW]


def test_the_kiosks_of_a_ward_add_up(centre: Centre) -> None:
    centre.receive(
        *told(presses("satisfied", 20), kiosk=f"{MANY}/k1"),
        *told(presses("unsatisfied", 20), kiosk=f"{MANY}/k2"),
    )
    assert ranked(centre).lines[0].satisfaction == Share(20, 40)


def test_the_same_ward_adds_up_over_days(centre: Centre) -> None:
    centre.receive(
        *told(presses("satisfied", 20)), *told(presses("satisfied", 11, day="2026-11-20"), after=50)
    )
    week = Scope("19", first_day="2026-11-15", last_day=DAY)
    assert ranked(centre, scope=week).lines[0].satisfaction == Share(31, 31)
    assert ranked(centre).order == ()


def test_the_shortest_waits_come_first(centre: Centre) -> None:
    centre.receive(
        *told(issued(30), served([60] * 15 + [3000] * 15), kiosk=f"{MANY}/k1"),
        *told(issued(30), served([120] * 30), kiosk=f"{FEW}/k1"),
        *told(issued(30), served([60] * 29), kiosk=f"{TINY}/k1"),
    )
    assert ranked(centre, "wait").order == (MANY, FEW)
    assert ranked(centre, "p90").order == (FEW, MANY)
    assert ranked(centre, "wait").apart == (Apart(TINY, 29),)


def test_the_fewest_no_shows_come_first(centre: Centre) -> None:
    centre.receive(
        *told(issued(30), no_shows(3), kiosk=f"{MANY}/k1"),
        *told(issued(40), no_shows(2), kiosk=f"{FEW}/k1"),
        *told(issued(29), kiosk=f"{TINY}/k1"),
    )
    found = ranked(centre, "no_shows")
    assert [line.no_shows for line in found.lines] == [Share(2, 40), Share(3, 30)]


def test_officers_with_few_presses_have_no_place(centre: Centre) -> None:
    centre.receive(
        *told(
            served([60] * 4, service=100, officer="cb01"),
            presses("satisfied", 29, officer="cb01"),
            presses("satisfied", 30, officer="cb02"),
            presses("satisfied", 40, officer="cb03"),
            presses("unsatisfied", 10, officer="cb03"),
            presses("satisfied", 5),
        )
    )
    with centre.reader:
        found = officers(centre.reader, Scope("19", "05518", first_day=DAY, last_day=DAY))
    assert [one.officer for one in found.ranked] == ["cb02", "cb03"]
    assert [(one.officer, one.served, one.service) for one in found.apart] == [("cb01", 4, 100.0)]
    assert found.apart[0].satisfaction == Share(29, 29)
