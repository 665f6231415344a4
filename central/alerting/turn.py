"""Opens and clears alerts, in a turn of the one thread that writes.

Owns when it looks, at how many in a turn, when silence counts, and that an alert is cleared only after its
trouble stayed away for a while. Refuses conditions (`rules`) and rows (`book`). While the broker cannot be
reached nothing is judged: then the centre is deaf, and no kiosk is at fault.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from central.alerting import book
from central.alerting.book import New, OpenAlert
from central.alerting.rules import Kind, Known, Moment, judge, opened_at
from central.alerting.watch import Watch
from central.settings import Alerts
from central.store.engine import PATIENCE, Store

EVERY: Final = timedelta(seconds=10)
AT_ONCE: Final = 500
"""Kiosks: a country's twelve thousand would hold up what arrives for half a second."""
DEAF: Final = timedelta(seconds=60)
"""A longer break between two turns: frames may wait unread, so silence is counted anew."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Round:
    """One look at everybody, from one moment; `known` yields those who are still to be judged."""

    moment: Moment
    rows: dict[tuple[str, Kind], OpenAlert]
    known: Iterator[Known]


@dataclass(slots=True)
class _Changes:
    """What one turn will write."""

    news: list[New] = field(default_factory=list)
    over: list[int] = field(default_factory=list)
    otherwise: dict[int, str] = field(default_factory=dict)


class AlertTurn:
    """`link_up`: whether the broker is reached."""

    def __init__(
        self, store: Store, limits: Alerts, link_up: Callable[[], bool], provinces: Sequence[str] = ()
    ) -> None:
        self._store = store
        self._limits = limits
        self._link_up = link_up
        self._watch = Watch(store.writer, provinces)
        self._turned_at: datetime | None = None
        self._listening_since: datetime | None = None
        self._quiet: dict[int, datetime] = {}
        self._round: _Round | None = None

    @property
    def busy(self) -> bool:
        return self._round is not None

    def turn(self, now: datetime) -> None:
        if not self._link_up():
            self._listening_since = self._round = None
            return
        try:
            self._round = self._round or self._begin(now)
            if self._round and self._settle_some(self._round) < AT_ONCE:
                self._round = None
        except PATIENCE as error:
            self._round = None
            log.error("store unwilling; alerts wait: %s", error)

    def _begin(self, now: datetime) -> _Round | None:
        """None where the last round began a moment ago."""
        before = self._turned_at
        if before is not None and timedelta(0) <= now - before < EVERY:
            return None
        self._turned_at = now
        if self._listening_since is None or before is None or now - before > DEAF:
            self._listening_since = now
        moment = Moment(now, opened_at(now, self._limits), self._listening_since, self._limits)
        standing = book.standing(self._store.writer)
        rows = {(alert.kiosk, alert.kind): alert for alert in standing}
        return _Round(moment, rows, self._watch.look(standing, now))

    def _settle_some(self, of: _Round) -> int:
        """Judge the next few, and write what changes for them; returns how many they were."""
        changes, judged = _Changes(), 0
        for known in islice(of.known, AT_ONCE):
            self._weigh(known, of.moment, of.rows, changes)
            judged += 1
        self._write(changes, of.moment.now)
        return judged

    def _weigh(
        self, known: Known, moment: Moment, rows: dict[tuple[str, Kind], OpenAlert], changes: _Changes
    ) -> None:
        holds, unknown = judge(known, moment)
        for kind, detail in holds.items():
            row = rows.get((known.kiosk, kind))
            if row is None:
                changes.news.append(New(known.kiosk, kind, detail))
                continue
            self._quiet.pop(row.number, None)
            if row.detail != detail:
                changes.otherwise[row.number] = detail
        for kind in known.standing.keys() - holds.keys() - unknown:
            number = rows[known.kiosk, kind].number
            if kind == "tamper" or self._stays_away(number, moment):
                changes.over.append(number)

    def _stays_away(self, number: int, moment: Moment) -> bool:
        since = self._quiet.setdefault(number, moment.now)
        return moment.now - since >= timedelta(minutes=self._limits.settle_minutes)

    def _write(self, changes: _Changes, now: datetime) -> None:
        if changes.news or changes.over or changes.otherwise:
            database = self._store.writer
            with self._store.transaction():
                book.clear_all(database, changes.over, now)
                book.open_all(database, changes.news, now)
                for number, detail in changes.otherwise.items():
                    book.describe(database, number, detail)
            log.info("alerts opened=%d cleared=%d", len(changes.news), len(changes.over))
        for number in changes.over:
            self._quiet.pop(number, None)
        self._watch.told(new.kiosk for new in changes.news if new.kind == "tamper")
