"""What opens the pages and the API after signing in: a browser's session, a program's token.

Owns secrets and how long they open. Refuses cookies and headers (`dashboard.gate`). Only the SHA-256 of a
secret is stored: 32 random bytes need no slow hash, and a stolen table opens nothing.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec
import peewee

from central.accounts.register import credentials
from central.dashboard.viewer import Viewer
from central.door import Change, Refused
from central.store.models import Account, Session
from mqtt.messages import instant

SLIDE_SECONDS: Final = 60.0
"""A session is prolonged at most so often: a page's every request need not reach the writer."""

LONGEST_DAYS: Final = 3650


class NewToken(msgspec.Struct, frozen=True):
    """`secret` is a SHA-256; the token itself is known to the command that prints it, and to nobody else."""

    name: str
    label: str
    secret: str
    days: int


class Revoked(msgspec.Struct, frozen=True):
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a browser stays signed in: `longest` after signing in, `idle` after it was last used."""

    longest: timedelta
    idle: timedelta

    def until(self, began: datetime, now: datetime) -> datetime:
        return min(began + self.longest, now + self.idle)


@dataclass(frozen=True, slots=True)
class Signed:
    """A secret that opens, and for whom. `digest` is what the store knows it by."""

    digest: str
    viewer: Viewer
    kind: Literal["browser", "token"]
    created_at: datetime
    expires_at: datetime

    def due(self, lasting: Lasting, now: datetime) -> datetime | None:
        """Until when this use prolongs the session; None where that is not worth a row."""
        until = lasting.until(self.created_at, now)
        if self.kind == "token" or (until - self.expires_at).total_seconds() < SLIDE_SECONDS:
            return None
        return until


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def find(reader: peewee.Database, secret: str, now: datetime) -> Signed | None:
    """Whom a secret opens for; None once it has expired, was ended, or its account is blocked."""
    query = (
        Session.select(
            Session.secret,
            Session.kind,
            Session.created_at,
            Session.expires_at,
            Account.name,
            Account.role,
            Account.area,
        )
        .join(Account, on=(Account.name == Session.account))
        .where(
            Session.secret == digest(secret), Session.expires_at > instant(now), Account.blocked_at.is_null()
        )
    )
    row = reader.execute(query).fetchone()
    if row is None:
        return None
    known, kind, created_at, expires_at, *viewer = row
    return Signed(
        known, Viewer(*viewer), kind, datetime.fromisoformat(created_at), datetime.fromisoformat(expires_at)
    )


def begin(database: peewee.Database, name: str, secret: str, *, now: datetime, until: datetime) -> None:
    """A browser's session; what has expired is swept out on the way."""
    _sweep(database, now)
    _insert(database, name, secret=secret, kind="browser", label="", now=now, until=until)


def prolong(database: peewee.Database, secret: str, until: datetime) -> None:
    database.execute(Session.update({Session.expires_at: instant(until)}).where(Session.secret == secret))


def end(database: peewee.Database, secret: str) -> None:
    database.execute(Session.delete().where(Session.secret == secret))


def issue(database: peewee.Database, asked: NewToken, now: datetime) -> str:
    """A program's token; answers until when it opens."""
    known = credentials(database, asked.name)
    if known is None or known.blocked:
        raise Refused(
            f"account {asked.name}: {'blocked' if known else 'not known'}; name one that may sign in"
        )
    if not asked.label.strip() or not 1 <= asked.days <= LONGEST_DAYS:
        raise Refused(f"token: needs a label, and 1 to {LONGEST_DAYS} days; correct --label or --days")
    _sweep(database, now)
    same = (Session.account == asked.name) & (Session.label == asked.label) & (Session.kind == "token")
    if database.execute(Session.select(Session.secret).where(same)).fetchone():
        raise Refused(f"token {asked.label!r} of {asked.name}: exists; revoke it first, or use another label")
    until = now + timedelta(days=asked.days)
    _insert(database, asked.name, secret=asked.secret, kind="token", label=asked.label, now=now, until=until)
    return instant(until)


def revoke(database: peewee.Database, asked: Revoked, _now: datetime) -> None:
    same = (Session.account == asked.name) & (Session.label == asked.label) & (Session.kind == "token")
    if not database.execute(Session.delete().where(same)).rowcount:
        raise Refused(f"token {asked.label!r} of {asked.name}: not known; `account list` names them")


def _sweep(database: peewee.Database, now: datetime) -> None:
    database.execute(Session.delete().where(Session.expires_at <= instant(now)))


def _insert(
    database: peewee.Database,
    name: str,
    *,
    secret: str,
    kind: str,
    label: str,
    now: datetime,
    until: datetime,
) -> None:
    row = {
        "secret": secret,
        "account": name,
        "kind": kind,
        "label": label,
        "created_at": instant(now),
        "expires_at": instant(until),
    }
    database.execute(Session.insert(row))


ISSUE: Final = Change("account.token", NewToken, str, issue)
REVOKE: Final = Change("account.revoke", Revoked, type(None), revoke)
