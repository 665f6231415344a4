"""Being told when few are ahead: the pad after S4, and the one message of a ticket."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firmware import events as e
from firmware import soon
from firmware.lookups import LetterErased, LetterTyped
from firmware.reminders import PhoneEntered, PhonePad, PhoneProblem, ReminderAsked
from firmware.screens import Home, Paper, StillThere, Waiting, YourNumber
from mqtt.sealing import unseal
from tests.bench import KioskBench, TurnedClock, ward
from tests.firmware.asking import PHONE, asks, key_in, take
from tests.firmware.ward_sections import BY_CENTRE, CENTRE


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[KioskBench]:
    """Four wait; officer cb01 sits at counter 1; the centre tells whoever has at most three ahead."""
    bench = KioskBench(tmp_path, ward(sms=BY_CENTRE), TurnedClock())
    bench.sign_in("cb01", 1)
    take(bench, 4)
    yield bench
    bench.store.close()
    bench.reader.close()


def told(bench: KioskBench) -> list[dict[str, Any]]:
    return [data for kind, data in bench.facts("ticket") if kind == "ticket.soon"]


def kept(bench: KioskBench) -> list[tuple[Any, ...]]:
    return bench.reader.rows("SELECT label FROM soon WHERE phone IS NOT NULL")


# ---------------------------------------------------------------- asking


def test_s4_offers_a_message_to_somebody_with_more_ahead_than_it_takes(hall: KioskBench) -> None:
    assert hall.take_number() == "A005"
    assert hall.shows(YourNumber).remindable


def test_whose_turn_is_near_is_offered_nothing(tmp_path: Path) -> None:
    bench = KioskBench(tmp_path, ward(sms=BY_CENTRE))
    take(bench, 4)
    assert not bench.shows(YourNumber).remindable


@pytest.mark.parametrize(
    "sections", [{}, {"sms": {"sender": "centre"}}, {"sms": {"sender": "kiosk"}, "modem": {}}]
)
def test_nothing_is_offered_where_nobody_would_send(tmp_path: Path, sections: dict[str, Any]) -> None:
    bench = KioskBench(tmp_path, ward(**sections))
    take(bench, 5)
    assert not bench.shows(YourNumber).remindable
    bench.touch(ReminderAsked())
    bench.shows(YourNumber)


def test_s4_says_where_the_message_will_go(hall: KioskBench) -> None:
    hall.take_number()
    asks(hall)
    shown = hall.shows(YourNumber)
    assert (shown.number, shown.reminded, shown.remindable) == ("A005", PHONE, False)
    hall.advance(15.25)
    hall.shows(Home)


def test_a_digit_too_many_and_a_letter_are_no_digits(hall: KioskBench) -> None:
    hall.take_number()
    hall.touch(ReminderAsked())
    key_in(hall, "x09123456789")
    assert hall.shows(PhonePad).typed == PHONE
    hall.touch(LetterErased())
    assert hall.shows(PhonePad).typed == "091234567"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", PhoneProblem.SHORT),
        ("091234567", PhoneProblem.SHORT),
        ("0241234567", PhoneProblem.NO_MOBILE),
        ("1912345678", PhoneProblem.NO_MOBILE),
    ],
)
def test_what_is_no_mobile_number_stays_on_the_pad(
    hall: KioskBench, typed: str, problem: PhoneProblem
) -> None:
    hall.take_number()
    asks(hall, typed)
    assert (hall.shows(PhonePad).typed, hall.shows(PhonePad).problem) == (typed, problem)
    assert kept(hall) == []


def test_a_key_after_a_problem_takes_the_problem_away(hall: KioskBench) -> None:
    hall.take_number()
    asks(hall, "091234567")
    hall.touch(LetterTyped("8"))
    assert hall.shows(PhonePad).problem is PhoneProblem.NONE
    hall.touch(PhoneEntered())
    assert hall.shows(YourNumber).reminded == PHONE


def test_skipping_leads_back_to_the_number_and_keeps_nothing(hall: KioskBench) -> None:
    hall.take_number()
    hall.touch(ReminderAsked())
    key_in(hall, "0912")
    hall.touch(e.BackAsked())
    assert hall.shows(YourNumber).remindable
    assert kept(hall) == []


def test_a_slip_that_was_printed_meanwhile_is_told_on_the_way_back(hall: KioskBench) -> None:
    hall.take_number()
    hall.touch(ReminderAsked())
    hall.print_slips()
    hall.touch(e.BackAsked())
    assert hall.shows(YourNumber).paper is Paper.PRINTED


def test_a_pad_left_alone_asks_and_then_forgets_what_was_typed(hall: KioskBench) -> None:
    hall.take_number()
    hall.touch(ReminderAsked())
    key_in(hall, PHONE)
    hall.advance(45.25)
    hall.shows(StillThere)
    hall.advance(20.25)
    hall.shows(Waiting)
    assert kept(hall) == []


def test_a_number_typed_twice_replaces_the_first(hall: KioskBench) -> None:
    label = hall.take_number()
    asks(hall)
    hall.touch(e.HomeAsked())
    hall.touch(e.CodeScanned(f"{label}-261123"))
    asks(hall, "0387654321")
    hall.serve_next("cb01", 1)
    [fact] = told(hall)
    assert unseal(fact["contact"], CENTRE) == "0387654321"


# ---------------------------------------------------------------- telling


def test_the_message_is_asked_for_when_three_are_ahead_and_only_once(hall: KioskBench) -> None:
    hall.take_number()
    asks(hall)
    assert told(hall) == []
    hall.called("cb01", 1)
    [fact] = told(hall)
    assert (fact["number"], fact["service"], fact["ahead"], fact["booking"]) == ("A005", "ho-tich", 3, None)
    assert unseal(fact["contact"], CENTRE) == PHONE
    hall.serve("cb01", 1)
    hall.serve_next("cb01", 1)
    assert len(told(hall)) == 1


def test_the_number_is_forgotten_with_the_message(hall: KioskBench) -> None:
    hall.take_number()
    asks(hall)
    assert kept(hall) == [("A005",)]
    hall.called("cb01", 1)
    assert kept(hall) == []


def test_a_turn_that_came_near_while_the_number_was_typed_is_told_at_once(hall: KioskBench) -> None:
    hall.take_number()
    hall.touch(ReminderAsked())
    hall.called("cb01", 1)
    key_in(hall, PHONE)
    hall.touch(PhoneEntered())
    assert [fact["ahead"] for fact in told(hall)] == [3]
    assert kept(hall) == []


def test_whoever_is_called_before_that_is_forgotten_untold(hall: KioskBench) -> None:
    hall.take_number()
    asks(hall)
    hall.called("cb01", 1, "A005")
    assert (told(hall), kept(hall)) == ([], [])


def test_a_ticket_called_while_its_number_was_typed_keeps_none(hall: KioskBench) -> None:
    hall.take_number()
    hall.touch(ReminderAsked())
    key_in(hall, PHONE)
    hall.called("cb01", 1, "A005")
    hall.touch(PhoneEntered())
    assert hall.shows(YourNumber).reminded == ""
    assert kept(hall) == []


def test_people_with_priority_who_come_later_are_ahead_too(hall: KioskBench) -> None:
    hall.take_number()
    asks(hall)
    hall.take_number(priority="elderly")
    hall.called("cb01", 1)
    assert told(hall) == []
    hall.serve("cb01", 1)
    hall.called("cb01", 1)
    assert [fact["ahead"] for fact in told(hall)] == [3]


def test_a_power_cut_neither_loses_the_wish_nor_repeats_the_message(hall: KioskBench) -> None:
    hall.take_number()
    asks(hall)
    hall.power_cycle()
    hall.called("cb01", 1)
    hall.power_cycle()
    hall.touch(e.HomeAsked())
    hall.serve("cb01", 1)
    assert len(told(hall)) == 1


def test_a_ticket_once_told_is_offered_no_second_message(hall: KioskBench) -> None:
    label = hall.take_number()
    asks(hall)
    hall.called("cb01", 1)
    hall.touch(e.HomeAsked())
    hall.touch(e.CodeScanned(f"{label}-261123"))
    assert not hall.shows(YourNumber).remindable


def test_the_days_turn_forgets_every_number(hall: KioskBench) -> None:
    hall.take_number()
    asks(hall)
    hall.pass_days(1)
    hall.advance(0.25)
    assert hall.reader.rows("SELECT * FROM soon") == []
    assert told(hall) == []


def test_what_was_booked_from_home_is_told_by_its_booking_and_without_a_number(hall: KioskBench) -> None:
    label = hall.take_number()
    with hall.store.transaction():
        soon.want("2026-11-23", label, booking="b-0001")
    hall.called("cb01", 1)
    [fact] = told(hall)
    assert (fact["number"], fact["booking"], fact["contact"]) == (label, "b-0001", None)


def test_a_number_sealed_for_another_sender_is_forgotten_instead_of_sent(hall: KioskBench) -> None:
    hall.take_number()
    asks(hall)
    hall.settings = ward(sms={"sender": "kiosk"}, modem={"driver": "simulated"})
    hall.power_cycle()
    hall.called("cb01", 1)
    assert (told(hall), kept(hall)) == ([], [])


# ---------------------------------------------------------------- nobody else learns it


def test_a_number_is_in_no_log_no_repr_and_not_readable_on_the_card(
    hall: KioskBench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hall.take_number()
    hall.touch(ReminderAsked())
    key_in(hall, PHONE)
    shown = repr(hall.core.state)
    hall.touch(PhoneEntered())
    shown += repr(hall.core.state) + repr(hall.views)
    on_disk = b"".join(file.read_bytes() for file in hall.folder.glob("kiosk.db*"))
    assert "345678" not in f"{caplog.text}{shown}{on_disk!r}"
