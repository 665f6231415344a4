"""The technician's corner: S14 behind a PIN, its readings and its tests.

Owns who may enter and what is shown there. Refuses PIN storage (`pins`) and measuring (`health`).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, assert_never

from firmware import days, paper, printing, standing, visit
from firmware import events as e
from firmware.health import Vitals
from firmware.ledger import Progress
from firmware.pins import TECHNICIAN, Pins
from firmware.screens import PinPad, Reading, Technician
from firmware.state import Moment, State
from firmware.version import VERSION

log = logging.getLogger(__name__)

TRIES: Final = 5
LOCK_SECONDS: Final = 60.0
LAMP_TEST_SECONDS: Final = 3.0
_DISK_LOW_MB: Final = 500
_HOT_C: Final = 80.0


@dataclass(frozen=True, slots=True)
class Desk:
    """What S14 needs besides the moment: the PINs, and two measurements taken when asked for."""

    pins: Pins
    vitals: Callable[[], Vitals]
    progress: Callable[[], Progress]


def decide(moment: Moment, event: e.Servicing, desk: Desk) -> State:
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


def readings(moment: Moment, desk: Desk) -> Technician:
    """S14 as it stands now. `name` and, where it is a word, `value` are keys of the face's catalogue."""
    kiosk, hall = moment.settings.kiosk, moment.hall
    vitals, progress = desk.vitals(), desk.progress()
    name = f"{kiosk.province}/{kiosk.ward}/{kiosk.id}"
    printer = "absent" if moment.settings.printer.driver == "absent" else hall.printer_fault or "ok"
    disk, heat = vitals.disk_free_mb, vitals.temperature_c
    stuck = ", ".join(str(button) for button in sorted(hall.stuck_buttons))
    rows = (
        Reading("kiosk", name, None),
        Reading("version", VERSION, None),
        Reading("network", "online" if hall.online else "offline", hall.online),
        *standing.readings(hall.standing),
        Reading("backlog", str(progress.backlog), None),
        Reading("clock", f"{moment.now.local:%d/%m/%Y %H:%M:%S}", moment.now.trusted),
        Reading("printer", printer, None if printer == "absent" else not hall.printer_fault),
        Reading("button", str(hall.last_button or "–"), not stuck),
        Reading("disk", "–" if disk is None else f"{disk} MB", None if disk is None else disk > _DISK_LOW_MB),
        Reading(
            "temperature", "–" if heat is None else f"{heat:.0f} °C", None if heat is None else heat < _HOT_C
        ),
    )
    support = f"motcua {VERSION} {name} seq={progress.high} backlog={progress.backlog} printer={printer}"
    if hall.standing is not None:
        support += f" enrolment={hall.standing.word}"
    return Technician(rows, support)


def _pad(moment: Moment, pins: Pins, *, wrong: bool = False) -> PinPad:
    locked = max(0.0, moment.hall.pin_locked_until - moment.now.monotonic)
    return PinPad(wrong=wrong, locked_seconds=int(locked), unset=not pins.is_set(TECHNICIAN))
