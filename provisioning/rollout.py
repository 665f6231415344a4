"""Who is offered which release: groups, what kiosks report, and the stop at the first failures.

Owns the update folder: `bundles/`, `groups.json` written by the command line, `kiosks.json` written by
the server; each file has one writer, so neither can undo the other. Refuses HTTP (`delivery`) and signing
(`release`). A version is stopped by a person, or by itself once too many kiosks of one group reported
that it failed.
"""

import hashlib
import os
import shutil
import tempfile
import threading
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from firmware.version import order
from provisioning.errors import ProvisionError, writing
from provisioning.files import flush_folder, write_file

EVERYBODY: Final = "all"
"""Offered to each group that has nothing newer of its own."""
FEWEST_FAILURES: Final = 2
FAILURES_SHARE: Final = 0.05

Outcome = Literal["good", "fell_back", "failed", "refused"]


class RolloutError(ProvisionError):
    """It cannot be rolled out as asked; nothing was changed."""


class Release(Struct, frozen=True):
    version: str
    file: str
    size: int
    sha256: str
    published_at: str
    stopped: str = ""
    """Why a person stopped it, "" if nobody did."""


class Group(Struct, frozen=True):
    name: str
    version: str


class Plan(Struct, frozen=True):
    releases: tuple[Release, ...] = ()
    groups: tuple[Group, ...] = ()

    def release(self, version: str) -> Release:
        found = next((one for one in self.releases if one.version == version), None)
        if found is None:
            known = ", ".join(one.version for one in self.releases) or "none"
            raise RolloutError(f"release {version} is not published; published are: {known}")
        return found


class Report(Struct, frozen=True):
    """What a kiosk tells of a version."""

    version: Annotated[str, Meta(max_length=30)]
    outcome: Outcome
    detail: Annotated[str, Meta(max_length=1000)] = ""


class Kiosk(Struct, frozen=True):
    """`name` is 19/05518/k1; `reports` has the last word on each version."""

    name: str
    group: str
    running: str
    reports: tuple[Report, ...] = ()

    def failed(self, version: str) -> bool:
        return any(one.version == version and one.outcome != "good" for one in self.reports)


