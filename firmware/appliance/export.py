"""Puts the kiosk's logs on a USB stick: `python -m firmware.appliance export`, once, as root.

Owns finding a stick that can be written, mounting it with a deadline, and never leaving half a file. Refuses
what is in the archive (`export_bundle`). How it ends stands in export.json, which the kiosk shows.
"""

import argparse
import json
import logging
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from firmware.appliance.export_bundle import Sources, bundle, kiosk_name
from firmware.clock import SystemClock
from firmware.durable import sync

log = logging.getLogger(__name__)

LIST_SECONDS: Final = 15.0
MOUNT_SECONDS: Final = 20.0
UNMOUNT_SECONDS: Final = 60.0
SPARE_BYTES: Final = 1_000_000
SYSTEM: Final = ("/", "/boot", "/bootcfg", "/data", "/usr")
"""A disk with one of these on it is the kiosk's own, however it is plugged in."""
COLUMNS: Final = "NAME,TYPE,RM,RO,TRAN,FSTYPE,MOUNTPOINTS"


class ExportError(Exception):
    """Why nothing was exported; `code` is what the kiosk has words for."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True, slots=True)
class Tools:
    """The programs, by name or path, and where the stick is mounted meanwhile."""

    lsblk: str = "lsblk"
    mount: str = "mount"
    umount: str = "umount"
    place: Path = Path("/run/motcua-export")


@dataclass(frozen=True, slots=True)
class Stick:
    device: str
    read_only: bool


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="firmware.appliance export", description="Logs to a USB stick.")
    parser.add_argument("--news", type=Path, default=Path("/run/motcua/export.json"))
    news: Path = parser.parse_args(arguments).news
    return run(Tools(), Sources(), news)


def run(tools: Tools, sources: Sources, news: Path) -> int:
    """0 when the file is on the stick and the stick may be pulled."""
    _tell(news, "working")
    try:
        file = export(tools, sources)
    except ExportError as error:
        log.error("%s", error)
        _tell(news, "refused", code=error.code, detail=str(error))
        return 1
    except OSError as error:
        log.exception("export failed")
        _tell(news, "refused", code="failed", detail=f"{error.filename or 'export'}: {error.strerror}")
        return 1
    _tell(news, "done", file=file)
    return 0


def export(tools: Tools, sources: Sources) -> str:
    """Returns the file's name; ExportError or OSError."""
    sticks = find_sticks(_ask(tools.lsblk, "--json", "--paths", "--output", COLUMNS))
    if not sticks:
        raise ExportError("no_stick", "no USB stick is plugged in; plug one in and try again")
    packed = bundle(sources)
    name = f"motcua-{kiosk_name(sources)}-{SystemClock().now().wall:%Y%m%dT%H%M%SZ}.tar.gz"
    problem = ExportError("read_only", f"{sticks[0].device} is write-protected; open its lock or use another")
    for stick in (stick for stick in sticks if not stick.read_only):
        try:
            with _mounted(tools, stick) as folder:
                _put(folder, name, packed)
        except ExportError as error:
            problem = error
        else:
            log.info("logs exported device=%s file=%s bytes=%s", stick.device, name, len(packed))
            return name
    raise problem


def find_sticks(listing: str) -> list[Stick]:
    """Partitions with a file system on removable disks, and disks that are one; never a disk of the kiosk."""
    try:
        disks = json.loads(listing)["blockdevices"]
    except (ValueError, KeyError, TypeError) as error:
        raise ExportError("failed", f"lsblk answered no JSON: {error}; try again") from error
    return [
        Stick(part["name"], bool(part.get("ro")))
        for disk in disks
        if _removable(disk) and not _ours(disk)
        for part in (disk, *disk.get("children", ()))
        if part.get("fstype") and not part.get("children")
    ]


def _removable(disk: dict[str, Any]) -> bool:
    return disk.get("type") == "disk" and (bool(disk.get("rm")) or disk.get("tran") == "usb")


def _ours(disk: dict[str, Any]) -> bool:
    parts = (disk, *disk.get("children", ()))
    return any(place in SYSTEM for part in parts for place in part.get("mountpoints") or ())


@contextmanager
def _mounted(tools: Tools, stick: Stick) -> Iterator[Path]:
    """The stick as a folder. Unmounting writes what is left; only then may it be pulled."""
    tools.place.mkdir(parents=True, exist_ok=True)
    options = "rw,nosuid,nodev,noexec"
    mounting = ("-o", options, stick.device, str(tools.place))
    _ask(tools.mount, *mounting, seconds=MOUNT_SECONDS, remedy="format the stick as FAT32 or use another")
    try:
        yield tools.place
    finally:
        remedy = "its file may not be whole; try again"
        _ask(tools.umount, str(tools.place), seconds=UNMOUNT_SECONDS, code="not_written", remedy=remedy)


def _put(folder: Path, name: str, packed: bytes) -> None:
    """Whole under its name, or not there at all."""
    free = shutil.disk_usage(folder).free
    if free < len(packed) + SPARE_BYTES:
        raise ExportError(
            "full", f"the stick has {free} bytes free of {len(packed)}; make room or use another"
        )
    part = folder / f"{name}.part"
    try:
        with part.open("wb") as file:
            file.write(packed)
            file.flush()
            os.fsync(file.fileno())
        part.rename(folder / name)
        sync(folder)
    except OSError as error:
        part.unlink(missing_ok=True)
        words = f"the stick could not be written ({error.strerror}); use another"
        raise ExportError("not_written", words) from error


def _ask(
    program: str,
    *arguments: str,
    seconds: float = LIST_SECONDS,
    code: str = "not_mounted",
    remedy: str = "try again",
) -> str:
    words = f"{Path(program).name} {' '.join(arguments)}"
    try:
        done = subprocess.run([program, *arguments], capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise ExportError("too_slow", f"{words}: not done in {seconds:g} s; use another stick") from error
    if done.returncode:
        complaint = done.stderr.decode(errors="replace").strip()
        raise ExportError(code, f"{words}: {complaint}; {remedy}")
    return done.stdout.decode(errors="replace")


def _tell(news: Path, state: str, **more: str) -> None:
    """Whole or not at all, because the kiosk may read it at any moment."""
    said = {"state": state, "at": f"{SystemClock().now().wall.isoformat()}", **more}
    news.parent.mkdir(parents=True, exist_ok=True)
    fresh = news.with_suffix(".new")
    fresh.write_text(json.dumps(said) + "\n", encoding="utf-8")
    fresh.chmod(0o644)
    fresh.replace(news)
