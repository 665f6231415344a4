"""The live page's content as plain values: today's figures, kiosks by ward, the last events.

Owns what may be shown: no officer, no single press, no distribution of fewer than five presses. Refuses
words and HTML. Times are shown in Vietnam's one time zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
import peewee

from central.queries import (
    LEVELS,
    EventRow,
    KioskRow,
    Scope,
    Summary,
    figures_by_kiosk,
    last_events,
    states,
    summary,
    worst,
)

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")
THREE_LEVELS: Final = frozenset({"very_satisfied", "satisfied", "unsatisfied"})
ENOUGH_PRESSES: Final = 5
KIOSKS_SHOWN: Final = 100
EVENTS_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One smiley level; `share` is whole percent of all presses."""

    level: str
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class KioskLine:
    ward: str
    id: str
    state: str
    seen: str
    tickets: int
    presses: int
    bars: list[Bar]
    backlog: int
    paper: str | None
    unsynced: bool


@dataclass(frozen=True, slots=True)
class FeedLine:
    cursor: int
    time: str
    kiosk: str
    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Overview:
    day: str
    summary: Summary
    presses: int
    bars: list[Bar]
    kiosks: list[KioskLine]
    kiosks_total: int
    kiosks_absent: dict[str, int]
    feed: list[FeedLine]


def business_day(now: datetime) -> str:
    return now.astimezone(VIETNAM).date().isoformat()


def overview(reader: peewee.Database, scope: Scope, now: datetime) -> Overview:
    today = business_day(now)
    scope = replace(scope, first_day=today, last_day=today)
    sums = summary(reader, scope)
    known = states(reader, scope)
    shown = worst(reader, scope, KIOSKS_SHOWN)
    counted = figures_by_kiosk(reader, scope, [row.kiosk for row in shown])
    lines = [_kiosk_line(row, counted.get(row.kiosk, {}), now) for row in shown]
    return Overview(
        day=now.astimezone(VIETNAM).strftime("%d/%m/%Y"),
        summary=sums,
        presses=_total(sums.ratings),
        bars=_bars(sums.ratings, THREE_LEVELS),
        kiosks=lines,
        kiosks_total=sum(known.values()),
        kiosks_absent={state: count for state, count in known.items() if state != "online"},
        feed=[_feed_line(event, now) for event in last_events(reader, scope, EVENTS_SHOWN)],
    )


def _bars(ratings: Mapping[str, int], always: frozenset[str] = frozenset()) -> list[Bar]:
    """Levels from best to worst; those of the longer scales only where they were pressed."""
    total = _total(ratings)
    return [
        Bar(level, count, round(100 * count / total) if total else 0)
        for level in LEVELS
        if (count := max(ratings.get(level, 0), 0)) or level in always
    ]


def _total(ratings: Mapping[str, int]) -> int:
    return sum(max(count, 0) for count in ratings.values())


def _kiosk_line(row: KioskRow, figures: Mapping[str, int], now: datetime) -> KioskLine:
    ward, _, number = row.kiosk.rpartition("/")
    ratings: dict[str, int] = {level: figures.get(f"rating:{level}", 0) for level in LEVELS}
    presses = _total(ratings)
    return KioskLine(
        ward=ward,
        id=number,
        state=row.state,
        seen=_local(row.last_seen_at, now) if row.last_seen_at else "–",
        tickets=figures.get("tickets", 0),
        presses=presses,
        bars=_bars(ratings) if presses >= ENOUGH_PRESSES else [],
        backlog=row.backlog,
        paper=row.paper,
        unsynced=row.clock == "unsynced",
    )


def _feed_line(event: EventRow, now: datetime) -> FeedLine:
    data = msgspec.json.decode(event.data)
    name = data.get("number") or data.get("device") or ""
    return FeedLine(event.cursor, _local(event.received_at, now), event.kiosk, event.kind, str(name))


def _local(at: str, now: datetime) -> str:
    """The time of day in Vietnam, to the minute; with the date if it was another day."""
    try:
        moment = datetime.fromisoformat(at).astimezone(VIETNAM)
    except ValueError:
        return "–"
    if moment.date() == now.astimezone(VIETNAM).date():
        return moment.strftime("%H:%M:%S")
    return moment.strftime("%d/%m %H:%M")
