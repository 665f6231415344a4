"""Ratings by button and by touch: one visitor is one rating, and nothing given is ever rewritten."""

from pathlib import Path

from firmware import events as e
from firmware.rating_screens import Rate, Reasons, Thanks
from firmware.screens import Closed, Home, Paper, Services, Waiting, YourNumber
from tests.bench import KioskBench, ward

LEVELS = ["given very_satisfied", "given satisfied", "given unsatisfied"]


def history(kiosk: KioskBench) -> list[str]:
    """Ratings in order, as `given LEVEL` and `voided LEVEL`."""
    return [f"{kind.removeprefix('rating.')} {data['level']}" for kind, data in kiosk.facts("rating.")]


def test_each_button_is_its_level(kiosk: KioskBench) -> None:
    kiosk.press(1)
    kiosk.advance(20)
    kiosk.press(2)
    kiosk.advance(20)
    kiosk.press(3)
    assert history(kiosk) == LEVELS


def test_a_press_belongs_to_nobody(kiosk: KioskBench) -> None:
    kiosk.press(1)
    [(_, rating)] = kiosk.facts("rating.")
    assert (rating["officer"], rating["ticket"], rating["source"]) == (None, None, "button")


def test_a_press_is_thanked_and_the_waiting_screen_returns(kiosk: KioskBench) -> None:
    kiosk.press(1)
    assert kiosk.shows(Thanks).level == "very_satisfied"
    kiosk.advance(6.5)
    kiosk.shows(Waiting)


def test_a_reason_that_nobody_gives_ends_in_thanks(kiosk: KioskBench) -> None:
    kiosk.press(3)
    kiosk.advance(20.5)
    kiosk.shows(Thanks)
    kiosk.advance(6.5)
    kiosk.shows(Waiting)


def test_a_second_press_within_three_seconds_corrects_the_first(kiosk: KioskBench) -> None:
    kiosk.press(1)
    kiosk.advance(2)
    kiosk.press(2)
    assert history(kiosk) == ["given very_satisfied", "voided very_satisfied", "given satisfied"]


def test_the_same_button_again_changes_nothing(kiosk: KioskBench) -> None:
    kiosk.press(1)
    kiosk.press(1)
    assert history(kiosk) == ["given very_satisfied"]


def test_presses_during_the_rest_are_not_counted(kiosk: KioskBench) -> None:
    kiosk.press(1)
    kiosk.advance(5)
    kiosk.press(3)
    kiosk.advance(9)
    kiosk.press(2)
    assert history(kiosk) == ["given very_satisfied", "given satisfied"]


def test_lamps_say_ready_then_what_was_recorded_then_rest(kiosk: KioskBench) -> None:
    ready = kiosk.lamps
    kiosk.press(2)
    recorded = kiosk.lamps
    kiosk.advance(4)
    resting = kiosk.lamps
    kiosk.advance(10)
    assert [ready, recorded, resting, kiosk.lamps] == [
        (True, True, True),
        (False, True, False),
        (False, False, False),
        (True, True, True),
    ]


def test_a_negative_press_asks_for_a_reason(kiosk: KioskBench) -> None:
    kiosk.press(3)
    assert kiosk.shows(Reasons).reasons == ("attitude", "long_wait", "unclear", "many_trips")
    kiosk.touch(e.ReasonChosen("long_wait"))
    kiosk.shows(Thanks)
    given = [data["reasons"] for kind, data in kiosk.facts("rating.given")]
    assert given == [[], ["long_wait"]]
    assert history(kiosk)[-2:] == ["voided unsatisfied", "given unsatisfied"]


def test_a_reason_that_is_skipped_leaves_the_rating_as_it_was(kiosk: KioskBench) -> None:
    kiosk.press(3)
    kiosk.touch(e.ReasonChosen(None))
    kiosk.shows(Thanks)
    assert history(kiosk) == ["given unsatisfied"]


