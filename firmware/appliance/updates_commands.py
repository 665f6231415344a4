"""The commands of the operating system that an update needs; the only place that runs them.

Owns their arguments, their deadlines, and that /bootcfg is writable only around what writes U-Boot's
environment. Refuses to decide. Each is found on PATH, so that tests put scripts of the same names there.
"""

import logging
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from firmware.appliance.updates_words import Step
from firmware.errors import KioskError

log = logging.getLogger(__name__)

INFO_SECONDS: Final = 120.0
INSTALL_SECONDS: Final = 1800.0
SHORT_SECONDS: Final = 120.0
_PROGRESS: Final = re.compile(r"\s*([0-9]{1,3})% (.*)")
"""As `rauc install` writes where no terminal is, in 1.8 and in 1.13: ` 40% Checking bundle done.`"""
_WRITING: Final = ("Updating slots", "Checking slot", "Copying image")


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

    def install(self, bundle: Path, tell: Callable[[int, Step], None]) -> None:
        """Write the other slot and make it the next to boot; `tell` hears percent and step on the way."""
        with self._writable():
            _follow(self.install_seconds, tell, "rauc", "install", str(bundle))

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


def _follow(deadline_seconds: float, tell: Callable[[int, Step], None], *command: str) -> None:
    """As `_run`, with what the command says on the way."""
    name, last = " ".join(command[:2]), "no words"
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}; install the package that has it") from error
    late = threading.Event()
    timer = threading.Timer(deadline_seconds, _end, (process, late))
    timer.start()
    try:
        with process:
            assert process.stdout is not None
            for line in process.stdout:
                last = line.decode(errors="replace").strip() or last
                _tell_progress(last, tell)
    finally:
        timer.cancel()
    if late.is_set():
        raise CommandError(f"{name}: not done within {deadline_seconds:g} s; it is tried again")
    if process.returncode != 0:
        raise CommandError(f"{name}: exit code {process.returncode}: {last}")


def _end(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _tell_progress(line: str, tell: Callable[[int, Step], None]) -> None:
    if said := _PROGRESS.match(line):
        tell(min(100, int(said[1])), Step.WRITING if said[2].startswith(_WRITING) else Step.CHECKING)
