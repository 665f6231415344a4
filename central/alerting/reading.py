"""What the alerts ask of the store: a handful of queries, each over all kiosks at once.

Owns these questions. Refuses to judge (`rules`) and to remember (`watch`). Events and rejections are read by
their own growing numbers, so that a turn reads only what came since the last one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec
import peewee
from peewee import fn

from central.queries import all_of
from central.store.models import Event, Kiosk, Progress, Rejected

TAMPERS: Final = {"conflict": "conflict", "wrong kiosk": "wrong_kiosk"}
"""How a rejection's reason begins -> what an alert calls it."""


class Heartbeat(msgspec.Struct, frozen=True):
    """What the alerts need of a stored heartbeat, whichever version wrote it."""

    at: str = ""
    paper: str | None = None
    clock: str | None = None
    disk_free_mb: int | None = None
    temperature_c: float | None = None


@dataclass(frozen=True, slots=True)
class DeviceFact:
    """`at` is of the kiosk's own clock; `data` is JSON."""

    kiosk: str
    epoch: str
    seq: int
    kind: str
    at: str
    data: str


_heartbeat: Final = msgspec.json.Decoder(Heartbeat)
_SILENT: Final = Heartbeat()


def kiosks(database: peewee.Database) -> Iterator[tuple[str, str | None, Heartbeat]]:
    """Every kiosk: its name, when it was last heard, its last heartbeat; decoded one by one."""
    rows = all_of(database, Kiosk.select(Kiosk.kiosk, Kiosk.last_seen_at, Kiosk.health))
    return ((kiosk, seen, _heartbeat.decode(health) if health else _SILENT) for kiosk, seen, health in rows)


def gaps(database: peewee.Database) -> list[tuple[str, str, int, int]]:
    """kiosk, epoch, upto and how many are missing, of the ledgers of which any are."""
    query = Progress.select(Progress.kiosk, Progress.epoch, Progress.upto, Progress.missing)
    return all_of(database, query.where(Progress.missing > 0))


def newest_event(database: peewee.Database) -> int:
    return int(all_of(database, Event.select(fn.COALESCE(fn.MAX(Event.cursor), 0)))[0][0])


def device_facts(database: peewee.Database, after: int, upto: int) -> list[DeviceFact]:
    query = (
        Event.select(Event.kiosk, Event.epoch, Event.seq, Event.kind, Event.at, Event.data)
        .where(Event.cursor > after, Event.cursor <= upto, Event.stream == "device")
        .order_by(Event.cursor)
    )
    return [DeviceFact(*row) for row in all_of(database, query)]


def newest_rejection(database: peewee.Database) -> int:
    return int(all_of(database, Rejected.select(fn.COALESCE(fn.MAX(Rejected.number), 0)))[0][0])


def tampers(database: peewee.Database, after: int, upto: int) -> list[tuple[str, str, str]]:
    """kiosk, moment and word of what looks as if somebody had changed or forged it."""
    begins = [Rejected.reason.startswith(beginning) for beginning in TAMPERS]
    query = Rejected.select(Rejected.kiosk, Rejected.at, Rejected.reason).where(
        Rejected.number > after,
        Rejected.number <= upto,
        Rejected.kiosk.is_null(is_null=False),
        begins[0] | begins[1],
    )
    words = TAMPERS.items()
    return [
        (kiosk, at, next(word for beginning, word in words if reason.startswith(beginning)))
        for kiosk, at, reason in all_of(database, query)
    ]
