"""What a person may do about one SMS: have it sent again, or drop it.

Owns these two changes and their refusals. Refuses the command line (`commands`). Nothing else ever sends an
SMS again that may have gone out before.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import peewee

from central.door import Change, Refused
from central.sms.outbox import TRIED_FOR, reference_of
from central.store.models import Sms
from mqtt.messages import instant

AGAIN: Final = frozenset({"failed", "undeliverable", "uncertain", "expired", "dropped"})
DROPPED: Final = frozenset({"waiting", "failed", "undeliverable", "uncertain"})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One SMS by its number in `motcua-central sms outbox`; `by` is an account, within `area`."""

    id: int
    by: str = ""
    area: str = ""

    @property
    def decider(self) -> str:
        return self.by or "a person"


@dataclass(frozen=True, slots=True)
class _Row:
    state: str
    ward: str
    kind: str
    fact: str
    retries: int
    not_after: str
    has_no_phone: bool


def retry(database: peewee.Database, chosen: Chosen, now: datetime) -> str:
    """What it was before. It goes out under another name: the network would call the old one sent."""
    row = _row(database, chosen)
    if row.state not in AGAIN:
        raise Refused(
            f"SMS {chosen.id} is {row.state}; only what failed, ended or is uncertain is sent again"
        )
    if row.has_no_phone:
        raise Refused(f"SMS {chosen.id} has no number to go to; tell the person another way")
    if row.kind == "soon" and row.not_after < instant(now):
        raise Refused(f"SMS {chosen.id} was for a number that was soon called; it is of no use any more")
    not_after = row.not_after if row.kind == "soon" else instant(now + TRIED_FOR)
    change = Sms.update(
        state="waiting",
        reference=reference_of(row.fact, row.retries + 1),
        retries=row.retries + 1,
        tries=0,
        handle="",
        handed_at=None,
        receipt_at=None,
        next_at=instant(now),
        not_after=not_after,
        reason=f"sent again by {chosen.decider}; it was {row.state}",
        changed_at=instant(now),
    )
    database.execute(change.where(Sms.id == chosen.id))
    log.info("sms again id=%d by=%s was=%s", chosen.id, chosen.decider, row.state)
    return row.state


def drop(database: peewee.Database, chosen: Chosen, now: datetime) -> str:
    """What it was before."""
    row = _row(database, chosen)
    if row.state not in DROPPED:
        raise Refused(f"SMS {chosen.id} is {row.state}; only what waits, failed or is uncertain is dropped")
    reason = f"by {chosen.decider}; it was {row.state}"
    change = Sms.update(state="dropped", reason=reason, changed_at=instant(now))
    database.execute(change.where(Sms.id == chosen.id))
    log.info("sms dropped id=%d by=%s was=%s", chosen.id, chosen.decider, row.state)
    return row.state


def _row(database: peewee.Database, chosen: Chosen) -> _Row:
    columns = (Sms.state, Sms.ward, Sms.kind, Sms.fact, Sms.retries, Sms.not_after, Sms.phone.is_null())
    found = database.execute(Sms.select(*columns).where(Sms.id == chosen.id)).fetchone()
    if found is None or not f"{found[1]}/".startswith(f"{chosen.area}/" if chosen.area else ""):
        raise Refused(f"there is no SMS {chosen.id}; `motcua-central sms outbox` names them")
    return _Row(*found)


RETRY: Final = Change("sms.retry", Chosen, str, retry)
DROP: Final = Change("sms.drop", Chosen, str, drop)
CHANGES: Final = (RETRY, DROP)
"""What the running centre's door must know."""
