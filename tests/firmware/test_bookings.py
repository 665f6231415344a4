"""A number booked from home, presented at the kiosk: once, in time, at the right place, without a network."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firmware import events as e
from firmware.booked import BookingAsked, BookingCodeEntered, BookingPad, NotNow, Why
from firmware.lookups import CodeProblem, LetterTyped
from firmware.screens import Closed, Home, Paper, Services, Waiting, YourNumber
from tests.bench import START, KioskBench, TurnedClock, ward
from tests.firmware.booked import KEY, TODAY, booked, booking_ward, centre_lists, show


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[KioskBench]:
    """08:00 on a Monday."""
    bench = KioskBench(tmp_path, booking_ward())
    yield bench
    bench.store.close()
    bench.reader.close()


def type_digits(kiosk: KioskBench, digits: str) -> None:
    kiosk.touch(e.HomeAsked())
    kiosk.touch(BookingAsked())
    for digit in digits:
        kiosk.touch(LetterTyped(digit))
    kiosk.touch(BookingCodeEntered())


def why(kiosk: KioskBench) -> Why:
    return kiosk.shows(NotNow).why


def test_a_booking_becomes_a_number_with_its_slip_at_once(kiosk: KioskBench) -> None:
    show(kiosk, booked("08:00"))
    screen = kiosk.shows(YourNumber)
    assert (screen.number, screen.paper, screen.ahead) == ("A001", Paper.PRINTING, 0)
    assert screen.priority is not None
    assert screen.priority.name.vi == "Có hẹn 08:00"
    kiosk.print_slips()
    assert kiosk.shows(YourNumber).paper is Paper.PRINTED
    [(_, fact)] = kiosk.facts("ticket.issued")
    assert fact == {
        "day": TODAY, "number": "A001", "service": "ho-tich", "priority": "booked", "booking": "48213907"
    }  # fmt: skip


def test_an_offline_kiosk_takes_a_booking_too(kiosk: KioskBench) -> None:
    kiosk.link(up=False)
    show(kiosk, booked())
    kiosk.shows(YourNumber)


@pytest.mark.parametrize(
    ("slot", "reason"),
    [("08:15", None), ("08:16", Why.EARLY), ("07:31", None), ("07:30", Why.LATE), ("23:45", Why.EARLY)],
)
def test_a_booking_is_taken_from_early_until_late_minutes_around_its_slot(
    kiosk: KioskBench, slot: str, reason: Why | None
) -> None:
    show(kiosk, booked(slot))
    assert getattr(kiosk.screen, "why", None) is reason


def test_who_comes_early_is_told_from_when_on(kiosk: KioskBench) -> None:
    show(kiosk, booked("09:30"))
    assert (kiosk.shows(NotNow).slot, kiosk.shows(NotNow).earliest) == ("09:30", "09:15")
    kiosk.clock.advance(75 * 60)
    show(kiosk, booked("09:30"))
    assert kiosk.shows(YourNumber).number == "A001"


@pytest.mark.parametrize(
    ("day", "ward", "reason"),
    [
        ("2026-11-24", "19/05518", Why.ANOTHER_DAY),
        ("2026-11-22", "19/05518", Why.PAST),
        (TODAY, "19/05443", Why.ANOTHER_WARD),
    ],
)
def test_another_day_or_ward_gets_a_sentence_and_no_number(
    kiosk: KioskBench, day: str, ward: str, reason: Why
) -> None:
    show(kiosk, booked(day=day, ward=ward))
    assert why(kiosk) is reason
    assert kiosk.facts("ticket") == []


def test_a_forged_booking_gets_no_number(kiosk: KioskBench) -> None:
    show(kiosk, booked(), Ed25519PrivateKey.generate())
    assert why(kiosk) is Why.UNREADABLE
    kiosk.touch(e.CodeScanned("MCH1.x.y"))
    assert why(kiosk) is Why.UNREADABLE
    assert kiosk.facts("ticket") == []


def test_whoever_is_turned_away_takes_an_ordinary_number_with_one_touch_more(kiosk: KioskBench) -> None:
    show(kiosk, booked("10:00"))
    kiosk.touch(e.ServicesAsked())
    kiosk.shows(Services)
    kiosk.touch(e.TicketRequested("ho-tich"))
    assert kiosk.shows(YourNumber).priority is None


def test_a_booking_shown_twice_is_one_number_and_its_slip_may_be_had_again(kiosk: KioskBench) -> None:
    show(kiosk, booked())
    kiosk.print_slips()
    kiosk.advance(60)
    show(kiosk, booked())
    screen = kiosk.shows(YourNumber)
    assert (screen.number, screen.paper, screen.reprintable) == ("A001", Paper.KEPT, True)
    kiosk.touch(e.ReprintAsked())
    kiosk.print_slips()
    assert len(kiosk.facts("ticket.issued")) == 1
    assert len(kiosk.facts("ticket.reprinted")) == 1


def test_after_ten_minutes_nobody_prints_it_again(kiosk: KioskBench) -> None:
    show(kiosk, booked())
    kiosk.print_slips()
    kiosk.advance(601)
    show(kiosk, booked())
    assert not kiosk.shows(YourNumber).reprintable


def test_a_booking_whose_number_was_called_is_used_up(kiosk: KioskBench) -> None:
    show(kiosk, booked())
    kiosk.sign_in("cb01", 1)
    kiosk.serve_next("cb01", 1)
    show(kiosk, booked())
    assert (why(kiosk), kiosk.shows(NotNow).number) == (Why.USED, "A001")


def test_a_power_cut_right_after_the_number_gives_no_second_one(kiosk: KioskBench) -> None:
    show(kiosk, booked())
    kiosk.power_cycle()
    show(kiosk, booked())
    assert kiosk.shows(YourNumber).number == "A001"
    assert len(kiosk.facts("ticket.issued")) == 1


def test_a_cancelled_booking_is_one_that_a_newer_list_does_not_name(kiosk: KioskBench) -> None:
    centre_lists(kiosk, booked(id_="11111111"))
    show(kiosk, booked())
    assert why(kiosk) is Why.GONE
    show(kiosk, booked(id_="11111111"))
    kiosk.shows(YourNumber)


def test_a_booking_made_after_the_newest_list_is_believed(kiosk: KioskBench) -> None:
    centre_lists(kiosk, at=START - timedelta(days=1))
    show(kiosk, booked(made=int(START.timestamp() * 1000)))
    kiosk.shows(YourNumber)


def test_a_list_of_other_days_takes_nothing_away(kiosk: KioskBench) -> None:
    centre_lists(kiosk, at=START, days=0)
    show(kiosk, booked())
    kiosk.shows(YourNumber)


def test_an_older_list_changes_nothing(kiosk: KioskBench) -> None:
    centre_lists(kiosk, booked())
    centre_lists(kiosk, at=START - timedelta(minutes=1))
    show(kiosk, booked())
    kiosk.shows(YourNumber)


def test_eight_digits_do_what_the_qr_does(kiosk: KioskBench) -> None:
    centre_lists(kiosk, booked())
    type_digits(kiosk, "48213907")
    assert kiosk.shows(YourNumber).number == "A001"
    centre_lists(kiosk, at=START + timedelta(seconds=1))
    type_digits(kiosk, "48213907")
    assert kiosk.shows(YourNumber).number == "A001"


def test_wrong_digits_are_said_and_shut_the_pad_after_five(kiosk: KioskBench) -> None:
    centre_lists(kiosk, booked())
    type_digits(kiosk, "00000000")
    assert kiosk.shows(BookingPad).problem is CodeProblem.UNKNOWN
    for _ in range(4):
        kiosk.touch(BookingCodeEntered())
    assert kiosk.shows(BookingPad).problem is CodeProblem.LOCKED
    type_digits(kiosk, "48213907")
    assert kiosk.shows(BookingPad).locked_seconds == 60
    kiosk.advance(30)
    assert kiosk.shows(BookingPad).locked_seconds == 30


def test_fewer_than_eight_digits_are_no_try(kiosk: KioskBench) -> None:
    centre_lists(kiosk, booked())
    type_digits(kiosk, "4821")
    assert kiosk.shows(BookingPad).problem is CodeProblem.NONE


def test_the_home_screen_offers_it_where_the_ward_takes_bookings(kiosk: KioskBench) -> None:
    kiosk.touch(e.HomeAsked())
    assert not kiosk.shows(Home).can_book
    centre_lists(kiosk)
    kiosk.touch(e.HomeAsked())
    assert kiosk.shows(Home).can_book


def test_a_clock_that_nobody_trusts_turns_nobody_away(tmp_path: Path) -> None:
    kiosk = KioskBench(tmp_path, booking_ward(), TurnedClock(trusted=False))
    show(kiosk, booked("15:00"))
    kiosk.shows(YourNumber)


def test_a_shut_office_gives_no_number(tmp_path: Path) -> None:
    hours = {"monday": ["13:00-17:00"]}
    kiosk = KioskBench(tmp_path, booking_ward(hours=hours))
    show(kiosk, booked())
    kiosk.shows(Closed)
    assert kiosk.facts("ticket") == []


def test_a_kiosk_without_the_centres_key_says_that_it_cannot_read_it(tmp_path: Path) -> None:
    kiosk = KioskBench(tmp_path, ward(scanner={"driver": "simulated"}))
    show(kiosk, booked(), KEY)
    assert why(kiosk) is Why.UNREADABLE


def test_a_service_that_the_ward_no_longer_has_gives_no_number(kiosk: KioskBench) -> None:
    show(kiosk, booked(service="karaoke"))
    assert why(kiosk) is Why.NO_NUMBER


def test_a_full_day_keeps_its_promise(tmp_path: Path) -> None:
    service = {"code": "ho-tich", "letter": "A", "name": "Hộ tịch", "counters": [1], "daily_cap": 1}
    kiosk = KioskBench(tmp_path, booking_ward(services=[service]))
    kiosk.take_number()
    assert kiosk.offer("ho-tich") == "Hộ tịch"
    show(kiosk, booked())
    assert kiosk.shows(YourNumber).number == "A002"


def test_a_refusal_goes_back_to_the_waiting_screen_by_itself(kiosk: KioskBench) -> None:
    show(kiosk, booked("10:00"))
    kiosk.advance(120)
    kiosk.shows(Waiting)


# ---------------------------------------------------------------- the line


def test_before_its_slot_it_is_an_ordinary_ticket_and_from_then_on_it_goes_first(kiosk: KioskBench) -> None:
    kiosk.sign_in("cb01", 1)
    kiosk.take_number()
    kiosk.take_number()
    show(kiosk, booked("08:15"))
    assert kiosk.shows(YourNumber).ahead == 2
    assert kiosk.serve_next("cb01", 1) == "A001"
    kiosk.clock.advance(15 * 60)
    assert kiosk.called("cb01", 1) == "A003"


def test_who_comes_early_does_not_overtake_priority_that_waited_longer_than_the_slot(
    kiosk: KioskBench,
) -> None:
    kiosk.sign_in("cb01", 1)
    show(kiosk, booked("08:15"))
    kiosk.clock.advance(10 * 60)
    kiosk.take_number(priority="elderly")
    kiosk.clock.advance(6 * 60)
    assert kiosk.called("cb01", 1) == "A002"


def test_bookings_leave_every_third_call_to_others(kiosk: KioskBench) -> None:
    kiosk.sign_in("cb01", 1)
    kiosk.take_number()
    show(kiosk, booked(id_="10000001"))
    show(kiosk, booked(id_="10000002"))
    show(kiosk, booked(id_="10000003"))
    order = [kiosk.serve_next("cb01", 1) for _ in range(4)]
    assert order == ["A002", "A003", "A001", "A004"]