def test_a_rating_from_the_home_screen_belongs_to_nobody_in_particular(kiosk: KioskBench) -> None:
    kiosk.touch(e.Woken())
    kiosk.touch(e.RatingAsked())
    assert kiosk.shows(Rate).officer is None
    kiosk.touch(e.LevelChosen("satisfied"))
    [(_, rating)] = kiosk.facts("rating.")
    assert (rating["officer"], rating["ticket"], rating["source"]) == (None, None, "touch")


def test_a_press_does_not_take_the_screen_from_somebody_choosing_a_service(kiosk: KioskBench) -> None:
    kiosk.touch(e.Woken())
    kiosk.touch(e.ServicesAsked())
    kiosk.press(1)
    kiosk.shows(Services)
    assert history(kiosk) == ["given very_satisfied"]


def test_a_recorded_rating_is_not_undone_by_going_back(kiosk: KioskBench) -> None:
    kiosk.touch(e.Woken())
    kiosk.touch(e.RatingAsked())
    kiosk.touch(e.LevelChosen("satisfied"))
    kiosk.touch(e.BackAsked())
    kiosk.shows(Home)
    assert history(kiosk) == ["given satisfied"]


def test_two_fast_taps_on_a_level_are_one_rating(kiosk: KioskBench) -> None:
    kiosk.touch(e.Woken())
    kiosk.touch(e.RatingAsked())
    kiosk.touch(e.LevelChosen("satisfied"))
    kiosk.touch(e.LevelChosen("satisfied"))
    assert history(kiosk) == ["given satisfied"]


def test_a_scanned_ticket_that_was_served_is_rated_once(kiosk: KioskBench) -> None:
    kiosk.sign_in("cb02", 1)
    number = kiosk.take_number()
    kiosk.touch(e.Finished())
    kiosk.serve_next("cb02", 1)
    kiosk.advance(90)
    kiosk.touch(e.CodeScanned(f"{number}-261123"))
    kiosk.touch(e.LevelChosen("satisfied"))
    kiosk.advance(30)
    kiosk.touch(e.CodeScanned(f"{number}-261123"))
    kiosk.shows(Home)
    [(_, rating)] = kiosk.facts("rating.")
    assert (rating["ticket"], rating["officer"], rating["counter"]) == (number, "cb02", 1)


def test_a_scanned_ticket_that_waits_tells_its_place(kiosk: KioskBench) -> None:
    kiosk.take_number()
    second = kiosk.take_number()
    kiosk.touch(e.Finished())
    kiosk.touch(e.CodeScanned(f"{second}-261123"))
    shown = kiosk.shows(YourNumber)
    assert (shown.number, shown.ahead, shown.paper) == (second, 1, Paper.KEPT)


def test_a_foreign_code_opens_no_rating(kiosk: KioskBench) -> None:
    kiosk.touch(e.CodeScanned("8934563138165"))
    kiosk.shows(Home)


def test_a_rating_survives_a_power_cut_before_the_ack(kiosk: KioskBench) -> None:
    kiosk.press(1)
    kiosk.power_cycle()
    kiosk.shows(Waiting)
    assert history(kiosk) == ["given very_satisfied"]


def test_a_stuck_button_gives_one_rating_and_an_alert(kiosk: KioskBench) -> None:
    kiosk.press(1)
    kiosk.touch(e.ButtonStuck(1))
    kiosk.touch(e.ButtonFreed(1))
    assert history(kiosk) == ["given very_satisfied"]
    assert kiosk.facts("device.")[1:] == [
        ("device.fault", {"device": "button-1", "fault": "stuck", "detail": ""}),
        ("device.cleared", {"device": "button-1", "fault": "stuck"}),
    ]


def test_buttons_work_outside_opening_hours(tmp_path: Path) -> None:
    bench = KioskBench(tmp_path, ward(hours={"sunday": ["08:00-09:00"]}))
    bench.shows(Closed)
    bench.press(1)
    assert history(bench) == ["given very_satisfied"]
    bench.store.close()
