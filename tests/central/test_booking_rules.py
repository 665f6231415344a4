"""Booking a slot: never more than its capacity, never twice for one phone, nothing twice by one request."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from central.booking import rows
from central.booking.booth import Booth, Request
from central.booking.faults import Fault, NotBooked
from central.booking.making import Free
from central.booking.offices import Office, OfficeError, begins, check
from central.booking.rows import Kept
from mqtt.booking import unseal
from tests.central.booking import (
    KEY,
    MONDAY,
    OFFER,
    PHONE,
    SUNDAY,
    TUESDAY,
    WARD,
    Counter,
    counter,
    office,
    wish,
)
from tests.central.conftest import Centre

PEOPLE = 20


@pytest.fixture
def booking(centre: Centre, tmp_path: Path) -> Iterator[Counter]:
    with counter(centre, tmp_path) as made:
        yield made


def fault(booth: Booth, request: Request) -> Fault:
    with pytest.raises(NotBooked) as caught:
        booth.book(request)
    return caught.value.fault


def tried(booth: Booth, request: Request) -> Kept | Fault:
    try:
        return booth.book(request)
    except NotBooked as error:
        return error.fault


def left(booking: Counter, slot: str, *, day: str = MONDAY) -> list[Free]:
    offered = booking.booth.office(WARD)
    assert offered is not None
    free = booking.booth.free(offered, offered.services[0], date.fromisoformat(day))
    return [one for one in free if one.slot == slot]


def test_a_booking_is_a_token_that_the_kiosk_believes(booking: Counter) -> None:
    made = booking.booth.book(wish("08:15"))
    told = unseal(booking.booth.token(made), KEY.public_key())
    assert (told.ward, told.id, told.service, told.day, told.slot, told.minutes) == (
        WARD, made.id, "ho-tich", MONDAY, "08:15", 15
    )  # fmt: skip
    assert told.made == round(booking.clock().timestamp() * 1000)


def test_twenty_people_for_the_last_place_of_a_slot_are_one_booking(booking: Counter) -> None:
    booking.booth.book(wish("08:00"))
    with ThreadPoolExecutor(PEOPLE) as people:
        ends = list(people.map(lambda one: tried(booking.booth, one), [wish("08:00") for _ in range(PEOPLE)]))
    assert len([end for end in ends if isinstance(end, Kept)]) == 1
    assert ends.count(Fault.SLOT_FULL) == PEOPLE - 1
    assert left(booking, "08:00") == [Free("08:00", 0)]


def test_twenty_times_the_same_request_are_one_booking(booking: Counter) -> None:
    same = wish("08:00", asked="page-token", phone=PHONE)
    with ThreadPoolExecutor(PEOPLE) as people:
        ends = list(people.map(lambda one: tried(booking.booth, one), [same] * PEOPLE))
    assert len({end.id for end in ends if isinstance(end, Kept)}) == 1
    assert left(booking, "08:00") == [Free("08:00", 1)]


def test_twenty_requests_of_one_phone_are_one_booking(booking: Counter) -> None:
    several = [wish(slot, phone=PHONE) for slot in ("08:00", "08:15", "08:30", "09:00") * 5]
    with ThreadPoolExecutor(PEOPLE) as people:
        ends = list(people.map(lambda one: tried(booking.booth, one), several))
    assert len([end for end in ends if isinstance(end, Kept)]) == 1
    assert ends.count(Fault.ALREADY) == PEOPLE - 1


@pytest.mark.parametrize("phone", ["0912 345 678", "+84912345678", "84912345678"])
def test_one_phone_is_one_person_however_it_is_written(booking: Counter, phone: str) -> None:
    booking.booth.book(wish(phone=PHONE))
    assert fault(booking.booth, wish("09:00", phone=phone)) is Fault.ALREADY


def test_another_service_or_day_may_be_booked_beside_until_there_are_five(booking: Counter) -> None:
    booking.booth.book(wish(phone=PHONE))
    booking.booth.book(wish(phone=PHONE, service="dat-dai"))
    booking.booth.book(wish(phone=PHONE, day=TUESDAY))
    booking.booth.book(wish(phone=PHONE, day=TUESDAY, service="dat-dai"))
    booking.booth.book(wish(phone=PHONE, day="2026-11-30"))
    assert fault(booking.booth, wish(phone=PHONE, day="2026-12-01")) is Fault.TOO_MANY


@pytest.mark.parametrize(
    ("phone", "reason"),
    [
        (" ", Fault.PHONE_MISSING),
        ("+1 202 555 0143", Fault.PHONE_FOREIGN),
        ("0081 90 1234 5678", Fault.PHONE_FOREIGN),
        ("0208 3861 234", Fault.PHONE_WRONG),
        ("091234", Fault.PHONE_WRONG),
        ("số của tôi", Fault.PHONE_WRONG),
        ("9" * 200, Fault.PHONE_WRONG),
    ],
)
def test_a_number_that_no_sms_reaches_is_said_to_be_one(booking: Counter, phone: str, reason: Fault) -> None:
    assert fault(booking.booth, wish(phone=phone)) is reason


@pytest.mark.parametrize(
    ("slot", "day", "reason"),
    [
        ("08:07", MONDAY, Fault.NO_SLOT),
        ("12:00", MONDAY, Fault.NO_SLOT),
        ("16:50", MONDAY, Fault.NO_SLOT),
        ("08:00", SUNDAY, Fault.NO_DAY),
        ("08:00", "2026-11-25", Fault.NO_DAY),
        ("08:00", "2026-12-28", Fault.NO_DAY),
        ("08:00", "2026-11-20", Fault.NO_DAY),
        ("08:00", "mai", Fault.NO_DAY),
        ("09:15", "2026-11-21", Fault.SLOT_PAST),
        ("' OR 1=1", MONDAY, Fault.NO_SLOT),
    ],
)
def test_what_is_not_offered_is_not_booked(booking: Counter, slot: str, day: str, reason: Fault) -> None:
    assert fault(booking.booth, wish(slot, day=day)) is reason


def test_a_ward_or_service_that_offers_nothing_says_so(booking: Counter) -> None:
    assert fault(booking.booth, wish(service="karaoke")) is Fault.NO_SERVICE
    elsewhere = Request("19/05443", "ho-tich", MONDAY, "08:00", "asked", PHONE)
    assert fault(booking.booth, elsewhere) is Fault.NOT_OFFERED


def test_only_what_begins_later_today_is_free(booking: Counter) -> None:
    assert left(booking, "09:15", day="2026-11-21") == []
    assert left(booking, "09:30", day="2026-11-21") == [Free("09:30", 2)]


def test_no_number_and_no_name_lies_readable_in_the_store(booking: Counter, centre: Centre) -> None:
    booking.booth.book(wish(phone=PHONE, name="Nguyễn Thị Mẫu"))
    [row] = centre.rows("SELECT phone, name, person, page, asked FROM booking")
    assert not [text for text in row if "912345678" in str(text) or "Mẫu" in str(text)]
    assert booking.booth.seals.unsealed(str(row[0])) == "+84912345678"
    assert booking.booth.seals.unsealed(str(row[1])) == "Nguyễn Thị Mẫu"


def test_a_cancelled_place_is_free_again_and_its_owner_may_book_once_more(booking: Counter) -> None:
    first = wish(phone=PHONE)
    booking.booth.book(first)
    gone = booking.booth.give_up(booking.booth.secret(first))
    assert gone is not None
    assert gone.state == "cancelled"
    assert left(booking, "08:00") == [Free("08:00", 2)]
    assert booking.booth.book(wish(phone=PHONE)).state == "open"


def test_what_has_begun_cannot_be_cancelled(booking: Counter) -> None:
    mine = wish()
    booking.booth.book(mine)
    booking.clock.advance(days=3)
    kept = booking.booth.give_up(booking.booth.secret(mine))
    assert kept is not None
    assert kept.state == "open"


def test_who_missed_a_slot_books_a_later_one_of_the_same_day(booking: Counter, centre: Centre) -> None:
    early = wish("08:00", phone=PHONE)
    booking.booth.book(early)
    booking.clock.now = begins(MONDAY, "08:20")
    assert booking.booth.book(wish("14:00", phone=PHONE)).state == "open"
    assert centre.rows("SELECT slot, state FROM booking ORDER BY slot") == [
        ("08:00", "missed"),
        ("14:00", "open"),
    ]
    assert left(booking, "14:00") == [Free("14:00", 1)]


def test_before_its_slot_begins_a_booking_still_stands_alone(booking: Counter) -> None:
    booking.booth.book(wish("08:00", phone=PHONE))
    booking.clock.now = begins(MONDAY, "08:00") - timedelta(seconds=1)
    assert fault(booking.booth, wish("14:00", phone=PHONE)) is Fault.ALREADY


def test_what_was_missed_does_not_count_among_the_five(booking: Counter) -> None:
    booking.booth.book(wish("08:00", phone=PHONE))
    booking.booth.book(wish("08:30", phone=PHONE, service="dat-dai"))
    booking.booth.book(wish(phone=PHONE, day=TUESDAY))
    booking.booth.book(wish(phone=PHONE, day="2026-11-30"))
    booking.booth.book(wish(phone=PHONE, day="2026-12-01"))
    booking.clock.now = begins(MONDAY, "09:00")
    assert booking.booth.book(wish(phone=PHONE, day="2026-12-02")).state == "open"


def test_one_address_books_thirty_times_an_hour_at_most(booking: Counter) -> None:
    booking.offers(services=[{"code": "ho-tich", "name": "Hộ tịch", "capacity": 99}])
    for _ in range(30):
        booking.booth.book(wish(address="203.0.113.7"))
    assert fault(booking.booth, wish(address="203.0.113.7")) is Fault.HASTE
    assert booking.booth.book(wish(address="203.0.113.8")).state == "open"
    booking.clock.advance(minutes=61)
    assert booking.booth.book(wish(address="203.0.113.7")).state == "open"


def test_people_are_forgotten_and_bookings_stay_counted(booking: Counter, centre: Centre) -> None:
    booking.booth.book(wish())
    desk = booking.booth.desk
    assert desk.settle(lambda database: rows.miss(database, TUESDAY, booking.clock())) == 1
    assert desk.settle(lambda database: rows.forget(database, TUESDAY)) == 1
    assert centre.rows("SELECT state, phone, name, person, page, asked FROM booking") == [
        ("missed", None, None, None, None, None)
    ]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"hours": {"monday": ["07:30-11:30", "11:00-17:00"]}}, "hours.monday"),
        ({"hours": {"monday": ["11:30-07:30"]}}, "hours.monday"),
        ({"hours": {}}, "hours"),
        ({"services": [{"code": "a", "name": "A"}] * 2}, "services"),
    ],
)
def test_an_offer_that_contradicts_itself_is_refused(changes: dict[str, object], key: str) -> None:
    with pytest.raises(OfficeError, match=key):
        check(office(**changes))


def test_nobody_books_on_new_year_unless_the_ward_works_on_it() -> None:
    offered = {**OFFER, "hours": {"friday": ["07:30-11:30"]}, "days_ahead": 14}
    rests, works = (msgspec.convert({**offered, "public_holidays": kept}, Office) for kept in (True, False))
    before, new_year, after = date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 8)
    assert rests.days(before) == [before, after]
    assert works.days(before) == [before, new_year, after]
