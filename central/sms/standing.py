"""How SMS stand in each province, for its alert: whether receipts still come, and what is due goes out.

Owns the two questions to the outbox. Refuses alerts (`central.alerting`) and the judgement on receipts
(`mqtt.receipts`). One driver may send for many provinces: each has its own alert, because each has people who
must look after their wards meanwhile.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import peewee
from peewee import fn

from central.store.models import Sms
from mqtt.messages import instant
from mqtt.receipts import LATE, LOOKED_BACK, READ, Handed, silent_since

STUCK: Final = timedelta(minutes=30)
"""What is due goes out within seconds; a driver that cannot keeps it waiting."""
_PROVINCE: Final = fn.SUBSTR(Sms.ward, 1, 2)


@dataclass(frozen=True, slots=True)
class Trouble:
    """`word` is no_receipts or stuck; `since` an instant."""

    word: str
    since: str

    def __str__(self) -> str:
        return f"{self.word} {self.since}"


def troubles(
    reader: peewee.Database, provinces: Sequence[str], silent: Collection[str], now: datetime
) -> dict[str, Trouble]:
    """Province -> what is wrong there. `provinces` are those this process writes, none named: all; in those
    of `silent` receipts did not come before."""
    stuck = _stuck(reader, provinces, now)
    found = {}
    for province in _that_ask(reader, provinces, now):
        since = silent_since(_asked(reader, province, now), already=province in silent)
        if since is not None:
            found[province] = Trouble("no_receipts", since)
    return {**found, **{province: Trouble("stuck", since) for province, since in stuck.items()}}


def _stuck(reader: peewee.Database, provinces: Sequence[str], now: datetime) -> dict[str, str]:
    """Since when the oldest has been due. A pause after a refusal, or of the night, makes it due later."""
    query = (
        Sms.select(_PROVINCE, fn.MIN(Sms.next_at))
        .where(Sms.state == "waiting", Sms.next_at < instant(now - STUCK), *_of(provinces))
        .group_by(peewee.SQL("1"))
    )
    return dict(reader.execute(query).fetchall())


def _that_ask(reader: peewee.Database, provinces: Sequence[str], now: datetime) -> list[str]:
    query = Sms.select(_PROVINCE).where(_recent(now), *_of(provinces)).distinct()
    return sorted(province for (province,) in reader.execute(query).fetchall())


def _asked(reader: peewee.Database, province: str, now: datetime) -> list[Handed]:
    is_late = (Sms.state == "sent") & (Sms.handed_at < instant(now - LATE))
    query = (
        Sms.select(Sms.ward, Sms.subject, Sms.handed_at, Sms.receipt_at)
        .where(_recent(now), province == _PROVINCE, is_late | Sms.receipt_at.is_null(is_null=False))
        .order_by(Sms.handed_at.desc(), Sms.id.desc())
        .limit(READ)
    )
    return [
        Handed(f"{ward} {subject}", at, has_receipt=receipt_at is not None)
        for ward, subject, at, receipt_at in reader.execute(query).fetchall()
    ]


def _recent(now: datetime) -> peewee.Expression:
    return (Sms.receipt_asked == 1) & (Sms.handed_at > instant(now - LOOKED_BACK))


def _of(provinces: Sequence[str]) -> list[peewee.Expression]:
    return [_PROVINCE.in_(list(provinces))] if provinces else []
