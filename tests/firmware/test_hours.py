"""Opening hours with public holidays, days worked in compensation and special closings."""

from collections.abc import Sequence
from datetime import date, datetime

import pytest

from firmware.clock import VIETNAM
from firmware.hours import Calendar, Closing, Span, read_calendar, read_week

MORNING, AFTERNOON = Span(450, 690), Span(810, 1020)
FULL_DAY = ["07:30-11:30", "13:30-17:00"]
HOURS = {
    "monday": FULL_DAY,
    "tuesday": FULL_DAY,
    "wednesday": FULL_DAY,
    "thursday": FULL_DAY,
    "friday": FULL_DAY,
    "saturday": ["07:30-11:30"],
}
MONDAY = date(2026, 11, 23)
POWER_CUT = Closing(MONDAY, 8 * 60 + 30, 9 * 60 + 30, "Mất điện")


def office(
    *,
    public: bool = True,
    closed: Sequence[str] = (),
    working: Sequence[str] = (),
    closings: tuple[Closing, ...] = (),
) -> Calendar:
    return read_calendar(HOURS, public=public, closed=closed, working=working).with_closings(closings)


def always_open(*closings: Closing) -> Calendar:
    return read_calendar({}, public=True, closed=[], working=[]).with_closings(closings)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


# ---- the week


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23 07:29", False),
        ("2026-11-23 07:30", True),
        ("2026-11-23 11:29:59", True),
        ("2026-11-23 11:30", False),
        ("2026-11-23 13:30", True),
        ("2026-11-23 17:00", False),
        ("2026-11-28 09:00", True),
        ("2026-11-28 14:00", False),
        ("2026-11-29 09:00", False),
    ],
)
def test_the_week_opens_and_shuts_with_lunch_and_saturday_mornings(moment: str, is_open: bool) -> None:
    assert office().is_open(at(moment)) is is_open


@pytest.mark.parametrize(
    ("moment", "opens_at"),
    [
        ("2026-11-23 06:00", "2026-11-23T07:30:00+07:00"),
        ("2026-11-23 12:00", "2026-11-23T13:30:00+07:00"),
        ("2026-11-28 12:00", "2026-11-30T07:30:00+07:00"),
    ],
)
def test_the_next_opening_follows_the_week(moment: str, opens_at: str) -> None:
    found = office().opens_at(at(moment))
    assert found is not None
    assert found.isoformat() == opens_at


@pytest.mark.parametrize(
    ("moment", "minutes"),
    [
        ("2026-11-23 06:00", 450),
        ("2026-11-23 11:00", 240),
        ("2026-11-23 12:00", 210),
        ("2026-11-23 16:59:59", 1),
        ("2026-11-23 18:00", 0),
        ("2026-11-29 09:00", 0),
    ],
)
def test_lunch_does_not_count_among_the_minutes_left(moment: str, minutes: int) -> None:
    assert office().remaining_minutes(at(moment)) == minutes


def test_shut_as_every_week_needs_no_reason() -> None:
    assert office().reason(at("2026-11-23 12:00")) == ""
    assert office().reason(at("2026-11-29 09:00")) == ""
    assert office().reason(at("2026-11-23 09:00")) == ""


def test_the_table_of_hours_is_the_normal_week() -> None:
    rows = office(closings=(POWER_CUT,)).rows()
    assert [row.weekday for row in rows] == [0, 1, 2, 3, 4, 5, 6]
    assert rows[0].spans == ("07:30–11:30", "13:30–17:00")
    assert rows[5].spans == ("07:30–11:30",)
    assert rows[6].spans == ()


