"""Looking up procedures on the glass: names, sections, the QR code, and what only a touch brings up."""

from dataclasses import replace

import pytest

from firmware import events as e
from firmware import lookups as look
from firmware.screens import Aids, Home
from tests.audit.glass import look as audit
from tests.audit.rules import Place, Tally
from tests.audit.walk import MODES, draw
from tests.ui.touch.conftest import Bench
from tests.ui.touch.looking_up import SMALL, procedure
from ui.touch import samples
from ui.touch.panel import PANELS, Panel
from ui.touch.samples_lookups import LINK, LONG_NAMES, LOOKUPS, card
from ui.touch.screens.topics import short_name

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
    assert procedure("S6-bring-long").name in bench.written


# ---------------------------------------------------------------- one procedure


def test_a_section_without_lines_says_ask_an_officer(bench: Bench) -> None:
    bench.show(LOOKUPS["S6-fee-empty"])
    assert "Mời bác hỏi cán bộ." in bench.written


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
    assert "dichvucong.gov.vn" in bench.written
    assert LINK not in bench.written


def test_where_it_can_be_filed_from_home_the_code_says_so(bench: Bench) -> None:
    bench.show(LOOKUPS["S6-home"])
    assert "Nộp tại nhà bằng điện thoại" in bench.written
    assert "mot-cua.thainguyen.example" in bench.written


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
    assert procedure("S6-time").name in bench.written
    assert "previous" not in bench.ids


def test_while_the_slip_prints_it_cannot_be_asked_for_again(bench: Bench) -> None:
    bench.show(LOOKUPS["S6-printing"])
    assert "checklist" not in bench.ids
    assert "Đang in…" in bench.written


def test_a_slip_that_failed_is_said_and_may_be_tried_again(bench: Bench) -> None:
    bench.show(LOOKUPS["S6-failed"])
    assert "checklist" in bench.ids
    assert "Chưa in được. Mời bác hỏi cán bộ." in bench.written


def test_a_kiosk_that_can_neither_print_nor_give_numbers_offers_neither(bench: Bench) -> None:
    bench.show(LOOKUPS["S6-bare"])
    assert {"checklist", "number"} & set(bench.ids) == set()


def test_the_age_of_what_is_told_is_told(bench: Bench) -> None:
    bench.show(card(look.Section.TIME, ("1 ngày làm việc",)))
    assert "Cập nhật ngày 01/11/2026" in bench.written


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
