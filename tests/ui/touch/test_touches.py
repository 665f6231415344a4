"""What a finger causes: every key sends its event once, and nothing else leaves the glass."""

import pytest

from firmware import events as e
from firmware import lookups as look
from firmware.screens import Aids, Language, Paper, Services
from tests.ui.touch.conftest import Bench
from ui.touch import samples
from ui.touch.panel import PANELS

BAR = {
    "home": e.HomeAsked(),
    "back": e.BackAsked(),
    "size": e.TextSizeToggled(),
    "contrast": e.ContrastToggled(),
    "audio": e.AudioToggled(),
    "reach": e.ReachToggled(),
    "language": e.LanguageChosen("en"),
    "help": e.HelpCalled(),
}
SENT = [
    ("S0-waiting", "start", e.Woken()),
    ("S1-home", "ticket", e.ServicesAsked()),
    ("S1-home", "rate", e.RatingAsked()),
    ("S1-home-four", "procedures", look.ProceduresAsked()),
    ("S1-home-four", "dossier", look.DossierAsked()),
    ("S2-services", "service:land", e.TicketRequested("land")),
    ("S2-services", "general", e.TicketRequested("general")),
    ("S2-services", "priority", e.PriorityAsked()),
    ("S2-services-paged", "priority", e.PriorityChosen(None)),
    ("S2-services-paged", "previous", e.PageAsked(0)),
    ("S2-services-paged", "next", e.PageAsked(2)),
    ("S3-priorities", "priority:disabled", e.PriorityChosen("disabled")),
    ("S4-number-printed", "reprint", e.ReprintAsked()),
    ("S4-number-printed", "done", e.Finished()),
    ("S5-topics", "topic:Hộ tịch", look.TopicChosen("Hộ tịch")),
    ("S5-topics", "search", look.SearchAsked()),
    ("S5-topics-paged", "next", e.PageAsked(2)),
    ("S5-list", "procedure:1.001193", look.ProcedureChosen("1.001193")),
    ("S5-list", "next", e.PageAsked(1)),
    ("S5-search", "key:K", look.LetterTyped("k")),
    ("S5-search", "space", look.LetterTyped(" ")),
    ("S5-search", "erase", look.LetterErased()),
    ("S5-search", "clear", look.TypingCleared()),
    ("S5-search-found", "procedure:1.004884", look.ProcedureChosen("1.004884")),
    ("S5-search-partial", "previous", e.PageAsked(0)),
    ("S6-bring", "section:fee", look.SectionChosen(look.Section.FEE)),
    ("S6-bring", "checklist", look.ChecklistAsked()),
    ("S6-bring", "number", look.NumberForProcedureAsked()),
    ("S6-failed", "checklist", look.ChecklistAsked()),
    ("S6-bring-paged", "previous", e.PageAsked(0)),
    ("S6-bring-paged", "next", e.PageAsked(2)),
    ("S7-code", "key:7", look.LetterTyped("7")),
    ("S7-code", "key:-", look.LetterTyped("-")),
    ("S7-code", "enter", look.CodeEntered()),
    ("S7-pin", "key:B", look.LetterTyped("B")),
    ("S7-pin", "erase", look.LetterErased()),
    ("S7-pin", "enter", look.CodeEntered()),
    ("S8-ready", "details", look.DossierDetailsAsked()),
    ("S9-who", "served:A013", e.ServedChosen("A013")),
    ("S9-who", "served:none", e.ServedChosen(None)),
    ("S9-rate-five", "level:very_satisfied", e.LevelChosen("very_satisfied")),
    ("S9-rate-five", "level:satisfied", e.LevelChosen("satisfied")),
    ("S9-rate-five", "level:neutral", e.LevelChosen("neutral")),
    ("S9-rate-five", "level:unsatisfied", e.LevelChosen("unsatisfied")),
    ("S9-rate-five", "level:very_unsatisfied", e.LevelChosen("very_unsatisfied")),
    ("S10-reasons", "reason:long_wait", e.ReasonChosen("long_wait")),
    ("S10-reasons", "skip", e.ReasonChosen(None)),
    ("S12-still-there", "more_time", e.MoreTimeAsked()),
    ("S12-still-there", "finish", e.Finished()),
    ("S13-closed-rating", "rate", e.RatingAsked()),
    ("S14-technician", "test_print", e.TestPrintAsked()),
    ("S14-technician", "test_lamps", e.LampTestAsked()),
    ("S14-technician", "exit", e.HomeAsked()),
]


