"""Figures of booking from home: what was on offer, and what became of those who booked, by ward and day."""

from dataclasses import asdict
from datetime import date, datetime, timedelta

import pytest

from central.booking import making, rows
from central.booking.making import Wish
from central.booking.seals import Seals
from central.queries import Scope
from central.sms.keys import make_keys
from central.stats.bookings import Counts, WardDay, bookings, ward_days, wards
from tests.central.booking import KEY, MONDAY, OFFER, TUESDAY, WARD, booked, office
from tests.central.conftest import Centre
from tests.central.wire import NOW

TODAY = date(2026, 11, 21)
EARLY = NOW - timedelta(days=30)
NEXT_WEEK = Scope(first_day=MONDAY, last_day=TUESDAY)
PLACES = 2 * (16 + 14) + (8 + 7)
"""Of a day of the offer: slots of a quarter of an hour for two, of half an hour for one."""


@pytest.fixture
def offering(centre: Centre) -> Centre:
    offers(centre, WARD, EARLY)
    return centre


def offers(centre: Centre, ward: str, at: datetime, **changes: object) -> None:
    with centre.store.transaction():
        rows.offer(centre.store.writer, office(ward=ward, **changes), at)


def shut(centre: Centre, day: str, slot: str = "") -> None:
    with centre.store.transaction():
        rows.close(centre.store.writer, WARD, day, slot)


def found(centre: Centre, scope: Scope = NEXT_WEEK, today: date = TODAY) -> list[WardDay]:
    with centre.reader:
        return ward_days(centre.reader, scope, today)


def offered(centre: Centre, scope: Scope = NEXT_WEEK, today: date = TODAY) -> dict[str, int | None]:
    return {one.day: one.offered for one in found(centre, scope, today)}


def test_a_day_s_line_says_what_became_of_its_bookings(offering: Centre) -> None:
    booked(offering, presented=5, missed=2, open=1, cancelled=3, closed=4)
    monday, _ = found(offering)
    assert asdict(monday) == {
        "province": "19",
        "ward": "05518",
        "name": "Sông Công",
        "day": MONDAY,
        "offered": PLACES,
        "booked": 8,
        "used": 5,
        "missed": 2,
        "open": 1,
        "cancelled": 3,
        "closed": 4,
    }


def test_a_booking_is_counted_along_its_way(offering: Centre) -> None:
    seals = Seals(make_keys(offering.path.with_name("sms.key")), KEY)
    wish = Wish(WARD, "ho-tich", MONDAY, "08:00", "0912345678", "", "asked")
    with offering.store.transaction():
        made = making.book(offering.store.writer, seals, wish, NOW)
    before = found(offering)[0]
    with offering.store.transaction():
        rows.miss(offering.store.writer, TUESDAY, NOW)
    missed = found(offering)[0]
    with offering.store.transaction():
        rows.present(offering.store.writer, WARD, made.id, "2026-11-24T02:00:00.000Z")
    after = found(offering)[0]
    assert [(one.booked, one.open, one.missed, one.used) for one in (before, missed, after)] == [
        (1, 1, 0, 0),
        (1, 0, 1, 0),
        (1, 0, 0, 1),
    ]


@pytest.mark.parametrize("day", [MONDAY, "2026-11-28"])
@pytest.mark.parametrize("closed", [(), ("08:00",), ("08:00", "13:45"), ("",), ("", "08:00")])
def test_places_are_the_slots_that_people_are_shown(closed: tuple[str, ...], day: str) -> None:
    offer, on = office(), date.fromisoformat(day)
    slots = [one.capacity for one in offer.services for slot in offer.slots(one, on) if slot not in closed]
    assert offer.places(on, closed) == ("" not in closed) * sum(slots)


def test_a_slot_or_a_day_that_was_closed_is_not_on_offer(offering: Centre) -> None:
    booked(offering, closed=1, day=TUESDAY)
    shut(offering, MONDAY, "08:00")
    shut(offering, TUESDAY)
    assert offered(offering) == {MONDAY: PLACES - 3, TUESDAY: 0}


