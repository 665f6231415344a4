"""The technician's corner: S14 behind a PIN, its readings, its tests and its tools.

Owns who may enter and which tool is taken up. Refuses PIN storage (`pins`), what the table says
(`readings`), the self-test and the network, which have rooms of their own.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, assert_never

from firmware import acceptance, days, errands, paper, printing, selftest, technician_network, visit
from firmware import events as e
from firmware import upkeep as up
from firmware.ledger import Progress
from firmware.neighbours import Neighbours
from firmware.pins import TECHNICIAN, Pins
from firmware.readings import table
from firmware.screens import PinPad, Technician
from firmware.selftest import Gauges
from firmware.state import Moment, State
from firmware.store import rows
from firmware.toolbox import toolbox
from firmware.upkeep import Asked, Pad, Sure, Tool, Toolbox

log = logging.getLogger(__name__)

TRIES: Final = 5
LOCK_SECONDS: Final = 60.0
LAMP_TEST_SECONDS: Final = 3.0


@dataclass(frozen=True, slots=True)
class Desk:
    """What S14 needs besides the moment: the PINs, and what is measured or read when asked for."""

    pins: Pins
    gauges: Gauges
    progress: Callable[[], Progress]
    neighbours: Callable[[], Neighbours]


def decide(moment: Moment, event: e.Servicing | up.UpkeepEvent, desk: Desk) -> State:
    if isinstance(event, up.Tending):
        return tend(moment, event, desk)
    if isinstance(event, up.Testing):
        return selftest.decide(moment, event, desk.gauges)
    if isinstance(event, up.Networking):
        return technician_network.decide(moment, event)
    if isinstance(event, up.Padding):
        return technician_network.pad_decide(moment, event)
    match event:
        case e.TechnicianAsked():
            return asked(moment, desk)
        case e.PinEntered(digits):
            return pin_entered(moment, desk, digits)
        case e.TestPrintAsked():
            return test_print_asked(moment)
        case e.LampTestAsked():
            return lamp_test_asked(moment)
        case _:
            assert_never(event)


def asked(moment: Moment, desk: Desk) -> State:
    """The hidden gesture leads to the PIN pad, never further."""
    return visit.go(moment, _pad(moment, desk.pins))


def pin_entered(moment: Moment, desk: Desk, digits: str) -> State:
    """Five wrong PINs shut the pad for a minute."""
    if not isinstance(moment.visit.screen, PinPad):
        return visit.touched(moment)
    if moment.now.monotonic < moment.hall.pin_locked_until or not desk.pins.is_set(TECHNICIAN):
        return visit.stay(moment, _pad(moment, desk.pins))
    if desk.pins.check(TECHNICIAN, digits):
        log.info("technician entered")
        state = moment.state.noted(wrong_pins=0)
        return visit.stay(replace(moment, state=state), readings(moment, desk))
    wrong = moment.hall.wrong_pins + 1
    locked_until = moment.now.monotonic + LOCK_SECONDS if wrong % TRIES == 0 else -1.0
    log.warning("technician PIN wrong tries=%s", wrong)
    moment = replace(moment, state=moment.state.noted(wrong_pins=wrong, pin_locked_until=locked_until))
    return visit.stay(moment, _pad(moment, desk.pins, wrong=True))


def readings(moment: Moment, desk: Desk) -> Technician:
    """S14 as it stands now."""
    return table(moment, desk.gauges.vitals(), desk.progress(), desk.neighbours())


def test_print_asked(moment: Moment) -> State:
    screen = moment.visit.screen
    if not isinstance(screen, Technician):
        return visit.touched(moment)
    if moment.settings.printer.driver == "absent":
        return visit.stay(moment, replace(screen, note="no_printer"))
    slip = paper.test_slip(moment.settings, moment.now)
    printing.queue_job(slip, moment.now, day=days.business_day(moment.now), ticket=None)
    return visit.stay(moment, replace(screen, note="test_print"))


def lamp_test_asked(moment: Moment) -> State:
    screen = moment.visit.screen
    if not isinstance(screen, Technician):
        return visit.touched(moment)
    state = moment.state.noted(lamp_test_until=moment.now.monotonic + LAMP_TEST_SECONDS)
    return visit.stay(replace(moment, state=state), replace(screen, note="lamp_test"))


# ---------------------------------------------------------------- the tools


def tend(moment: Moment, event: up.Tending, desk: Desk) -> State:
    screen = moment.visit.screen
    if isinstance(event, up.ToolDone):
        return tool_done(moment, event)
    if not isinstance(screen, Technician | up.Upkeep):
        return visit.touched(moment)
    match event:
        case up.ReadingsAsked():
            return visit.stay(moment, readings(moment, desk))
        case up.ToolsAsked():
            return visit.stay(moment, toolbox(moment))
        case up.ToolChosen(tool):
            return tool_chosen(moment, tool, desk)
        case up.ToolConfirmed():
            return tool_confirmed(moment)
        case _:
            assert_never(event)


def tool_chosen(moment: Moment, tool: Tool, desk: Desk) -> State:
    if not isinstance(moment.visit.screen, Toolbox) or tool not in toolbox(moment).tools:
        return visit.touched(moment)
    match tool:
        case Tool.SELF_TEST:
            return selftest.begin(moment, desk.gauges)
        case Tool.NETWORK:
            return technician_network.asked(moment)
        case Tool.HEIGHT:
            measured = acceptance.lower_edge_mm(rows)
            return visit.stay(moment, Pad(Asked.HEIGHT, about="" if measured is None else f"{measured} mm"))
        case Tool.EXPORT:
            return visit.stay(moment, toolbox(moment, "exporting")).sending(errands.ExportLogs())
        case Tool.RESTART | Tool.POWER_OFF:
            return visit.stay(moment, Sure(tool))
        case _:
            assert_never(tool)


def tool_confirmed(moment: Moment) -> State:
    screen = moment.visit.screen
    if not isinstance(screen, Sure):
        return visit.touched(moment)
    log.warning("technician asked for %s", screen.tool)
    again = screen.tool is Tool.RESTART
    news = "restarting" if again else "switching_off"
    return visit.stay(moment, toolbox(moment, news)).sending(errands.SwitchOff(again))


def tool_done(moment: Moment, event: up.ToolDone) -> State:
    """Told where the tools are shown; elsewhere the technician is busy with something else."""
    state = moment.state.noted(errand=None)
    if not isinstance(moment.visit.screen, Toolbox):
        return state
    return state.seen(screen=toolbox(moment, event.news, event.detail))


def _pad(moment: Moment, pins: Pins, *, wrong: bool = False) -> PinPad:
    locked = max(0.0, moment.hall.pin_locked_until - moment.now.monotonic)
    return PinPad(wrong=wrong, locked_seconds=int(locked), unset=not pins.is_set(TECHNICIAN))
