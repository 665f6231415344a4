"""Accounts: who may sign in, with which role and area; every change to them and to their secrets.

Owns the rules of names, roles and areas, and the rows of `account`. Refuses passwords in clear: it is handed
hashes. Each change runs in the writer's one transaction, from a page or from a command at the door.
"""

import re
from datetime import datetime
from typing import Any, Final, get_args

import msgspec
import peewee
from peewee import fn

from central.accounts import tries
from central.dashboard.viewer import Role
from central.door import Change, Refused
from central.queries import all_of
from central.store.models import Account, Session
from mqtt.messages import instant

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_AREAS: Final = {
    "national": (re.compile(""), "no area"),
    "province": (re.compile("[0-9]{2}"), "a province such as 19"),
    "ward": (re.compile("[0-9]{2}/[0-9]{5}"), "a province and a ward such as 19/05518"),
}


class NewAccount(msgspec.Struct, frozen=True):
    """`password` is a hash, or "" where only OIDC or a token opens."""

    name: str
    role: str
    area: str
    password: str


class Named(msgspec.Struct, frozen=True):
    name: str = ""


class NewPassword(msgspec.Struct, frozen=True):
    name: str
    password: str


class Known(msgspec.Struct, frozen=True):
    """An account as the list shows it; `tokens` are the labels of those that still open."""

    name: str
    role: Role
    area: str
    created_at: str
    blocked_at: str | None
    password: bool
    tokens: list[str]


class Credentials(msgspec.Struct, frozen=True):
    """What signing in compares with; `password` is a hash."""

    name: str
    password: str
    blocked: bool


def canonical(name: str) -> str:
    """As names are stored: people write theirs with capitals and spaces around it."""
    return name.strip().lower()


def credentials(reader: peewee.Database, name: str) -> Credentials | None:
    query = Account.select(Account.name, Account.password, Account.blocked_at)
    row = reader.execute(query.where(Account.name == canonical(name))).fetchone()
    return Credentials(row[0], row[1], row[2] is not None) if row else None


def add(database: peewee.Database, asked: NewAccount, now: datetime) -> None:
    if not _NAME.fullmatch(asked.name):
        raise Refused(
            f"account {asked.name!r}: not a name; use 2 to 64 of a-z 0-9 . _ @ -, such as lan.nguyen"
        )
    if asked.role not in get_args(Role):
        raise Refused(f"role {asked.role!r}: not known; give national, province or ward")
    form, wanted = _AREAS[asked.role]
    if not form.fullmatch(asked.area):
        raise Refused(f"area {asked.area!r}: the role {asked.role} has {wanted}; correct --area")
    if credentials(database, asked.name) is not None:
        raise Refused(f"account {asked.name}: exists; choose another name, or set its password")
    row = {**msgspec.structs.asdict(asked), "created_at": instant(now)}
    database.execute(Account.insert(row))


def block(database: peewee.Database, asked: Named, now: datetime) -> None:
    """Ends every session and every token of the account at once."""
    _change(database, asked.name, {Account.blocked_at: instant(now)})
    database.execute(Session.delete().where(Session.account == asked.name))


def unblock(database: peewee.Database, asked: Named, _now: datetime) -> None:
    """Nor do tries that went wrong before pause the name any more."""
    _change(database, asked.name, {Account.blocked_at: None})
    tries.forget(database, asked.name)


def set_password(database: peewee.Database, asked: NewPassword, _now: datetime) -> None:
    """Whoever is signed in with the old one is out; tries at the old one pause nobody."""
    _change(database, asked.name, {Account.password: asked.password})
    tries.forget(database, asked.name)
    browsers = (Session.account == asked.name) & (Session.kind == "browser")
    database.execute(Session.delete().where(browsers))


def every(database: peewee.Database, _asked: Named, now: datetime) -> list[Known]:
    """All accounts by name."""
    tokens: dict[str, list[str]] = {}
    good = (Session.kind == "token") & (Session.expires_at > instant(now))
    for account, label in all_of(database, Session.select(Session.account, Session.label).where(good)):
        tokens.setdefault(account, []).append(label)
    columns = (Account.name, Account.role, Account.area, Account.created_at, Account.blocked_at)
    query = Account.select(*columns, fn.LENGTH(Account.password)).order_by(Account.name)
    return [
        Known(name, role, area, created_at, blocked_at, length > 0, sorted(tokens.get(name, [])))
        for name, role, area, created_at, blocked_at, length in all_of(database, query)
    ]


def _change(database: peewee.Database, name: str, columns: dict[Any, Any]) -> None:
    if not database.execute(Account.update(columns).where(Account.name == name)).rowcount:
        raise Refused(f"account {name}: not known; `motcua-central account list` names them")


ADD: Final = Change("account.add", NewAccount, type(None), add)
BLOCK: Final = Change("account.block", Named, type(None), block)
UNBLOCK: Final = Change("account.unblock", Named, type(None), unblock)
PASSWORD: Final = Change("account.password", NewPassword, type(None), set_password)
LIST: Final = Change("account.list", Named, list[Known], every)