def test_days_without_an_offer_or_a_booking_are_left_out(offering: Centre) -> None:
    """Sunday, and a day that the ward closed."""
    week = Scope(first_day="2026-11-22", last_day="2026-11-28")
    assert list(offered(offering, week)) == [MONDAY, TUESDAY, "2026-11-28"]


def test_what_an_offer_was_before_the_present_one_is_not_guessed(centre: Centre) -> None:
    offers(centre, WARD, EARLY)
    booked(centre, presented=1)
    booked(centre, presented=1, day=TUESDAY)
    offers(centre, WARD, datetime.fromisoformat("2026-11-23T17:30:00Z"), services=OFFER["services"][:1])
    assert offered(centre, today=date(2026, 11, 30)) == {MONDAY: None, TUESDAY: 60}


def test_no_more_is_on_offer_than_can_be_booked_today(offering: Centre) -> None:
    assert list(offered(offering, Scope(first_day="2026-12-01"))) == [
        "2026-12-01",
        "2026-12-02",
        "2026-12-05",
    ]
    assert offered(offering, Scope(first_day="2026-12-06", last_day="9999-12-31")) == {}


def test_figures_are_added_by_day_and_place_and_say_where_an_offer_is_unknown(offering: Centre) -> None:
    booked(offering, presented=3)
    booked(offering, missed=1, day=TUESDAY)
    booked(offering, presented=2, ward="19/01864")
    booked(offering, presented=4, ward="20/06001")
    with offering.reader:
        country, province, ward = (
            bookings(offering.reader, scope, TODAY)
            for scope in (
                NEXT_WEEK,
                Scope("19", None, None, MONDAY, TUESDAY),
                Scope("19", "05518", None, MONDAY, TUESDAY),
            )
        )
    assert {place: its.used for place, its in country.places.items()} == {"19": 5, "20": 4}
    assert {place: its.used for place, its in province.places.items()} == {"19/01864": 2, "19/05518": 3}
    assert (ward.places, list(ward.days)) == ({}, [MONDAY, TUESDAY])
    assert province.whole == Counts(2 * PLACES, 1, 6, 5, 1, 0, 0, 0, came=5 / 6)
    assert ward.days[TUESDAY].came == 0


def test_on_a_day_that_is_not_over_nobody_says_how_many_came(offering: Centre) -> None:
    booked(offering, presented=2, missed=1)
    booked(offering, day=TUESDAY, presented=1, open=1)
    with offering.reader:
        found = bookings(offering.reader, NEXT_WEEK, TODAY)
    assert [found.whole.came, *(day.came for day in found.days.values())] == [2 / 3, 2 / 3, None]


def test_a_single_kiosk_has_no_bookings(offering: Centre) -> None:
    booked(offering, presented=3)
    with offering.reader:
        assert bookings(offering.reader, Scope("19", "05518", "k1", MONDAY, TUESDAY), TODAY).days == {}


@pytest.mark.parametrize(
    ("scope", "named"),
    [
        (Scope(), ["19/01864", "19/05518", "20/06001"]),
        (Scope("19"), ["19/01864", "19/05518"]),
        (Scope("19", "05518"), ["19/05518"]),
        (Scope(ward="06001"), ["20/06001"]),
        (Scope("1"), []),
    ],
)
def test_wards_are_those_that_offer_or_once_did(offering: Centre, scope: Scope, named: list[str]) -> None:
    booked(offering, missed=1, ward="19/01864")
    booked(offering, missed=1, ward="20/06001")
    with offering.reader:
        assert wards(offering.reader, scope) == named
        everything = {f"{one.province}/{one.ward}" for one in ward_days(offering.reader, scope, TODAY)}
        some = ward_days(offering.reader, scope, TODAY, ("19/05518", "20/06001"))
    assert sorted(everything) == named
    assert sorted({f"{one.province}/{one.ward}" for one in some}) == [one for one in named if one > "19/02"]
