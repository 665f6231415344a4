"""Looking things up on the glass: names, keys to type with, sections, the QR code, states of a dossier."""

from dataclasses import replace
from typing import Any

import pytest

from firmware import events as e
from firmware import lookups as look
from firmware.screens import Aids, Home
from tests.audit.glass import look as audit
from tests.audit.rules import Place, Tally
from tests.audit.walk import MODES, draw
from tests.ui.touch.conftest import Bench
from ui.touch import samples
from ui.touch.aloud import code_aloud
from ui.touch.keygrid import deal
from ui.touch.panel import PANELS, Panel
from ui.touch.samples_lookups import BIRTHS, DOSSIER, LINK, LONG_NAMES, LOOKUPS, card, dossier
from ui.touch.screens.topics import short_name
from ui.touch.words import speaker

ALPHABET = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
SMALL = Aids(large_text=True)


def written(bench: Bench) -> str:
    return "\n".join(one.text.replace("\n", " ") for one in bench.glass.stage.sheets[0].written)


def shown(bench: Bench, kind: str) -> list[str]:
    """What stands after the colon in the ids of one kind of key."""
    return [id_.partition(":")[2] for id_ in bench.ids if id_.startswith(f"{kind}:")]


def procedure(name: str) -> look.ProcedureCard:
    found: Any = LOOKUPS[name]
    return found  # type: ignore[no-any-return]


# ---------------------------------------------------------------- home


def test_a_kiosk_without_a_catalogue_offers_no_procedures(bench: Bench) -> None:
    bench.show(Home())
    assert {"procedures", "dossier"} & set(bench.ids) == set()


@pytest.mark.parametrize("panel", PANELS.values(), ids=PANELS)
@pytest.mark.parametrize("aids", [Aids(), SMALL, Aids(low_reach=True, large_text=True)])
def test_all_four_choices_are_on_the_first_screen_at_once(bench: Bench, panel: Panel, aids: Aids) -> None:
    bench.use(panel)
    bench.show(samples.SCREENS["S1-home-four"], aids)
    assert [id_ for id_ in bench.ids if id_ in ("ticket", "procedures", "dossier", "rate", "next")] == [
        "ticket",
        "procedures",
        "dossier",
        "rate",
    ]


# ---------------------------------------------------------------- names


def test_a_tile_begins_with_what_tells_procedures_apart() -> None:
    assert short_name("Thủ tục đăng ký khai sinh") == "Đăng ký khai sinh"
    assert short_name("Thành lập hội") == "Thành lập hội"


def test_long_names_stand_whole_on_a_portrait_panel(bench: Bench) -> None:
    bench.show(LOOKUPS["S5-list-long"])
    keys = [key.text for key in bench.glass.stage.keys if key.id.startswith("procedure:")]
    assert keys == [short_name(line.name) for line in LONG_NAMES]


def test_what_is_cut_on_a_small_panel_is_cut_between_words_and_says_so(bench: Bench) -> None:
    bench.use(PANELS["10.1"])
    bench.show(LOOKUPS["S5-list-long"], SMALL)
    cut = bench.key("procedure:2.002189").text
    assert cut.endswith("…")
    assert short_name(LONG_NAMES[0].name).startswith(cut.rstrip("…") + " ")


@pytest.mark.parametrize("panel", PANELS.values(), ids=PANELS)
def test_the_card_has_the_longest_name_whole(bench: Bench, panel: Panel) -> None:
    bench.use(panel)
    bench.show(LOOKUPS["S6-bring-long"])
    assert procedure("S6-bring-long").name in written(bench)


# ---------------------------------------------------------------- typing words


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
    assert "12 thủ tục gần giống" in written(bench)


def test_nothing_found_says_what_to_do(bench: Bench) -> None:
    bench.show(LOOKUPS["S5-search-nothing"])
    assert "Không thấy. Xóa bớt chữ." in written(bench)


def test_symbols_are_dealt_evenly_to_as_few_sheets_as_can_be() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert deal((letters,), 18, 4, 0, mixed=False) == (letters[:13], letters[13:])
    assert deal(("2345", letters), 34, 4, 0, mixed=True) == ("2345" + letters,)
    assert [len(sheet) for sheet in deal((letters, "12"), 15, 2, 0, mixed=False)] == [9, 9, 8, 2]


