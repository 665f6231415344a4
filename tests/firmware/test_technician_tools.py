"""The technician's tools: export, power, and the height at which the panel hangs."""

import pytest

from firmware import acceptance, fitting
from firmware import upkeep as up
from firmware.upkeep import Pad, Sure, Tool, Toolbox
from tests.bench import KioskBench
from tests.firmware.tools import choose, enter, touch_all, type_in
from tests.firmware.tools import fitted as fitted

# ---------------------------------------------------------------- the tools


def test_a_kiosk_on_a_desk_offers_neither_network_nor_power(kiosk: KioskBench) -> None:
    assert enter(kiosk).shows(Toolbox).tools == (Tool.SELF_TEST, Tool.HEIGHT)
    choose(kiosk, Tool.POWER_OFF)
    assert kiosk.shows(Toolbox).news == ""


def test_an_export_is_asked_for_and_its_file_named(fitted: KioskBench) -> None:
    fitted.touch(up.ToolChosen(Tool.EXPORT))
    assert fitted.shows(Toolbox).news == "exporting"
    fitted.run_errands()
    assert fitted.host.asked == ["export"]
    screen = fitted.shows(Toolbox)
    assert (screen.news, screen.detail) == ("export_done", "motcua-simulated.tar.gz")


def test_an_export_without_a_stick_says_so(fitted: KioskBench) -> None:
    fitted.host.ending = b'{"state":"refused","code":"no_stick"}'
    choose(fitted, Tool.EXPORT)
    assert fitted.shows(Toolbox).news == "export_no_stick"


def test_an_export_that_never_ends_is_given_up(fitted: KioskBench) -> None:
    fitted.host.ending = b'{"state":"working"}'
    choose(fitted, Tool.EXPORT)
    fitted.advance(181)
    fitted.run_errands()
    assert fitted.shows(Toolbox).news == "export_too_slow"


def test_switching_off_asks_first(fitted: KioskBench) -> None:
    choose(fitted, Tool.POWER_OFF)
    fitted.shows(Sure)
    assert fitted.host.asked == []
    touch_all(fitted, [up.ToolConfirmed()])
    assert fitted.host.asked == ["power_off"]


def test_restarting_can_be_thought_better_of(fitted: KioskBench) -> None:
    choose(fitted, Tool.RESTART)
    touch_all(fitted, [up.ToolsAsked(), up.ToolConfirmed()])
    assert fitted.host.asked == []


# ---------------------------------------------------------------- the mount height


def test_a_measured_height_overrides_the_profile_from_the_next_start_on(kiosk: KioskBench) -> None:
    choose(enter(kiosk), Tool.HEIGHT)
    type_in(kiosk, "845")
    assert kiosk.shows(Toolbox).news == "height_kept"
    kiosk.power_cycle()
    panel = fitting.panel(kiosk.settings.screen, acceptance.lower_edge_mm(kiosk.reader.rows))
    assert panel.lower_edge_mm == 845


@pytest.mark.parametrize("typed", ["", "29", "299", "1501", "9999"])
def test_a_height_that_cannot_be_is_refused_and_nothing_is_kept(kiosk: KioskBench, typed: str) -> None:
    choose(enter(kiosk), Tool.HEIGHT)
    type_in(kiosk, typed)
    assert kiosk.shows(Pad).problem == "height"
    assert acceptance.lower_edge_mm(kiosk.reader.rows) is None


def test_without_a_measurement_the_settings_say_how_it_hangs(kiosk: KioskBench) -> None:
    assert fitting.panel(kiosk.settings.screen, None).lower_edge_mm == 700
