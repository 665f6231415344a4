"""The tables of what is fitted to a kiosk: printer, buttons, scanner, screen, speaker, modem; its machine.

Owns these tables' keys. Refuses judging the file (`settings_file`) and choosing drivers (`fitting`). What a
kiosk does not name is absent.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from mqtt.scalars import Level

Port = Annotated[int, Meta(ge=1, le=65535)]
Millimetres = Annotated[float, Meta(gt=0)]


class _Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


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
    active: Literal["low", "high"] = "low"
    """What a pressed button does to its line: wired to ground (low) or to 3.3 V (high)."""
    chip: str = ""
    """Label of the GPIO chip, as gpiodetect shows it; empty for the one behind the 40-pin header."""
    levels: Annotated[tuple[Level, ...], Meta(min_length=2, max_length=5)] = (
        "very_satisfied",
        "satisfied",
        "unsatisfied",
    )


class Scanner(_Section, frozen=True):
    driver: Literal["evdev", "simulated", "absent"] = "absent"
    device: str = ""


class Screen(_Section, frozen=True):
    profile: str = "21.5"
    width: Annotated[int, Meta(ge=600)] | None = None
    height: Annotated[int, Meta(ge=600)] | None = None
    px_per_mm: Millimetres | None = None
    lower_edge_mm: Millimetres | None = None
    turned: Literal[0, 90, 180, 270] = 0
    fullscreen: bool = True
    touch: Annotated[str, Meta(pattern=r"^(auto|/dev/input/[\w/:.-]+)$")] = "auto"
    """Where touches come from on a screen of our own; under a window system they come from the window."""


class Voice(_Section, frozen=True):
    driver: Literal["speaker", "simulated", "absent"] = "absent"
    device: str = ""
    headphones: str = ""
    clips: str = ""


class Network(_Section, frozen=True):
    """Who looks after the machine's own connection; absent where that is somebody else."""

    driver: Literal["networkmanager", "simulated", "absent"] = "absent"


class Host(_Section, frozen=True):
    """Whether the kiosk may ask its machine to restart, to switch off and to export logs."""

    driver: Literal["systemd", "simulated", "absent"] = "absent"


class Modem(_Section, frozen=True):
    """The modem of a kiosk that sends by itself: Gammu's daemon with its `files` service, in `spool`.

    With `receipts` the network is asked what became of each SMS; false where the carrier offers none. With
    `device` the kiosk writes the daemon's settings for that line: so it is on the appliance.
    """

    driver: Literal["gammu", "simulated", "absent"] = "absent"
    spool: str = "/var/spool/gammu"
    receipts: bool = True
    device: Annotated[str, Meta(pattern=r"^(/dev/[0-9A-Za-z/._:-]+)?$")] = ""
