"""The append-only ledger: every fact that the centre must hear, in order, until it says that it has.

Owns identity (epoch, seq), order, acknowledgement and pruning. Refuses frames and sockets (`uplink`). Writing
happens inside the caller's transaction, so a fact and its consequences are on disk together or not at all.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec
from peewee import fn

from firmware.clock import Now
from firmware.store import Acknowledgement, LedgerRow, Reader
from mqtt.facts import KIND_OF, Fact
from mqtt.messages import Event, encode, instant

KEEP_DAYS: Final = 30
_FACT_BYTES: Final = 4096


@dataclass(frozen=True, slots=True)
class Progress:
    """`first` is the oldest row still kept, 0 when there is none; `high` the newest ever written."""

    first: int
    high: int
    acknowledged: int

    @property
    def backlog(self) -> int:
        return self.high - self.acknowledged


@dataclass(frozen=True, slots=True)
class Resend:
    """The centre wants everything after `after` again; `number` tells one such wish from the next."""

    number: int
    after: int


def append(fact: Fact, now: Now) -> str:
    """Write one fact into the open transaction; returns the event's id."""
    data = encode(fact)
    if len(data) > _FACT_BYTES:
        raise ValueError(f"{KIND_OF[type(fact)]} has {len(data)} bytes of data; the limit is {_FACT_BYTES}")
    event_id = str(uuid7(now))
    clock = "synced" if now.trusted else "unsynced"
    LedgerRow.sql(
        "INSERT INTO ledger (id, kind, at, clock, data) VALUES (?, ?, ?, ?, ?)",
        event_id,
        KIND_OF[type(fact)],
        instant(now.wall),
        clock,
        data.decode(),
    )
    return event_id


def acknowledge(upto: int, now: Now) -> None:
    """The centre has committed everything up to `upto`; only a command takes that back (`take_back`)."""
    day = now.wall.date().isoformat()
    already = Acknowledgement.select(Acknowledgement.upto).order_by(Acknowledgement.upto.desc()).first()
    if already is None or upto > already.upto:
        Acknowledgement.insert(day=day, upto=upto).on_conflict_replace().execute()


def acknowledged_before(days: int, now: Now) -> int:
    """How far the centre had got when the last so many days began."""
    day = (now.wall.date() - timedelta(days=days)).isoformat()
    before = Acknowledgement.select(fn.MAX(Acknowledgement.upto)).where(Acknowledgement.day < day)
    return int(before.scalar() or 0)


def take_back(after: int) -> None:
    """What comes after `after` counts as unacknowledged again."""
    Acknowledgement.update(upto=after).where(Acknowledgement.upto > after).execute()


def prune(now: Now) -> int:
    """Forget rows that were acknowledged more than 30 days ago; returns how many."""
    if not now.trusted:
        return 0
    before = (now.wall.date() - timedelta(days=KEEP_DAYS)).isoformat()
    oldest = (
        Acknowledgement.select(Acknowledgement.upto)
        .where(Acknowledgement.day < before)
        .order_by(Acknowledgement.upto.desc())
        .first()
    )
    if oldest is None:
        return 0
    return int(LedgerRow.delete().where(LedgerRow.seq <= oldest.upto).execute())


def progress(reader: Reader) -> Progress:
    [(first, high, acknowledged)] = reader.rows(
        "SELECT (SELECT ifnull(min(seq), 0) FROM ledger),"
        " ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'ledger'), 0),"
        " (SELECT ifnull(max(upto), 0) FROM acknowledgement)"
    )
    return Progress(first, high, acknowledged)


def after(reader: Reader, seq: int, limit: int) -> list[Event]:
    """The next rows after `seq`, oldest first."""
    rows = reader.rows(
        "SELECT seq, id, kind, at, clock, data FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit)
    )
    return [
        Event(seq, event_id, kind, at, clock, msgspec.Raw(data.encode()))
        for seq, event_id, kind, at, clock, data in rows
    ]


def uuid7(now: Now) -> UUID:
    """A time-ordered id (RFC 9562, section 5.7): 48 bits of Unix milliseconds, version, 74 random bits."""
    milliseconds = int(now.wall.timestamp() * 1000) & ((1 << 48) - 1)
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)
