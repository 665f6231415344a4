""" "Xong" opens one rating of one officer by one ticket, for a minute; everything else belongs to nobody."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firmware import events as e
from firmware.console import Done, Refused, VoidRating, Why
from firmware.rating_screens import Rate, Reasons, Thanks, WhoServed
from firmware.screens import Home, Waiting
from tests.bench import KioskBench, ward
from tests.firmware.ward_sections import OFFICERS


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[KioskBench]:
    """Two counters; A001 and A002 wait, nobody stands at the kiosk."""
    bench = KioskBench(tmp_path, ward(officers=OFFICERS))
    bench.sign_in("cb01", 1)
    bench.sign_in("cb02", 2)
    bench.sign_in("truong", None)
    bench.take_number()
    bench.take_number()
    bench.touch(e.Finished())
    yield bench
    bench.store.close()


def ratings(bench: KioskBench) -> list[dict[str, Any]]:
    return [data for kind, data in bench.facts("rating.given")]


def test_a_served_ticket_invites_on_the_screen_for_a_minute(hall: KioskBench) -> None:
    hall.serve_next("cb02", 2)
    shown = hall.shows(Rate)
    assert shown.officer is not None
    assert (shown.officer.id, shown.officer.counter, shown.number) == ("cb02", 2, "A001")
    hall.advance(61)
    hall.shows(Waiting)


def test_a_press_within_the_minute_belongs_to_the_ticket_that_was_served(hall: KioskBench) -> None:
    hall.serve_next("cb02", 2)
    hall.press(1)
    [rating] = ratings(hall)
    assert (rating["ticket"], rating["officer"], rating["counter"]) == ("A001", "cb02", 2)


def test_a_press_after_the_minute_belongs_to_nobody(hall: KioskBench) -> None:
    hall.serve_next("cb02", 2)
    hall.advance(61)
    hall.press(1)
    assert ratings(hall)[0]["ticket"] is None


def test_a_ticket_is_rated_once_and_corrected_within_three_seconds(hall: KioskBench) -> None:
    hall.serve_next("cb02", 2)
    hall.press(3)
    hall.advance(1)
    hall.press(2)
    hall.advance(15)
    hall.press(1)
    assert [(one["level"], one["ticket"]) for one in ratings(hall)] == [
        ("unsatisfied", "A001"),
        ("satisfied", "A001"),
        ("very_satisfied", None),
    ]
    assert len(hall.facts("rating.voided")) == 1


def test_a_negative_level_asks_for_the_reason(hall: KioskBench) -> None:
    hall.serve_next("cb02", 2)
    hall.press(3)
    hall.shows(Reasons)
    hall.touch(e.ReasonChosen("long_wait"))
    hall.shows(Thanks)
    assert ratings(hall)[-1]["reasons"] == ["long_wait"]


def test_with_two_served_at_once_a_button_rates_nobody_and_the_screen_asks(hall: KioskBench) -> None:
    hall.serve_next("cb01", 1)
    hall.serve_next("cb02", 2)
    assert [card.number for card in hall.shows(WhoServed).served] == ["A001", "A002"]
    hall.touch(e.ServedChosen("A002"))
    hall.touch(e.LevelChosen("satisfied"))
    assert (ratings(hall)[0]["ticket"], ratings(hall)[0]["officer"]) == ("A002", "cb02")


def test_a_press_that_could_mean_two_officers_means_none(hall: KioskBench) -> None:
    hall.serve_next("cb01", 1)
    hall.serve_next("cb02", 2)
    hall.press(1)
    assert (ratings(hall)[0]["ticket"], ratings(hall)[0]["officer"]) == (None, None)


def test_somebody_at_the_screen_is_not_disturbed_and_the_button_still_knows(hall: KioskBench) -> None:
    hall.touch(e.HomeAsked())
    hall.touch(e.ServicesAsked())
    before = hall.screen
    hall.serve_next("cb02", 2)
    assert hall.screen == before
    hall.press(1)
    assert ratings(hall)[0]["ticket"] == "A001"


def test_an_invitation_is_declined_by_going_home(hall: KioskBench) -> None:
    hall.serve_next("cb02", 2)
    hall.touch(e.HomeAsked())
    hall.shows(Home)


def test_a_visitor_whose_number_is_not_shown_rates_nobody_in_particular(hall: KioskBench) -> None:
    hall.serve_next("cb01", 1)
    hall.touch(e.HomeAsked())
    hall.touch(e.RatingAsked())
    hall.touch(e.ServedChosen(None))
    hall.touch(e.LevelChosen("satisfied"))
    assert ratings(hall)[0]["officer"] is None


def test_a_supervisor_takes_a_rating_back_once_and_leaves_a_trail(hall: KioskBench) -> None:
    hall.press(3)
    [(rating,)] = hall.reader.rows("SELECT id FROM rating")
    void = VoidRating(session="truong", rating=rating, reason="Trẻ em nghịch nút")
    assert hall.ask(void) == Done()
    again = hall.ask(void)
    assert isinstance(again, Refused)
    assert again.why is Why.UNKNOWN_RATING
    [(_, fact)] = hall.facts("rating.voided")
    assert (fact["by"], fact["why"], fact["note"]) == ("truong", "supervisor", "Trẻ em nghịch nút")


def test_a_rating_taken_back_is_not_subtracted_twice_by_a_late_reason(hall: KioskBench) -> None:
    hall.press(3)
    [(rating,)] = hall.reader.rows("SELECT id FROM rating")
    hall.ask(VoidRating(session="truong", rating=rating, reason="Trẻ em nghịch nút"))
    hall.touch(e.ReasonChosen("long_wait"))
    assert len(hall.facts("rating.voided")) == 1
    assert len(ratings(hall)) == 1


def test_an_officer_cannot_take_ratings_back(hall: KioskBench) -> None:
    hall.press(3)
    [(rating,)] = hall.reader.rows("SELECT id FROM rating")
    answer = hall.ask(VoidRating(session="cb01", rating=rating, reason="Không thích"))
    assert isinstance(answer, Refused)
    assert answer.why is Why.NOT_SUPERVISOR