# ---------------------------------------------------------------- one procedure


def test_a_section_without_lines_says_ask_an_officer(bench: Bench) -> None:
    bench.show(LOOKUPS["S6-fee-empty"])
    assert "Mời bác hỏi cán bộ." in written(bench)


@pytest.mark.parametrize("panel", PANELS.values(), ids=PANELS)
@pytest.mark.parametrize("aids", [Aids(), SMALL, Aids(large_text=True, low_reach=True)])
@pytest.mark.parametrize("called", [False, True])
def test_the_code_for_a_phone_is_at_least_30_mm_without_its_margin(
    bench: Bench, panel: Panel, aids: Aids, called: bool
) -> None:
    bench.use(panel)
    bench.show(LOOKUPS["S6-online"], aids, help_called=called)
    picture = bench.glass.stage.sheets[0].pictures.pieces[0].rectangle
    modules = picture.texture.width
    assert picture.size[0] / panel.px_per_mm * (modules - 8) / modules >= 30


def test_the_site_is_written_for_those_without_a_phone(bench: Bench) -> None:
    bench.show(LOOKUPS["S6-online"])
    assert "dichvucong.gov.vn" in written(bench)
    assert LINK not in written(bench)


def test_where_it_can_be_filed_from_home_the_code_says_so(bench: Bench) -> None:
    bench.show(LOOKUPS["S6-home"])
    assert "Nộp tại nhà bằng điện thoại" in written(bench)
    assert "mot-cua.thainguyen.example" in written(bench)


def test_long_text_goes_on_within_the_page_before_the_core_is_asked_for_the_next(bench: Bench) -> None:
    bench.use(PANELS["10.1"])
    bench.show(LOOKUPS["S6-bring"], SMALL)
    bench.tap("next")
    assert bench.sent == [e.PageAsked(0)]
    assert "previous" in bench.ids


def test_another_section_begins_at_its_first_page(bench: Bench) -> None:
    bench.use(PANELS["10.1"])
    bench.show(LOOKUPS["S6-bring"], SMALL)
    bench.tap("next")
    bench.tap("section:time")
    bench.show(LOOKUPS["S6-time"], SMALL)
    assert procedure("S6-time").name in written(bench)
    assert "previous" not in bench.ids


def test_while_the_slip_prints_it_cannot_be_asked_for_again(bench: Bench) -> None:
    bench.show(LOOKUPS["S6-printing"])
    assert "checklist" not in bench.ids
    assert "Đang in…" in written(bench)


def test_a_slip_that_failed_is_said_and_may_be_tried_again(bench: Bench) -> None:
    bench.show(LOOKUPS["S6-failed"])
    assert "checklist" in bench.ids
    assert "Chưa in được. Mời bác hỏi cán bộ." in written(bench)


def test_a_kiosk_that_can_neither_print_nor_give_numbers_offers_neither(bench: Bench) -> None:
    bench.show(LOOKUPS["S6-bare"])
    assert {"checklist", "number"} & set(bench.ids) == set()


def test_the_age_of_what_is_told_is_told(bench: Bench) -> None:
    bench.show(card(look.Section.TIME, ("1 ngày làm việc",)))
    assert "Cập nhật ngày 01/11/2026" in written(bench)


# ---------------------------------------------------------------- dossiers


def test_the_code_is_read_out_sign_by_sign() -> None:
    words = code_aloud("00.H5-1", speaker("vi"))
    assert words == "không không, H năm gạch ngang một"


def test_digits_come_first_and_letters_are_one_touch_away(bench: Bench) -> None:
    bench.show(LOOKUPS["S7-code"])
    assert set(shown(bench, "key")) == set("0123456789.-")
    bench.tap("letters")
    assert set(shown(bench, "key")) == ALPHABET


def test_an_unknown_code_is_said_in_words(bench: Bench) -> None:
    bench.show(LOOKUPS["S7-code-unknown"])
    assert "Không thấy mã này. Kiểm tra lại số, hoặc bấm Gọi cán bộ giúp." in written(bench)


