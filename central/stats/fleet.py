"""Questions about kiosks as machines: how each of them stands now, and how one of them got there.

Owns reading kiosks, their ledgers' progress and their device facts. Refuses tickets, ratings and writing. A
heartbeat's history is not stored, so nothing here tells how warm a machine was yesterday.
"""

from dataclasses import dataclass
from typing import Any, Final

import msgspec
import peewee
from peewee import JOIN, fn

from central.alerting.rules import KINDS, Kind
from central.progress import Progress as Ledger
from central.queries import Scope, all_of
from central.stats.within import within
from central.store.models import Alert, Event, Kiosk, Progress, SetAside

FACTS_SEARCHED: Final = 5_000
ISLANDS_READ: Final = 5_000


class Update(msgspec.Struct, frozen=True):
    """An update of its software, under way or ended; `detail` is a step, or a reason."""

    state: str
    version: str = ""
    percent: int = 0
    detail: str = ""


class Vitals(msgspec.Struct, frozen=True):
    """What a stored heartbeat says of the machine, whichever version wrote it."""

    at: str | None = None
    paper: str | None = None
    clock: str | None = None
    disk_free_mb: int | None = None
    memory_free_mb: int | None = None
    temperature_c: float | None = None
    uptime_seconds: int | None = None
    backlog: int | None = None
    update: Update | None = None


class Machine(msgspec.Struct, frozen=True, gc=False):
    """One kiosk now; `backlog` is what the centre misses of the ledger that it writes now.

    `health` is its last heartbeat as it came: of a country's kiosks it is read where it is asked for.
    """

    kiosk: str
    state: str
    last_seen_at: str | None
    epoch: str | None
    version: str | None
    health: str | None
    backlog: int
    alerts: tuple[Kind, ...] = ()

    @property
    def vitals(self) -> Vitals:
        return _vitals.decode(self.health) if self.health else _UNHEARD


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """How far one ledger has arrived; `ranges` are the missing numbers, ends included."""

    epoch: str
    upto: int
    seq_high: int
    missing: int
    duplicates: int
    ranges: list[tuple[int, int]]


class DeviceWords(msgspec.Struct, frozen=True):
    """What any device fact may say."""

    device: str = ""
    fault: str = ""
    detail: str = ""
    version: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """`at` and `clock` are the kiosk's."""

    kind: str
    at: str
    clock: str
    words: DeviceWords


_vitals: Final = msgspec.json.Decoder(Vitals)
_words: Final = msgspec.json.Decoder(DeviceWords)
_UNHEARD: Final = Vitals()


def fleet(reader: peewee.Database, scope: Scope) -> list[Machine]:
    """Every kiosk of the scope, by name, with the kinds of its alerts that nobody has acknowledged."""
    current = (Progress.kiosk == Kiosk.kiosk) & (Progress.epoch == Kiosk.epoch)
    query = (
        Kiosk.select(
            Kiosk.kiosk,
            Kiosk.state,
            Kiosk.last_seen_at,
            Kiosk.epoch,
            Kiosk.version,
            Kiosk.health,
            fn.COALESCE(Progress.seq_high - Progress.upto, 0),
        )
        .join(Progress, JOIN.LEFT_OUTER, on=current)
        .where(Kiosk.kiosk != "", *within(Kiosk.kiosk, scope))
        .order_by(Kiosk.kiosk)
    )
    alerts = _waiting(reader, scope)
    return [_machine(row, alerts) for row in all_of(reader, query)]


def machine(reader: peewee.Database, kiosk: str) -> Machine | None:
    found = fleet(reader, Scope(kiosk=kiosk))
    return found[0] if found else None


def ledgers(reader: peewee.Database, kiosk: str, epoch: str | None) -> list[LedgerRow]:
    """The ledger that it writes now first, then older ones (an earlier card or database)."""
    query = Progress.select(
        Progress.epoch, Progress.upto, Progress.seq_high, Progress.missing, Progress.duplicates
    ).where(Progress.kiosk == kiosk)
    rows = sorted(all_of(reader, query), key=lambda row: (row[0] != epoch, row[0]))
    return [
        LedgerRow(each, upto, high, missing, repeats, _missing(reader, kiosk, each, upto, high))
        for each, upto, high, missing, repeats in rows
    ]


def device_facts(reader: peewee.Database, kiosk: str, epoch: str | None, limit: int) -> list[DeviceRow]:
    """The newest first, among the last `FACTS_SEARCHED` entries of the ledger that it writes now."""
    [(newest,)] = all_of(
        reader, Event.select(fn.MAX(Event.seq)).where(Event.kiosk == kiosk, Event.epoch == epoch)
    )
    query = (
        Event.select(Event.kind, Event.at, Event.clock, Event.data)
        .where(
            Event.kiosk == kiosk,
            Event.epoch == epoch,
            Event.seq > (newest or 0) - FACTS_SEARCHED,
            Event.stream == "device",
            Event.kind != "device.lookups",
        )
        .order_by(Event.seq.desc())
        .limit(limit)
    )
    return [
        DeviceRow(kind, at, clock, _words.decode(data)) for kind, at, clock, data in all_of(reader, query)
    ]


def _machine(row: tuple[Any, ...], alerts: dict[str, set[Kind]]) -> Machine:
    kiosk, state, seen, epoch, version, health, backlog = row
    return Machine(
        kiosk=kiosk,
        state=state,
        last_seen_at=seen or None,
        epoch=epoch,
        version=version,
        health=health,
        backlog=backlog,
        alerts=tuple(sorted(alerts[kiosk], key=KINDS.index)) if kiosk in alerts else (),
    )


def _waiting(reader: peewee.Database, scope: Scope) -> dict[str, set[Kind]]:
    query = Alert.select(Alert.kiosk, Alert.kind).where(
        Alert.cleared_at.is_null(), Alert.acknowledged_at.is_null(), *within(Alert.kiosk, scope)
    )
    found: dict[str, set[Kind]] = {}
    for kiosk, kind in all_of(reader, query):
        found.setdefault(kiosk, set()).add(kind)
    return found


def _missing(reader: peewee.Database, kiosk: str, epoch: str, upto: int, high: int) -> list[tuple[int, int]]:
    """The gaps, from what arrived beyond `upto`; where very much did, only as far as was read."""
    if upto == high:
        return []
    arrived: set[int] = set()
    for table in (Event, SetAside):
        query = table.select(table.seq).where(table.kiosk == kiosk, table.epoch == epoch, table.seq > upto)
        arrived |= {seq for (seq,) in all_of(reader, query.order_by(table.seq).limit(ISLANDS_READ))}
    ledger = Ledger(upto)
    ledger.add_all(sorted(arrived)[:ISLANDS_READ])
    if len(arrived) < ISLANDS_READ:
        ledger.announce(high)
    return ledger.missing()