# ---- public holidays


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-09-01", "Quốc khánh"),
        ("2026-09-02", "Quốc khánh"),
        ("2026-04-26", "Ngày Giỗ Tổ Hùng Vương"),
        ("2026-04-27", "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
        ("2026-11-24", "Ngày Văn hóa Việt Nam"),
        ("2027-02-05", "Giao thừa Tết Nguyên Đán"),
        ("2027-02-06", "Tết Nguyên Đán"),
        ("2027-02-10", "Mùng năm Tết Nguyên Đán"),
        ("2027-04-16", "Ngày Giỗ Tổ Hùng Vương"),
        ("2028-01-26", "Tết Nguyên Đán"),
    ],
)
def test_a_public_holiday_shuts_the_whole_day_and_says_its_name(day: str, name: str) -> None:
    calendar = office()
    assert calendar.spans(date.fromisoformat(day)) == ()
    assert calendar.reason(at(f"{day} 09:00")) == name
    assert calendar.reason(at(f"{day} 12:00")) == name


def test_a_ward_may_work_through_public_holidays() -> None:
    assert office(public=False).spans(date(2026, 9, 2)) == (MORNING, AFTERNOON)


def test_the_next_opening_bridges_tet() -> None:
    assert office().opens_at(at("2027-02-03 17:00")) == at("2027-02-11 07:30")


def test_the_next_opening_bridges_the_turn_of_the_year() -> None:
    assert office().opens_at(at("2026-12-31 17:00")) == at("2027-01-02 07:30")


def test_an_opening_more_than_30_days_away_is_not_promised() -> None:
    week = read_week({"tuesday": ["08:00-09:00"]})
    shut = tuple(Closing(date(2026, 12, day), reason="Sửa trụ sở") for day in (1, 8, 15, 22, 29))
    calendar = Calendar(week, public=False, closings=shut)
    assert calendar.opens_at(at("2026-11-30 09:00")) is None
    assert calendar.opens_at(at("2026-12-06 09:00")) == at("2027-01-05 08:00")


# ---- what the settings add


def test_a_day_off_of_the_ward_is_shut_although_the_library_does_not_know_it() -> None:
    calendar = office(closed=["2026-12-24"])
    assert calendar.spans(date(2026, 12, 24)) == ()
    assert calendar.reason(at("2026-12-24 09:00")) == "Ngày nghỉ"


def test_a_day_off_that_is_a_holiday_too_keeps_the_holidays_name() -> None:
    assert office(closed=["2026-09-02"]).reason(at("2026-09-02 09:00")) == "Quốc khánh"


def test_a_saturday_worked_in_compensation_has_mondays_hours() -> None:
    assert office(working=["2027-02-13"]).spans(date(2027, 2, 13)) == (MORNING, AFTERNOON)


def test_a_day_worked_in_compensation_may_have_hours_of_its_own() -> None:
    calendar = office(working=["2027-02-14 07:30-11:30", "2027-02-21 07:30-11:30 13:30-17:00"])
    assert calendar.spans(date(2027, 2, 14)) == (MORNING,)
    assert calendar.spans(date(2027, 2, 21)) == (MORNING, AFTERNOON)


def test_a_day_worked_in_compensation_beats_a_public_holiday() -> None:
    calendar = office(working=["2026-09-01"])
    assert calendar.is_open(at("2026-09-01 09:00"))
    assert calendar.reason(at("2026-09-01 12:00")) == ""


# ---- special closings


def test_a_closing_in_the_middle_of_the_morning_cuts_it_in_two() -> None:
    calendar = office(closings=(POWER_CUT,))
    assert calendar.spans(MONDAY) == (Span(450, 510), Span(570, 690), AFTERNOON)
    assert calendar.remaining_minutes(at("2026-11-23 06:00")) == 390
    assert calendar.opens_at(at("2026-11-23 08:45")) == at("2026-11-23 09:30")


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        ("2026-11-23 08:29", ""),
        ("2026-11-23 08:30", "Mất điện"),
        ("2026-11-23 09:29", "Mất điện"),
        ("2026-11-23 09:30", ""),
        ("2026-11-23 12:00", ""),
        ("2026-11-30 09:00", ""),
    ],
)
def test_a_closing_gives_its_reason_while_it_lasts(moment: str, reason: str) -> None:
    assert office(closings=(POWER_CUT,)).reason(at(moment)) == reason


