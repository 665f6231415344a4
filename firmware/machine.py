"""The kiosk itself as a subject: its start, its link, its buttons' health, its help bell.

Owns what such news changes and which of it the centre hears. Refuses the printer, which has a room of its own
(`printing`).
"""

import logging
import secrets
from datetime import timedelta
from typing import Final, assert_never

from firmware import commanding, days, ledger, printing, visit
from firmware import events as e
from firmware.clock import Now
from firmware.events import Acknowledged
from firmware.point_screens import Matter
from firmware.standing import StandingChanged
from firmware.state import Moment, State
from firmware.version import VERSION
from mqtt.device_facts import ClockCorrected, DeviceCleared, DeviceFault, DeviceStarted
from mqtt.messages import instant

log = logging.getLogger(__name__)

JUMP_SECONDS: Final = 5.0


def decide(moment: Moment, event: e.Machine) -> State:
    match event:
        case e.ButtonStuck(button):
            return button_stuck(moment, button)
        case e.ButtonFreed(button):
            return button_freed(moment, button)
        case e.ConnectionChanged(up):
            return connection_changed(moment, up=up)
        case e.Acknowledged():
            return acknowledged(moment, event)
        case e.HelpCalled():
            return help_called(moment)
        case e.HelpAnswered():
            return help_answered(moment)
        case StandingChanged(standing):
            return moment.state.noted(standing=standing)
        case e.CommandArrived() | e.SettingsProved():
            return commanding.decide(moment, event)
        case _:
            assert_never(event)


def started(now: Now, boot: str) -> None:
    """The first transaction of a start."""
    ledger.append(DeviceStarted(boot=boot, version=VERSION), now)
    printing.mark_interrupted()
    printing.drop_old(days.business_day(now), now)
    pruned = ledger.prune(now)
    log.info("kiosk started version=%s boot=%s pruned=%s", VERSION, boot, pruned)


def new_boot() -> str:
    """A random name for this start of the process."""
    return secrets.token_hex(4)


def clock_looked_at(before: Now, now: Now) -> None:
    """Tell the centre when the wall clock jumped against the monotonic one, or became trusted."""
    expected = before.wall + timedelta(seconds=now.monotonic - before.monotonic)
    jumped = abs((now.wall - expected).total_seconds()) > JUMP_SECONDS
    if jumped or (now.trusted and not before.trusted):
        ledger.append(ClockCorrected(before=instant(expected), after=instant(now.wall)), now)
        log.warning("clock corrected before=%s after=%s trusted=%s", expected, now.wall, now.trusted)


def help_called(moment: Moment) -> State:
    """The staff's bell; where no staff is near, whom to call."""
    log.info("help called screen=%s", moment.visit.screen.code)
    if moment.settings.office.residential:
        return visit.by_phone(moment, Matter.CALL)
    return visit.touched(moment).noted(help_called=True)


def help_answered(moment: Moment) -> State:
    log.info("help answered")
    return moment.state.noted(help_called=False)


def button_stuck(moment: Moment, button: int) -> State:
    ledger.append(DeviceFault(device=f"button-{button}", fault="stuck"), moment.now)
    log.warning("button stuck button=%s", button)
    return moment.state.noted(stuck_buttons=moment.hall.stuck_buttons | {button})


def button_freed(moment: Moment, button: int) -> State:
    ledger.append(DeviceCleared(device=f"button-{button}", fault="stuck"), moment.now)
    return moment.state.noted(stuck_buttons=moment.hall.stuck_buttons - {button})


def connection_changed(moment: Moment, *, up: bool) -> State:
    return moment.state.noted(online=up)


def acknowledged(moment: Moment, ack: Acknowledged) -> State:
    """The centre's word; only the newest epoch's acks reach this far."""
    ledger.acknowledge(ack.upto, moment.now)
    return moment.state.noted(acked_at=moment.now.local)
