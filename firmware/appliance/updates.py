"""The updater, beside the kiosk as root: from an offer of the centre or a stick to a slot marked good.

Owns the order of things, one synchronous turn at a time, and installing. Refuses the parts: where bundles
come from (`updates_source`), whether this one may be installed now (`updates_choice`), the slot that runs
(`updates_slot`), the commands (`updates_commands`). Every step is on disk before the next, so that a
power cut costs one step.
"""

import argparse
import logging
import signal
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from firmware import pulse
from firmware.appliance.updates_centre import Centre, Papers
from firmware.appliance.updates_choice import Candidate, Judge, RefusedError, quiet
from firmware.appliance.updates_commands import CommandError, Commands
from firmware.appliance.updates_notebook import Notebook, Places
from firmware.appliance.updates_slot import Slot
from firmware.appliance.updates_source import AGAIN_SECONDS, SPREAD_SECONDS, Source
from firmware.appliance.updates_trial import trial_seconds
from firmware.appliance.updates_words import News, Refused, Report, Trying, Why
from firmware.clock import Clock, Now, SystemClock
from firmware.errors import SettingsError
from firmware.settings import Settings
from firmware.settings_file import load
from firmware.version import VERSION
from firmware.worker import Worker

log = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 3
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


class Updater:
    def __init__(
        self,
        places: Places,
        commands: Commands,
        centre: Callable[[], Centre | None],
        *,
        running: str,
        trial_seconds: float,
        spread_seconds: float = 0.0,
    ) -> None:
        self._places = places
        self._commands = commands
        self._running = running
        self._notebook = Notebook(places, resting=News("idle", running))
        self._slot = Slot(places, self._notebook, commands, running=running, trial_seconds=trial_seconds)
        self._source = Source(places, self._notebook, centre, running=running, spread_seconds=spread_seconds)
        self._judge = Judge(commands, running)

    def __call__(self, now: Now) -> float:
        """One step; returns the seconds until the next."""
        try:
            pause = self._slot.step(now)
            if pause is not None:
                return pause
            if now.trusted:
                self._source.report()
            found = self._source.look(now)
            return found if isinstance(found, float) else self._install_when_quiet(now, found)
        except CommandError as error:
            log.error("%s", error)
            return AGAIN_SECONDS

    def _install_when_quiet(self, now: Now, found: Candidate) -> float:
        seen = pulse.read(self._places.runtime)
        against = quiet(now, seen) if self._slot.proved or not now.trusted else Why.NOT_PROVED
        if against is Why.CLOCK:
            return self._wait("", against)
        try:
            version = self._judge.judged(found)
            self._demand_not_refused(version)
        except RefusedError as refused:
            return self._refuse(found, refused)
        if against is not None:
            return self._wait(version, against)
        if not self._source.still_offered(now, found):
            return 0.0
        return self._install(found, version)

    def _install(self, found: Candidate, version: str) -> float:
        sha256 = found.offer.sha256 if found.offer is not None else ""
        before = self._notebook.memory.trying
        attempts = 1 + (before.attempts if before is not None and before.version == version else 0)
        if attempts > MOST_ATTEMPTS:
            return self._give_up(found, version, "power was lost in the middle each time")
        self._notebook.try_out(Trying(version, sha256, "installing", attempts, self._places.boot))
        self._notebook.tell(News("installing", version))
        try:
            self._commands.install(
                found.path,
                lambda percent, step: self._notebook.tell(News("installing", version, percent, step)),
            )
        except CommandError as error:
            log.error("installation failed version=%s attempt=%s: %s", version, attempts, error)
            return AGAIN_SECONDS if attempts < MOST_ATTEMPTS else self._give_up(found, version, str(error))
        self._notebook.try_out(Trying(version, sha256, "restarting", attempts, self._places.boot))
        self._source.discard(found)
        log.info("version installed, restarting version=%s", version)
        return self._slot.reboot(version)

    def _give_up(self, found: Candidate, version: str, sentence: str) -> float:
        """A stick's bundle is only thrown away: another copy of the same version may be whole."""
        self._source.discard(found)
        if found.offer is not None:
            self._notebook.refuse(Refused(version, Why.INSTALL_FAILED, found.offer.sha256))
        self._notebook.settle(None, Report(version, "failed", sentence))
        self._notebook.rest(News("refused", version, 0, Why.INSTALL_FAILED))
        return AGAIN_SECONDS

    def _demand_not_refused(self, version: str) -> None:
        refusal = self._notebook.refusal(version)
        if refusal is not None:
            raise RefusedError(refusal.why, f"version {version} was tried before: {refusal.why}")

    def _refuse(self, found: Candidate, refused: RefusedError) -> float:
        """Who signed nothing must not name versions to be refused: a stick's bundle leaves no trace."""
        log.error("bundle refused file=%s why=%s: %s", found.path.name, refused.why, refused)
        version = found.offer.version if found.offer is not None else ""
        self._source.discard(found)
        if found.offer is not None:
            self._notebook.refuse(Refused(version, refused.why, found.offer.sha256))
            self._notebook.settle(None, Report(version, "refused", str(refused)))
        already = refused.why is Why.ALREADY_RUNS
        self._notebook.rest(News("idle" if already else "refused", version, 0, refused.why))
        return 0.0

    def _wait(self, version: str, why: Why) -> float:
        self._notebook.tell(News("waiting", version, 100, why))
        return AGAIN_SECONDS


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="firmware.appliance updates", description="Keep this kiosk up to date."
    )
    parser.add_argument("--updates", type=Path, default=Path("/data/updates"))
    parser.add_argument("--runtime", type=Path, default=Path("/run/motcua"))
    parser.add_argument("--identity", type=Path, default=Path("/data/identity"))
    parser.add_argument("--kiosk", type=Path, default=Path("/data/kiosk"), help="where the time is kept")
    parser.add_argument("--bootcfg", type=Path, default=Path("/bootcfg"))
    given = parser.parse_args(argv)
    boot = _BOOT_ID.read_text(encoding="ascii").strip()
    settings = _settings(given.identity)
    clock = SystemClock.of(settings.clock.trust if settings is not None else "ntp", given.kiosk)
    updater = Updater(
        Places(given.updates, given.runtime, given.identity, boot),
        Commands(given.bootcfg),
        lambda: centre_of(given.identity, clock),
        running=VERSION,
        trial_seconds=trial_seconds(),
        spread_seconds=zlib.crc32(boot.encode()) % SPREAD_SECONDS,
    )
    _work_until_stopped(Worker("updates", updater, clock))
    return 0


def centre_of(identity: Path, clock: Clock) -> Centre | None:
    """The update server that the kiosk's settings name, once the kiosk has its certificate."""
    papers, settings = Papers.of(identity), _settings(identity)
    if settings is None or not settings.updates.url or not papers.complete:
        return None
    kiosk = settings.kiosk
    name = f"{kiosk.province}/{kiosk.ward}/{kiosk.id}"
    return Centre(settings.updates.url, settings.updates.group, name, papers, clock)


def _settings(identity: Path) -> Settings | None:
    try:
        return load(identity / "kiosk.toml")
    except SettingsError as error:
        log.info("no update server is known: %s", error)
        return None


def _work_until_stopped(worker: Worker) -> None:
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    signal.signal(signal.SIGINT, lambda *_: stopped.set())
    worker.start()
    stopped.wait()
    worker.stop()
