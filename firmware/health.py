"""What the machine says of itself: disk, memory, temperature, uptime, who waits, what came from the centre.

Owns reading them, from Linux and from the database. Refuses to judge or to send. None means: not measurable
on this machine.
"""

import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from firmware import catalogue, days, filed_pages, register
from firmware.line import standing
from firmware.neighbours import Neighbours, neighbours
from firmware.settings import Settings
from firmware.store import Reader, Rows
from mqtt.messages import FilingWord, UpdateNews

_MEMORY: Final = Path("/proc/meminfo")
_UPTIME: Final = Path("/proc/uptime")
_TEMPERATURE: Final = Path("/sys/class/thermal/thermal_zone0/temp")


@dataclass(frozen=True, slots=True)
class Vitals:
    disk_free_mb: int | None
    memory_free_mb: int | None
    temperature_c: float | None
    uptime_seconds: int | None
    waiting: int | None = None
    filing: FilingWord | None = None
    update: UpdateNews | None = None


@dataclass(frozen=True, slots=True)
class Versions:
    """What the kiosk holds of what is published to it; 0 before the first."""

    catalogue: int
    dossiers: int


def versions(reader: Reader) -> Versions:
    return Versions(catalogue.version(reader), register.list_version(reader.rows))


def vitals(
    data_folder: Path,
    waiting: int | None = None,
    rows: Rows | None = None,
    beside: Callable[[], Neighbours] = neighbours,
) -> Vitals:
    free_mb = disk_free_mb(data_folder)
    return Vitals(
        disk_free_mb=free_mb,
        memory_free_mb=_memory_free_mb(),
        temperature_c=_temperature_c(),
        uptime_seconds=_uptime_seconds(),
        waiting=waiting,
        filing=filed_pages.fetching(rows, free_mb) if rows else None,
        update=_update(beside()),
    )


def waiting(rows: Rows, settings: Settings) -> int:
    """How many hold a number that nobody has called yet, of all days whose tickets may be called."""
    return sum(one.waiting for one in standing(rows, days.open_days(rows, settings)).values())


def _update(beside: Neighbours) -> UpdateNews | None:
    """None while nothing happens, and for words that the wire does not know."""
    told = beside.update
    if told is None:
        return None
    percent = int(told.percent or 0)
    said = {"state": told.state, "version": told.version, "percent": percent, "detail": told.detail}
    try:
        return msgspec.convert(said, UpdateNews)
    except msgspec.ValidationError:
        return None


def disk_writes(folder: Path) -> bool:
    """Whether a small file comes through to the disk and back; for the technician, who asks seldom."""
    trial = folder / "write-test"
    said = secrets.token_bytes(4096)
    try:
        with trial.open("wb") as file:
            file.write(said)
            file.flush()
            os.fsync(file.fileno())
        kept = trial.read_bytes() == said
        trial.unlink()
    except OSError:
        return False
    return kept


def disk_free_mb(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free // 1_000_000
    except OSError:
        return None


def _memory_free_mb() -> int | None:
    for line in _text(_MEMORY).splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024 // 1_000_000
    return None


def _temperature_c() -> float | None:
    text = _text(_TEMPERATURE).strip()
    return int(text) / 1000 if text.lstrip("-").isdecimal() else None


def _uptime_seconds() -> int | None:
    words = _text(_UPTIME).split()
    return int(float(words[0])) if words else None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""
