"""Who is called next: the rules alone, without a database."""

import pytest

from firmware.waiting import Seat, Waiter, ahead_of, in_turn, next_for

ALL = Seat(1, ("a", "b"), listed=False, guarantee=2, patience_seconds=1800)
LISTED = Seat(1, ("a", "b"), listed=True, guarantee=2, patience_seconds=1800)


def waiter(
    label: str, waited: int, *, service: str = "a", weight: float = 0, only: int | None = None
) -> Waiter:
    """Somebody who has waited so many seconds; `order` follows from that."""
    order = ("2026-11-23", f"{100_000 - waited:06}", label)
    return Waiter("2026-11-23", label, service, weight, waited, order, only)


def called(seat: Seat, *waiters: Waiter) -> str | None:
    chosen = next_for(seat, waiters)
    return chosen.label if chosen else None


def test_the_oldest_of_all_services_is_called_first() -> None:
    assert called(ALL, waiter("A002", 60), waiter("B001", 90, service="b")) == "B001"


def test_nobody_is_called_from_an_empty_line() -> None:
    assert called(ALL) is None


def test_a_service_of_another_counter_is_not_called() -> None:
    assert called(ALL, waiter("C001", 900, service="c")) is None


def test_priority_goes_before_age() -> None:
    assert called(ALL, waiter("A001", 900), waiter("A002", 10, weight=1)) == "A002"


def test_after_two_priority_calls_one_other_is_called() -> None:
    line = [waiter("A001", 900), *(waiter(f"A10{n}", 100 - n, weight=1) for n in range(5))]
    assert [one.label for one in in_turn(line, 2, 6)] == ["A100", "A101", "A001", "A102", "A103", "A104"]


def test_priority_waits_for_one_other_at_most() -> None:
    line = [waiter("A101", 10, weight=1), *(waiter(f"A00{n}", 900 - n) for n in range(3))]
    tired = Seat(1, ("a",), listed=False, guarantee=2, patience_seconds=1800, streak=2)
    assert called(tired, *line) == "A000"
    assert [one.label for one in in_turn(line[:1] + line[2:], 2, 1)] == ["A101"]


def test_without_others_priority_is_called_whatever_the_streak() -> None:
    tired = Seat(1, ("a",), listed=False, guarantee=2, patience_seconds=1800, streak=9)
    assert called(tired, waiter("A101", 10, weight=1)) == "A101"


def test_a_heavier_class_overtakes_a_lighter_one_that_waited_less_than_its_weight_in_time() -> None:
    assert called(ALL, waiter("A101", 100, weight=1), waiter("A102", 60, weight=2)) == "A102"
    assert called(ALL, waiter("A101", 130, weight=1), waiter("A102", 60, weight=2)) == "A101"


def test_a_counter_with_listed_services_takes_the_first_that_anybody_waits_for() -> None:
    assert called(LISTED, waiter("A001", 10), waiter("B001", 900, service="b")) == "A001"
    assert called(LISTED, waiter("B001", 900, service="b")) == "B001"


def test_a_later_service_is_not_starved_past_the_patience() -> None:
    assert called(LISTED, waiter("A001", 10), waiter("B001", 1801, service="b")) == "B001"


def test_a_ticket_sent_to_one_counter_waits_for_that_one_alone() -> None:
    sent = waiter("C001", 900, service="c", only=1)
    assert called(ALL, sent) == "C001"
    assert called(Seat(2, ("c",), listed=False, guarantee=2, patience_seconds=1800), sent) is None


@pytest.mark.parametrize(("label", "ahead"), [("A001", 2), ("A002", 3), ("A101", 0), ("A102", 1)])
def test_the_people_ahead_of_each_are_those_who_are_called_before(label: str, ahead: int) -> None:
    line = [
        waiter("A001", 900),
        waiter("A002", 800),
        waiter("A101", 300, weight=1),
        waiter("A102", 200, weight=1),
        waiter("B001", 950, service="b"),
    ]
    assert ahead_of(line, label, guarantee=2) == ahead