@pytest.mark.parametrize(("screen", "id_", "event"), SENT, ids=[f"{s}-{i}" for s, i, _e in SENT])
def test_a_tap_sends_its_event_once(bench: Bench, screen: str, id_: str, event: e.Event) -> None:
    bench.show(samples.SCREENS[screen])
    bench.tap(id_)
    assert bench.sent == [event]


@pytest.mark.parametrize("id_", BAR)
def test_every_bar_key_sends_its_event_once(bench: Bench, id_: str) -> None:
    bench.show(samples.SCREENS["S3-priorities"], can_speak=True)
    bench.tap(id_)
    assert bench.sent == [BAR[id_]]


@pytest.mark.parametrize("name", samples.SCREENS)
def test_every_target_answers_exactly_one_touch(bench: Bench, name: str) -> None:
    bench.show(samples.SCREENS[name])
    local = [id_ for id_ in bench.ids if id_.startswith("digit:") or id_ == "erase"]
    wanted = [id_ for id_ in bench.ids if id_ not in local]
    bench.tap_all(wanted)
    assert len(bench.sent) == len(wanted)


def test_the_language_key_offers_the_other_language(bench: Bench) -> None:
    bench.show(samples.SCREENS["S1-home"], Aids(language=Language.ENGLISH))
    bench.tap("language")
    assert bench.sent == [e.LanguageChosen("vi")]


def test_folded_aids_open_by_their_key(bench: Bench) -> None:
    bench.use(PANELS["10.1"])
    bench.show(samples.SCREENS["S1-home"])
    bench.tap("aids")
    bench.show(samples.SCREENS["S1-home"], aids_open=True)
    bench.tap("contrast")
    assert bench.sent == [e.AidsToggled(), e.ContrastToggled()]


# ---------------------------------------------------------------- how fingers behave


def test_nothing_is_sent_before_the_release(bench: Bench) -> None:
    bench.show(samples.SCREENS["S1-home"])
    finger = bench.press("ticket")
    assert bench.sent == []
    bench.glass.finger_up(finger)
    assert bench.sent == [e.ServicesAsked()]


def test_a_pressed_key_changes_its_colour_at_once(bench: Bench) -> None:
    bench.show(samples.SCREENS["S1-home"])
    key = bench.key("ticket")
    before = tuple(key.card.fill_colour.rgba)
    finger = bench.press("ticket")
    assert tuple(key.card.fill_colour.rgba) != before
    bench.glass.finger_up(finger)
    assert tuple(key.card.fill_colour.rgba) == before


def test_sliding_off_cancels_even_when_the_finger_returns(bench: Bench) -> None:
    bench.show(samples.SCREENS["S1-home"])
    x, y = bench.place("ticket")
    finger = bench.press("ticket")
    bench.glass.finger_move(finger, 0.5, 0.02)
    bench.glass.finger_move(finger, x, y)
    bench.glass.finger_up(finger)
    assert bench.sent == []


def test_a_second_strike_within_half_a_second_is_ignored(bench: Bench) -> None:
    bench.show(samples.SCREENS["S2-services"])
    bench.tap("service:civil")
    bench.advance(0.3)
    bench.strike("service:civil")
    assert bench.sent == [e.TicketRequested("civil")]


def test_a_strike_after_half_a_second_counts(bench: Bench) -> None:
    bench.show(samples.SCREENS["S1-home"])
    bench.tap("ticket")
    bench.advance(0.6)
    bench.strike("ticket")
    assert bench.sent == [e.ServicesAsked(), e.ServicesAsked()]


def test_a_quick_strike_elsewhere_is_no_second_strike(bench: Bench) -> None:
    bench.show(samples.SCREENS["S1-home"])
    bench.tap("help")
    bench.advance(0.1)
    bench.strike("ticket")
    assert bench.sent == [e.HelpCalled(), e.ServicesAsked()]


