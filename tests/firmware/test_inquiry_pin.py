"""The PIN before a dossier's details: what it opens, and what guessing gains."""

from firmware import events as e
from firmware import lookups as look
from firmware.lookups import CodeProblem, DossierCard, DossierPad, DossierPinPad
from tests.firmware.filing import FilingBench
from tests.firmware.filing import filing as filing
from tests.firmware.inquiring import ask_for, guess, keys, open_pin_pad, wrong_pin
from tests.firmware.inquiring import at_the_pin as at_the_pin


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
