"""The states of an SMS on its way, and every change of them that the dispatcher asks for.

Owns claiming, what becomes of a claim, and news that come later. Refuses drivers (`turn`) and persons
(`outbox`). At most one hand-over for each fact: a row is claimed on disk before its message is handed over,
and a claimed row waits again only where the driver is sure that it never took the message.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import peewee
from peewee import fn

from central.store.models import Sms
from devices.sms import Fate, News, Word, short_of
from mqtt.messages import instant

FIRST_PAUSE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(hours=1)
_REASON: Final = 300
_RECEIPTS: Final = (Word.DELIVERED, Word.UNDELIVERABLE)

_NEXT: Final[dict[Word, tuple[str, tuple[str, ...]]]] = {
    Word.TAKEN: ("sending", ("sending",)),
    Word.BUSY: ("waiting", ("sending", "uncertain")),
    Word.UNKNOWN: ("uncertain", ("sending",)),
    Word.SENT: ("sent", ("sending", "uncertain")),
    Word.DELIVERED: ("delivered", ("sending", "uncertain", "sent")),
    Word.UNDELIVERABLE: ("undeliverable", ("sending", "uncertain", "sent")),
    Word.REFUSED: ("failed", ("sending", "uncertain")),
}
"""To which state each word leads, and from which; from any other it comes too late and changes nothing."""

WITHDRAWN: Final = Fate(Word.REFUSED, reason="the modem did not send it in time; taken back")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One that may go out now. `phone` is sealed still."""

    id: int
    reference: str
    kind: str
    phone: str = field(repr=False)
    text: str = field(repr=False)
    wide: int
    not_after: str


def due(reader: peewee.Database, provinces: Sequence[str], now: datetime, limit: int) -> list[Waiting]:
    """The oldest first, and before all others the numbers that are soon called."""
    columns = (Sms.id, Sms.reference, Sms.kind, Sms.phone, Sms.text, Sms.wide, Sms.not_after)
    query = (
        Sms.select(*columns)
        .where(Sms.state == "waiting", Sms.next_at <= instant(now), *_ours(provinces))
        .order_by((Sms.kind == "soon").desc(), Sms.next_at, Sms.id)
        .limit(limit)
    )
    return [Waiting(*row) for row in reader.execute(query).fetchall()]


def claim(database: peewee.Database, id: int, sender: str, now: datetime, *, receipts: bool = False) -> bool:
    """False if it does not wait any more. `sender` says which driver has it from now on, on which machine."""
    at = instant(now)
    change = Sms.update(
        state="sending", sender=sender, handed_at=at, changed_at=at, receipt_asked=int(receipts), reason=""
    )
    return bool(database.execute(change.where(Sms.id == id, Sms.state == "waiting")).rowcount)


def postpone(database: peewee.Database, id: int, until: datetime) -> None:
    database.execute(Sms.update(next_at=instant(until)).where(Sms.id == id, Sms.state == "waiting"))


def late(reader: peewee.Database, provinces: Sequence[str], now: datetime) -> bool:
    """Whether anything waited until it was of no use any more."""
    query = Sms.select(Sms.id).where(*_late(provinces, now)).limit(1)
    return reader.execute(query).fetchone() is not None


def expire(database: peewee.Database, provinces: Sequence[str], now: datetime) -> int:
    reason = "not sent in time"
    change = Sms.update(state="expired", reason=reason, changed_at=instant(now))
    return int(database.execute(change.where(*_late(provinces, now))).rowcount)


def overdue(reader: peewee.Database, provinces: Sequence[str], now: datetime) -> list[tuple[int, str]]:
    """Id and reference of those that a driver took, has not sent, and that are of no use any more."""
    query = Sms.select(Sms.id, Sms.reference).where(
        Sms.state == "sending", Sms.handle != "", Sms.not_after < instant(now), *_ours(provinces)
    )
    return [(id, reference) for id, reference in reader.execute(query).fetchall()]


def interrupted(reader: peewee.Database, provinces: Sequence[str]) -> list[tuple[int, str, str]]:
    """Id, reference and sender of those whose hand-over nobody saw the end of."""
    query = Sms.select(Sms.id, Sms.reference, Sms.sender).where(Sms.state == "sending", *_ours(provinces))
    return [
        (id, reference, sender) for id, reference, sender in reader.execute(query.order_by(Sms.id)).fetchall()
    ]


def settle(database: peewee.Database, id: int, fate: Fate, now: datetime) -> None:
    """Write down what became of one; a word that comes too late changes nothing."""
    columns = (Sms.state, Sms.kind, Sms.tries, Sms.not_after, Sms.handle)
    row = database.execute(Sms.select(*columns).where(Sms.id == id)).fetchone()
    state, before = _NEXT[fate.word]
    if row is None or row[0] not in before:
        return
    changes: dict[str, Any] = {"state": state, "reason": fate.reason[:_REASON], "changed_at": instant(now)}
    if fate.handle:
        changes["handle"] = fate.handle
    if fate.word in _RECEIPTS:
        changes["receipt_at"] = instant(now)
    if fate is WITHDRAWN:
        changes["state"] = "expired"
    elif fate.word is Word.BUSY:
        changes |= _again(tries=row[2] + 1, kind=row[1], not_after=row[3], reason=fate.reason, now=now)
    database.execute(Sms.update(changes).where(Sms.id == id))
    log.info("sms id=%d state=%s", id, changes["state"])


def hear(database: peewee.Database, news: Sequence[News], now: datetime) -> None:
    """Fates that came later; news of nobody here are told in the log and forgotten."""
    for one in news:
        id = _meant(database, one)
        if id is None:
            log.warning("receipt of no SMS here: %s", one.fate.word.value)
        else:
            settle(database, id, one.fate, now)


def pause(tries: int) -> timedelta:
    """15 s, 30 s, 1 minute … up to an hour."""
    return min(FIRST_PAUSE * (1 << min(tries - 1, 10)), LONGEST_PAUSE)


def _again(*, tries: int, kind: str, not_after: str, reason: str, now: datetime) -> dict[str, Any]:
    next_at = instant(now + pause(tries))
    if next_at <= not_after:
        return {"tries": tries, "next_at": next_at, "handed_at": None}
    ended = "expired" if kind == "soon" else "failed"
    return {"tries": tries, "state": ended, "reason": f"given up after {tries} tries: {reason}"[:_REASON]}


def _meant(database: peewee.Database, news: News) -> int | None:
    if news.reference:
        return _first(database, Sms.reference == news.reference)
    if news.handle and (found := _first(database, Sms.handle == news.handle)) is not None:
        return found
    if news.short is None:
        return None
    open_now = Sms.select(Sms.id, Sms.reference).where(Sms.state.in_(("sending", "uncertain")))
    rows = database.execute(open_now.order_by(Sms.id.desc())).fetchall()
    return next((id for id, reference in rows if short_of(reference) == news.short), None)


def _first(database: peewee.Database, condition: peewee.Expression) -> int | None:
    row = database.execute(Sms.select(Sms.id).where(condition).order_by(Sms.id.desc()).limit(1)).fetchone()
    return None if row is None else int(row[0])


def _late(provinces: Sequence[str], now: datetime) -> list[peewee.Expression]:
    return [Sms.state == "waiting", Sms.not_after < instant(now), *_ours(provinces)]


def _ours(provinces: Sequence[str]) -> list[peewee.Expression]:
    """Those of the provinces that this process writes; none named: all."""
    return [fn.SUBSTR(Sms.ward, 1, 2).in_(list(provinces))] if provinces else []
