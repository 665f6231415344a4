"""The catalogue on this kiosk, as it was received whole.

Owns the rows of the last complete version, and swapping them in one transaction. Refuses pieces and checksums
(`mqtt.publication`), what is in force today (`guidebook`) and screens (`guide`).
"""

from dataclasses import dataclass

import msgspec

from firmware.clock import Now
from firmware.guidebook import Guidebook
from firmware.state import Moment, State
from firmware.store import CatalogueRow, ProcedureRow, Reader
from mqtt.catalogue import Procedure
from mqtt.messages import instant


@dataclass(frozen=True, slots=True)
class CatalogueArrived:
    """A complete, verified version; the core writes it."""

    version: int
    published_at: str
    procedures: tuple[Procedure, ...]

    def __repr__(self) -> str:
        return f"CatalogueArrived(version={self.version}, procedures={len(self.procedures)})"


@dataclass(frozen=True, slots=True)
class GuideMade:
    """What the kiosk shows from now on."""

    guide: Guidebook

    def __repr__(self) -> str:
        return f"GuideMade(version={self.guide.version}, day={self.guide.day})"


News = CatalogueArrived | GuideMade


def decide(moment: Moment, event: News) -> State:
    match event:
        case CatalogueArrived():
            swap(event, moment.now)
            return moment.state
        case GuideMade(guide):
            return moment.state.noted(guide=guide)


def version(reader: Reader) -> int:
    """What is on disk; 0 before the first."""
    known = reader.rows("SELECT version FROM catalogue")
    return int(known[0][0]) if known else 0


def stored(reader: Reader) -> tuple[int, str, list[Procedure]]:
    """Version, time of publication and procedures of what is on disk; version 0 before the first."""
    known = reader.rows("SELECT version, published_at FROM catalogue")
    rows = reader.rows("SELECT data FROM procedure ORDER BY code")
    version, published_at = known[0] if known else (0, "")
    return version, published_at, [msgspec.json.decode(data, type=Procedure) for (data,) in rows]


def swap(event: CatalogueArrived, now: Now) -> None:
    """Replace the whole catalogue in the open transaction."""
    ProcedureRow.delete().execute()
    encode = msgspec.json.Encoder().encode
    database = ProcedureRow._meta.database
    database.connection().executemany(
        "INSERT OR REPLACE INTO procedure (code, data) VALUES (?, ?)",
        [(one.code, encode(one).decode()) for one in event.procedures],
    )
    CatalogueRow.sql(
        "INSERT OR REPLACE INTO catalogue (id, version, published_at, received_at) VALUES (1, ?, ?, ?)",
        event.version,
        event.published_at,
        instant(now.wall),
    )
