"""Due dates by the ward's calendar: weekends, Saturdays, Tết, 15:00, months' ends, supplements."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from firmware.clock import VIETNAM
from firmware.duedates import due_date, later, limit_for, waited
from firmware.hours import Calendar, Closing, read_calendar
from mqtt.catalogue import TimeLimit

DAY = ["07:30-11:30", "13:30-17:00"]
WEEKDAYS = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), DAY)


def office(
    hours: dict[str, list[str]] | None = None,
    *,
    closed: Sequence[str] = (),
    working: Sequence[str] = (),
    closings: tuple[Closing, ...] = (),
) -> Calendar:
    week = WEEKDAYS if hours is None else hours
    return read_calendar(week, public=True, closed=closed, working=working).with_closings(closings)


def with_saturdays() -> Calendar:
    return office({**WEEKDAYS, "saturday": ["07:30-11:30"]})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def due(calendar: Calendar, received: str, quantity: int, unit: Any) -> str | None:
    found = due_date(calendar, at(received), TimeLimit(quantity=quantity, unit=unit))
    return found.isoformat() if found else None


@pytest.mark.parametrize(
    ("received", "days", "expected"),
    [
        ("2026-11-02 08:00", 1, "2026-11-03"),
        ("2026-11-02 16:59", 1, "2026-11-03"),
        ("2026-11-02 08:00", 5, "2026-11-09"),
        ("2026-11-06 08:00", 1, "2026-11-09"),
        ("2026-11-07 09:00", 1, "2026-11-09"),
        ("2026-11-08 09:00", 3, "2026-11-11"),
        ("2026-11-20 08:00", 2, "2026-11-25"),
        ("2026-12-31 08:00", 1, "2027-01-04"),
    ],
)
def test_working_days_are_counted_from_the_working_day_after_receipt(
    received: str, days: int, expected: str
) -> None:
    assert due(office(), received, days, "working_day") == expected


@pytest.mark.parametrize(
    ("received", "days", "expected"),
    [
        ("2027-02-02 08:00", 1, "2027-02-03"),
        ("2027-02-02 08:00", 3, "2027-02-12"),
        ("2027-02-03 08:00", 1, "2027-02-11"),
        ("2027-02-03 08:00", 3, "2027-02-15"),
        ("2027-02-04 08:00", 1, "2027-02-11"),
        ("2027-02-08 08:00", 1, "2027-02-11"),
    ],
)
def test_tet_2027_counts_for_nobody(received: str, days: int, expected: str) -> None:
    assert due(office(), received, days, "working_day") == expected


def test_a_day_worked_in_compensation_counts() -> None:
    made_up = office(working=["2027-02-13"])
    assert due(made_up, "2027-02-12 08:00", 1, "working_day") == "2027-02-13"


def test_a_day_closed_by_the_supervisor_does_not_count() -> None:
    power_cut = Closing(date(2026, 11, 3), reason="Mất điện")
    assert due(office(closings=(power_cut,)), "2026-11-02 08:00", 1, "working_day") == "2026-11-04"


def test_an_hour_without_power_still_leaves_a_working_day() -> None:
    power_cut = Closing(date(2026, 11, 3), 480, 540, "Mất điện")
    assert due(office(closings=(power_cut,)), "2026-11-02 08:00", 1, "working_day") == "2026-11-03"


@pytest.mark.parametrize(
    ("received", "days", "expected"),
    [
        ("2026-11-06 08:00", 1, "2026-11-07"),
        ("2026-11-06 08:00", 2, "2026-11-09"),
        ("2026-11-07 09:00", 1, "2026-11-09"),
    ],
)
def test_where_saturdays_are_worked_they_count(received: str, days: int, expected: str) -> None:
    assert due(with_saturdays(), received, days, "working_day") == expected


@pytest.mark.parametrize(
    ("received", "quantity", "unit", "expected"),
    [
        ("2026-11-02 08:00", 0, "day", "2026-11-02"),
        ("2026-11-02 15:00", 0, "working_day", "2026-11-02"),
        ("2026-11-02 15:00:01", 0, "working_day", "2026-11-03"),
        ("2026-11-06 16:00", 0, "day", "2026-11-09"),
        ("2026-11-07 09:00", 0, "day", "2026-11-09"),
        ("2026-11-07 16:00", 0, "day", "2026-11-09"),
        ("2026-11-02 14:59", 1, "hour", "2026-11-02"),
        ("2026-11-02 15:30", 1, "hour", "2026-11-03"),
        ("2026-11-02 08:00", 8, "hour", "2026-11-02"),
        ("2026-11-02 08:00", 9, "hour", "2026-11-03"),
        ("2026-11-02 16:00", 24, "hour", "2026-11-05"),
        ("2026-11-02 08:00", 0, "hour", "2026-11-02"),
    ],
)
def test_what_is_done_on_the_same_day_moves_on_after_three(
    received: str, quantity: int, unit: str, expected: str
) -> None:
    assert due(office(), received, quantity, unit) == expected


@pytest.mark.parametrize(
    ("received", "days", "expected"),
    [
        ("2026-11-02 08:00", 3, "2026-11-05"),
        ("2026-11-02 08:00", 5, "2026-11-09"),
        ("2026-11-06 08:00", 1, "2026-11-09"),
        ("2026-11-06 08:00", 7, "2026-11-16"),
        ("2027-02-01 08:00", 5, "2027-02-11"),
    ],
)
def test_calendar_days_run_through_weekends_and_end_on_a_working_day(
    received: str, days: int, expected: str
) -> None:
    assert due(office(), received, days, "day") == expected


@pytest.mark.parametrize(
    ("received", "months", "expected"),
    [
        ("2026-11-02 08:00", 1, "2026-12-02"),
        ("2026-11-30 08:00", 3, "2027-03-01"),
        ("2028-01-30 08:00", 1, "2028-02-29"),
        ("2026-10-30 08:00", 1, "2026-12-01"),
        ("2026-12-31 08:00", 12, "2028-01-04"),
        ("2026-11-02 08:00", 0, "2026-11-02"),
    ],
)
def test_months_end_on_the_same_day_of_a_later_month_or_its_last(
    received: str, months: int, expected: str
) -> None:
    assert due(office(), received, months, "month") == expected


def test_without_hours_the_office_works_monday_to_friday() -> None:
    assert due(office({}), "2026-11-06 08:00", 1, "working_day") == "2026-11-09"


@pytest.mark.parametrize(
    "limit",
    [
        None,
        TimeLimit(text="Theo quy định"),
        TimeLimit(quantity=3),
        TimeLimit(unit="day"),
        TimeLimit(quantity=2**53, unit="day"),
        TimeLimit(quantity=2**53, unit="month"),
        TimeLimit(quantity=2**53, unit="hour"),
        TimeLimit(quantity=1001, unit="working_day"),
    ],
)
def test_a_limit_that_says_no_usable_number_has_no_date(limit: TimeLimit | None) -> None:
    assert due_date(office(), at("2026-11-02 08:00"), limit) is None


def test_an_office_that_never_opens_promises_nothing() -> None:
    assert due(office({"monday": []}), "2026-11-02 08:00", 1, "working_day") is None
    assert due(office({"monday": []}), "2026-11-02 08:00", 1, "day") is None
    assert due(office({"monday": []}), "2026-11-02 08:00", 1, "month") is None


@pytest.mark.parametrize(
    ("asked", "got", "days"),
    [
        ("2026-11-02", "2026-11-02", 0),
        ("2026-11-02", "2026-11-04", 2),
        ("2026-11-06", "2026-11-09", 1),
        ("2026-11-06", "2026-11-08", 0),
        ("2026-11-04", "2026-11-02", 0),
        ("2027-02-03", "2027-02-15", 3),
    ],
)
def test_waiting_for_a_supplement_is_counted_in_working_days(asked: str, got: str, days: int) -> None:
    assert waited(office(), date.fromisoformat(asked), date.fromisoformat(got)) == days


def test_the_days_waited_are_added_as_working_days() -> None:
    assert later(office(), date(2026, 11, 5), 2) == date(2026, 11, 9)
    assert later(office(), date(2026, 11, 5), 0) == date(2026, 11, 5)
    assert later(office(), date(2026, 11, 7), 0) == date(2026, 11, 9)


def test_the_limit_of_the_channel_comes_before_that_of_all_channels() -> None:
    every, online = TimeLimit(quantity=5, unit="day"), TimeLimit(channel="online", quantity=3, unit="day")
    assert limit_for([every, online], "online") == online
    assert limit_for([every, online], "direct") == every
    assert limit_for([online], "direct") is None
    assert limit_for([TimeLimit(text="Ngay")], "direct") is None
