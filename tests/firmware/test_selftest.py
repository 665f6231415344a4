"""The self-test: a technician walks through everything that is fitted and leaves with a signed slip."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.paper import Text
from devices.speaker import Fault
from devices.tape import TapeState
from firmware import acceptance, paper
from firmware import events as e
from firmware import upkeep as up
from firmware.screens import Technician
from firmware.steps import Outcome, Result, Step
from firmware.upkeep import Acceptance, SelfTest, Tool
from tests.bench import KioskBench, ward
from tests.firmware.tools import FITTED, enter, touch_all

YES, NO = up.SelfTestJudged(ok=True), up.SelfTestJudged(ok=False)
TARGETS = [up.TargetTouched(target) for target in range(1, 6)]
PRESSES = [e.ButtonPressed(button) for button in range(1, 4)]
CODE = e.CodeScanned("TEST-19-05518-k1")


@pytest.fixture
def fitted(tmp_path: Path) -> Iterator[KioskBench]:
    """Everything is fitted; the self-test asks for the first target."""
    bench = enter(KioskBench(tmp_path, ward(**FITTED)))
    bench.touch(up.ToolChosen(Tool.SELF_TEST))
    yield bench
    bench.store.close()
    bench.reader.close()


@pytest.fixture
def bare(kiosk: KioskBench) -> KioskBench:
    """A screen and a printer, and nothing else."""
    enter(kiosk).touch(up.ToolChosen(Tool.SELF_TEST))
    return kiosk


def outcomes(kiosk: KioskBench) -> dict[Step, Outcome]:
    screen: Any = kiosk.screen
    return {result.step: result.outcome for result in screen.results}


def step(kiosk: KioskBench) -> Step:
    return kiosk.shows(SelfTest).step


def test_the_whole_walk_passes_prints_and_is_remembered(fitted: KioskBench) -> None:
    fitted.link(up=True)
    fitted.centre_acks(1)
    touch_all(fitted, [*TARGETS, *PRESSES, YES, YES, YES, YES, YES, CODE, YES, YES, YES, YES, YES])
    assert fitted.shows(Acceptance).accepted
    assert list(outcomes(fitted)) == list(Step)
    assert Outcome.FAILED not in outcomes(fitted).values()
    fitted.touch(up.SlipAsked())
    fitted.print_slips()
    assert fitted.tape.slips == 2
    assert fitted.facts("ticket.") == fitted.facts("rating.") == []
    touch_all(fitted, [up.ReadingsAsked()])
    rows = {reading.name: reading for reading in fitted.shows(Technician).readings}
    assert (rows["accepted"].value, rows["accepted"].well) == ("23/11/2026 08:00", True)


def test_each_target_must_be_hit_in_its_turn(fitted: KioskBench) -> None:
    fitted.touch(up.TargetTouched(5))
    assert fitted.shows(SelfTest).part == 1
    fitted.touch(up.TargetTouched(1))
    assert fitted.shows(SelfTest).part == 2


def test_a_target_that_cannot_be_hit_fails_the_screen_and_the_walk_goes_on(fitted: KioskBench) -> None:
    fitted.touch(TARGETS[0])
    fitted.touch(NO)
    assert fitted.shows(SelfTest).results == (Result(Step.TOUCH, Outcome.FAILED, "2"),)
    assert step(fitted) is Step.BUTTONS


def test_only_the_lamp_of_the_button_that_is_asked_for_is_lit(fitted: KioskBench) -> None:
    touch_all(fitted, TARGETS)
    assert fitted.lamps == (True, False, False)
    fitted.press(1)
    assert fitted.lamps == (False, True, False)


def test_a_press_during_the_self_test_is_no_rating(fitted: KioskBench) -> None:
    touch_all(fitted, [*TARGETS, *PRESSES])
    assert fitted.facts("rating.") == []
    assert outcomes(fitted)[Step.BUTTONS] is Outcome.PASSED


def test_another_button_than_the_lit_one_is_named_and_does_not_pass(fitted: KioskBench) -> None:
    touch_all(fitted, [*TARGETS, e.ButtonPressed(3)])
    screen = fitted.shows(SelfTest)
    assert (screen.part, screen.value) == (1, "3")


def test_a_button_that_is_not_pressed_within_twenty_seconds_fails_and_the_next_is_asked_for(
    fitted: KioskBench,
) -> None:
    touch_all(fitted, TARGETS)
    fitted.advance(10)
    assert fitted.shows(SelfTest).seconds == 10
    fitted.advance(10)
    assert fitted.shows(SelfTest).part == 2
    touch_all(fitted, PRESSES[1:])
    assert fitted.shows(SelfTest).results[-1] == Result(Step.BUTTONS, Outcome.FAILED, "1")


def test_holding_a_button_during_the_self_test_begins_no_audio_mode(fitted: KioskBench) -> None:
    touch_all(fitted, TARGETS)
    fitted.touch(e.ButtonHeld(1))
    assert step(fitted) is Step.BUTTONS


def test_a_lamp_that_stays_dark_is_named(fitted: KioskBench) -> None:
    touch_all(fitted, [*TARGETS, *PRESSES, YES, NO, YES])
    assert fitted.shows(SelfTest).results[-1] == Result(Step.LAMPS, Outcome.FAILED, "2")


def test_the_paper_step_prints_by_itself_and_says_why_nothing_comes(fitted: KioskBench) -> None:
    fitted.set_printer(TapeState.OUT)
    touch_all(fitted, [*TARGETS, *PRESSES, YES, YES, YES])
    fitted.print_slips(turns=1)
    fitted.advance(0.5)
    assert fitted.shows(SelfTest).value == "out_of_paper"
    fitted.touch(NO)
    assert fitted.shows(SelfTest).results[-1] == Result(Step.PAPER, Outcome.FAILED, "out_of_paper")


def test_the_speaker_says_a_sentence_and_its_fault_is_shown(fitted: KioskBench) -> None:
    touch_all(fitted, [*TARGETS, *PRESSES, YES, YES, YES, YES])
    assert len(fitted.speaker.played) == 1
    fitted.speaker.fault = Fault.REFUSED
    touch_all(fitted, [up.SelfTestRepeated()])
    assert fitted.shows(SelfTest).value == "refused"


def test_another_code_than_the_test_slips_does_not_pass_the_scanner(fitted: KioskBench) -> None:
    touch_all(fitted, [*TARGETS, *PRESSES, YES, YES, YES, YES, YES, e.CodeScanned("A001-0101")])
    assert (step(fitted), fitted.shows(SelfTest).value) == (Step.SCANNER, "other")
    fitted.advance(60)
    assert outcomes(fitted)[Step.SCANNER] is Outcome.FAILED


def test_a_cable_without_an_address_fails_the_network(fitted: KioskBench) -> None:
    fitted.network.cable = False
    touch_all(fitted, [*TARGETS, *PRESSES, YES, YES, YES, YES, YES, CODE])
    assert fitted.shows(SelfTest).measured is Outcome.FAILED


def test_a_link_without_any_acknowledgement_is_no_connection_to_the_centre(bare: KioskBench) -> None:
    bare.link(up=True)
    touch_all(bare, [*TARGETS, YES])
    screen = bare.shows(SelfTest)
    assert (screen.step, screen.measured) == (Step.BROKER, Outcome.FAILED)


def test_what_is_not_fitted_is_skipped_and_never_passed(bare: KioskBench) -> None:
    touch_all(bare, [*TARGETS, YES])
    absent = (Step.BUTTONS, Step.LAMPS, Step.SPEAKER, Step.SCANNER, Step.NETWORK)
    assert {outcomes(bare)[one] for one in absent} == {Outcome.SKIPPED}


def test_yes_cannot_overrule_what_the_kiosk_measured(bare: KioskBench) -> None:
    touch_all(bare, [*TARGETS, YES, YES])
    assert outcomes(bare)[Step.BROKER] is Outcome.FAILED


def test_one_failed_step_refuses_acceptance_and_the_slip_says_so(bare: KioskBench) -> None:
    touch_all(bare, [TARGETS[0], NO, YES, YES, YES, YES, YES])
    assert not bare.shows(Acceptance).accepted
    slip = paper.acceptance_slip(
        bare.settings, bare.shows(Acceptance).results, accepted=False, now=bare.clock.now()
    )
    words = [block.text for block in slip.blocks if isinstance(block, Text)]
    assert "Màn hình cảm ứng: KHÔNG ĐẠT (2)" in words
    assert "Nút đánh giá: bỏ qua, không lắp" in words
    assert [word for word in words if "ký, ghi rõ họ tên" in word] == [
        "Người lắp đặt (ký, ghi rõ họ tên)",
        "Đại diện đơn vị sử dụng (ký, ghi rõ họ tên)",
    ]


def test_acceptance_survives_a_power_cut(bare: KioskBench) -> None:
    touch_all(bare, [TARGETS[0], NO, YES, YES, YES, YES, YES])
    bare.power_cycle()
    last = acceptance.last(bare.reader.rows)
    assert last is not None
    assert not last.accepted


def test_nothing_tested_is_nothing_accepted() -> None:
    assert not acceptance.is_accepted([Result(one, Outcome.SKIPPED) for one in Step])


def test_a_technician_who_walks_away_in_the_middle_leaves_a_resting_kiosk(bare: KioskBench) -> None:
    bare.advance(301)
    assert bare.screen.code == "S0"
    assert acceptance.last(bare.reader.rows) is None


def test_the_self_test_is_not_to_be_had_without_the_pin(kiosk: KioskBench) -> None:
    touch_all(kiosk, [e.Woken(), e.TechnicianAsked(), up.ToolsAsked(), up.ToolChosen(Tool.SELF_TEST), YES])
    assert type(kiosk.screen).__name__ == "PinPad"
