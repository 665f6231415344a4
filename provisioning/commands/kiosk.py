"""`motcua-provision kiosk`: naming kiosks, and letting them in.

Owns the words of the group `kiosk`. Refuses rules (`kiosk_folder`, `enrolment_rules`, `wards`).
"""

import argparse
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

from mqtt.topics import KioskName
from provisioning import wards
from provisioning.authority import open_authority
from provisioning.authority_register import Kiosk, deciding
from provisioning.enrolment_rules import approve
from provisioning.errors import ProvisionError
from provisioning.kiosk_folder import Wish, new_kiosk, renew_secret

VALID_DAYS = 30
PIN_DIGITS = 8


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = commands.add_parser("kiosk", help="name kiosks, write their folders, let them in")
    actions = group.add_subparsers(required=True, metavar="ACTION")
    _add_new(actions.add_parser("new", help="name a kiosk and write its folder"))
    listing = actions.add_parser("list", help="every kiosk, and who waits for approval")
    listing.set_defaults(run=_list)
    approving = actions.add_parser("approve", help="let a kiosk in that asked without a secret")
    approving.add_argument("name", help="19/05518/k1")
    approving.add_argument("--key", required=True, help="8 letters or more of the code on the kiosk's screen")
    approving.set_defaults(run=_approve)
    renewing = actions.add_parser("renew-secret", help="write a kiosk's folder again, with a new secret")
    renewing.add_argument("name", help="19/05518/k1")
    renewing.add_argument("--valid-days", type=_days, default=VALID_DAYS)
    renewing.add_argument(
        "--settings",
        type=Path,
        metavar="NOW.toml",
        help="the kiosk.toml it has by now (default: as last written)",
    )
    renewing.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    renewing.set_defaults(run=_renew)
    for action in actions.choices.values():
        action.add_argument("--authority", type=Path, required=True, metavar="FOLDER")


def _add_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ward", required=True, help="official code, five digits, such as 05518")
    parser.add_argument("--id", required=True, help="k1, k2, … within the ward")
    parser.add_argument("--name", default="", help="the office's name; default: UBND and the ward's own name")
    parser.add_argument("--province", default="", help="official code; default: the ward's own")
    parser.add_argument("--settings", type=Path, metavar="BASE.toml", help="a kiosk.toml to start from")
    parser.add_argument("--url", required=True, help="where it enrols: https://centre.example:8443")
    parser.add_argument(
        "--broker",
        default="",
        metavar="HOST:PORT",
        help="default: the host of --url, port 8883; a cluster's nodes with commas between",
    )
    parser.add_argument(
        "--valid-days", type=_days, default=VALID_DAYS, help="how long it may enrol (default: 30)"
    )
    parser.add_argument(
        "--wards", type=Path, default=wards.LIST, metavar="FILE", help="a newer list of wards"
    )
    parser.add_argument(
        "--command-key", type=Path, metavar="PUBLIC.pem", help="whose commands it obeys (default: nobody's)"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.set_defaults(run=_new)


def _new(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    authority = open_authority(arguments.authority, now=now)
    ward = wards.read_wards(arguments.wards).ward(arguments.ward, arguments.province)
    try:
        name = KioskName.parse(f"{ward.province}/{ward.code}/{arguments.id}")
    except ValueError as error:
        raise ProvisionError(
            f"--id {arguments.id!r}: write k1 to k999", f"--id {arguments.id!r}: hãy viết k1 đến k999."
        ) from error
    wish = Wish(
        name=name,
        title=arguments.name or f"UBND {ward.title}",
        url=arguments.url,
        broker=arguments.broker,
        base=arguments.settings,
        valid_days=arguments.valid_days,
        technician_pin=f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}",
        command_key=arguments.command_key,
    )
    kiosk = new_kiosk(authority, wish, arguments.out, now=now)
    _say_folder(kiosk, arguments.out)
    sys.stdout.write(
        f"Mã PIN kỹ thuật: {wish.technician_pin} (chỉ hiện lần này; đổi: motcua-provision pin technician)\n"
        f"Technician's PIN: {wish.technician_pin} (shown only now)\n"
    )
    return 0


def _renew(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    authority = open_authority(arguments.authority, now=now)
    kiosk = renew_secret(
        authority,
        arguments.name,
        arguments.out,
        valid_days=arguments.valid_days,
        now=now,
        base=arguments.settings,
    )
    _say_folder(kiosk, arguments.out)
    return 0


def _say_folder(kiosk: Kiosk, out: Path) -> None:
    sys.stdout.write(
        f"{out}: thư mục của kiosk {kiosk.name}, {kiosk.title}. Hạn đăng ký:"
        f" {kiosk.secret_expires_at:%d/%m/%Y}. Giữ kỹ: ai có thư mục này đều có thể thay kiosk đăng ký.\n"
        f"{out}: folder of kiosk {kiosk.name}, {kiosk.title}. It may enrol until"
        f" {kiosk.secret_expires_at:%Y-%m-%d}; whoever has the folder can be that kiosk until then.\n"
    )


def _approve(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    key = approve(open_authority(arguments.authority, now=now), arguments.name, arguments.key, now=now)
    sys.stdout.write(f"{arguments.name}: approved, key {key}\n")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    authority = open_authority(arguments.authority, now=now)
    with deciding(authority.register) as book:
        kiosks, requests = book.kiosks(), book.requests()
    for kiosk in kiosks:
        sys.stdout.write(f"{kiosk.name:16} {_state(kiosk, now):34} {kiosk.title}\n")
    for request in requests:
        code = "-".join(request.key_print[at : at + 4] for at in range(0, 16, 4))
        sys.stdout.write(f"{request.kiosk:16} asks since {request.asked_at:%Y-%m-%d %H:%M}, key {code}\n")
    return 0


def _state(kiosk: Kiosk, now: datetime) -> str:
    if kiosk.certificate is not None:
        return f"enrolled {kiosk.certificate.issued_at:%Y-%m-%d}"
    if not kiosk.secret_hash:
        return "revoked"
    ended = kiosk.secret_expires_at < now
    return f"{'secret ended' if ended else 'may enrol until'} {kiosk.secret_expires_at:%Y-%m-%d}"


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 365:
        raise argparse.ArgumentTypeError(f"{text!r}: give 1 to 365 days")
    return int(text)
