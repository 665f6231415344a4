"""The kiosk's settings: frozen values read once from one TOML file.

Owns the keys, their types and what must agree between them. Refuses defaults that guess official data.
Every error names the file, the key and the remedy.
"""

import re
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from firmware.errors import SettingsError
from firmware.hours import HoursError, Week, read_week
from mqtt.facts import Level

Code = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
Port = Annotated[int, Meta(ge=1, le=65535)]
Millimetres = Annotated[float, Meta(gt=0)]


class _Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Kiosk(_Section, frozen=True):
    province: Annotated[str, Meta(pattern=r"^\d{2}$")]
    ward: Annotated[str, Meta(pattern=r"^\d{5}$")]
    id: Annotated[str, Meta(pattern=r"^k[1-9]\d{0,2}$")]
    name: Annotated[str, Meta(min_length=1, max_length=80)]


class Mqtt(_Section, frozen=True):
    host: Annotated[str, Meta(min_length=1)]
    port: Port = 1883
    username: str = ""
    password: str = ""
    tls_ca: str = ""
    tls_cert: str = ""
    tls_key: str = ""
    heartbeat_seconds: Annotated[int, Meta(ge=5, le=600)] = 20


class Printer(_Section, frozen=True):
    driver: Literal["usb", "network", "serial", "simulated", "absent"] = "absent"
    usb: str = ""
    host: str = ""
    port: Port = 9100
    device: str = ""
    baudrate: int = 115200
    dots: Annotated[int, Meta(ge=384, le=832, multiple_of=8)] = 576


class Buttons(_Section, frozen=True):
    driver: Literal["gpio", "simulated", "absent"] = "absent"
    pins: list[int] = []
    lamps: list[int] = []
    levels: Annotated[tuple[Level, ...], Meta(min_length=2, max_length=5)] = (
        "very_satisfied",
        "satisfied",
        "unsatisfied",
    )


class Screen(_Section, frozen=True):
    profile: str = "21.5"
    width: Annotated[int, Meta(ge=600)] | None = None
    height: Annotated[int, Meta(ge=600)] | None = None
    px_per_mm: Millimetres | None = None
    lower_edge_mm: Millimetres | None = None
    fullscreen: bool = True


class Service(_Section, frozen=True):
    code: Code
    letter: Annotated[str, Meta(pattern=r"^[A-Z]$")]
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    name_en: str = ""
    counters: list[Annotated[int, Meta(ge=1, le=99)]] = []
    general: bool = False
    bring: list[str] = []


class Officer(_Section, frozen=True):
    id: Code
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    counter: Annotated[int, Meta(ge=1, le=99)] | None = None
    photo: str = ""


class Priority(_Section, frozen=True):
    code: Code
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    name_en: str = ""


class Web(_Section, frozen=True):
    host: str = "127.0.0.1"
    port: Port = 8080


class Bench(_Section, frozen=True):
    """Never in an image: lets a browser touch, press, scan and break this kiosk."""

    enabled: bool = False
    centre_url: str = ""


class ClockTrust(_Section, frozen=True):
    trust: Literal["ntp", "always"] = "ntp"


PRIORITIES: Final = (
    Priority(code="elderly", name="Người cao tuổi", name_en="Older person"),
    Priority(code="disabled", name="Người khuyết tật", name_en="Person with a disability"),
    Priority(code="child", name="Mang thai, có con nhỏ", name_en="Pregnant or with a small child"),
)


class Settings(_Section, frozen=True):
    kiosk: Kiosk
    mqtt: Mqtt
    services: Annotated[list[Service], Meta(min_length=1, max_length=26)]
    officers: list[Officer] = []
    priorities: Annotated[tuple[Priority, ...], Meta(max_length=6)] = PRIORITIES
    printer: Printer = Printer()
    buttons: Buttons = Buttons()
    screen: Screen = Screen()
    hours: dict[str, list[str]] = {}
    web: Web = Web()
    bench: Bench = Bench()
    clock: ClockTrust = ClockTrust()

    @property
    def week(self) -> Week | None:
        """Opening hours, or None where the file gives none: then the kiosk is always open."""
        return read_week(self.hours) if self.hours else None

    def service(self, code: str) -> Service | None:
        return next((service for service in self.services if service.code == code), None)

    def officer(self, officer_id: str) -> Officer | None:
        return next((officer for officer in self.officers if officer.id == officer_id), None)


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
    if sum(service.general for service in settings.services) > 1:
        problems.append(("services.general", "set for several services; keep it for one"))
    buttons, levels = settings.buttons, len(settings.buttons.levels)
    if buttons.driver != "absent" and len(buttons.pins) != levels:
        problems.append(("buttons.pins", f"{len(buttons.pins)} pins for {levels} levels; give one each"))
    if buttons.lamps and len(buttons.lamps) != len(buttons.pins):
        problems.append(("buttons.lamps", f"{len(buttons.lamps)} lamps; give one each button, or none"))
    try:
        _ = settings.week
    except HoursError as error:
        problems.append((f"hours.{error.weekday}", str(error)))
    return problems


def _twice(key: str, values: list[str]) -> list[tuple[str, str]]:
    repeated = sorted({value for value in values if values.count(value) > 1})
    return [(key, f"{value!r} stands twice; each must be unique") for value in repeated]
