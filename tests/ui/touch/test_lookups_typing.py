"""Typing words on the glass: keys dealt to sheets, and findings beside them or in their place."""

from dataclasses import replace

from firmware import events as e
from firmware import lookups as look
from tests.ui.touch.conftest import Bench
from tests.ui.touch.looking_up import ALPHABET, shown
from ui.touch.keygrid import deal
from ui.touch.panel import PANELS
from ui.touch.samples_lookups import BIRTHS, LOOKUPS


def test_a_portrait_panel_has_every_letter_and_three_findings_at_once(bench: Bench) -> None:
    bench.show(LOOKUPS["S5-search-found"])
    assert set(shown(bench, "key")) == ALPHABET
    assert shown(bench, "procedure") == [line.code for line in BIRTHS]


def test_a_small_panel_has_half_the_alphabet_and_the_rest_one_touch_away(bench: Bench) -> None:
    bench.use(PANELS["10.1"])
    bench.show(LOOKUPS["S5-search"])
    first = shown(bench, "key")
    bench.tap("letters")
    second = shown(bench, "key")
    assert ["".join(first), "".join(second)] == ["ABCDEFGHIJKLM", "NOPQRSTUVWXYZ"]
    assert bench.sent == [e.PageAsked(0)]


def test_digits_and_telex_are_on_the_last_sheet_and_then_the_letters_come_again(bench: Bench) -> None:
    bench.show(LOOKUPS["S5-search"])
    bench.tap("letters")
    assert "".join(shown(bench, "key")) == "1234567890"
    bench.tap("telex")
    assert bench.sent[-1] == look.TelexToggled()
    bench.tap("letters")
    assert set(shown(bench, "key")) == ALPHABET


def test_the_same_sheet_stays_while_letters_come(bench: Bench) -> None:
    bench.use(PANELS["10.1"])
    bench.show(LOOKUPS["S5-search"])
    bench.tap("letters")
    bench.show(LOOKUPS["S5-search-found"])
    assert "key:S" in bench.ids


def test_letters_may_be_typed_as_fast_as_hands_can(bench: Bench) -> None:
    bench.show(LOOKUPS["S5-search"])
    bench.strike("key:A")
    bench.strike("key:A")
    assert bench.sent == [look.LetterTyped("a"), look.LetterTyped("a")]


def test_on_a_small_panel_findings_take_the_keys_place_and_give_it_back(bench: Bench) -> None:
    bench.use(PANELS["10.1"])
    bench.show(LOOKUPS["S5-search-found"])
    assert bench.key("results").text == "Xem 6 thủ tục\nĐăng ký khai sinh"
    bench.tap("results")
    assert shown(bench, "procedure") == [line.code for line in BIRTHS]
    bench.tap("typing")
    assert shown(bench, "key") != []


def test_the_list_of_findings_stays_when_its_next_page_comes(bench: Bench) -> None:
    bench.use(PANELS["10.1"])
    screen = LOOKUPS["S5-search-found"]
    assert isinstance(screen, look.SearchPad)
    bench.show(screen)
    bench.tap("results")
    bench.tap("next")
    assert bench.sent[-1] == e.PageAsked(1)
    bench.show(replace(screen, page=1))
    assert shown(bench, "procedure") == [line.code for line in BIRTHS]


def test_findings_that_only_nearly_fit_are_called_so(bench: Bench) -> None:
    bench.show(LOOKUPS["S5-search-partial"])
    assert "12 thủ tục gần giống" in bench.written


def test_nothing_found_says_what_to_do(bench: Bench) -> None:
    bench.show(LOOKUPS["S5-search-nothing"])
    assert "Không thấy. Xóa bớt chữ." in bench.written


def test_symbols_are_dealt_evenly_to_as_few_sheets_as_can_be() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert deal((letters,), 18, 4, 0, mixed=False) == (letters[:13], letters[13:])
    assert deal(("2345", letters), 34, 4, 0, mixed=True) == ("2345" + letters,)
    assert [len(sheet) for sheet in deal((letters, "12"), 15, 2, 0, mixed=False)] == [9, 9, 8, 2]
