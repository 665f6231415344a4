"""`motcua-central sms …`: what it asks, prints and how it ends.

Owns the command line of SMS. Refuses rules (`by_hand`, `keys`). Beside a running centre the outbox is asked
and changed through its door, else by this process. 0: done; 2: not done.
"""

import argparse
import sys
from datetime import datetime
from pathlib import Path

from central.door import Refused, carry_out
from central.settings import Sms, Store, read_settings
from central.sms.by_hand import DROP, RETRY, Chosen
from central.sms.keys import KeyFault, make_keys
from central.sms.reading import SmsRow, Wanted, listing
from central.sms.settings import read_key_file


def add_parsers(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> list[argparse.ArgumentParser]:
    """`sms` and its verbs; answers with the parsers of the verbs."""
    sms = commands.add_parser("sms", help="SMS to people at home: what waits, what failed, the key")
    verbs = sms.add_subparsers(dest="verb", required=True)
    outbox = verbs.add_parser("outbox", help="what waits or needs somebody")
    outbox.add_argument(
        "--all", action="store_true", help="also what was sent, delivered, dropped or expired"
    )
    retry = verbs.add_parser("retry", help="send one again that failed or is uncertain")
    drop = verbs.add_parser("drop", help="never send one that waits, failed or is uncertain")
    for verb in (retry, drop):
        verb.add_argument("id", type=int, metavar="ID", help="its number in `sms outbox`")
    key = verbs.add_parser("key", help="make the key file for personal data")
    key.add_argument("file", type=Path, metavar="NEW-FILE")
    return [outbox, retry, drop, key]


def sms(arguments: argparse.Namespace, now: datetime) -> int:
    """Refused is for the caller to print."""
    said = _key(arguments.file) if arguments.verb == "key" else _asked(arguments, now)
    sys.stdout.write(f"{said}\n")
    return 0


def _asked(arguments: argparse.Namespace, now: datetime) -> str:
    settings = read_settings(arguments.config) if arguments.config is not None else None
    store, data = settings.store if settings else Store(), arguments.data
    match arguments.verb:
        case "retry":
            before = carry_out(RETRY, Chosen(arguments.id), data=data, store=store, now=now)
            return f"SMS {arguments.id} waits again; it was {before}"
        case "drop":
            before = carry_out(DROP, Chosen(arguments.id), data=data, store=store, now=now)
            return f"SMS {arguments.id} is dropped; it was {before}"
    keys = read_key_file(settings.sms if settings else Sms())
    rows = carry_out(listing(keys), Wanted(arguments.all), data=data, store=store, now=now)
    return "\n".join(map(_line, rows)) or "nothing waits, and nothing needs you; --all shows what was sent"


def _line(row: SmsRow) -> str:
    told = (
        f"{row.id}  {row.state}  {row.kind}  {row.ward}  {row.subject}  {row.phone or '-'}  {row.changed_at}"
    )
    return f"{told}  {row.reason}".rstrip()


def _key(file: Path) -> str:
    try:
        keys = make_keys(file)
    except KeyFault as error:
        raise Refused(str(error)) from error
    return (
        f"{file}: read by the centre alone. Settings of the centre:\n"
        f'  [sms]\n  key_file = "{file}"\n'
        "Settings of the wards whose SMS the centre sends:\n"
        f'  [sms]\n  sender = "centre"\n  key = "{keys.public}"\n'
        "Keep a copy of the file apart from the backups: without it no number in them can be read, by nobody."
    )