@pytest.mark.parametrize("name", ["S7-code-locked", "S7-pin-locked"])
def test_a_locked_pad_has_no_keys_and_says_how_long(bench: Bench, name: str) -> None:
    bench.show(LOOKUPS[name])
    assert shown(bench, "key") == []
    assert " giây" in written(bench)


def test_the_four_characters_are_never_written(bench: Bench) -> None:
    bench.show(LOOKUPS["S7-pin"])
    before = written(bench)
    bench.show(LOOKUPS["S7-pin-typed"])
    assert written(bench) == before


def test_signs_that_a_worn_receipt_confuses_are_not_on_the_pad(bench: Bench) -> None:
    bench.show(LOOKUPS["S7-pin"])
    assert set("0O1I") & set(shown(bench, "key")) == set()
    assert len(shown(bench, "key")) == 32


STATES = {
    1: "MỚI NỘP",
    2: "ĐÃ TIẾP NHẬN",
    3: "KHÔNG ĐƯỢC TIẾP NHẬN",
    4: "ĐANG GIẢI QUYẾT",
    5: "CẦN BỔ SUNG",
    6: "CẦN NỘP PHÍ",
    7: "ĐÃ RÚT HỒ SƠ",
    8: "DỪNG XỬ LÝ",
    9: "ĐÃ CÓ KẾT QUẢ",
    10: "ĐÃ TRẢ KẾT QUẢ",
}


@pytest.mark.parametrize("state", STATES)
def test_each_of_the_ten_states_is_named(bench: Bench, state: int) -> None:
    bench.show(dossier(state))
    assert STATES[state] in written(bench)
    assert "Số liệu lúc 08:15 20/11/2026" in written(bench)


def test_a_result_says_where_to_fetch_it(bench: Bench) -> None:
    bench.show(LOOKUPS["S8-ready"])
    assert "Mời bác đến Quầy 3." in written(bench)


def test_a_late_dossier_says_sorry(bench: Bench) -> None:
    bench.show(LOOKUPS["S8-late"])
    assert "Hồ sơ quá hẹn, xin lỗi bác." in written(bench)
    assert "Hẹn trả 08/12/2026" in written(bench)


def test_more_is_offered_only_where_the_core_offers_it(bench: Bench) -> None:
    bench.show(LOOKUPS["S8-details"])
    assert "details" not in bench.ids
    assert "Chuyển chuyên viên: 11/11/2026" in written(bench)


def test_a_listener_hears_the_state_first_and_the_code_sign_by_sign(bench: Bench) -> None:
    bench.show(LOOKUPS["S8-ready"], Aids(audio=True), can_speak=True, buttons=3)
    assert bench.said[-1].splitlines()[0] == "vi: ĐÃ CÓ KẾT QUẢ"
    assert code_aloud(DOSSIER, speaker("vi")) in bench.said[-1]


# ---------------------------------------------------------------- what only a touch brings up

TOUCHED = {
    "letters once": ("S5-search-found", ("letters",)),
    "letters twice": ("S5-search-found", ("letters", "letters")),
    "code letters": ("S7-code-typed", ("letters",)),
    "code letters twice": ("S7-code-typed", ("letters", "letters")),
    "characters": ("S7-pin-typed", ("letters",)),
    "findings": ("S5-search-found", ("results",)),
    "long findings": ("S5-search-long", ("results",)),
    "second turn": ("S6-bring-long", ("next",)),
    "third turn": ("S6-bring-long", ("next", "next")),
    "address": ("S6-online", ("next",)),
    "details": ("S8-details", ("next",)),
    "long list": ("S5-list-long", ("next",)),
}


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("mode", ["normal", "large", "everything", "en-low"])
@pytest.mark.parametrize("case", TOUCHED)
def test_what_a_touch_brings_up_keeps_the_rules_too(bench: Bench, panel: str, mode: str, case: str) -> None:
    name, ids = TOUCHED[case]
    before = draw(bench, PANELS[panel], Place(panel, mode, case), name, MODES[mode])
    bench.tap_all([id_ for id_ in ids if id_ in bench.ids])
    drawn = replace(before, keys=tuple(bench.glass.stage.keys), sheets=tuple(bench.glass.stage.sheets))
    tally = Tally()
    tally.add(drawn.place, audit(bench, drawn))
    assert tally.lines == []
