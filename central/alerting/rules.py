"""From what is known of a kiosk to the alerts that hold: one small function for each kind.

Owns the kinds, their gravity and every condition, with the second threshold that keeps an alert from coming
and going. Refuses the store, the clock and words: a detail is a value or a name from the wire. What only a
kiosk that speaks can tell is not judged while it is silent, so a switched-off machine does not seem healed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, get_args

from central.measures import HANOI
from central.settings import Alerts
from mqtt.holidays_vn import public_holidays
from mqtt.messages import instant

Kind = Literal["tamper", "offline", "gap", "paper", "disk", "temperature", "clock", "button", "sms"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""The gravest first."""

GRAVE: Final[frozenset[Kind]] = frozenset({"tamper", "offline"})
NEEDS_A_VOICE: Final[frozenset[Kind]] = frozenset({"gap", "paper", "disk", "temperature", "clock"})
ROOM_AGAIN: Final = 1.25
COOLER_C: Final = 5.0


@dataclass(frozen=True, slots=True)
class Standing:
    """An open alert of the kiosk."""

    detail: str
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """One kiosk as the centre knows it now. None: not known, or not measurable there.

    `stuck_since`: since when its ledger has not moved although events are missing. `faults`: device -> fault
    of those not cleared. `tampers`: why events of it went into quarantine, and nobody was told yet. `sms`:
    of a province instead of a kiosk, what is wrong with the SMS that the centre sends there.
    """

    kiosk: str
    last_seen_at: datetime | None = None
    paper: str | None = None
    clock: str | None = None
    unsynced_since: datetime | None = None
    disk_free_mb: int | None = None
    temperature_c: float | None = None
    missing: int = 0
    stuck_since: datetime | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    tampers: frozenset[str] = frozenset()
    sms: str = ""
    standing: Mapping[Kind, Standing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moment:
    """`opened_at`: when the offices opened today, None while they are shut. The centre has listened, without
    a break, since `listening_since`: before that, silence means nothing."""

    now: datetime
    opened_at: datetime | None
    listening_since: datetime
    limits: Alerts


Rule = Callable[[Known, Moment], str | None]
"""The alert's detail where it holds."""


def judge(known: Known, moment: Moment) -> tuple[dict[Kind, str], frozenset[Kind]]:
    """The alerts that hold, with their details; and the kinds that cannot be judged now."""
    unknown = frozenset() if is_heard(known, moment) else NEEDS_A_VOICE
    holds = {}
    for kind, rule in RULES.items():
        if kind not in unknown and (detail := rule(known, moment)) is not None:
            holds[kind] = detail
    return holds, unknown


def opened_at(now: datetime, limits: Alerts) -> datetime | None:
    """When today's hours began; None outside of them."""
    local = now.astimezone(HANOI)
    if not _is_worked(local.date(), limits):
        return None
    opens, closes = (time.fromisoformat(text) for text in (limits.opens, limits.closes))
    if not opens <= local.time() < closes:
        return None
    return datetime.combine(local.date(), opens, HANOI)


def _is_worked(day: date, limits: Alerts) -> bool:
    if day.isoformat() in limits.open_days:
        return True
    if day.isoweekday() not in limits.workdays or day.isoformat() in limits.closed_days:
        return False
    return not (limits.public_holidays and day in public_holidays(day.year))


def is_heard(known: Known, moment: Moment) -> bool:
    """Whether what it said last can be taken for how it is."""
    if known.last_seen_at is None:
        return False
    return moment.now - known.last_seen_at < timedelta(minutes=moment.limits.offline_minutes)


# ---------------------------------------------------------------- one rule for each kind


def tamper(known: Known, moment: Moment) -> str | None:
    """Stands until somebody has acknowledged it; nothing heals it by itself."""
    standing = known.standing.get("tamper")
    if standing is not None:
        return None if standing.acknowledged else standing.detail
    return " ".join(sorted(known.tampers)) or None


def offline(known: Known, moment: Moment) -> str | None:
    """Opens within the hours only: machines are switched on as the office opens. Ends with the next word."""
    if known.last_seen_at is None or is_heard(known, moment):
        return None
    standing = known.standing.get("offline")
    if standing is not None:
        return standing.detail
    if moment.opened_at is None:
        return None
    since = max(known.last_seen_at, moment.opened_at, moment.listening_since)
    silent = _lasting(since, moment.limits.offline_minutes, moment.now)
    return instant(known.last_seen_at) if silent else None


def gap(known: Known, moment: Moment) -> str | None:
    """A backlog that drains is no gap; once open it lasts until nothing is missing."""
    standing = known.standing.get("gap")
    if not known.missing:
        return None
    if standing is not None:
        return standing.detail
    since = known.stuck_since
    return str(known.missing) if since and _lasting(since, moment.limits.gap_minutes, moment.now) else None


def paper(known: Known, moment: Moment) -> str | None:
    """The printer's own word where it gave one; a heartbeat says no more than `fault`."""
    said = known.faults.get("printer")
    if said is None and known.paper != "fault":
        return None
    standing = known.standing.get("paper")
    return said or (standing.detail if standing else "fault")


def disk(known: Known, moment: Moment) -> str | None:
    standing = known.standing.get("disk")
    if known.disk_free_mb is None:
        return None
    if standing is not None:
        return standing.detail if known.disk_free_mb < moment.limits.disk_free_mb * ROOM_AGAIN else None
    return str(known.disk_free_mb) if known.disk_free_mb < moment.limits.disk_free_mb else None


def temperature(known: Known, moment: Moment) -> str | None:
    standing = known.standing.get("temperature")
    if known.temperature_c is None:
        return None
    if standing is not None:
        return standing.detail if known.temperature_c > moment.limits.temperature_c - COOLER_C else None
    return f"{known.temperature_c:.1f}" if known.temperature_c >= moment.limits.temperature_c else None


def clock(known: Known, moment: Moment) -> str | None:
    standing = known.standing.get("clock")
    if known.clock != "unsynced":
        return None
    if standing is not None:
        return standing.detail
    since = known.unsynced_since
    return instant(since) if since and _lasting(since, moment.limits.clock_minutes, moment.now) else None


def button(known: Known, moment: Moment) -> str | None:
    """Which buttons: ``button-1 button-3``."""
    return " ".join(sorted(device for device in known.faults if device.startswith("button-"))) or None


def sms(known: Known, moment: Moment) -> str | None:
    """Of the centre's own SMS, else of a kiosk's modem. The same trouble keeps its first moment."""
    said = known.sms or known.faults.get("modem")
    standing = known.standing.get("sms")
    if said and standing is not None and said.split()[0] == standing.detail.split()[0]:
        return standing.detail
    return said


def _lasting(since: datetime, minutes: int, now: datetime) -> bool:
    return now - since >= timedelta(minutes=minutes)


RULES: Final[dict[Kind, Rule]] = {
    "tamper": tamper,
    "offline": offline,
    "gap": gap,
    "paper": paper,
    "disk": disk,
    "temperature": temperature,
    "clock": clock,
    "button": button,
    "sms": sms,
}