def test_a_double_tap_does_not_reach_the_next_screen(bench: Bench) -> None:
    bench.show(samples.SCREENS["S1-home"])
    spot = bench.place("ticket")
    bench.tap("ticket")
    bench.show(samples.SCREENS["S2-services"])
    bench.advance(0.2)
    bench.glass.finger_up(bench.glass.finger_down(*spot))
    assert bench.sent == [e.ServicesAsked()]


def test_a_second_finger_does_nothing(bench: Bench) -> None:
    bench.show(samples.SCREENS["S1-home"])
    first = bench.press("ticket")
    second = bench.press("rate")
    bench.glass.finger_up(second)
    bench.glass.finger_up(first)
    assert bench.sent == [e.ServicesAsked()]


def test_a_screen_that_changes_under_the_finger_cancels_the_touch(bench: Bench) -> None:
    bench.show(samples.SCREENS["S1-home"])
    finger = bench.press("ticket")
    bench.show(samples.SCREENS["S13-closed"])
    bench.glass.finger_up(finger)
    assert bench.sent == []


def test_news_about_the_paper_does_not_lose_a_touch_on_done(bench: Bench) -> None:
    bench.show(samples.number(Paper.PRINTING))
    finger = bench.press("done")
    bench.show(samples.number(Paper.PRINTED))
    bench.glass.finger_up(finger)
    assert bench.sent == [e.Finished()]


def test_reprint_is_offered_only_where_it_works(bench: Bench) -> None:
    bench.show(samples.SCREENS["S4-number-failed"])
    assert "reprint" not in bench.ids


# ---------------------------------------------------------------- turning tiles on a small panel


def test_a_small_panel_in_large_type_turns_within_the_page_before_it_asks_for_the_next(bench: Bench) -> None:
    bench.use(PANELS["10.1"])
    screen = samples.SCREENS["S2-services"]
    bench.show(screen, Aids(large_text=True))
    first = [id_ for id_ in bench.ids if id_.startswith("service:")]
    bench.tap("next")
    second = [id_ for id_ in bench.ids if id_.startswith("service:")]
    assert isinstance(screen, Services)
    assert first + second == [f"service:{tile.code}" for tile in screen.tiles]
    assert bench.sent == [e.PageAsked(0)]
    assert "next" not in bench.ids


def test_turned_tiles_stay_when_the_same_page_is_shown_again(bench: Bench) -> None:
    bench.use(PANELS["10.1"])
    bench.show(samples.SCREENS["S2-services"], Aids(large_text=True))
    bench.tap("next")
    turned = bench.ids
    bench.show(samples.SCREENS["S2-services"], Aids(large_text=True))
    assert bench.ids == turned


# ---------------------------------------------------------------- the technician's door


def test_five_touches_on_the_clock_within_three_seconds_ask_for_the_technician(bench: Bench) -> None:
    bench.show(samples.SCREENS["S1-home"])
    bench.touch_clock(times=5, every_seconds=0.5)
    assert bench.sent == [e.TechnicianAsked()]


def test_five_slow_touches_on_the_clock_do_nothing(bench: Bench) -> None:
    bench.show(samples.SCREENS["S1-home"])
    bench.touch_clock(times=5, every_seconds=0.9)
    assert bench.sent == []


def test_a_pin_may_be_typed_as_fast_as_hands_can(bench: Bench) -> None:
    bench.show(samples.SCREENS["S14-pin"])
    bench.strike("digit:1")
    bench.strike("digit:1")
    bench.strike("digit:9")
    bench.strike("erase")
    bench.strike("digit:0")
    bench.strike("enter")
    assert bench.sent == [e.PinEntered("110")]


def test_digits_are_never_written(bench: Bench) -> None:
    bench.show(samples.SCREENS["S14-pin"])
    before = [one.text for sheet in bench.glass.stage.sheets for one in sheet.written]
    bench.strike("digit:7")
    after = [one.text for sheet in bench.glass.stage.sheets for one in sheet.written]
    assert after == before


def test_typed_digits_are_forgotten_with_the_screen(bench: Bench) -> None:
    bench.show(samples.SCREENS["S14-pin"])
    bench.strike("digit:7")
    bench.show(samples.SCREENS["S1-home"])
    bench.show(samples.SCREENS["S14-pin"])
    bench.strike("enter")
    assert bench.sent == [e.PinEntered("")]
