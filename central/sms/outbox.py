"""The outbox: what is put there, once for each fact.

Owns putting and the names of what is put. Refuses sending (`turn`), the states on the way (`states`) and
persons (`by_hand`). Whoever puts does so in the transaction of the fact itself: both are on disk or neither.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import peewee
from peewee import fn

from central.sms.contacts import sealed
from central.sms.keys import Keys
from central.store.models import Generation, Sms
from mqtt.messages import instant
from mqtt.phones import PhoneError, mobile
from mqtt.texting import Kind, Occasion, texted

TRIED_FOR: Final = timedelta(days=3)
TOLD_FOR: Final = timedelta(days=14)
"""What happened longer ago is no news any more when it arrives."""
_LETTERS: Final = 20
RESTORED: Final = "the store was restored after this; it may have gone out before: ask, then retry or drop it"


@dataclass(frozen=True, slots=True)
class Post:
    """What it takes to write an SMS; without `sends` nothing is put, and contacts are kept all the same."""

    keys: Keys
    diacritics: bool = False
    sends: bool = True
    sent_by_kiosk: frozenset[str] = frozenset()
    """Wards whose own kiosk has a modem and sends."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`fact` names what happened, for ever and everywhere: of each one SMS is put. `ward` is ``19/05518``.

    `phone` is a number as people write it, or with `is_sealed` as `contacts` keeps it. `at` is when it
    happened; `not_after` is when nobody needs to be told any more, three days after it was put unless said.
    """

    fact: str
    ward: str
    occasion: Occasion
    phone: str = field(repr=False)
    at: datetime
    not_after: datetime | None = None
    is_sealed: bool = False


def put(database: peewee.Database, post: Post, letter: Letter, now: datetime) -> bool:
    """In the open transaction; False if this fact has its SMS already, or nobody sends here.

    A number that no SMS reaches is put as `failed` with the reason, so that somebody can see it.
    """
    if not post.sends or letter.ward in post.sent_by_kiosk:
        return False
    said = texted(letter.occasion, diacritics=post.diacritics)
    state, reason = _first_state(database, letter, now)
    phone: str | None = letter.phone
    try:
        phone = letter.phone if letter.is_sealed else sealed(post.keys, mobile(letter.phone))
    except PhoneError as error:
        phone, state, reason = None, "failed", str(error)
    row = Sms.insert(
        fact=letter.fact,
        kind=letter.occasion.kind,
        ward=letter.ward,
        subject=letter.occasion.subject,
        phone=phone,
        text=said.text,
        wide=int(said.wide),
        segments=said.segments,
        state=state,
        reference=reference_of(letter.fact, 0),
        next_at=instant(now),
        not_after=instant(letter.not_after or now + TRIED_FOR),
        reason=reason,
        created_at=instant(now),
        changed_at=instant(now),
    )
    return bool(database.execute(row.on_conflict_ignore()).rowcount)


def fail(database: peewee.Database, post: Post, letter: Letter, reason: str, now: datetime) -> None:
    """An SMS that cannot be sent, for somebody to see."""
    if put(database, post, letter, now):
        query = Sms.update(state="failed", phone=None, reason=reason)
        database.execute(query.where(Sms.fact == letter.fact))


def already(database: peewee.Database, ward: str, subject: str, kind: Kind) -> bool:
    """Whether an SMS of this kind was ever put for a dossier."""
    query = Sms.select(Sms.id).where(Sms.ward == ward, Sms.subject == subject, Sms.kind == kind).limit(1)
    return database.execute(query).fetchone() is not None


def doubt(database: peewee.Database, now: datetime) -> None:
    """In a store made from a backup: what waited there may have been sent since."""
    change = Sms.update(state="uncertain", reason=RESTORED, changed_at=instant(now))
    database.execute(change.where(Sms.state.in_(("waiting", "sending"))))


def reference_of(fact: str, retries: int) -> str:
    """The same for the same fact, also in a store that was restored."""
    return f"{sha256(fact.encode()).hexdigest()[:_LETTERS]}-{retries}"


def _first_state(database: peewee.Database, letter: Letter, now: datetime) -> tuple[str, str]:
    if letter.at + TOLD_FOR < now or (letter.not_after is not None and letter.not_after < now):
        return "expired", f"came too late: it happened at {instant(letter.at)}"
    began_at = database.execute(Generation.select(fn.MAX(Generation.began_at))).fetchone()[0]
    if began_at and instant(letter.at) < began_at:
        return "uncertain", RESTORED
    return "waiting", ""
