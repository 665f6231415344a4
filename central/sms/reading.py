"""What is known of SMS, for people and programs: no whole number ever.

Owns reading the outbox. Refuses changing it. Apart from its rows so that a mask is put on in one place.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import peewee
from peewee import fn

from central.door import Change
from central.queries import Scope
from central.sms.keys import KeyFault, Keys
from central.store.models import Sms
from mqtt.phones import masked

OPEN: Final = ("waiting", "sending", "uncertain", "failed", "undeliverable")


@dataclass(frozen=True, slots=True)
class SmsRow:
    """`phone` is masked, "" once erased. `state` sent: the network has it, and no receipt came yet."""

    id: int
    fact: str
    kind: str
    ward: str
    subject: str
    phone: str
    segments: int
    state: str
    reason: str
    tries: int
    created_at: str
    handed_at: str | None
    receipt_at: str | None
    changed_at: str


def listed(
    reader: peewee.Database, keys: Keys | None, scope: Scope, *, since: str = "", after: int = 0, limit: int
) -> list[SmsRow]:
    """Those that changed at or after an instant, oldest change first: ask on from the last one's.

    Many may have changed in one instant: `after` is the id of the last one that was told of it.
    """
    onward = (Sms.changed_at > since) | ((Sms.changed_at == since) & (Sms.id > after))
    query = _select().where(onward, *_within(scope))
    rows = reader.execute(query.order_by(Sms.changed_at, Sms.id).limit(limit)).fetchall()
    return _rows(rows, keys)


def counts(reader: peewee.Database, scope: Scope, since: str) -> dict[str, int]:
    """How many of each state; of those that are over only what changed since an instant."""
    query = Sms.select(Sms.state, fn.COUNT(Sms.id)).where(_lately(since), *_within(scope))
    return dict(reader.execute(query.group_by(Sms.state)).fetchall())


def shelf(
    reader: peewee.Database,
    keys: Keys | None,
    scope: Scope,
    states: Collection[str],
    *,
    since: str,
    limit: int,
    skip: int = 0,
) -> list[SmsRow]:
    """Of these states, what changed last first."""
    query = _select().where(Sms.state.in_(list(states)), _lately(since), *_within(scope))
    query = query.order_by(Sms.changed_at.desc(), Sms.id.desc()).limit(limit).offset(skip)
    return _rows(reader.execute(query).fetchall(), keys)


def one(reader: peewee.Database, keys: Keys | None, id: int) -> SmsRow | None:
    return next(iter(_rows(reader.execute(_select().where(Sms.id == id)).fetchall(), keys)), None)


def _lately(since: str) -> peewee.Expression:
    return Sms.state.in_(OPEN) | (Sms.changed_at >= since)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of the outbox: what waits or needs a person, or `every` one; the newest `limit`."""

    every: bool = False
    limit: int = 200


def listing(keys: Keys | None) -> Change[Wanted, list[SmsRow]]:
    """For the command line: a question to whoever writes the store, because it may be on another machine."""

    def outbox(database: peewee.Database, wanted: Wanted, _now: datetime) -> list[SmsRow]:
        query = _select() if wanted.every else _select().where(Sms.state.in_(OPEN))
        rows = database.execute(query.order_by(Sms.id.desc()).limit(wanted.limit)).fetchall()
        return _rows(reversed(rows), keys)

    return Change("sms.outbox", Wanted, list[SmsRow], outbox)


def _select() -> Any:
    return Sms.select(
        Sms.id,
        Sms.fact,
        Sms.kind,
        Sms.ward,
        Sms.subject,
        Sms.phone,
        Sms.segments,
        Sms.state,
        Sms.reason,
        Sms.tries,
        Sms.created_at,
        Sms.handed_at,
        Sms.receipt_at,
        Sms.changed_at,
    )


def _rows(rows: Iterable[Any], keys: Keys | None) -> list[SmsRow]:
    return [SmsRow(*(*row[:5], _shown(row[5], keys), *row[6:])) for row in rows]


def _shown(phone: object, keys: Keys | None) -> str:
    if phone is None or keys is None:
        return ""
    try:
        return masked(keys.unseal(str(phone).encode()).decode())
    except KeyFault:
        return "?"


def _within(scope: Scope) -> list[peewee.Expression]:
    conditions = []
    if scope.province:
        conditions.append(fn.SUBSTR(Sms.ward, 1, 2) == scope.province)
    if scope.ward:
        conditions.append(fn.SUBSTR(Sms.ward, 4, 5) == scope.ward)
    return conditions
