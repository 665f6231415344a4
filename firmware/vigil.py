"""Watches over the kiosk from inside: asks the core, the face and the database every ten seconds.

Owns the pulse file and the word to systemd: READY once the first screen was drawn, WATCHDOG only while all
who were asked have answered, so that a kiosk that hangs is started again. Refuses to mend anything. Does
nothing where neither systemd nor a runtime folder is, as on a developer's machine.
"""

import logging
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from firmware import pulse
from firmware.clock import Now
from firmware.pulse import Pulse
from firmware.quiet_hours import QuietHours
from firmware.screens import Closed, Screen, Waiting
from firmware.version import VERSION

log = logging.getLogger(__name__)

EVERY_SECONDS: Final = 10.0
STARTING_SECONDS: Final = 1.0
ANSWER_SECONDS: Final = 5.0
_COMMAND_LINE: Final = Path("/proc/cmdline")


@dataclass(frozen=True, slots=True)
class Organs:
    """How each part is asked; those that wait get a deadline in seconds and answer whether they live."""

    core: Callable[[float], bool]
    face: Callable[[float], bool]
    database: Callable[[], bool]
    first_drawn: Callable[[], bool]
    screen: Callable[[], Screen]
    quiet_hours: Callable[[], QuietHours]
    printer: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What systemd gave this process: where to write and where to speak, "" for nowhere."""

    folder: Path | None
    notify: str
    slot: str

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Surroundings":
        folder = environment.get("RUNTIME_DIRECTORY", "").partition(":")[0]
        return cls(
            Path(folder) if folder else None, environment.get("NOTIFY_SOCKET", ""), kernel_word("rauc.slot")
        )

    @property
    def anybody(self) -> bool:
        return self.folder is not None or self.notify != ""


class VigilTurn:
    def __init__(self, organs: Organs, surroundings: Surroundings) -> None:
        self._organs = organs
        self._surroundings = surroundings
        self._ready = False
        self._well = True

    def __call__(self, now: Now) -> float:
        if not self._surroundings.anybody:
            return EVERY_SECONDS
        felt = self._feel(now)
        self._tell_systemd(felt)
        self._write(felt)
        return EVERY_SECONDS if felt.home_shown else STARTING_SECONDS

    def _feel(self, now: Now) -> Pulse:
        organs, hours = self._organs, self._organs.quiet_hours()
        return Pulse(
            version=VERSION,
            slot=self._surroundings.slot,
            since_boot_seconds=int(now.monotonic),
            database_open=organs.database(),
            home_shown=organs.first_drawn(),
            core_alive=organs.core(ANSWER_SECONDS),
            face_alive=organs.face(ANSWER_SECONDS),
            open_now=hours.open_now(now.local),
            busy=not isinstance(organs.screen(), Waiting | Closed),
            printer=organs.printer(),
            opens_in_minutes=hours.opens_in_minutes(now.local),
        )

    def _tell_systemd(self, felt: Pulse) -> None:
        if felt.home_shown and not self._ready:
            self._ready = True
            notify(self._surroundings.notify, "READY=1")
            log.info("kiosk ready seconds_since_boot=%s", felt.since_boot_seconds)
        if felt.alive:
            notify(self._surroundings.notify, "WATCHDOG=1")
        if felt.alive != self._well:
            self._well = felt.alive
            log.warning(
                "kiosk alive=%s core=%s face=%s database=%s",
                felt.alive,
                felt.core_alive,
                felt.face_alive,
                felt.database_open,
            )

    def _write(self, felt: Pulse) -> None:
        folder = self._surroundings.folder
        if folder is None:
            return
        try:
            pulse.write(folder, felt)
        except OSError as error:
            log.warning("pulse not written folder=%s: %s", folder, error)


class ScreenVigilTurn:
    """For S15, where there is no kiosk and so no pulse: only the screen has to live."""

    def __init__(self, draws: Callable[[float], bool], address: str) -> None:
        self._draws = draws
        self._address = address

    def __call__(self, _now: Now) -> float:
        if self._address and self._draws(ANSWER_SECONDS):
            notify(self._address, "READY=1\nWATCHDOG=1")
        return EVERY_SECONDS


def notify(address: str, word: str) -> None:
    """Say a word to systemd (sd_notify(3)); "" is nowhere. A socket that is gone or full is only logged."""
    if not address:
        return
    name = f"\0{address[1:]}" if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as wire:
        try:
            wire.sendto(word.encode(), name)
        except OSError as error:
            log.warning("systemd not told word=%s: %s", word, error)


def kernel_word(key: str, command_line: Path = _COMMAND_LINE) -> str:
    """The value of `key=value` on the kernel's command line, "" where it is not given."""
    try:
        words = command_line.read_text(encoding="ascii", errors="replace").split()
    except OSError:
        return ""
    return next((word.partition("=")[2] for word in words if word.startswith(f"{key}=")), "")
