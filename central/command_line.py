"""What may be said after `motcua-central`, and which function each word calls.

Owns the parser and the choice of the command. Refuses what the commands do. Without a command the centre
itself is started (`__main__`).
"""

import argparse
import re
from datetime import datetime
from pathlib import Path
from typing import Final

from central.accounts.commands import account
from central.accounts.commands import add_parsers as account_parsers
from central.backup import commands as backups
from central.booking.commands import add_parsers as booking_parsers
from central.booking.commands import booking
from central.catalogue.commands import import_procedures, publish_catalogue
from central.commanding.commands import DOCUMENTS, add_documents, add_keys, publish_command, write_keys
from central.dossiers.commands import import_dossiers
from central.intake.commands import take_forms
from central.settings import read_settings
from central.simulate import commands as simulation
from central.sms.commands import add_parsers as sms_parsers
from central.sms.commands import sms

WITHOUT_CONFIG: Final = (
    "import-procedures",
    "import-dossiers",
    "forms",
    "account",
    "keys",
    "sms",
    *backups.COMMANDS,
    *simulation.COMMANDS,
)


def read(argv: list[str] | None) -> argparse.Namespace:
    """`command` is None where the centre is to be started."""
    parser = argparse.ArgumentParser(
        prog="motcua-central",
        description="Aggregator and dashboard of the centre, and their commands",
    )
    _add_places(parser, config=None, data=Path("data"))
    commands = parser.add_subparsers(dest="command")
    others = (
        *account_parsers(commands),
        *backups.add_parsers(commands),
        *booking_parsers(commands),
        *simulation.add(commands),
        *sms_parsers(commands),
    )
    for command in (*_own(commands), *others):
        _add_places(command, config=argparse.SUPPRESS, data=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    if arguments.config is None and arguments.command not in WITHOUT_CONFIG:
        parser.error("--config FILE is missing")
    return arguments


def carry_out(arguments: argparse.Namespace, now: datetime) -> int:
    """The command's exit code."""
    data = arguments.data
    if arguments.command in simulation.COMMANDS:
        return simulation.run(arguments)
    if arguments.command == "account":
        return account(arguments, now)
    if arguments.command == "sms":
        return sms(arguments, now)
    if arguments.command == "booking":
        return booking(arguments, now)
    if arguments.command in backups.COMMANDS:
        return backups.carry_out(arguments, now)
    if arguments.command == "import-dossiers":
        return import_dossiers(arguments.file, config=arguments.config, data=data, now=now)
    if arguments.command == "keys":
        return write_keys(arguments.out)
    if arguments.command == "publish" and arguments.document in DOCUMENTS:
        return publish_command(arguments, now=now)
    province = arguments.province
    if arguments.command == "import-procedures":
        return import_procedures(arguments.files, province=province, data=data, now=now)
    if arguments.command == "forms":
        return take_forms(arguments.files, province=province, config=arguments.config, data=data, now=now)
    settings = read_settings(arguments.config)
    return publish_catalogue(settings, province=province, data=data, again=arguments.again, now=now)


def _own(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> list[argparse.ArgumentParser]:
    """What takes documents in and sends them out."""
    importing = commands.add_parser(
        "import-procedures", help="take procedures from CSV lists or portal records"
    )
    importing.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV or the portal's JSON")
    importing.add_argument("--province", type=_province, default="19", help="two digits (default: 19)")
    forms = commands.add_parser("forms", help="take in forms that people may file from home")
    forms.add_argument("files", nargs="+", type=Path, metavar="FILE", help="TOML or JSON, one form each")
    forms.add_argument("--province", type=_province, default="19", help="two digits (default: 19)")
    publishing = commands.add_parser("publish", help="send a document or a command to kiosks")
    documents = publishing.add_subparsers(dest="document", required=True, metavar="WHAT")
    catalogue = documents.add_parser("catalogue", help="procedures, to all kiosks of a province")
    catalogue.add_argument("--province", type=_province, required=True, help="two digits, as in 19")
    catalogue.add_argument("--again", action="store_true", help="also if nothing changed")
    add_keys(commands)
    dossiers = commands.add_parser("import-dossiers", help="take states of dossiers from a CSV list")
    dossiers.add_argument("file", type=Path, metavar="FILE", help="CSV of the province's own system")
    return [importing, forms, catalogue, dossiers, *add_documents(documents)]


def _add_places(parser: argparse.ArgumentParser, *, config: str | None, data: Path | str) -> None:
    """Before and after a command's name; SUPPRESS keeps what was said before it."""
    parser.add_argument("--config", type=Path, default=config, metavar="FILE", help="settings, TOML")
    parser.add_argument("--data", type=Path, default=data, metavar="DIR", help="default: ./data")


def _province(text: str) -> str:
    if not re.fullmatch(r"[0-9]{2}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no province; give its two digits, as in 19")
    return text
