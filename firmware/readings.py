"""The technician's table: one row for each thing that can be well or not, and the code for the help desk.

Owns what is a row and when it is well. Refuses measuring and words: `name` and, where it is a word, `value`
are keys of the face's catalogue.
"""

from datetime import datetime
from typing import Final

import msgspec

from firmware import acceptance, standing
from firmware.clock import VIETNAM
from firmware.health import Vitals
from firmware.ledger import Progress
from firmware.neighbours import Neighbours, UpdateState, in_words
from firmware.screens import Reading, Technician
from firmware.selftest import DISK_LOW_MB, HOT_C
from firmware.state import Moment
from firmware.store import rows
from firmware.version import VERSION
from mqtt.device_facts import DeviceFault

_UPDATE_WELL: Final = {"refused": False, "good": True}


def table(moment: Moment, vitals: Vitals, progress: Progress, beside: Neighbours) -> Technician:
    kiosk, hall = moment.settings.kiosk, moment.hall
    name = f"{kiosk.province}/{kiosk.ward}/{kiosk.id}"
    printer = "absent" if moment.settings.printer.driver == "absent" else hall.printer_fault or "ok"
    stuck = ", ".join(str(button) for button in sorted(hall.stuck_buttons))
    listed = (
        *_news(beside),
        Reading("kiosk", name, None),
        Reading("version", VERSION, None),
        Reading("network", "online" if hall.online else "offline", hall.online),
        *standing.readings(hall.standing),
        Reading("backlog", str(progress.backlog), None),
        Reading("acknowledged", _when(hall.acked_at), None),
        Reading("clock", f"{moment.now.local:%d/%m/%Y %H:%M:%S}", moment.now.trusted),
        Reading("printer", printer, None if printer == "absent" else not hall.printer_fault),
        *_modem(moment),
        Reading("button", stuck or str(hall.last_button or "–"), not stuck),
        *_machine(vitals),
        _accepted(),
    )
    support = (
        f"motcua {VERSION} {name} epoch={_epoch()} seq={progress.high} backlog={progress.backlog}"
        f" printer={printer} fault={_last_fault()}"
    )
    if hall.standing is not None:
        support += f" enrolment={hall.standing.word}"
    return Technician(listed, support)


def _machine(vitals: Vitals) -> tuple[Reading, Reading]:
    disk, heat = vitals.disk_free_mb, vitals.temperature_c
    roomy = None if disk is None else disk > DISK_LOW_MB
    cool = None if heat is None else heat < HOT_C
    return (
        Reading("disk", "–" if disk is None else f"{disk} MB", roomy),
        Reading("temperature", "–" if heat is None else f"{heat:.0f} °C", cool),
    )


def _modem(moment: Moment) -> list[Reading]:
    """Only where this kiosk is to send SMS by itself."""
    settings, fault = moment.settings, moment.hall.modem_fault
    if settings.sms.sender != "kiosk":
        return []
    if settings.modem.driver == "absent":
        return [Reading("modem", "absent", well=False)]
    return [Reading("modem", fault or "ok", well=not fault)]


def _accepted() -> Reading:
    last = acceptance.last(rows)
    if last is None:
        return Reading("accepted", "never", None)
    return Reading("accepted", f"{last.at:%d/%m/%Y %H:%M}", last.accepted)


def _news(beside: Neighbours) -> list[Reading]:
    """Rows only for what there is to say, first of all."""
    found = []
    if beside.identity is not None:
        found.append(Reading("identity", in_words(beside.identity), well=False))
    if beside.update is not None and beside.update.state != "idle":
        update = beside.update
        word = "waiting_to_install" if update.state == "waiting" else update.state
        found.append(Reading("update", word, _UPDATE_WELL.get(update.state), _progress(update)))
    return found


def _progress(update: UpdateState) -> str:
    percent = "" if update.percent is None else f"{update.percent:.0f} %"
    return " · ".join(part for part in (update.version, percent, update.detail) if part)


def _when(at: datetime | None) -> str:
    return "–" if at is None else f"{at:%d/%m/%Y %H:%M}"


def _epoch() -> str:
    [(epoch,)] = rows("SELECT epoch FROM installation", ())
    return str(epoch)


def _last_fault() -> str:
    """The newest in the ledger, with the minute in the ward's time; "none" where there was none."""
    found = rows("SELECT at, data FROM ledger WHERE kind = 'device.fault' ORDER BY seq DESC LIMIT 1", ())
    if not found:
        return "none"
    [(at, data)] = found
    fault = msgspec.json.decode(data, type=DeviceFault)
    return f"{fault.device}:{fault.fault}@{datetime.fromisoformat(at).astimezone(VIETNAM):%Y-%m-%dT%H:%M}"
