"""`motcua-provision`: the technician's command. It checks a kiosk's settings and makes its card.

Owns the command line. Each sub-command lives in a module with `add(commands)`. Refuses to run a kiosk.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from firmware.errors import SettingsError
from firmware.settings_file import load
from provisioning import flash, imager


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="motcua-provision", description="Prepare a kiosk.")
    commands = parser.add_subparsers(required=True)
    check = commands.add_parser("check", help="judge a kiosk's settings; exit 1 with the remedy")
    check.add_argument("file", type=Path, help="kiosk.toml")
    check.set_defaults(run=lambda arguments: _check(arguments.file))
    for part in (flash, imager):
        part.add(commands)
    arguments = parser.parse_args(argv)
    return int(arguments.run(arguments))


def _check(file: Path) -> int:
    try:
        kiosk = load(file).kiosk
    except SettingsError as error:
        sys.stderr.write(f"motcua-provision: {error}\n")
        return 1
    sys.stdout.write(f"{file}: good; kiosk {kiosk.province}/{kiosk.ward}/{kiosk.id}, {kiosk.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
