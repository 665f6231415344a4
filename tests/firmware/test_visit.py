"""Moving between screens: time-outs, the way back, aids that end with the visit, opening hours."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware import events as e
from firmware.screens import Aids, Closed, Home, Language, Services, StillThere, Waiting
from tests.bench import KioskBench, ward

HOURS = {"monday": ["07:30-11:30", "13:30-17:00"], "tuesday": ["07:30-11:30"]}


@pytest.fixture
def office(tmp_path: Path) -> KioskBench:
    return KioskBench(tmp_path, ward(hours=HOURS))


def test_after_45_seconds_the_kiosk_asks_and_after_20_more_it_rests(kiosk: KioskBench) -> None:
    kiosk.touch(e.Woken())
    kiosk.advance(44)
    kiosk.shows(Home)
    kiosk.advance(2)
    kiosk.shows(StillThere)
    kiosk.advance(21)
    kiosk.shows(Waiting)


def test_more_time_returns_to_the_same_screen_again_and_again(kiosk: KioskBench) -> None:
    kiosk.touch(e.Woken())
    kiosk.touch(e.ServicesAsked())
    kiosk.advance(46)
    kiosk.touch(e.MoreTimeAsked())
    kiosk.shows(Services)
    kiosk.advance(46)
    kiosk.touch(e.MoreTimeAsked())
    kiosk.shows(Services)
    kiosk.touch(e.BackAsked())
    kiosk.shows(Home)


def test_with_an_aid_on_there_is_twice_as_much_time(kiosk: KioskBench) -> None:
    kiosk.touch(e.Woken())
    kiosk.touch(e.TextSizeToggled())
    kiosk.advance(89)
    kiosk.shows(Home)


def test_the_end_of_a_visit_resets_language_and_aids(kiosk: KioskBench) -> None:
    kiosk.touch(e.Woken())
    kiosk.touch(e.LanguageChosen("en"))
    kiosk.touch(e.TextSizeToggled())
    kiosk.touch(e.ContrastToggled())
    kiosk.touch(e.ReachToggled())
    assert kiosk.views[-1].aids == Aids(Language.ENGLISH, True, True, True)
    kiosk.touch(e.Finished())
    assert kiosk.views[-1].aids == Aids()


def test_aids_stay_when_the_visitor_goes_home(kiosk: KioskBench) -> None:
    kiosk.touch(e.Woken())
    kiosk.touch(e.LanguageChosen("en"))
    kiosk.touch(e.HomeAsked())
    assert kiosk.views[-1].aids.language is Language.ENGLISH


def test_an_unknown_language_changes_nothing(kiosk: KioskBench) -> None:
    kiosk.touch(e.LanguageChosen("xx"))
    assert kiosk.views[-1].aids.language is Language.VIETNAMESE


def test_a_call_for_help_stays_until_an_officer_answers(kiosk: KioskBench) -> None:
    kiosk.touch(e.Woken())
    kiosk.touch(e.HelpCalled())
    kiosk.touch(e.Finished())
    assert kiosk.views[-1].help_called
    kiosk.touch(e.HelpAnswered())
    assert not kiosk.views[-1].help_called


def test_outside_opening_hours_there_is_no_number(office: KioskBench) -> None:
    office.clock.wall = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
    office.touch(e.Woken())
    closed = office.shows(Closed)
    assert closed.opens_at is not None
    assert closed.opens_at.isoformat() == "2026-11-23T13:30:00+07:00"
    office.touch(e.ServicesAsked())
    office.touch(e.TicketRequested("ho-tich"))
    assert office.facts("ticket.") == []


def test_the_office_shuts_while_somebody_chooses(office: KioskBench) -> None:
    office.touch(e.Woken())
    office.touch(e.ServicesAsked())
    office.clock.wall = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    office.touch(e.TicketRequested("ho-tich"))
    office.shows(Closed)
    assert office.facts("ticket.") == []


def test_the_waiting_screen_opens_and_shuts_by_itself(office: KioskBench) -> None:
    office.shows(Waiting)
    office.clock.wall = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    office.advance(0.5)
    office.shows(Closed)
    office.clock.wall = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
    office.advance(0.5)
    office.shows(Waiting)


def test_aids_switched_on_at_the_waiting_screen_end_when_nobody_stays(kiosk: KioskBench) -> None:
    kiosk.touch(e.ContrastToggled())
    kiosk.advance(89)
    assert kiosk.core.state.visit.aids.high_contrast
    kiosk.advance(2)
    assert not kiosk.core.state.visit.aids.high_contrast


def test_the_question_whether_somebody_is_there_tells_its_true_seconds(kiosk: KioskBench) -> None:
    kiosk.touch(e.Woken())
    kiosk.touch(e.ContrastToggled())
    kiosk.advance(91)
    assert kiosk.shows(StillThere).seconds == 40
    kiosk.advance(38)
    kiosk.shows(StillThere)
    kiosk.advance(2)
    kiosk.shows(Waiting)


def test_the_next_opening_is_found_across_the_week(office: KioskBench) -> None:
    office.clock.wall = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    office.advance(0.5)
    opens_at = office.shows(Closed).opens_at
    assert opens_at is not None
    assert opens_at.isoformat() == "2026-11-30T07:30:00+07:00"


def test_a_clock_nobody_trusts_does_not_shut_the_office(office: KioskBench) -> None:
    office.clock.wall = datetime(1970, 1, 1, tzinfo=UTC)
    office.clock.trusted = False
    assert office.take_number() == "A001"
