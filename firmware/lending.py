"""What the kiosk lends to its web pages, the office's questions and the bench's hands, and to its vigil.

Owns adapting; with `kiosk`, the only module here that sees the pages. Refuses life cycles and decisions.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from firmware import filed_pages, hall, register, report, sessions, sms_desk
from firmware import settings as toml
from firmware.clock import Clock
from firmware.console import NotRecordedError
from firmware.core import Core
from firmware.days import today
from firmware.doors import Doors
from firmware.events import TimePassed
from firmware.filed_pages import Cabinet
from firmware.fitting import Devices
from firmware.ledger import Progress, progress
from firmware.notices import Notices
from firmware.pieces import Pieces
from firmware.pins import Pins
from firmware.quiet_hours import QuietHours
from firmware.sms_pages import SmsDesk
from firmware.store import Reader
from firmware.telling import teller
from firmware.vigil import Organs
from mqtt.catalogue import Procedure
from mqtt.messages import PaperWord
from ui.counter.bench import Bench
from ui.counter.office import Office
from ui.touch.app import Face


def office(
    settings: toml.Settings, core: Core, reader: Reader, clock: Clock, pins: Pins, pieces: Pieces
) -> Office:
    """Every answer is read from what is committed; every request goes through the core's inbox."""
    cabinet = Cabinet(reader.rows, core.seals, pieces)
    sight = hall.Hall(settings, reader)
    notices = Notices(settings, lambda: core.state.hall.guide)
    return Office(
        name=settings.kiosk.name,
        counters=settings.counter_numbers,
        ask=core.ask,
        admit=Doors(pins, clock).admit,
        who=lambda session: sessions.who(reader, settings, session),
        news=lambda: _news(core, reader),
        board=lambda: sight.board(clock.now()),
        queue=sight.queue,
        follow=lambda token: sight.follow(token, clock.now()),
        report=lambda day: report.day_report(reader, settings, day, clock.now()),
        ratings=lambda day: report.ratings_of(reader, day or today(reader.rows)),
        closings=lambda: report.closings(reader, today(reader.rows)),
        own=lambda officer: report.own_figures(reader, officer, today(reader.rows)),
        dossier=lambda code: register.view(reader.rows, code, clock.now()),
        texts=teller(settings) != "none",
        sms=lambda: _sms(settings, core, reader),
        dossiers=lambda: register.open_dossiers(reader.rows, _procedures(core)),
        filed=lambda: cabinet.lines(_procedures(core)),
        filing=lambda code: cabinet.page(code, _procedures(core)),
        paper=cabinet.paper,
        find=notices.find,
        procedure=notices.page,
        procedures=notices.pages,
        residential=settings.office.residential,
    )


def bench(
    settings: toml.Settings,
    core: Core,
    devices: Devices,
    face: Face,
    reader: Reader,
    wake_printing: Callable[[], None],
) -> Bench:
    """The hands of a visitor and of bad luck; only where the settings allow it."""
    tape, cable = devices.tape, devices.cable

    def set_printer(state: str) -> None:
        devices.set_tape(state)
        wake_printing()

    return Bench(
        glass=face,
        tape=tape,
        press=devices.press,
        lamps=devices.lamps.lit,
        levels=tuple(settings.buttons.levels) if devices.buttons.count else (),
        send=core.send,
        printer=lambda: tape.state.value if tape else paper_word(settings, core),
        set_printer=set_printer,
        set_network=devices.set_network,
        network=lambda: cable is None or cable.up,
        progress=lambda: progress(reader),
        office=settings.kiosk.name,
        centre_url=settings.bench.centre_url,
        other_url=settings.bench.other_url,
    )


def organs(settings: toml.Settings, core: Core, face: Face, reader: Reader) -> Organs:
    """How the vigil asks whether each part still lives; `reader` must be its own."""
    return Organs(
        core=lambda seconds: _answers(core, seconds),
        face=face.draws,
        database=lambda: _can_be_read(reader),
        first_drawn=lambda: face.shown != "",
        screen=lambda: core.state.visit.screen,
        quiet_hours=lambda: QuietHours(core.state.hall.calendar, settings.update_window),
        printer=lambda: paper_word(settings, core),
    )


def _answers(core: Core, deadline_seconds: float) -> bool:
    """A decision that changes nothing, all the way through the inbox and a transaction."""
    try:
        core.ask(TimePassed(), deadline_seconds)
    except NotRecordedError:
        return False
    return True


def _can_be_read(reader: Reader) -> bool:
    try:
        return len(reader.rows("SELECT epoch FROM installation")) == 1
    except sqlite3.Error:
        return False


def paper_word(settings: toml.Settings, core: Core) -> PaperWord:
    """The printer in one word of the heartbeat's."""
    state = core.state.hall
    if settings.printer.driver == "absent":
        return "absent"
    if state.printer_fault:
        return "fault"
    return "near_end" if state.paper_low else "ok"


def _sms(settings: toml.Settings, core: Core, reader: Reader) -> SmsDesk | None:
    """None where this kiosk sends nothing by itself."""
    if settings.sms.sender != "kiosk":
        return None
    missing = "absent" if settings.modem.driver == "absent" else ""
    return sms_desk.desk(reader.rows, missing or core.state.hall.modem_fault)


def _procedures(core: Core) -> dict[str, Procedure]:
    """Those in force, by code; none while there is no catalogue."""
    guide = core.state.hall.guide
    return guide.procedures if guide else {}


def _news(core: Core, reader: Reader) -> dict[str, Any]:
    state = core.state
    sent: Progress = progress(reader)
    return {
        "help": state.hall.help_called,
        "screen": state.visit.screen.code,
        "printer": state.hall.printer_fault,
        "paper_low": state.hall.paper_low,
        "online": state.hall.online,
        "backlog": sent.backlog,
        "filed": filed_pages.unseen(reader.rows),
    }