class Plans:
    """The people's side: publish, promote, stop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "groups.json"

    def read(self) -> Plan:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=Plan)
        except FileNotFoundError:
            return Plan()
        except msgspec.DecodeError as error:
            raise RolloutError(f"{self._file}: {error}; restore it from a backup") from error

    def publish(self, bundle: Path, version: str, group: str, at: datetime) -> Release:
        """Copy the bundle in and offer it to a group. The same version cannot be published twice."""
        plan = self.read()
        if any(one.version == version for one in plan.releases):
            raise RolloutError(f"release {version} is published already; give the new bundle a new version")
        shelf = self._folder / "bundles"
        shelf.mkdir(parents=True, exist_ok=True)
        name = f"motcua-kiosk-{version}.raucb"
        size, sha256 = _copy(bundle, shelf / name)
        release = Release(version, name, size, sha256, at.astimezone(UTC).isoformat(timespec="seconds"))
        self._write(_offering(Plan((*plan.releases, release), plan.groups), version, group))
        return release

    def promote(self, version: str, group: str) -> None:
        plan = self.read()
        release = plan.release(version)
        why = why_stopped(release, read_kiosks(self._folder))
        if why:
            raise RolloutError(f"release {version} was stopped ({why}); publish a newer one")
        self._write(_offering(plan, version, group))

    def stop(self, version: str, why: str) -> None:
        """Offered to nobody from now on; kiosks that run it go on."""
        plan = self.read()
        stopped = msgspec.structs.replace(plan.release(version), stopped=why)
        others = tuple(stopped if one.version == version else one for one in plan.releases)
        self._write(Plan(others, plan.groups))

    def _write(self, plan: Plan) -> None:
        write_file(self._file, msgspec.json.format(msgspec.json.encode(plan)))


class Rollout:
    """The server's side: offers and reports. Safe from several threads."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._plans = Plans(folder)
        self._file = folder / "kiosks.json"
        self._turnstile = threading.Lock()
        self._kiosks = {kiosk.name: kiosk for kiosk in read_kiosks(folder)}

    def offer(self, kiosk: str, group: str, running: str) -> Release | None:
        """The newest release for this group that has not been stopped, if it is newer than what runs."""
        with self._turnstile:
            known = self._kiosks.get(kiosk, Kiosk(kiosk, group, running))
            self._note(msgspec.structs.replace(known, group=group, running=running))
            kiosks = tuple(self._kiosks.values())
        plan = self._plans.read()
        wanted = {one.version for one in plan.groups if one.name in (group, EVERYBODY)}
        releases = [one for one in plan.releases if one.version in wanted and not why_stopped(one, kiosks)]
        newest = max(releases, key=lambda one: order(one.version), default=None)
        return newest if newest is not None and newest.version != running else None

    def report(self, kiosk: str, group: str, report: Report) -> str:
        """Note it; returns why its version is stopped now, or ""."""
        with self._turnstile:
            known = self._kiosks.get(kiosk, Kiosk(kiosk, group, ""))
            others = tuple(one for one in known.reports if one.version != report.version)
            self._note(msgspec.structs.replace(known, group=group, reports=(*others, report)))
            kiosks = tuple(self._kiosks.values())
        release = next((one for one in self._plans.read().releases if one.version == report.version), None)
        return why_stopped(release, kiosks) if release is not None else ""

    def _note(self, kiosk: Kiosk) -> None:
        """Written only when something changed, which is a few times in the life of a release."""
        if self._kiosks.get(kiosk.name) == kiosk:
            return
        kiosks = {**self._kiosks, kiosk.name: kiosk}
        write_file(self._file, msgspec.json.encode(tuple(kiosks.values())))
        self._kiosks = kiosks


def read_kiosks(folder: Path) -> tuple[Kiosk, ...]:
    file = folder / "kiosks.json"
    try:
        return msgspec.json.decode(file.read_bytes(), type=tuple[Kiosk, ...])
    except FileNotFoundError:
        return ()
    except msgspec.DecodeError as error:
        raise RolloutError(f"{file}: {error}; move it away, kiosks will be counted anew") from error


def why_stopped(release: Release, kiosks: tuple[Kiosk, ...]) -> str:
    """Empty while a release is offered. Too many failures are 2, or 5 % of a group if that is more; in
    a group of one, 1."""
    if release.stopped:
        return release.stopped
    for group in sorted({kiosk.group for kiosk in kiosks}):
        mine = [kiosk for kiosk in kiosks if kiosk.group == group]
        failed = [kiosk.name for kiosk in mine if kiosk.failed(release.version)]
        limit = min(max(FEWEST_FAILURES, ceil(FAILURES_SHARE * len(mine))), len(mine))
        if len(failed) >= limit:
            some = ", ".join(failed[:5])
            return f"{len(failed)} of {len(mine)} kiosks of group {group} reported failures: {some}"
    return ""


def _offering(plan: Plan, version: str, group: str) -> Plan:
    others = tuple(one for one in plan.groups if one.name != group)
    return Plan(plan.releases, (*others, Group(group, version)))


def _copy(source: Path, target: Path) -> tuple[int, str]:
    """Copy whole or not at all; returns size and SHA-256 of what was copied."""
    with writing(target), tempfile.TemporaryDirectory(dir=target.parent, prefix=".copy-") as work:
        copy = Path(work) / target.name
        shutil.copyfile(source, copy)
        with copy.open("rb") as copied:
            os.fsync(copied.fileno())
            sha256 = hashlib.file_digest(copied, "sha256").hexdigest()
        copy.replace(target)
        flush_folder(target.parent)
    return target.stat().st_size, sha256
