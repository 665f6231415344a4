"""The rows of `alert`: what stands, opening, clearing, acknowledging.

Owns every statement on that table that writes. Refuses to judge when (`rules`, `turn`). Trouble that comes
back soon after it was cleared is the same alert, with its number and its acknowledgement.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import peewee
from peewee import fn

from central.alerting.rules import Kind
from central.store.models import Alert
from mqtt.messages import instant

SAME_TROUBLE: Final = timedelta(minutes=30)
ROWS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class OpenAlert:
    number: int
    kiosk: str
    kind: Kind
    detail: str
    opened_at: str
    acknowledged_at: str | None


@dataclass(frozen=True, slots=True)
class New:
    kiosk: str
    kind: Kind
    detail: str


def standing(database: peewee.Database) -> list[OpenAlert]:
    query = Alert.select(
        Alert.number, Alert.kiosk, Alert.kind, Alert.detail, Alert.opened_at, Alert.acknowledged_at
    ).where(Alert.cleared_at.is_null())
    return [OpenAlert(*row) for row in database.execute(query).fetchall()]


def tampers_told_until(database: peewee.Database) -> dict[str, str]:
    """kiosk -> the moment up to which its tampering has had an alert."""
    last = fn.MAX(fn.COALESCE(Alert.acknowledged_at, Alert.opened_at))
    query = Alert.select(Alert.kiosk, last).where(Alert.kind == "tamper").group_by(Alert.kiosk)
    return dict(database.execute(query).fetchall())


def open_all(database: peewee.Database, news: Sequence[New], now: datetime) -> None:
    """There is no open alert of the same kiosk and kind."""
    recent = _cleared_since(database, now - SAME_TROUBLE) if news else {}
    again, fresh = [], []
    for new in news:
        number = None if new.kind == "tamper" else recent.get((new.kiosk, new.kind))
        if number is None:
            fresh.append(new)
        else:
            again.append(number)
    _update(database, again, cleared_at=None)
    rows = [
        {"kiosk": new.kiosk, "kind": new.kind, "detail": new.detail, "opened_at": instant(now)}
        for new in fresh
    ]
    for some in peewee.chunked(rows, ROWS_AT_ONCE):
        database.execute(Alert.insert_many(some))


def clear_all(database: peewee.Database, numbers: Sequence[int], now: datetime) -> None:
    _update(database, numbers, cleared_at=instant(now))


def describe(database: peewee.Database, number: int, detail: str) -> None:
    """The same alert, with something else to say."""
    _update(database, [number], detail=detail)


def acknowledge(database: peewee.Database, number: int, *, by: str, now: datetime) -> bool:
    """False if there is no such alert, or somebody was faster."""
    query = Alert.update(acknowledged_at=instant(now), acknowledged_by=by).where(
        Alert.number == number, Alert.acknowledged_at.is_null()
    )
    changed: int = database.execute(query).rowcount
    return changed == 1


def _cleared_since(database: peewee.Database, since: datetime) -> dict[tuple[str, str], int]:
    query = (
        Alert.select(Alert.kiosk, Alert.kind, fn.MAX(Alert.number))
        .where(Alert.cleared_at >= instant(since))
        .group_by(Alert.kiosk, Alert.kind)
    )
    return {(kiosk, kind): number for kiosk, kind, number in database.execute(query).fetchall()}


def _update(database: peewee.Database, numbers: Iterable[int], **values: Any) -> None:
    for some in peewee.chunked(numbers, ROWS_AT_ONCE):
        database.execute(Alert.update(**values).where(Alert.number.in_(list(some))))
