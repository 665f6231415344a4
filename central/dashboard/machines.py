"""A machine's condition in words: its last heartbeat, and what its devices went through.

Owns the sentences of a kiosk's own page, and when one of them asks for somebody. Refuses thresholds: those
of the alerts are settings of the centre, and an alert says so by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from central.dashboard.when import moment, span
from central.stats.fleet import DeviceRow, Machine, Update

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of a kiosk's health; `mark` is '', `due` or `bad`."""

    name: str
    says: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    at: str
    what: str
    says: str
    fault: bool


def readings(one: Machine, words: Mapping[str, str], now: datetime) -> list[Reading]:
    """What the last heartbeat said; nothing of what no heartbeat has said."""
    vitals = one.vitals
    lines = [
        _reading("paper", vitals.paper, words, lambda paper: words.get(f"paper.{paper}", paper)),
        _reading("clock", vitals.clock, words, lambda clock: words[f"clock.{clock}"]),
        _reading("disk", vitals.disk_free_mb, words, lambda mb: f"{decimal(mb / 1000, words)} GB"),
        _reading("memory", vitals.memory_free_mb, words, lambda mb: f"{decimal(mb / 1000, words)} GB"),
        _reading("temperature", vitals.temperature_c, words, lambda degrees: f"{decimal(degrees, words)} °C"),
        _reading("uptime", vitals.uptime_seconds, words, lambda seconds: span(seconds, words)),
        _reading("own_backlog", vitals.backlog, words, lambda count: grouped(count, words)),
        _reading("version", one.version, words, str),
        _reading("update", vitals.update, words, lambda update: _update(update, words)),
        _reading("heartbeat", vitals.at, words, lambda at: moment(at, now)),
    ]
    return [line for line in lines if line is not None]


def fact(row: DeviceRow, words: Mapping[str, str], now: datetime) -> Fact:
    """A device fact; words of the wire that are new here stand as they came."""
    said = row.words
    says = {
        "device.started": words["version_is"].format(said.version),
        "clock.corrected": f"{moment(said.before, now)} → {moment(said.after, now)}",
    }.get(row.kind, _device(said.device, said.fault, words))
    return Fact(
        at=moment(row.at, now) + ("" if row.clock == "synced" else words["unsynced_at"]),
        what=words.get(row.kind, row.kind),
        says=says,
        fault=row.kind == "device.fault",
    )


def decimal(value: float, words: Mapping[str, str]) -> str:
    return f"{value:.1f}".replace(".", words["decimal"])


def grouped(count: int, words: Mapping[str, str]) -> str:
    return f"{count:,}".replace(",", words["thousands"])


def _reading(
    name: str, value: T | None, words: Mapping[str, str], tell: Callable[[T], str]
) -> Reading | None:
    if value is None:
        return None
    mark = {"fault": "bad", "unsynced": "due", "near_end": "due"}.get(str(value), "")
    return Reading(words[f"health.{name}"], tell(value), mark)


def _update(update: Update, words: Mapping[str, str]) -> str:
    """How far it is while it goes on; a reason that is new here stands as it came."""
    percent = f"{update.percent} %" if update.state in ("fetching", "installing", "on_trial") else ""
    detail = words.get(f"update.{update.detail}", update.detail)
    said = (words.get(f"update.{update.state}", update.state), update.version, percent, detail)
    return " · ".join(part for part in said if part)


def _device(device: str, fault: str, words: Mapping[str, str]) -> str:
    if device.startswith("button-"):
        return words["says.button"].format(device.removeprefix("button-"))
    return words.get(f"printer.{fault}", fault) if device == "printer" else f"{device} {fault}".strip()
