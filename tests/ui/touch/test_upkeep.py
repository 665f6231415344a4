"""The technician's tools on the glass: every code has words, and every step can be walked by hand."""

import pytest

from devices.network import Trouble
from devices.speaker import Fault
from devices.status import Cause
from firmware import upkeep as up
from firmware.lookups import LetterErased, LetterTyped
from firmware.steps import Outcome, Step
from firmware.upkeep import Asked, Pad, Tool
from tests.ui.touch.conftest import Bench
from ui.touch import readings, samples, upkeep_words
from ui.touch.panel import PANELS

PASSWORD_SIGNS = {chr(code) for code in range(0x20, 0x7F)}
"""IEEE 802.11: a pass-phrase is printable ASCII."""
EXPORT_CODES = {"no_stick", "read_only", "full", "not_mounted", "not_written", "too_slow", "failed"}


def test_every_code_that_the_core_sends_has_words() -> None:
    assert {str(trouble) for trouble in Trouble} <= set(upkeep_words.network_news(str))
    assert {str(trouble) for trouble in Trouble} <= set(upkeep_words.pad_problems(str))
    assert {str(fault) for fault in Fault} <= set(upkeep_words.speaker_faults(str))
    assert {str(cause) for cause in Cause} <= set(readings.values(str))
    assert {f"export_{code}" for code in EXPORT_CODES} <= set(upkeep_words.tool_news(str))


def test_every_member_of_every_list_has_words() -> None:
    assert {str(tool) for tool in Tool} == set(upkeep_words.tools(str))
    assert {str(step) for step in Step} == set(upkeep_words.steps(str)) == set(upkeep_words.headings(str))
    assert {str(outcome) for outcome in Outcome} == set(upkeep_words.outcomes(str))
    assert {str(asked) for asked in Asked} == set(upkeep_words.pad_headings(str))
    assert {str(asked) for asked in Asked} == set(upkeep_words.pad_hints(str))


def test_every_reading_and_note_has_words() -> None:
    shown = {reading.name for reading in (*samples.BESIDE, *samples.READINGS)}
    assert shown <= set(readings.names(str))
    assert {"", "test_print", "lamp_test", "no_printer"} <= set(readings.notes(str))


@pytest.mark.parametrize("panel", PANELS)
def test_every_sign_of_a_password_can_be_typed(bench: Bench, panel: str) -> None:
    bench.use(PANELS[panel])
    typed = signs_on_all_sheets(bench, upper=False) | signs_on_all_sheets(bench, upper=True)
    assert typed == PASSWORD_SIGNS


def signs_on_all_sheets(bench: Bench, *, upper: bool) -> set[str]:
    bench.show(samples.SCREENS["S11-thanks"])
    bench.show(Pad(Asked.PASSWORD, "Mot Cua", upper=upper))
    return {sign for _sheet in range(8) for sign in keys_of_next_sheet(bench)}


def keys_of_next_sheet(bench: Bench) -> set[str]:
    bench.tap("letters")
    return {id_.removeprefix("key:") for id_ in bench.ids if id_.startswith("key:")}


def test_a_password_is_shown_as_dots_until_it_is_asked_for(bench: Bench) -> None:
    bench.show(Pad(Asked.PASSWORD, "Mot Cua", "chuoi"))
    assert "chuoi" not in bench.written
    bench.show(Pad(Asked.PASSWORD, "Mot Cua", "chuoi", bare=True))
    assert "chuoi" in bench.written


def test_a_password_that_is_longer_than_its_strip_shows_its_end(bench: Bench) -> None:
    bench.use(PANELS["10.1"])
    bench.show(Pad(Asked.PASSWORD, "Mot Cua", f"{'a' * 60}END", bare=True))
    assert "aEND" in bench.written


def test_the_pads_keys_send_what_they_say(bench: Bench) -> None:
    bench.show(Pad(Asked.PASSWORD, "Mot Cua", "chuoi"))
    bench.tap_all(["key:a", "erase", "case", "dots", "enter", "leave"])
    assert bench.sent == [
        LetterTyped("a"),
        LetterErased(),
        up.CaseToggled(),
        up.DotsToggled(),
        up.PadEntered(),
        up.NetworkAsked(),
    ]


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("part", range(1, 6))
def test_the_targets_lie_in_the_corners_and_the_middle(bench: Bench, panel: str, part: int) -> None:
    bench.use(PANELS[panel])
    bench.show(up.SelfTest(Step.TOUCH, (), part=part, parts=5))
    bench.tap("target")
    assert bench.sent == [up.TargetTouched(part)]


def test_a_step_that_waits_for_a_hand_can_only_be_refused(bench: Bench) -> None:
    bench.show(samples.SCREENS["S14-test-buttons"])
    assert {"yes", "no"} & set(bench.ids) == {"no"}


def test_a_measured_step_can_only_be_gone_on_from(bench: Bench) -> None:
    bench.show(samples.SCREENS["S14-test-broker"])
    bench.tap("yes")
    assert "no" not in bench.ids
    assert bench.sent == [up.SelfTestJudged(ok=True)]


def test_switching_off_offers_no_first(bench: Bench) -> None:
    bench.show(samples.SCREENS["S14-sure-off"])
    assert bench.key("no").box.x < bench.key("yes").box.x
    bench.tap_all(["no", "yes"])
    assert bench.sent == [up.ToolsAsked(), up.ToolConfirmed()]


def test_many_readings_turn_pages_rather_than_shrink(bench: Bench) -> None:
    bench.use(PANELS["10.1"])
    bench.show(samples.SCREENS["S14-technician-news"])
    first = bench.written
    bench.tap("next")
    assert bench.written != first
