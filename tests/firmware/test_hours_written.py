"""Opening hours and their exceptions as a ward writes them: what is refused, and in which words."""

import pytest

from firmware.hours import HoursError, read_calendar

FULL_DAY = ["07:30-11:30", "13:30-17:00"]
HOURS = {"monday": FULL_DAY, "saturday": ["07:30-11:30"]}


@pytest.mark.parametrize(
    ("closed", "working", "key", "text"),
    [
        (["24/12/2026"], [], "holidays.closed", "'24/12/2026' is not a date; write it like 2026-12-24"),
        (["20261224"], [], "holidays.closed", "'20261224' is not a date"),
        (["2026-02-30"], [], "holidays.closed", "'2026-02-30' is not a date"),
        ([], [""], "holidays.working", "'' is not a date"),
        ([], ["2027-2-13"], "holidays.working", "'2027-2-13' is not a date"),
        ([], ["2027-02-13 sáng"], "holidays.working", "'sáng' is not a span; write it like 07:30-11:30"),
        ([], ["2027-02-13 11:30-07:30"], "holidays.working", "'11:30-07:30' does not end after it begins"),
        ([], ["2027-02-13 13:00-17:00 08:00-11:00"], "holidays.working", "put them in order"),
        ([], ["2027-02-13", "2027-02-13 08:00-11:00"], "holidays.working", "2027-02-13 stands twice"),
        (["2027-02-13"], ["2027-02-13"], "holidays.working", "2027-02-13 stands in closed too"),
    ],
)
def test_a_bad_day_names_its_key_its_value_and_the_remedy(
    closed: list[str], working: list[str], key: str, text: str
) -> None:
    with pytest.raises(HoursError) as refused:
        read_calendar(HOURS, public=True, closed=closed, working=working)
    assert refused.value.key == key
    assert text in str(refused.value)


@pytest.mark.parametrize(
    ("hours", "key", "text"),
    [
        ({"mondays": ["08:00-11:00"]}, "hours.mondays", "use one of monday"),
        ({"monday": ["8-11"]}, "hours.monday", "'8-11' is not a span"),
        ({"monday": ["08:00-08:60"]}, "hours.monday", "does not end after it begins"),
        (
            {"monday": ["08:00-11:00", "10:00-12:00"]},
            "hours.monday",
            "10:00–12:00 begins before 08:00–11:00 ends",
        ),
    ],
)
def test_bad_hours_name_their_weekday(hours: dict[str, list[str]], key: str, text: str) -> None:
    with pytest.raises(HoursError) as refused:
        read_calendar(hours, public=True, closed=[], working=[])
    assert refused.value.key == key
    assert f"hours.{refused.value.weekday}" == key
    assert text in str(refused.value)


@pytest.mark.parametrize(
    ("closed", "working", "key"),
    [(["2026-12-24"], [], "holidays.closed"), ([], ["2027-02-13"], "holidays.working")],
)
def test_days_mean_nothing_to_a_ward_without_hours(closed: list[str], working: list[str], key: str) -> None:
    with pytest.raises(HoursError, match=r"write \[hours\] too") as refused:
        read_calendar({}, public=True, closed=closed, working=working)
    assert refused.value.key == key


def test_a_working_day_without_hours_needs_those_of_monday() -> None:
    with pytest.raises(HoursError, match="nor has monday; write 2027-02-13 07:30-11:30"):
        read_calendar({"tuesday": FULL_DAY}, public=True, closed=[], working=["2027-02-13"])
