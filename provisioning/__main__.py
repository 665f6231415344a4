"""`motcua-provision`: the technician's command.

Owns the command line; each group of commands lives in a module with `add(commands)`. Refuses to run a kiosk.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import Final

from firmware.errors import KioskError
from provisioning import flash, imager
from provisioning.commands import broker, ca, check, cluster, kiosk, pin, release, serve

GROUPS: Final = (broker, ca, check, cluster, kiosk, pin, release, serve, flash, imager)


def parser() -> argparse.ArgumentParser:
    """Every command and option; the guides are held against it."""
    words = argparse.ArgumentParser(prog="motcua-provision", description="Prepare a kiosk.")
    commands = words.add_subparsers(required=True, metavar="COMMAND")
    for group in GROUPS:
        group.add(commands)
    return words


def main(argv: Sequence[str] | None = None) -> int:
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except KioskError as error:
        sys.stderr.write(f"motcua-provision: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
