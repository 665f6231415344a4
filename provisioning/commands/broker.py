"""`motcua-provision broker`: writes the broker's folder.

Owns the words of the command. Refuses rules (`provisioning.broker`).
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from provisioning.authority import open_authority
from provisioning.broker import SETTINGS, Listening, reload, write_broker


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    broker = commands.add_parser("broker", help="write Mosquitto's folder: settings, access list, papers")
    broker.add_argument("folder", type=Path)
    broker.add_argument("--authority", type=Path, required=True, metavar="FOLDER")
    broker.add_argument(
        "--server", required=True, metavar="HOST", help="the certificate to show, as in `ca server`"
    )
    broker.add_argument("--port", type=int, default=8883)
    broker.add_argument("--centre-port", type=int, default=8884, help="the centre's own door (default: 8884)")
    broker.add_argument(
        "--centre-listen", default="127.0.0.1", metavar="ADDRESS", help="out of kiosks' reach"
    )
    broker.add_argument("--listen", default="", metavar="ADDRESS", help="default: every address")
    broker.add_argument("--user", default="", help="as whom Mosquitto runs; default: you")
    broker.add_argument(
        "--reload", action="store_true", help="tell the running broker to read the lists again"
    )
    broker.set_defaults(run=_broker)


def _broker(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    authority = open_authority(arguments.authority, now=now)
    listening = Listening(
        port=arguments.port,
        centre_port=arguments.centre_port,
        server=arguments.server,
        address=arguments.listen,
        centre_address=arguments.centre_listen,
        user=arguments.user,
    )
    kiosks = write_broker(authority, arguments.folder, listening, now=now)
    sys.stdout.write(f"{arguments.folder}: written for {len(kiosks)} kiosks\n")
    if not arguments.reload:
        sys.stdout.write(f"start it: mosquitto -c {arguments.folder / SETTINGS}\n")
    elif reload(arguments.folder):
        sys.stdout.write("the running broker reads it now\n")
    else:
        sys.stdout.write(f"no broker runs from {arguments.folder}; it reads it when it starts\n")
    return 0
