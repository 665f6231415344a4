"""What runs beside the kiosk as root, a command each: `python -m firmware.appliance COMMAND …`.

Owns the table of commands. Refuses their work; each is imported only when it is asked for, so that a fault in
one never stops another.
"""

import logging
import sys
from collections.abc import Callable
from typing import Final


def _identity(arguments: list[str]) -> int:
    from firmware.appliance import identity

    return identity.main(arguments)


def _stick(arguments: list[str]) -> int:
    from firmware.appliance import stick

    return stick.main(arguments)


def _export(arguments: list[str]) -> int:
    from firmware.appliance import export

    return export.main(arguments)


def _updates(arguments: list[str]) -> int:
    from firmware.appliance import updates

    return updates.main(arguments)


def _splash(arguments: list[str]) -> int:
    from firmware.appliance import splash

    return splash.main(arguments)


COMMANDS: Final[dict[str, Callable[[list[str]], int]]] = {
    "splash": _splash,
    "identity": _identity,
    "stick": _stick,
    "export": _export,
    "updates": _updates,
}


def main(argv: list[str] | None = None) -> int:
    name, *arguments = (sys.argv[1:] if argv is None else argv) or [""]
    if name not in COMMANDS:
        sys.stderr.write(f"firmware.appliance: {name!r} is no command; use one of {', '.join(COMMANDS)}\n")
        return 2
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    return COMMANDS[name](arguments)


if __name__ == "__main__":
    sys.exit(main())
