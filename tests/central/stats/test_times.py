"""When people come, how a day and a month go, and what the tiles know."""

from datetime import UTC, datetime

import msgspec
import pytest

from central.queries import Scope
from central.stats.heat import Heat, heat
from central.stats.places import Finding, codes, located, name_of, search, title_of
from central.stats.shares import Share
from central.stats.tiles import places, tiles
from central.stats.trend import Point, Trend, trend
from tests.central.conftest import Centre
from tests.central.stats.office import issued, presses, served, told
from tests.central.wire import DAY, NOW, event, frame_of, state, ticket

MONDAY, NEXT_MONDAY = "2026-11-09", "2026-11-16"
NINE, TWO = NOW, datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
WARD = Scope("19", "05518", first_day=DAY, last_day=DAY)
PROVINCE = Scope("19", first_day=DAY, last_day=DAY)
MONTH = Scope("19", first_day="2026-11-01", last_day="2026-11-30")


def hot(centre: Centre, scope: Scope) -> Heat:
    with centre.reader:
        return heat(centre.reader, scope)


def gone(centre: Centre, scope: Scope) -> Trend:
    with centre.reader:
        return trend(centre.reader, scope)


def test_a_cell_is_the_mean_of_the_days_on_which_anybody_came(centre: Centre) -> None:
    centre.receive(
        *told(issued(6, day=MONDAY)),
        *told(issued(3, day=NEXT_MONDAY), after=10),
        *told(issued(4, day=NEXT_MONDAY), after=20, at=TWO),
    )
    found = hot(centre, MONTH)
    assert (found.days, list(found.hours)) == ({0: 2}, [9, 10, 11, 12, 13, 14])
    assert (found.mean(0, 9), found.mean(0, 14), found.mean(0, 12), found.mean(1, 9)) == (4.5, 2.0, 0.0, None)


def test_tickets_of_an_unset_clock_are_in_no_cell(centre: Centre) -> None:
    lost = msgspec.structs.replace(event(1, ticket()), clock="unsynced")
    centre.receive(frame_of(lost))
    assert hot(centre, MONTH).tickets == {}


@pytest.mark.parametrize("scope", [WARD, PROVINCE, Scope(first_day=DAY, last_day=DAY)])
def test_the_hours_of_a_ward_and_of_the_country_are_the_same_story(centre: Centre, scope: Scope) -> None:
    centre.receive(
        *told(issued(3), served([60, 120]), presses("satisfied", 3), presses("unsatisfied", 1), at=NINE),
        *told(issued(2), served([300]), at=datetime(2026, 11, 21, 4, 0, tzinfo=UTC), after=50),
    )
    assert gone(centre, scope) == Trend(
        "hour",
        "mean",
        (
            Point("09", 3, 90.0, 2, Share(3, 4)),
            Point("10", 0, None, 0, Share(0, 0)),
            Point("11", 2, 300.0, 1, Share(0, 0)),
        ),
    )


def test_every_day_of_a_period_is_there(centre: Centre) -> None:
    centre.receive(
        *told(issued(3, day=MONDAY), served([100] * 4, day=MONDAY), presses("satisfied", 2, day=MONDAY))
    )
    found = gone(centre, Scope(first_day="2026-11-08", last_day="2026-11-10"))
    assert (found.by, found.waits_are) == ("day", "median")
    assert [(point.at, point.tickets) for point in found.points] == [
        ("2026-11-08", 0),
        (MONDAY, 3),
        ("2026-11-10", 0),
    ]
    assert found.points[1].wait == pytest.approx((1.1**48 + 1.1**49) / 2)
    assert found.points[1].satisfaction == Share(2, 2)


def test_each_province_has_one_tile_of_its_own() -> None:
    provinces = [place.area for place in places() if "/" not in place.area]
    assert sorted(provinces) == [code for code in codes() if "/" not in code]
    assert len({(place.column, place.row) for place in places()}) == len(places()) == 36
    assert {place.area for place in places()} <= set(codes())


def test_a_tile_knows_its_area(centre: Centre) -> None:
    centre.receive(
        state("online"),
        state("lost", kiosk="19/05521/k1"),
        *told(issued(4), presses("satisfied", 3)),
        *told(issued(1), kiosk="20/06001/k1"),
    )
    with centre.reader:
        country = tiles(centre.reader, Scope(first_day=DAY, last_day=DAY))
        province = tiles(centre.reader, PROVINCE)
    assert {area: tile.tickets for area, tile in country.items()} == {"19": 4, "20": 1}
    assert (country["19"].satisfaction, country["19"].presence.online) == (Share(3, 3), Share(1, 2))
    assert {area: tile.tickets for area, tile in province.items()} == {"19/05518": 4, "19/05521": 0}


@pytest.mark.parametrize("typed", ["Sông Công", "song cong", "phuong SÔNG công", "05518"])
def test_a_ward_is_found_with_or_without_marks(typed: str) -> None:
    assert search(typed)[0].area == "19/05518"


def test_a_ward_is_found_by_its_former_name() -> None:
    assert search("Tân Định, Quận 1") == [
        Finding("79/26737", "phường Tân Định, quận 1, thành phố Hồ Chí Minh")
    ]


def test_a_province_is_found_before_its_wards() -> None:
    assert search("thai nguyen")[0] == Finding("19")


def test_a_search_keeps_to_its_own_area() -> None:
    assert search("Sông Công", within="20") == []
    assert search("  ") == []


def test_places_are_called_by_their_names() -> None:
    assert (name_of("19"), name_of("19/05518"), name_of("19/05518/k1")) == ("Thái Nguyên", "Sông Công", "k1")
    assert title_of("19/05518/k1") == "Phường Sông Công, k1"
    assert (name_of("97"), title_of("19/99999")) == ("97", "19/99999")


def test_a_ward_or_a_kiosk_alone_says_where_it_is() -> None:
    assert located(Scope(ward="05518")) == Scope("19", "05518")
    assert located(Scope(kiosk="19/05518/k1")) == Scope("19", "05518", "k1")


def test_names_that_contradict_each_other_lead_nowhere_else() -> None:
    assert located(Scope("20", kiosk="19/05518/k1")) == Scope("20", kiosk="19/05518/k1")
