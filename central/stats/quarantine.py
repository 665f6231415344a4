"""Questions about the quarantine: what was refused, why, from whom, and how it began.

Owns reading the table `rejected`. Refuses to show: a payload is bytes of a stranger until a page has made
them harmless. A reason's first words are its class; what follows them is of the one message.
"""

from dataclasses import dataclass
from typing import Any, Final

import peewee
from peewee import Case, Expression, fn

from central.queries import Scope, all_of
from central.stats.within import within
from central.store.models import Rejected

CLASSES: Final = (
    "conflict",
    "wrong kiosk",
    "wrong topic",
    "wrong stream",
    "wrong version",
    "unknown kind",
    "invalid",
    "malformed",
    "oversized",
    "unreadable",
)
"""How a reason begins (central.judging, mqtt.messages); the gravest first."""

OTHER: Final = "other"
HEAD_BYTES: Final = 64
KIOSKS_COUNTED: Final = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """`head` are the first bytes of what was kept; `kept` says how many that are, `size` of how many."""

    number: int
    at: str
    topic: str
    kiosk: str | None
    epoch: str | None
    seq: int | None
    reason: str
    head: bytes
    kept: int
    size: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """`cause` is one of CLASSES or OTHER."""

    scope: Scope
    cause: str | None = None


_CLASS: Final = Case(None, [(Rejected.reason.startswith(begin), begin) for begin in CLASSES], OTHER).alias(
    "cause"
)


def causes(reader: peewee.Database, scope: Scope) -> dict[str, int]:
    """How many of each class, the gravest first."""
    query = Rejected.select(_CLASS, fn.COUNT(Rejected.number)).where(*_of(Wanted(scope)))
    found = dict(all_of(reader, query.group_by(peewee.SQL("cause"))))
    return {cause: found[cause] for cause in (*CLASSES, OTHER) if cause in found}


def by_kiosk(reader: peewee.Database, wanted: Wanted) -> list[tuple[str | None, int]]:
    """The kiosks with the most entries; None stands for topics that name no kiosk."""
    count = fn.COUNT(Rejected.number)
    query = Rejected.select(Rejected.kiosk, count).where(*_of(wanted)).group_by(Rejected.kiosk)
    return all_of(reader, query.order_by(count.desc(), Rejected.kiosk).limit(KIOSKS_COUNTED))


def entries(reader: peewee.Database, wanted: Wanted, *, limit: int, skip: int = 0) -> list[Entry]:
    """The newest first."""
    query = Rejected.select(*_columns(HEAD_BYTES)).where(*_of(wanted)).order_by(Rejected.number.desc())
    return [_entry(row) for row in all_of(reader, query.limit(limit).offset(skip))]


def entry(reader: peewee.Database, number: int, scope: Scope) -> Entry | None:
    """With all the bytes that were kept."""
    query = Rejected.select(*_columns(None)).where(Rejected.number == number, *within(Rejected.kiosk, scope))
    rows = all_of(reader, query)
    return _entry(rows[0]) if rows else None


def _columns(head_bytes: int | None) -> tuple[Any, ...]:
    payload = Rejected.payload if head_bytes is None else fn.SUBSTR(Rejected.payload, 1, head_bytes)
    return (
        Rejected.number,
        Rejected.at,
        Rejected.topic,
        Rejected.kiosk,
        Rejected.epoch,
        Rejected.seq,
        Rejected.reason,
        payload,
        fn.LENGTH(Rejected.payload),
        Rejected.size,
    )


def _entry(row: tuple[Any, ...]) -> Entry:
    number, at, topic, kiosk, epoch, seq, reason, head, kept, size = row
    return Entry(number, at, topic, kiosk, epoch, seq, reason, bytes(head or b""), kept, size)


def _of(wanted: Wanted) -> list[Expression]:
    conditions: list[Expression] = [Rejected.number > 0, *within(Rejected.kiosk, wanted.scope)]
    if wanted.cause == OTHER:
        conditions += [~Rejected.reason.startswith(begin) for begin in CLASSES]
    elif wanted.cause:
        conditions.append(Rejected.reason.startswith(wanted.cause))
    return conditions
