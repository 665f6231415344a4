"""The commands of the operating system that an update needs; the only place that runs them.

Owns their arguments, their deadlines, and that /bootcfg is writable only around what writes U-Boot's
environment. Refuses to decide. Each is found on PATH, so that tests put scripts of the same names there.
"""

import logging
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from firmware.errors import KioskError

log = logging.getLogger(__name__)

INFO_SECONDS: Final = 120.0
INSTALL_SECONDS: Final = 1800.0
SHORT_SECONDS: Final = 120.0


class CommandError(KioskError):
    """A command failed or did not end in time; the text has its last words."""


class Bundle(msgspec.Struct, frozen=True):
    """What a bundle whose signature is good says of itself."""

    compatible: str
    version: str


@dataclass(frozen=True, slots=True)
class Commands:
    bootcfg: Path = Path("/bootcfg")
    install_seconds: float = INSTALL_SECONDS

    def info(self, bundle: Path) -> Bundle:
        """CommandError if the signature is not by the release key or the bundle is cut short."""
        told = _run(INFO_SECONDS, "rauc", "info", "--output-format=json", str(bundle))
        try:
            return msgspec.json.decode(told, type=Bundle)
        except msgspec.DecodeError as error:
            raise CommandError(f"rauc info {bundle.name}: unexpected answer: {error}; see rauc(1)") from error

    def install(self, bundle: Path) -> None:
        """Write the other slot and make it the next to boot."""
        with self._writable():
            _run(self.install_seconds, "rauc", "install", str(bundle))

    def mark_good(self) -> None:
        """Give the running slot its boot attempts back."""
        with self._writable():
            _run(SHORT_SECONDS, "rauc", "status", "mark-good")

    def reboot(self) -> None:
        _run(SHORT_SECONDS, "systemctl", "reboot")

    @contextmanager
    def _writable(self) -> Iterator[None]:
        _run(SHORT_SECONDS, "mount", "-o", "remount,rw", str(self.bootcfg))
        try:
            yield
        finally:
            try:
                _run(SHORT_SECONDS, "mount", "-o", "remount,ro", str(self.bootcfg))
            except CommandError as error:
                log.error("boot partition stays writable: %s", error)


def _run(deadline_seconds: float, *command: str) -> bytes:
    name = " ".join(command[:2])
    try:
        done = subprocess.run(command, capture_output=True, timeout=deadline_seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise CommandError(f"{name}: not done within {deadline_seconds:g} s; it is tried again") from error
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}; install the package that has it") from error
    if done.returncode != 0:
        words = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines() or ["no words"]
        raise CommandError(f"{name}: exit code {done.returncode}: {words[-1]}")
    return done.stdout
