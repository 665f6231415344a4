"""How often somebody may try to sign in: by name and by address, with pauses that double.

Owns the rules and the rows of `sign_in_try`: what was counted survives a restart, and centres that share a
database count together. Refuses passwords. Whoever must wait is told so by reading alone, so that haste does
not reach the one writer; what strangers leave behind is bounded, and gone after an hour.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import peewee

from central.limits import near
from central.store.models import Account, SignInTry
from mqtt.messages import instant

FREE_OF_NAME: Final = 5
FREE_OF_ADDRESS: Final = 20
"""A whole office may stand behind one address."""

PAUSE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(minutes=15)
FORGOTTEN: Final = timedelta(hours=1)
KEPT: Final = 10_000
"""Rows beside those of accounts' names: whoever floods pushes out his own, never an account's."""
AT_ONCE: Final = 100
"""That many too many go with each try, which adds one or two."""

NOTHING: Final = timedelta()


@dataclass(frozen=True, slots=True)
class Tried:
    """Under which name, from which address."""

    name: str
    address: str

    @property
    def free(self) -> dict[str, int]:
        """Whom it counts for, as the store knows them (the name first) -> how many wrong ones are free."""
        return {_who("name", self.name): FREE_OF_NAME, self._from: FREE_OF_ADDRESS}

    @property
    def _from(self) -> str:
        return _who("address", near(self.address))


def pause(database: peewee.Database, tried: Tried, now: datetime) -> timedelta:
    """How long to wait before the next try; NOTHING where one may go ahead."""
    columns = (SignInTry.who, SignInTry.wrong, SignInTry.last_at)
    query = SignInTry.select(*columns).where(SignInTry.who.in_(list(tried.free)), ~_forgotten(now))
    rows = database.execute(query).fetchall()
    waits = [_until(tried.free[who], wrong, last_at) - now for who, wrong, last_at in rows]
    return min(max([NOTHING, *waits]), LONGEST_PAUSE)


def begin(database: peewee.Database, tried: Tried, now: datetime) -> timedelta:
    """Count a try as wrong from its beginning, so that many at once gain nothing; where it must wait, not."""
    database.execute(SignInTry.delete().where(_forgotten(now)))
    _hold(database, tried)
    wait = pause(database, tried, now)
    if wait > NOTHING:
        return wait
    known = database.execute(Account.select(Account.name).where(Account.name == tried.name)).fetchone()
    name, address = tried.free
    _add(database, name, account=int(known is not None), now=now)
    _add(database, address, account=0, now=now)
    _make_room(database)
    return NOTHING


def right(database: peewee.Database, tried: Tried) -> None:
    """The try that was begun was no wrong one; whoever knows the password starts anew."""
    forget(database, tried.name)
    _, address = tried.free
    mine = SignInTry.who == address
    database.execute(SignInTry.update(wrong=SignInTry.wrong - 1).where(mine))
    database.execute(SignInTry.delete().where(mine, SignInTry.wrong <= 0))


def forget(database: peewee.Database, name: str) -> None:
    database.execute(SignInTry.delete().where(SignInTry.who == _who("name", name)))


def _hold(database: peewee.Database, tried: Tried) -> None:
    """On PostgreSQL nobody else counts for these until the transaction ends; on SQLite nobody else writes."""
    mine = SignInTry.who.in_(list(tried.free))
    database.execute(SignInTry.update(wrong=SignInTry.wrong).where(mine))


def _add(database: peewee.Database, who: str, *, account: int, now: datetime) -> None:
    said = {"account": account, "last_at": instant(now)}
    once_more = {**said, "wrong": SignInTry.wrong + 1}
    row = SignInTry.insert(who=who, wrong=1, **said)
    database.execute(row.on_conflict(conflict_target=[SignInTry.who], update=once_more))


def _make_room(database: peewee.Database) -> None:
    """The oldest go."""
    others = SignInTry.select(SignInTry.who).where(SignInTry.account == 0)
    too_many = others.order_by(SignInTry.last_at.desc()).limit(AT_ONCE).offset(KEPT)
    database.execute(SignInTry.delete().where(SignInTry.who.in_(too_many)))


def _until(free: int, wrong: int, last_at: str) -> datetime:
    last, beyond = datetime.fromisoformat(last_at), wrong - free
    return last + min(PAUSE * 2 ** min(beyond, 10), LONGEST_PAUSE) if beyond >= 0 else last


def _forgotten(now: datetime) -> peewee.Expression:
    """Too long ago; or the clock was far ahead then."""
    last = SignInTry.last_at
    return (last <= instant(now - FORGOTTEN)) | (last >= instant(now + FORGOTTEN))


def _who(kind: str, text: str) -> str:
    return sha256(f"{kind}\n{text}".encode()).hexdigest()
