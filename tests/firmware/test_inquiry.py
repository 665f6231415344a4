"""Asking for a dossier at the kiosk: codes, leaving without a trace, and scanning."""

from datetime import date

import pytest

from firmware import events as e
from firmware import lookups as look
from firmware.inquiry import dossier_scanned
from firmware.lookups import CodeProblem, DossierCard, DossierPad, DossierPinPad
from firmware.screens import StillThere, Waiting
from firmware.state import Moment
from tests.firmware.filing import FilingBench
from tests.firmware.filing import filing as filing
from tests.firmware.inquiring import ask_for, guess, keys, open_pin_pad
from tests.firmware.inquiring import at_the_pin as at_the_pin

# ---- codes


def test_the_pad_begins_with_what_every_code_of_the_ward_begins_with(filing: FilingBench) -> None:
    filing.touch(e.Woken())
    filing.touch(look.DossierAsked())
    assert filing.shows(DossierPad) == DossierPad("19.05518-", "19.05518-")
    keys(filing, "26-é ß🙂")
    assert filing.shows(DossierPad).typed == "19.05518-26-"
    filing.touch(look.TypingCleared())
    assert filing.shows(DossierPad).typed == "19.05518-"


def test_a_known_code_shows_state_and_date_and_no_more(filing: FilingBench) -> None:
    code = filing.received()
    ask_for(filing, code.lower())
    assert filing.shows(DossierCard) == DossierCard(
        dossier=code,
        state=2,
        due=date(2026, 12, 1),
        late=False,
        counter=1,
        as_of=filing.clock.now().local,
        details=(),
        pin_offered=True,
    )


@pytest.mark.parametrize("spelling", ["190551826112300 01", "19 05518 261123 0001", "19/05518/261123/0001"])
def test_separators_may_be_left_out(filing: FilingBench, spelling: str) -> None:
    filing.received()
    ask_for(filing, spelling.replace(" ", ""))
    filing.shows(DossierCard)


def test_a_late_dossier_says_so(filing: FilingBench) -> None:
    code = filing.received()
    filing.next_day(9)
    ask_for(filing, code)
    assert filing.shows(DossierCard).late


@pytest.mark.parametrize("code", ["19.05518-261123-0002", "", "%", "1", "A" * 500])
def test_an_unknown_code_is_said(filing: FilingBench, code: str) -> None:
    filing.received()
    ask_for(filing, code)
    assert filing.shows(DossierPad).problem is CodeProblem.UNKNOWN
    keys(filing, "2")
    assert filing.shows(DossierPad).problem is CodeProblem.NONE


def test_a_code_stops_growing(filing: FilingBench) -> None:
    ask_for(filing, "A" * 500)
    assert len(filing.shows(DossierPad).typed) == 64


def test_five_unknown_codes_shut_the_pad_for_a_minute_and_the_seconds_count_down(filing: FilingBench) -> None:
    code = filing.received()
    [ask_for(filing, "HS-9999") for _ in range(5)]
    assert (filing.shows(DossierPad).problem, filing.shows(DossierPad).locked_seconds) == ("locked", 60)
    filing.advance(10)
    assert filing.shows(DossierPad).locked_seconds == 50
    filing.touch(look.CodeEntered())
    ask_for(filing, code)
    assert filing.shows(DossierPad).problem is CodeProblem.LOCKED
    filing.touch(e.HomeAsked())
    filing.clock.advance(51)
    ask_for(filing, code)
    filing.shows(DossierCard)


def test_when_the_minute_is_over_the_pad_opens_by_itself(filing: FilingBench) -> None:
    [ask_for(filing, "HS-9999") for _ in range(5)]
    filing.clock.advance(60)
    filing.touch(e.MoreTimeAsked())
    filing.touch(e.TimePassed())
    assert filing.shows(DossierPad).problem is CodeProblem.NONE


def test_four_wrong_codes_of_many_visitors_are_forgotten_after_a_minute(filing: FilingBench) -> None:
    [ask_for(filing, "HS-9999") for _ in range(4)]
    filing.clock.advance(61)
    ask_for(filing, "HS-9999")
    assert filing.shows(DossierPad).problem is CodeProblem.UNKNOWN


# ---- leaving


def test_leaving_leaves_nothing_typed(at_the_pin: FilingBench) -> None:
    keys(at_the_pin, "7K4")
    at_the_pin.touch(e.Finished())
    at_the_pin.shows(Waiting)
    at_the_pin.touch(e.Woken())
    at_the_pin.touch(look.DossierAsked())
    assert at_the_pin.shows(DossierPad).typed == "19.05518-"
    open_pin_pad(at_the_pin, "19.05518-261123-0001")
    assert at_the_pin.shows(DossierPinPad).typed == 0
    guess(at_the_pin, at_the_pin.pin()[3:])
    assert at_the_pin.shows(DossierPinPad).problem is CodeProblem.WRONG_PIN


def test_a_card_waits_a_minute_and_then_asks(filing: FilingBench) -> None:
    ask_for(filing, filing.received())
    filing.advance(59)
    filing.shows(DossierCard)
    filing.advance(2)
    filing.shows(StillThere)
    filing.advance(21)
    filing.shows(Waiting)


def test_touches_of_other_screens_do_nothing(filing: FilingBench) -> None:
    filing.touch(e.Woken())
    home = filing.screen
    filing.touch(look.CodeEntered())
    filing.touch(look.DossierDetailsAsked())
    filing.touch(look.LetterTyped("7"))
    assert filing.screen == home


# ---- scanning


def test_a_scanned_receipt_opens_its_card(filing: FilingBench) -> None:
    code = filing.received()
    state = dossier_scanned(moment(filing), f" {code}\r\n")
    assert state is not None
    assert isinstance(state.visit.screen, DossierCard)
    assert state.visit.awake


@pytest.mark.parametrize("text", ["A012-261123", "", "x" * 500, "https://example.vn/t/abc", "8934563138165"])
def test_what_is_no_dossier_is_left_to_others(filing: FilingBench, text: str) -> None:
    filing.received()
    assert dossier_scanned(moment(filing), text) is None


def moment(filing: FilingBench) -> Moment:
    return Moment(filing.settings, filing.core.state, filing.clock.now())
