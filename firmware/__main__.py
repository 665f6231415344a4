"""The kiosk process: `motcua-kiosk`.

Owns arguments, signals, and how the process ends. Refuses wiring (`kiosk`).
"""

import logging
import signal
import sys

from firmware import appliance_mode
from firmware.command_line import read_arguments, set_pins
from firmware.errors import KioskError
from firmware.kiosk import Kiosk
from firmware.settings_file import load


def main(argv: list[str] | None = None) -> int:
    arguments = read_arguments(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        if arguments.command == "set-pin":
            return set_pins(arguments.data, arguments.person)
        kiosk = Kiosk(load(arguments.config), arguments.data)
    except (KioskError, OSError, ValueError) as error:
        if arguments.appliance and arguments.command is None:
            return appliance_mode.explain(error, appliance_mode.Place(arguments.config, arguments.identity))
        print(f"motcua-kiosk: {error}", file=sys.stderr)  # noqa: T201
        return 2
    signal.signal(signal.SIGTERM, kiosk.stop)
    signal.signal(signal.SIGINT, kiosk.stop)
    kiosk.run()
    return appliance_mode.START_AGAIN if kiosk.again else 0


if __name__ == "__main__":
    sys.exit(main())
