"""What is known of every kiosk now: the rows of the store, and since when something has been so.

Owns the memory that rules need: open faults, since when a clock is unset or a ledger stuck, tampering nobody
was told of. Refuses to judge. A restart loses the since-whens, so such an alert may come later by its limit.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import peewee

from central.alerting import reading
from central.alerting.book import OpenAlert, tampers_told_until
from central.alerting.faults import Fault, Faults
from central.alerting.reading import Heartbeat
from central.alerting.rules import Kind, Known, Standing
from central.sms.standing import Trouble, troubles

RECENT_EVENTS: Final = 200_000
RECENT_REJECTIONS: Final = 20_000
"""How far back the first look goes: events may have been committed after the last turn before a stop."""
TEXTS_EVERY: Final = timedelta(minutes=1)

_NOBODY: Final[dict[Kind, Standing]] = {}


class Watch:
    """One thread calls it, on the writer's connection."""

    def __init__(self, database: peewee.Database, provinces: Sequence[str] = ()) -> None:
        self._database = database
        self._provinces = provinces
        self._texts: tuple[datetime, dict[str, Trouble]] | None = None
        self._cursor: int | None = None
        self._number: int | None = None
        self._faults = Faults()
        self._tampers: defaultdict[str, set[str]] = defaultdict(set)
        self._unsynced: dict[str, datetime] = {}
        self._stuck: dict[tuple[str, str], tuple[int, datetime]] = {}

    def look(self, standing: Iterable[OpenAlert], now: datetime) -> Iterator[Known]:
        """Every kiosk, with its open alerts; then each province whose SMS have or had trouble."""
        standing = list(standing)
        self._read_facts(standing)
        self._read_tampers(standing)
        missing, stuck_since = self._read_gaps(now)
        open_of = _by_kiosk(standing)
        for kiosk, seen, heartbeat in reading.kiosks(self._database):
            self._faults.beat(kiosk, heartbeat)
            yield Known(
                kiosk=kiosk,
                last_seen_at=datetime.fromisoformat(seen) if seen else None,
                paper=heartbeat.paper,
                clock=heartbeat.clock,
                unsynced_since=self._unsynced_since(kiosk, heartbeat, now),
                disk_free_mb=heartbeat.disk_free_mb,
                temperature_c=heartbeat.temperature_c,
                missing=missing.get(kiosk, 0),
                stuck_since=stuck_since.get(kiosk),
                faults=self._faults.of(kiosk),
                tampers=frozenset(self._tampers.get(kiosk, ())),
                standing=open_of.get(kiosk, _NOBODY),
            )

        had = {area: its for area, its in open_of.items() if "/" not in area}
        found = self._texted(had, now)
        for area in sorted({*had, *found}):
            sms = str(found[area]) if area in found else ""
            yield Known(kiosk=area, sms=sms, standing=had.get(area, _NOBODY))

    def told(self, kiosks: Iterable[str]) -> None:
        """The tampering at these kiosks has an alert that is committed."""
        for kiosk in kiosks:
            self._tampers.pop(kiosk, None)

    def _texted(self, standing: Mapping[str, Mapping[Kind, Standing]], now: datetime) -> dict[str, Trouble]:
        """Asked once a minute: the outbox of a country is long, and an hour's silence is not urgent."""
        if self._texts is None or not timedelta(0) <= now - self._texts[0] < TEXTS_EVERY:
            silent = [area for area, its in standing.items() if its["sms"].detail.startswith("no_receipts")]
            self._texts = (now, troubles(self._database, self._provinces, silent, now))
        return self._texts[1]

    def _read_facts(self, standing: Iterable[OpenAlert]) -> None:
        newest = reading.newest_event(self._database)
        if self._cursor is None:
            self._cursor = max(newest - RECENT_EVENTS, 0)
            self._remember_faults(standing)
        for fact in reading.device_facts(self._database, self._cursor, newest):
            self._faults.hear(fact)
        self._cursor = newest

    def _remember_faults(self, standing: Iterable[OpenAlert]) -> None:
        for alert in standing:
            at = datetime.fromisoformat(alert.opened_at)
            if alert.kind == "paper" and alert.detail != "fault":
                self._faults.know(alert.kiosk, "printer", Fault(alert.detail, at))
            if alert.kind == "sms" and "/" in alert.kiosk:
                self._faults.know(alert.kiosk, "modem", Fault(alert.detail, at))
            if alert.kind == "button":
                for device in alert.detail.split():
                    self._faults.know(alert.kiosk, device, Fault("stuck", at))

    def _read_tampers(self, standing: Iterable[OpenAlert]) -> None:
        """While an alert stands that nobody has acknowledged, more of the same is no news."""
        newest = reading.newest_rejection(self._database)
        told_until: Mapping[str, str] = {}
        if self._number is None:
            self._number = max(newest - RECENT_REJECTIONS, 0)
            told_until = tampers_told_until(self._database)
        told = {alert.kiosk for alert in standing if alert.kind == "tamper" and not alert.acknowledged_at}
        for kiosk, at, word in reading.tampers(self._database, self._number, newest):
            if kiosk not in told and at > told_until.get(kiosk, ""):
                self._tampers[kiosk].add(word)
        self._number = newest

    def _read_gaps(self, now: datetime) -> tuple[dict[str, int], dict[str, datetime]]:
        """How many events of a kiosk are missing, and since when its ledger has stood still over it."""
        stuck = {}
        missing: dict[str, int] = {}
        since: dict[str, datetime] = {}
        for kiosk, epoch, upto, count in reading.gaps(self._database):
            before, at = self._stuck.get((kiosk, epoch), (upto, now))
            stuck[kiosk, epoch] = (upto, at) if before == upto else (upto, now)
            missing[kiosk] = missing.get(kiosk, 0) + count
            since[kiosk] = min(since.get(kiosk, now), stuck[kiosk, epoch][1])
        self._stuck = stuck
        return missing, since

    def _unsynced_since(self, kiosk: str, heartbeat: Heartbeat, now: datetime) -> datetime | None:
        if heartbeat.clock == "unsynced":
            return self._unsynced.setdefault(kiosk, now)
        self._unsynced.pop(kiosk, None)
        return None


def _by_kiosk(standing: Iterable[OpenAlert]) -> dict[str, dict[Kind, Standing]]:
    found: dict[str, dict[Kind, Standing]] = {}
    for alert in standing:
        state = Standing(alert.detail, alert.acknowledged_at is not None)
        found.setdefault(alert.kiosk, {})[alert.kind] = state
    return found
