"""`motcua-central keys`, `publish command` and `publish ward-config`: what they print and how they end.

Owns their arguments and the lines on the screen. Refuses rules (`wishes`). Beside a running centre a command
is issued through its door, else by this process; it goes out while a centre runs. 0: issued; 2: not issued.
"""

import argparse
import getpass
import re
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from central.commanding.issuing import issuing
from central.commanding.keys import KeyFault, make_keys
from central.commanding.wishes import LONGEST_HOURS, Wish, read_wish
from central.door import Refused, carry_out
from central.settings import read_command_key, read_settings
from mqtt.commands import ORDERS

DOCUMENTS: Final = ("command", "ward-config")
AREAS: Final = {
    "kiosk": (r"[0-9]{2}/[0-9]{5}/k[1-9][0-9]{0,2}", "19/05518/k1"),
    "ward": (r"([0-9]{2}/)?[0-9]{5}", "19/05518"),
    "province": (r"[0-9]{2}", "19"),
}


def add_keys(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    keys = commands.add_parser("keys", help="make the key that kiosks obey")
    keys.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="where both halves are written"
    )


def add_documents(
    documents: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> list[argparse.ArgumentParser]:
    """Those below `publish`, for the places that all of them share."""
    command = documents.add_parser("command", help="a signed command to kiosks")
    command.add_argument("word", choices=list(ORDERS))
    command.add_argument("--with", dest="order", default="{}", metavar="JSON", help='such as {"days": 30}')
    command.add_argument("--file", type=Path, metavar="FILE.toml", help="for config: the ward's settings")
    config = documents.add_parser("ward-config", help="settings of a ward to its kiosks")
    config.add_argument("file", type=Path, metavar="FILE.toml")
    for parser in (command, config):
        area = parser.add_mutually_exclusive_group(required=True)
        for name, (form, example) in AREAS.items():
            area.add_argument(f"--{name}", dest="area", type=_area(name, form, example), metavar=example)
        parser.add_argument("--expires-hours", type=_hours, default=72, metavar="N", help="default: 72")
    return [command, config]


def _area(name: str, form: str, example: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(form, text):
            raise argparse.ArgumentTypeError(f"{text!r} is no {name}; write it as in {example}")
        return text

    return read


def _hours(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LONGEST_HOURS:
        raise argparse.ArgumentTypeError(f"{text!r}: give 1 to {LONGEST_HOURS} hours")
    return int(text)


def write_keys(out: Path) -> int:
    try:
        private, public = make_keys(out)
    except KeyFault as error:
        raise Refused(str(error)) from error
    sys.stdout.write(
        f"{private}: the centre's own, read by nobody else. Settings of the centre:\n"
        f'  [command]\n  key_file = "{private}"\n'
        f"{public}: for every kiosk; motcua-provision kiosk new --command-key {public}\n"
        "Keep a copy of the private half where nobody reads it: kiosks obey no other key.\n"
    )
    return 0


def publish_command(arguments: argparse.Namespace, *, now: datetime) -> int:
    """Refused is for the caller to print."""
    settings = read_settings(arguments.config)
    wish = _wish(arguments)
    change = issuing(read_command_key(settings.command))
    issued = carry_out(change, wish, data=arguments.data, store=settings.store, now=now)
    sys.stdout.writelines(f"{one.kiosk}: {wish.word} {one.counter}\n" for one in issued)
    sys.stdout.write(f"issued {len(issued)}, good for {wish.hours} h; they go out while the centre runs\n")
    return 0


def _wish(arguments: argparse.Namespace) -> Wish:
    word = "config" if arguments.document == "ward-config" else arguments.word
    wish = {
        "word": word,
        "data": _data(arguments, word),
        "area": arguments.area,
        "hours": arguments.expires_hours,
        "by": f"{getpass.getuser()} (cli)"[:64],
    }
    return read_wish(wish)


def _data(arguments: argparse.Namespace, word: str) -> Any:
    if arguments.file is None:
        try:
            return msgspec.json.decode(arguments.order)
        except (msgspec.DecodeError, UnicodeError) as error:
            raise Refused(f"--with {arguments.order!r}: {error}; give a JSON object") from error
    if word != "config":
        raise Refused(f"--file is for config; say what {word} shall do by --with")
    try:
        return {"toml": arguments.file.read_text("utf-8")}
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{arguments.file}: cannot be read ({error}); give a TOML file") from error
