"""`motcua-provision pin`: what stands in a kiosk's settings for a person's PIN.

Owns asking for it without showing it. Refuses files: the line is pasted into the table [pins] of kiosk.toml.
"""

import argparse
import sys
from getpass import getpass
from pathlib import Path

from firmware.pins import Pins


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    pin = commands.add_parser("pin", help="lines for [pins] in kiosk.toml; PINs are read from standard input")
    pin.add_argument("person", nargs="+", help='an officer id, or "technician"')
    pin.set_defaults(run=_pin)


def _pin(arguments: argparse.Namespace) -> int:
    pins = Pins(Path("unused"))
    for person in arguments.person:
        typed = getpass(f"PIN {person}: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
        sys.stdout.write(f'{person} = "{pins.hashed(person, typed)}"\n')
    return 0
