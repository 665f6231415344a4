"""Asking for a dossier at the kiosk: codes, PINs, guessing, two sources, and nothing left behind."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from firmware import events as e
from firmware import lookups as look
from firmware.inquiry import dossier_scanned
from firmware.lookups import CodeProblem, DossierCard, DossierPad, DossierPinPad
from firmware.register import ListArrived, list_version, view
from firmware.screens import Screen, StillThere, Waiting
from firmware.seals import PIN_LETTERS
from firmware.state import Moment
from mqtt.dossiers import Listed
from tests.firmware.filing import FilingBench
from tests.firmware.filing import filing as filing

PUBLISHED = "2026-11-23T00:30:00.000Z"


def keys(filing: FilingBench, text: Iterable[str]) -> None:
    for letter in text:
        filing.touch(look.LetterTyped(letter))


def ask_for(filing: FilingBench, code: str) -> Screen:
    """From the home screen: clear the pad, type a code, done."""
    filing.touch(e.HomeAsked())
    filing.touch(look.DossierAsked())
    pad_cleared(filing)
    keys(filing, code)
    return filing.touch(look.CodeEntered())


def pad_cleared(filing: FilingBench) -> None:
    for _ in filing.shows(DossierPad).typed:
        filing.touch(look.LetterErased())


def guess(filing: FilingBench, pin: str) -> Screen:
    keys(filing, pin)
    return filing.touch(look.CodeEntered())


def wrong_pin(right: str, number: int = 0) -> str:
    """A PIN that is not the right one: its first letter moved on."""
    moved = (PIN_LETTERS.index(right[0]) + 1 + number % 31) % 32
    return PIN_LETTERS[moved] + right[1:]


def arrived(*listed: Listed, version: int = 1) -> ListArrived:
    return ListArrived(version, PUBLISHED, listed)


def listed(code: str = "000.00.06.G04-261120-0007", state: int = 4, **more: object) -> Listed:
    return Listed(code=code, state=state, at="2026-11-22T03:00:00.000Z", **more)  # type: ignore[arg-type]


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


# ---- the PIN


@pytest.fixture
def at_the_pin(filing: FilingBench) -> FilingBench:
    ask_for(filing, filing.received())
    filing.touch(look.DossierDetailsAsked())
    return filing


def test_the_right_pin_tells_procedure_and_the_days_of_each_step(at_the_pin: FilingBench) -> None:
    guess(at_the_pin, at_the_pin.pin().lower())
    card = at_the_pin.shows(DossierCard)
    assert card.details == ("Đăng ký khai sinh", "23/11/2026: Đã tiếp nhận")
    assert not card.pin_offered
    at_the_pin.touch(e.BackAsked())
    at_the_pin.shows(DossierPad)


def test_a_pin_is_counted_while_it_is_typed_and_never_shown(at_the_pin: FilingBench) -> None:
    keys(at_the_pin, "7k0OI1-é4M9")
    assert at_the_pin.shows(DossierPinPad) == DossierPinPad("19.05518-261123-0001", 4)
    at_the_pin.touch(look.LetterErased())
    assert at_the_pin.shows(DossierPinPad).typed == 3
    at_the_pin.touch(look.TypingCleared())
    assert at_the_pin.shows(DossierPinPad).typed == 0


def test_a_wrong_pin_opens_nothing(at_the_pin: FilingBench) -> None:
    guess(at_the_pin, wrong_pin(at_the_pin.pin()))
    assert at_the_pin.shows(DossierPinPad).problem is CodeProblem.WRONG_PIN


def test_ten_thousand_guesses_at_once_gain_nothing(at_the_pin: FilingBench) -> None:
    right = at_the_pin.pin()
    [guess(at_the_pin, wrong_pin(right, number)) for number in range(5)]
    seen = {type(guess(at_the_pin, right)) for _ in range(2_000)}
    seen |= {type(at_the_pin.touch(look.CodeEntered())) for _ in range(8_000)}
    assert seen == {DossierPinPad}


def test_a_night_of_guessing_gets_five_tries_a_minute(at_the_pin: FilingBench) -> None:
    right = at_the_pin.pin()
    judged = sum(judged_in_a_quarter_second(at_the_pin, wrong_pin(right, number)) for number in range(10_000))
    assert 150 < judged <= 4 * (2_500 / 60 + 1)


def judged_in_a_quarter_second(filing: FilingBench, pin: str) -> bool:
    """Whether a guess was found wrong, and not turned away unread; the fifth wrong one only says shut."""
    filing.clock.advance(0.25)
    filing.touch(e.TimePassed())
    guess(filing, pin)
    return filing.shows(DossierPinPad).problem is CodeProblem.WRONG_PIN


def test_ones_own_right_pin_does_not_buy_more_guesses(filing: FilingBench) -> None:
    victim, _, own = filing.received(), filing.pin(), filing.received()
    mine = filing.pin()
    for _ in range(4):
        open_pin_pad(filing, victim)
        guess(filing, wrong_pin(mine))
    open_pin_pad(filing, own)
    guess(filing, mine)
    filing.shows(DossierCard)
    open_pin_pad(filing, victim)
    guess(filing, wrong_pin(mine, 7))
    assert filing.shows(DossierPinPad).problem is CodeProblem.LOCKED


def open_pin_pad(filing: FilingBench, code: str) -> None:
    ask_for(filing, code)
    filing.touch(look.DossierDetailsAsked())


def test_codes_and_pins_are_counted_apart(filing: FilingBench) -> None:
    code = filing.received()
    pin = filing.pin()
    [ask_for(filing, "HS-9999") for _ in range(4)]
    open_pin_pad(filing, code)
    guess(filing, wrong_pin(pin))
    assert filing.shows(DossierPinPad).problem is CodeProblem.WRONG_PIN


def test_the_key_being_lost_opens_nothing(filing: FilingBench) -> None:
    code = filing.received()
    pin = filing.pin()
    filing.power_cycle()
    (filing.folder / "dossiers.key").unlink()
    open_pin_pad(filing, code)
    guess(filing, pin)
    assert filing.shows(DossierPinPad).problem is CodeProblem.WRONG_PIN


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


# ---- the centre's list


def test_a_dossier_of_the_centres_list_is_known_with_its_age(filing: FilingBench) -> None:
    filing.core.handle(arrived(listed(due="2026-12-03", counter=3)))
    ask_for(filing, "0000006G042611200007")
    card = filing.shows(DossierCard)
    assert (card.dossier, card.state, card.due) == ("000.00.06.G04-261120-0007", 4, date(2026, 12, 3))
    assert (card.counter, card.pin_offered, card.late) == (3, False, False)
    assert card.as_of.isoformat() == "2026-11-23T07:30:00+07:00"
    filing.touch(look.DossierDetailsAsked())
    filing.shows(DossierCard)


def test_whichever_source_changed_last_says_the_state(filing: FilingBench) -> None:
    code = filing.received()
    filing.core.handle(arrived(listed(code, state=9)))
    ask_for(filing, code)
    assert filing.shows(DossierCard).state == 2
    newer = Listed(code=code, state=9, at="2026-11-23T02:00:00.000Z")
    filing.core.handle(arrived(newer, version=2))
    ask_for(filing, code)
    card = filing.shows(DossierCard)
    assert (card.state, card.due, card.counter, card.pin_offered) == (9, date(2026, 12, 1), 1, True)
    assert card.as_of - filing.clock.now().local == timedelta(hours=1)


def test_a_new_list_replaces_the_old_one_whole(filing: FilingBench) -> None:
    filing.core.handle(arrived(listed("HS-0001"), listed("HS-0002")))
    filing.core.handle(arrived(listed("HS-0002"), version=2))
    assert list_version(filing.reader.rows) == 2
    now = filing.clock.now()
    assert view(filing.reader.rows, "HS-0001", now) is None
    assert view(filing.reader.rows, "hs 0002", now) is not None


def test_the_list_survives_a_power_cut(filing: FilingBench) -> None:
    filing.core.handle(arrived(listed("HS-0001")))
    filing.power_cycle()
    ask_for(filing, "HS-0001")
    filing.shows(DossierCard)


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
