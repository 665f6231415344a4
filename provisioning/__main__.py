"""`motcua-provision`: the technician's command. So far it checks a kiosk's settings before they travel.

Owns the command line. Refuses to run a kiosk. Flashing, enrolling and updating arrive with the image.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from firmware.errors import SettingsError
from firmware.settings_file import load


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="motcua-provision", description="Prepare a kiosk.")
    commands = parser.add_subparsers(required=True)
    check = commands.add_parser("check", help="judge a kiosk's settings; exit 1 with the remedy")
    check.add_argument("file", type=Path, help="kiosk.toml")
    arguments = parser.parse_args(argv)
    return _check(arguments.file)


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
