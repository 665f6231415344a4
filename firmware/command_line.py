"""`motcua-kiosk`: what may be said to it, and the one command that is not the kiosk itself.

Owns arguments and setting PINs. Refuses wiring (`kiosk`).
"""

import argparse
import sys
from getpass import getpass
from pathlib import Path

from firmware import appliance_mode
from firmware.pins import Pins
from firmware.version import VERSION


def read_arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="motcua-kiosk", description="One ward kiosk.")
    parser.add_argument("--config", type=Path, help="settings, a TOML file")
    parser.add_argument("--data", type=Path, help="database and PINs (default: data)")
    parser.add_argument("--appliance", action="store_true", help="in the image: say on screen what is wrong")
    parser.add_argument("--identity", type=Path, default=appliance_mode.IDENTITY, help="the kiosk's folder")
    parser.add_argument("--version", action="version", version=VERSION)
    commands = parser.add_subparsers(dest="command")
    set_pin = commands.add_parser("set-pin", help="set somebody's PIN, read from standard input")
    set_pin.add_argument("person", nargs="+", help='an officer id, or "technician"; a line of input each')
    arguments = parser.parse_args(argv)
    if arguments.appliance:
        arguments.config = arguments.config or appliance_mode.CONFIG
    elif arguments.command is None and arguments.config is None:
        parser.error("--config FILE is missing")
    arguments.data = arguments.data or (appliance_mode.DATA if arguments.appliance else Path("data"))
    return arguments


def set_pins(data: Path, people: list[str]) -> int:
    """Read a PIN for each from standard input, a line each, never from the command line."""
    for person in people:
        pin = getpass(f"PIN for {person}: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
        Pins(data / "pins.json").set(person, pin)
        print(f"PIN of {person} is set.")  # noqa: T201
    return 0
