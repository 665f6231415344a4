"""Presses and closings: what a supervisor is listed, and what an officer may see of their own."""

from firmware import report
from firmware.figures import ClosingLine, OwnFigures
from tests.firmware.past import DAY, Past, at
from tests.firmware.past import past as past


def test_the_list_of_presses_is_newest_first_and_keeps_what_a_supervisor_took_back(past: Past) -> None:
    past.rating("satisfied", "02:00")
    past.rating("unsatisfied", "02:05", voided_at=at("02:09"), voided_by="cb09", note="Bấm thử")
    past.rating("very_satisfied", "02:03", officer=None)
    lines = report.ratings_of(past.reader, DAY)
    assert [(line.at, line.officer, line.voided) for line in lines] == [
        (at("02:05"), "cb01", "Bấm thử"),
        (at("02:03"), None, ""),
        (at("02:00"), "cb01", ""),
    ]


def test_a_press_that_its_visitor_corrected_is_one_line(past: Past) -> None:
    past.rating("unsatisfied", "02:00", voided_at=at("02:00"))
    past.rating("satisfied", "02:00")
    assert [line.level for line in report.ratings_of(past.reader, "")] == ["satisfied"]


def test_the_list_of_presses_ends_at_200(past: Past) -> None:
    past.write(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250)"
        " INSERT INTO rating (id, day, level, source, given_at)"
        " SELECT printf('r%03d', i), ?, 'satisfied', 'button', ? FROM n",
        DAY,
        at("02:00"),
    )
    assert len(report.ratings_of(past.reader, DAY)) == 200


def test_four_ratings_are_too_few_to_show(past: Past) -> None:
    past.ratings("2026-11-20", "satisfied", "satisfied", "unsatisfied", "satisfied")
    assert report.own_figures(past.reader, "cb01", DAY) == OwnFigures("2026-11-22", 4, None)


def test_five_ratings_of_former_days_are_shown_together(past: Past) -> None:
    past.ratings("2026-11-19", "satisfied", "unsatisfied")
    past.ratings("2026-11-20", "satisfied", "satisfied", "satisfied")
    figures = report.own_figures(past.reader, "cb01", DAY)
    assert figures == OwnFigures("2026-11-20", 5, (("satisfied", 4), ("unsatisfied", 1)))


def test_todays_ratings_and_a_colleagues_and_voided_ones_are_not_an_officers_figures(past: Past) -> None:
    past.ratings(DAY, *["satisfied"] * 6)
    past.rating(day="2026-11-20", officer="cb02")
    past.rating(day="2026-11-20", officer=None)
    past.rating(day="2026-11-20", voided_at=at("02:00"))
    assert report.own_figures(past.reader, "cb01", DAY) == OwnFigures("2026-11-22", 0, None)


def test_whoever_subtracts_yesterdays_sum_finds_no_single_press(past: Past) -> None:
    past.ratings("2026-11-19", *["satisfied"] * 5)
    before = report.own_figures(past.reader, "cb01", "2026-11-20")
    past.ratings("2026-11-20", "unsatisfied")
    assert report.own_figures(past.reader, "cb01", "2026-11-21") == before
    past.ratings("2026-11-21", *["satisfied"] * 4)
    assert report.own_figures(past.reader, "cb01", "2026-11-22").ratings == 10


def test_closings_to_come_are_listed_until_they_are_lifted_or_over(past: Past) -> None:
    past.write(
        "INSERT INTO closing (day, start, end, reason, officer, made_at, lifted_at) VALUES"
        " ('2026-12-01', 0, 1440, 'Mất điện', 'cb09', ?, NULL),"
        " ('2026-11-23', 810, 1020, 'Họp', 'cb09', ?, NULL),"
        " ('2026-11-22', 810, 1020, 'Đã qua', 'cb09', ?, NULL),"
        " ('2026-11-24', 810, 1020, 'Đã bỏ', 'cb09', ?, ?)",
        *[at("01:00")] * 5,
    )
    assert report.closings(past.reader, DAY) == (
        ClosingLine(2, "2026-11-23", 810, 1020, "Họp"),
        ClosingLine(1, "2026-12-01", 0, 1440, "Mất điện"),
    )
