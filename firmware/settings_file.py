"""Reads the settings file, and what the centre puts over it, and judges both.

Owns the errors: each names the file, the key and the remedy. Refuses the keys themselves (`settings`).
"""

import re
from pathlib import Path
from typing import Any, Final

import msgspec

from firmware.errors import SettingsError
from firmware.hours import HoursError
from firmware.settings import Settings
from firmware.waiting import BOOKED
from mqtt.broker import addresses
from mqtt.commands import WARD_TABLES
from mqtt.quiet import read_quiet
from mqtt.sealing import read_public


def load(path: Path) -> Settings:
    """Read and judge the settings; SettingsError names file, key and remedy."""
    try:
        settings = msgspec.toml.decode(path.read_bytes(), type=Settings)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}); name an existing file") from error
    except msgspec.ValidationError as error:
        raise SettingsError(f"{path}: {_explain(str(error))}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not TOML: {error}; mend that line") from error
    for key, problem in _disagreements(settings):
        raise SettingsError(f"{path}: {key}: {problem}")
    return settings


def overlaid(base: Settings, toml: str) -> Settings:
    """The ward's tables put over the machine's, each whole; SettingsError names key and remedy.

    PINs come on top of those in the file: the technician's is the machine's and not the ward's.
    """
    try:
        said = msgspec.toml.decode(toml, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise SettingsError(f"not TOML: {error}; mend that line") from error
    stranger = next((key for key in said if key not in WARD_TABLES), None)
    if stranger is not None:
        known = ", ".join(WARD_TABLES)
        raise SettingsError(f"{stranger}: is the machine's own; the ward's tables are {known}")
    if isinstance(pins := said.get("pins"), dict):
        said["pins"] = _pins(base, pins)
    try:
        settings = msgspec.convert(msgspec.to_builtins(base) | said, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(_explain(str(error))) from error
    for key, problem in _disagreements(settings):
        raise SettingsError(f"{key}: {problem}")
    return settings


def _pins(base: Settings, said: dict[str, Any]) -> dict[str, Any]:
    if "technician" in said:
        raise SettingsError("pins.technician: is the machine's own; leave it out")
    return {**base.pins, **said}


_WHERE: Final = re.compile(r"(?P<what>.*?)(?: - at `\$(?P<at>.*)`)?$", re.DOTALL)
_REMEDY: Final = {
    "unknown field": "remove it or correct its spelling",
    "missing required field": "add it",
    "Expected": "write a value of that kind",
    "Invalid enum value": "choose one that the documentation lists",
}


def _explain(text: str) -> str:
    """Turn msgspec's sentence into `key: what is wrong; remedy`."""
    match = _WHERE.match(text)
    assert match is not None
    what, at = match["what"], (match["at"] or "").lstrip(".")
    named = re.search(r"field `(\w+)`", what)
    key = ".".join(part for part in (at, named[1] if named else "") if part) or "file"
    remedy = next((cure for sign, cure in _REMEDY.items() if sign in what), "correct it")
    return f"{key}: {what}; {remedy}"


def _disagreements(settings: Settings) -> list[tuple[str, str]]:
    """What each key alone cannot show: (key, problem with its remedy)."""
    problems = [
        *_twice("services.code", [service.code for service in settings.services]),
        *_twice("services.letter", [service.letter for service in settings.services]),
        *_twice("officers.id", [officer.id for officer in settings.officers]),
        *_twice("priorities.code", [priority.code for priority in settings.priorities]),
        *_twice("buttons.levels", list(settings.buttons.levels)),
        *_twice("buttons.pins", [str(pin) for pin in [*settings.buttons.pins, *settings.buttons.lamps]]),
    ]
    if not settings.kiosk.name.strip():
        problems.append(("kiosk.name", "is blank; write the office's name"))
    if settings.priority(BOOKED) is not None:
        problems.append(("priorities.code", f"{BOOKED!r} is the class of booked numbers; use another code"))
    if sum(service.general for service in settings.services) > 1:
        problems.append(("services.general", "set for several services; keep it for one"))
    buttons, levels = settings.buttons, len(settings.buttons.levels)
    if buttons.driver != "absent" and len(buttons.pins) != levels:
        problems.append(("buttons.pins", f"{len(buttons.pins)} pins for {levels} levels; give one each"))
    if buttons.lamps and len(buttons.lamps) != len(buttons.pins):
        problems.append(("buttons.lamps", f"{len(buttons.lamps)} lamps; give one each button, or none"))
    if buttons.driver == "gpio" and not buttons.chip and {2, 3} & {*buttons.pins, *buttons.lamps}:
        problems.append(("buttons.pins", "GPIO 2 and 3 are the battery clock's; use others, such as 17"))
    try:
        _ = settings.calendar
    except HoursError as error:
        problems.append((error.key, str(error)))
    try:
        _ = settings.update_window
    except ValueError as error:
        problems.append(("updates.window", str(error)))
    try:
        addresses(settings.mqtt.others)
    except ValueError as error:
        problems.append(("mqtt.others", str(error)))
    problems += _sms_problems(settings) + _counter_problems(settings)
    return problems + _office_problems(settings) + _payment_problems(settings)


def _office_problems(settings: Settings) -> list[tuple[str, str]]:
    """A ward gives numbers for services. A residential point has none: tables that would do nothing there are
    refused, because whoever copied a ward's file would wait for numbers that never come."""
    office = settings.office
    problems: list[tuple[str, str]] = []
    if not office.residential and not settings.services:
        problems.append(("services", "none; add at least one [[services]] table"))
    queue = {"services": settings.services, "counters": settings.counters, "officers": settings.officers}
    idle = [key for key, tables in queue.items() if tables and office.residential]
    if office.residential and settings.buttons.driver != "absent":
        idle.append("buttons")
    remedy = 'nothing to do where office.kind is "residential"; leave it out, or set the kind to "ward"'
    problems += [(key, remedy) for key in idle]
    if office.help_phone and not any(sign.isdecimal() for sign in office.help_phone):
        problems.append(("office.help_phone", f"{office.help_phone!r} has no digit; write whom to call"))
    return problems


def _payment_problems(settings: Settings) -> list[tuple[str, str]]:
    """An account is whole or not there: money sent to half of one is lost."""
    to = settings.payment
    parts = {"payment.bank": to.bank, "payment.account": to.account, "payment.name": to.name.strip()}
    if not any(parts.values()):
        return []
    remedy = "missing beside the other keys of [payment]; give bank, account and name, or none of them"
    return [(key, remedy) for key, value in parts.items() if not value]


def _sms_problems(settings: Settings) -> list[tuple[str, str]]:
    problems = []
    try:
        _ = read_quiet(settings.sms.quiet)
    except ValueError as error:
        problems.append(("sms.quiet", str(error)))
    try:
        _ = settings.sms.key and read_public(settings.sms.key)
    except ValueError as error:
        remedy = "copy the line that `motcua-central sms key` printed"
        problems.append(("sms.key", f"{settings.sms.key!r} is {error}; {remedy}"))
    return problems


def _counter_problems(settings: Settings) -> list[tuple[str, str]]:
    known = [service.code for service in settings.services]
    problems = _twice("counters.number", [str(counter.number) for counter in settings.counters])
    problems += [
        (
            "counters.services",
            f"counter {counter.number} serves {code!r}, which is no service; use a code of yours",
        )
        for counter in settings.counters
        for code in counter.services
        if code not in known
    ]
    problems += [
        ("services.numbers", f"{service.code} has {first} to {last}; write the smaller one first")
        for service in settings.services
        for first, last in [service.numbers]
        if first > last
    ]
    return problems


def _twice(key: str, values: list[str]) -> list[tuple[str, str]]:
    repeated = sorted({value for value in values if values.count(value) > 1})
    return [(key, f"{value!r} stands twice; each must be unique") for value in repeated]
