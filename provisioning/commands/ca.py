"""`motcua-provision ca`: the private authority from the command line.

Owns the words of the group `ca`. Refuses rules (`provisioning.authority`).
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from provisioning import authority_papers as papers
from provisioning.authority import create, issue_client, issue_server, open_authority, renew, revoke
from provisioning.authority_register import Issued, deciding


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = commands.add_parser("ca", help="the private authority: its folder and its certificates")
    actions = group.add_subparsers(required=True, metavar="ACTION")
    init = actions.add_parser("init", help="make a new authority")
    init.add_argument("folder", type=Path)
    init.add_argument("--name", required=True, help="as technicians will read it, up to 64 letters")
    _days(init, papers.AUTHORITY_DAYS)
    init.set_defaults(run=_init)
    server = actions.add_parser("server", help="certificate for broker, enrolment and updates")
    server.add_argument("folder", type=Path)
    server.add_argument("hosts", nargs="+", metavar="HOST", help="every name and address that kiosks call")
    _days(server, papers.SERVER_DAYS)
    server.set_defaults(run=_server)
    client = actions.add_parser("client", help="certificate for a program at the centre")
    client.add_argument("folder", type=Path)
    client.add_argument("name", help="such as centre")
    _days(client, papers.CLIENT_DAYS)
    client.set_defaults(run=_client)
    _add_care(actions)


def _add_care(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    listing = actions.add_parser("list", help="every certificate and its last day")
    listing.set_defaults(run=_list)
    revoking = actions.add_parser("revoke", help="shut a kiosk or a program out")
    revoking.add_argument("name", help="19/05518/k1, or centre")
    revoking.set_defaults(run=_revoke)
    renewing = actions.add_parser("renew", help="new papers for servers and programs that end within 90 days")
    renewing.add_argument("--all", action="store_true", help="also for those that are good for longer")
    renewing.set_defaults(run=_renew)
    for action in (listing, revoking, renewing):
        action.add_argument("--authority", type=Path, required=True, metavar="FOLDER")


def _days(parser: argparse.ArgumentParser, default: int) -> None:
    parser.add_argument("--days", type=int, default=default, help=f"how long it is good (default: {default})")


def _init(arguments: argparse.Namespace) -> int:
    create(arguments.folder, arguments.name, now=datetime.now(UTC), days=arguments.days)
    sys.stdout.write(
        f"{arguments.folder}: made. Whoever has ca.key can let any machine in:"
        " keep the folder on one machine, and a copy of it in a safe place.\n"
    )
    return 0


def _server(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    authority = open_authority(arguments.folder, now=now)
    paper = issue_server(authority, arguments.hosts, now=now, days=arguments.days)
    sys.stdout.write(f"{paper}: key and certificate for {', '.join(arguments.hosts)}\n")
    return 0


def _client(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    authority = open_authority(arguments.folder, now=now)
    paper = issue_client(authority, arguments.name, now=now, days=arguments.days)
    sys.stdout.write(f"{paper}: key and certificate of {arguments.name}\n")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    authority = open_authority(arguments.authority, now=now)
    with deciding(authority.register) as book:
        issued = book.certificates()
    ends = authority.issuer.certificate.not_valid_after_utc
    sys.stdout.write(f"{'authority':8} {arguments.authority} until {ends:%Y-%m-%d}\n")
    for one in issued:
        sys.stdout.write(f"{one.purpose:9} {one.name:24} {_state(one, now)}\n")
    return 0


def _revoke(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    authority = open_authority(arguments.authority, now=now)
    count = revoke(authority, arguments.name, now=now)
    sys.stdout.write(
        f"{arguments.name}: {count} certificates revoked. Now write the broker's folder anew:"
        " motcua-provision broker FOLDER … --reload\n"
    )
    return 0


def _renew(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    names = renew(open_authority(arguments.authority, now=now), everything=arguments.all, now=now)
    sys.stdout.write(f"renewed: {', '.join(names) or 'nothing was due'}\n")
    return 0


def _state(issued: Issued, now: datetime) -> str:
    if issued.revoked_at is not None:
        return f"revoked {issued.revoked_at:%Y-%m-%d}"
    return f"{'ended' if issued.expires_at < now else 'until'} {issued.expires_at:%Y-%m-%d}"
