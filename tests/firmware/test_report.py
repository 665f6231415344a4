"""A day's figures from a real database: what is counted, and where it belongs."""

from pathlib import Path

import pytest

from firmware import report
from firmware.figures import LongWait, Spell
from tests.firmware.past import DAY, Past, at
from tests.firmware.past import past as past

NOBODY = Spell(0, None, None, None)


def test_an_empty_day_has_every_service_and_counter_and_no_times(past: Past) -> None:
    day = past.report()
    assert (day.office, day.day) == ("UBND phường Sông Công", DAY)
    assert (day.total.issued, day.total.served, day.total.no_show, day.total.waiting) == (0, 0, 0, 0)
    assert (day.total.wait, day.total.service) == (NOBODY, NOBODY)
    assert [row.name for row in day.services] == ["Hộ tịch, chứng thực", "Đất đai, xây dựng"]
    assert [row.key for row in day.counters] == ["1", "2", "3"]
    assert (day.hours, day.long_waits, day.unattributed) == ((), (), 0)
    assert day.ratings == (("very_satisfied", 0), ("satisfied", 0), ("unsatisfied", 0))


def test_a_day_without_a_name_is_today(past: Past) -> None:
    assert past.report("").day == DAY


def test_each_ticket_counts_once_for_what_became_of_it(past: Past) -> None:
    past.ticket(1, "01:00", "01:10")
    past.served("01:20")
    past.ticket(2, "01:01", "01:12", state="no_show")
    past.ticket(3, "01:02")
    past.ticket(4, "01:03", "01:15", state="held", reason="Đi phô tô")
    total = past.report().total
    assert (total.issued, total.served, total.no_show, total.waiting) == (4, 1, 1, 1)


def test_a_wait_ends_with_the_call_and_those_who_still_wait_have_none(past: Past) -> None:
    past.ticket(1, "01:00", "01:10")
    past.ticket(2, "01:00", "01:20", state="no_show")
    past.ticket(3, "01:00", "01:05", state="waiting", moved_to="dat-dai")
    assert past.report().total.wait == Spell(2, 900, 1200, 1200)


def test_a_call_before_the_issue_is_a_clock_that_went_back_and_no_wait(past: Past) -> None:
    past.ticket(1, "03:00", "01:00")
    assert past.report().total.wait == Spell(1, 0, 0, 0)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ([], NOBODY),
        ([None], NOBODY),
        ([7], Spell(1, 7, 7, 7)),
        ([4, 1], Spell(2, 2, 4, 4)),
        (list(range(1, 11)), Spell(10, 6, 9, 10)),
        (list(range(1, 12)), Spell(11, 6, 10, 11)),
        ([None, 300, 100, 200], Spell(3, 200, 300, 300)),
    ],
)
def test_p90_is_the_nearest_rank(seconds: list[int | None], expected: Spell) -> None:
    assert report.spell(seconds) == expected


def test_a_ticket_counts_for_the_service_it_was_sent_on_to(past: Past) -> None:
    past.ticket(1, "01:00", moved_to="dat-dai")
    [first, second] = past.report().services
    assert (first.issued, second.issued, second.waiting) == (0, 1, 1)


def test_a_service_that_the_settings_have_dropped_stays_in_its_past(past: Past) -> None:
    past.ticket(1, "01:00", "01:05", service="thue")
    row = past.report().services[-1]
    assert (row.key, row.name, row.issued) == ("thue", "thue", 1)


def test_somebody_without_a_ticket_counts_as_served_without_a_time(past: Past) -> None:
    past.served("01:30", None, ticket=None)
    total = past.report().total
    assert (total.issued, total.served, total.service) == (0, 1, NOBODY)


def test_a_counter_has_what_was_called_and_served_there(past: Past) -> None:
    past.ticket(1, "01:00", "01:10", counter=2)
    past.served("01:20", 600, counter=2)
    past.served("01:40", 120, counter=9)
    rows = {row.key: row for row in past.report().counters}
    assert (rows["2"].name, rows["2"].served, rows["2"].wait.median) == ("Quầy 2", 1, 600)
    assert rows["1"].served == 0
    assert rows["9"].service == Spell(1, 120, 120, 120)


def test_an_hour_is_local_and_has_what_was_issued_and_what_was_done_in_it(past: Past) -> None:
    past.ticket(1, "00:59", "01:30")
    past.ticket(2, "03:00", "03:10")
    past.served("02:05")
    rows = [(row.key, row.issued, row.served, row.wait.median) for row in past.report().hours]
    assert rows == [("07", 1, 0, 1860), ("09", 0, 1, None), ("10", 1, 0, 600)]


def test_those_who_wait_too_long_now_come_before_the_long_waits_that_are_over(past: Past) -> None:
    past.ticket(1, "00:00", "01:30")
    past.ticket(2, "01:20")
    past.ticket(3, "01:29")
    past.ticket(4, "01:30")
    past.ticket(5, "01:00", "01:30")
    assert past.report().long_waits == (
        LongWait("A002", "ho-tich", 2400),
        LongWait("A003", "ho-tich", 1860),
        LongWait("A001", "ho-tich", 5400),
    )


def test_at_most_ten_long_waits_are_named(past: Past) -> None:
    past.write(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)"
        " INSERT INTO ticket (day, service, number, label, state, issued_at, called_at)"
        " SELECT ?, 'ho-tich', i, printf('A%03d', i), 'served', ?, ? FROM n",
        DAY,
        at("00:00"),
        at("01:00"),
    )
    assert len(past.report().long_waits) == 10


def test_nobody_waits_now_on_a_day_that_is_over(past: Past) -> None:
    past.ticket(1, "01:00", day="2026-11-20")
    assert past.report("2026-11-20").long_waits == ()


def test_whoever_was_carried_over_from_friday_waits_too_long_on_monday(tmp_path: Path) -> None:
    past = Past(tmp_path, queue={"carry_over": True})
    past.ticket(1, "09:00", day="2026-11-20")
    day = past.report()
    [wait] = day.long_waits
    assert (wait.number, wait.waited_seconds) == ("A001", 65 * 3600)
    assert (day.total.issued, day.total.waiting, day.services[0].waiting, day.hours) == (0, 1, 1, ())
    past.close()


def test_another_days_facts_stay_on_their_day(past: Past) -> None:
    past.ticket(1, "01:00", "01:10", day="2026-11-20")
    past.served("01:20", day="2026-11-20")
    past.rating(day="2026-11-20")
    today, friday = past.report(), past.report("2026-11-20")
    assert (today.total.issued, today.total.served) == (0, 0)
    assert (friday.total.issued, friday.total.served, dict(friday.ratings)["satisfied"]) == (1, 1, 1)


def test_presses_count_until_they_are_taken_back_and_nobodys_are_counted_apart(past: Past) -> None:
    past.rating("very_satisfied")
    past.rating("very_satisfied", officer=None)
    past.rating("unsatisfied", voided_at=at("02:01"))
    past.rating("neutral", officer=None)
    day = past.report()
    assert day.ratings == (("very_satisfied", 2), ("satisfied", 0), ("unsatisfied", 0), ("neutral", 1))
    assert day.unattributed == 2
