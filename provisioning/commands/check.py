"""`motcua-provision check`: judges a kiosk's settings before they travel.

Owns one sentence. Refuses to mend them.
"""

import argparse
import sys
from pathlib import Path

from firmware.settings_file import load


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = commands.add_parser("check", help="judge a kiosk's settings; exit 1 with the remedy")
    check.add_argument("file", type=Path, help="kiosk.toml")
    check.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    kiosk = load(arguments.file).kiosk
    name = f"{kiosk.province}/{kiosk.ward}/{kiosk.id}"
    sys.stdout.write(f"{arguments.file}: good; kiosk {name}, {kiosk.name}\n")
    return 0
