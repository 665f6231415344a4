"""`motcua-central account …`: what it asks, prints and how it ends.

Owns the command line of accounts. Refuses their rules (`register`, `sessions`, `passwords`). Beside a running
centre every change goes through its door; the password is hashed and the token made up here, so neither
crosses it. 0: done; 2: not done.
"""

import argparse
import getpass
import sys
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from central.accounts import register, sessions
from central.accounts.passwords import hashed, weakness
from central.accounts.register import Known, Named, NewAccount, NewPassword, canonical
from central.accounts.sessions import NewToken, Revoked, digest, new_secret
from central.door import Change, Refused, carry_out
from central.settings import Store, read_settings

Q = TypeVar("Q")
A = TypeVar("A")

CHANGES: Final = (
    register.ADD,
    register.BLOCK,
    register.UNBLOCK,
    register.PASSWORD,
    register.LIST,
    sessions.ISSUE,
    sessions.REVOKE,
)
"""What the running centre's door must know."""


def add_parsers(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> list[argparse.ArgumentParser]:
    """`account` and its verbs; answers with the parsers of the verbs."""
    account = commands.add_parser("account", help="who may sign in, and tokens of programs")
    verbs = account.add_subparsers(dest="verb", required=True)
    add = verbs.add_parser("add", help="let somebody sign in; asks for the password")
    add.add_argument("--role", choices=["national", "province", "ward"], required=True)
    add.add_argument("--area", default="", help="what the role sees: 19 or 19/05518; none for national")
    add.add_argument("--no-password", action="store_true", help="only OIDC or tokens open")
    password = verbs.add_parser("password", help="set a new password; ends the account's sessions")
    for command in (add, password):
        command.add_argument("--password-stdin", action="store_true", help="read it from the first line")
    token = verbs.add_parser("token", help="print a bearer token once")
    token.add_argument("--days", type=int, default=365, help="default: 365")
    revoke = verbs.add_parser("revoke", help="end a token")
    for command in (token, revoke):
        command.add_argument("--label", required=True, help="what uses it, such as grafana")
    block = verbs.add_parser("block", help="end every session and token, and let nobody in")
    unblock = verbs.add_parser("unblock", help="let the account sign in again")
    for command in (add, password, token, revoke, block, unblock):
        command.add_argument("name", metavar="NAME")
    return [add, password, token, revoke, block, unblock, verbs.add_parser("list", help="all accounts")]


def account(arguments: argparse.Namespace, now: datetime) -> int:
    """Refused is for the caller to print."""
    said = _done(arguments, canonical(getattr(arguments, "name", "")), now)
    sys.stdout.write(f"{said}\n")
    return 0


def _done(arguments: argparse.Namespace, name: str, now: datetime) -> str:
    """What is said of a verb that was carried out."""
    make = _Way(arguments.config, arguments.data, now)
    match arguments.verb:
        case "add":
            password = "" if arguments.no_password else hashed(_asked(name, stdin=arguments.password_stdin))
            make(register.ADD, NewAccount(name, arguments.role, arguments.area, password))
            return f"account {name} added: {arguments.role} {arguments.area}".rstrip()
        case "password":
            password = hashed(_asked(name, stdin=arguments.password_stdin))
            make(register.PASSWORD, NewPassword(name, password))
            return f"account {name}: password set; its browsers are signed out"
        case "token":
            return _token(make, NewToken(name, arguments.label, "", arguments.days))
        case "revoke":
            make(sessions.REVOKE, Revoked(name, arguments.label))
            return f"token {arguments.label!r} of {name} opens nothing any more"
        case "block":
            make(register.BLOCK, Named(name))
            return f"account {name} blocked; its sessions and tokens are gone"
        case "unblock":
            make(register.UNBLOCK, Named(name))
            return f"account {name} may sign in again"
    return _listed(make(register.LIST, Named()))


class _Way:
    """To the store that the settings name, through the running centre or alone."""

    def __init__(self, config: Path | None, data: Path, now: datetime) -> None:
        self._store = read_settings(config).store if config is not None else Store()
        self._data = data
        self._now = now

    def __call__(self, change: Change[Q, A], question: Q) -> A:
        return carry_out(change, question, data=self._data, store=self._store, now=self._now)


def _asked(name: str, *, stdin: bool) -> str:
    """A password that is good enough, typed twice or read from the first line."""
    password = sys.stdin.readline().rstrip("\r\n") if stdin else getpass.getpass(f"Password of {name}: ")
    if why := weakness(password, name=name):
        raise Refused(f"password: {why}")
    if not stdin and getpass.getpass("Once more: ") != password:
        raise Refused("password: the two are not the same; type it again")
    return password


def _token(make: _Way, asked: NewToken) -> str:
    secret = new_secret()
    until = make(sessions.ISSUE, msgspec.structs.replace(asked, secret=digest(secret)))
    return f"{secret}\nGood until {until}; shown this once. Send it as: Authorization: Bearer <token>"


def _listed(known: list[Known]) -> str:
    lines = [
        f"{one.name}  {one.role} {one.area or '-'}  {'blocked' if one.blocked_at else 'open'}"
        f"  {'password' if one.password else 'no password'}  tokens: {', '.join(one.tokens) or '-'}"
        for one in known
    ]
    return "\n".join(lines) or "no accounts yet; `motcua-central account add NAME --role national`"