@pytest.mark.parametrize(
    ("start", "end", "left"),
    [
        (0, 1440, ()),
        (0, 450, (MORNING, AFTERNOON)),
        (690, 810, (MORNING, AFTERNOON)),
        (600, 900, (Span(450, 600), Span(900, 1020))),
        (450, 690, (AFTERNOON,)),
        (960, 1440, (MORNING, Span(810, 960))),
    ],
)
def test_a_closing_takes_away_only_its_own_minutes(start: int, end: int, left: tuple[Span, ...]) -> None:
    assert office(closings=(Closing(MONDAY, start, end, "Họp"),)).spans(MONDAY) == left


def test_overlapping_closings_shut_their_union() -> None:
    meeting = Closing(MONDAY, 9 * 60, 10 * 60, "Họp")
    assert office(closings=(POWER_CUT, meeting)).spans(MONDAY) == (Span(450, 510), Span(600, 690), AFTERNOON)


def test_an_early_end_brings_the_end_of_the_day_forward() -> None:
    calendar = office(closings=(Closing(MONDAY, 15 * 60, reason="Họp"),))
    assert calendar.spans(MONDAY)[-1].end == 15 * 60


def test_a_closing_cuts_a_day_worked_in_compensation_too() -> None:
    calendar = office(working=["2027-02-13"], closings=(Closing(date(2027, 2, 13), 0, 720, "Họp"),))
    assert calendar.spans(date(2027, 2, 13)) == (AFTERNOON,)


# ---- wards without hours


def test_without_hours_every_minute_is_open_and_holidays_do_not_apply() -> None:
    calendar = always_open()
    assert calendar.week is None
    assert calendar.is_open(at("2026-11-29 03:00"))
    assert calendar.is_open(at("2027-02-06 09:00"))
    assert calendar.reason(at("2027-02-06 09:00")) == ""
    assert calendar.rows() == ()
    assert calendar.coming(at("2027-02-01 09:00")) == ()


def test_without_hours_there_is_no_next_opening_and_the_day_lasts_until_midnight() -> None:
    assert always_open().opens_at(at("2026-11-23 09:00")) is None
    assert always_open().remaining_minutes(at("2026-11-23 23:00")) == 60


def test_without_hours_a_closing_still_shuts_the_office() -> None:
    calendar = always_open(POWER_CUT)
    assert not calendar.is_open(at("2026-11-23 09:00"))
    assert calendar.reason(at("2026-11-23 09:00")) == "Mất điện"
    assert calendar.opens_at(at("2026-11-23 09:00")) == at("2026-11-23 09:30")


def test_without_hours_a_whole_day_closing_opens_again_at_midnight() -> None:
    calendar = always_open(Closing(MONDAY, reason="Sửa trụ sở"))
    assert calendar.opens_at(at("2026-11-23 09:00")) == at("2026-11-24 00:00")


# ---- what is coming


def test_coming_departures_are_named_with_their_days() -> None:
    calendar = office(closed=["2026-11-27"], working=["2026-11-29 07:30-11:30"], closings=(POWER_CUT,))
    assert calendar.coming(at("2026-11-23 07:00")) == (
        (date(2026, 11, 23), "Mất điện (08:30–09:30)"),
        (date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),
        (date(2026, 11, 27), "Ngày nghỉ"),
        (date(2026, 11, 29), "Ngày làm việc bù (07:30–11:30)"),
    )


def test_a_closing_that_is_over_is_not_coming() -> None:
    assert office(closings=(POWER_CUT,)).coming(at("2026-11-23 09:30"), days=1) == ()


def test_a_closing_of_a_whole_day_needs_no_hours() -> None:
    calendar = office(closings=(Closing(date(2026, 11, 25), reason="Sửa trụ sở"),))
    assert calendar.coming(at("2026-11-25 09:00"), days=1) == ((date(2026, 11, 25), "Sửa trụ sở"),)


def test_only_the_days_asked_for_are_looked_at() -> None:
    assert office().coming(at("2026-11-23 09:00"), days=1) == ()
    assert office().coming(at("2026-11-23 09:00"), days=2) == ((date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),)
