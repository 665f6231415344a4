"""Reads what comes down on the topic `command`: believed or not, understood or not.

Owns the centre's key and everything that can be said of a command without the database. Refuses counters and
deadlines: those are judged in the core's transaction (`commanding`). Whoever has no signature leaves no trace
but a line in the log.
"""

import logging
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from firmware.errors import SettingsError
from firmware.events import CommandArrived
from firmware.settings import Command as Keys
from firmware.settings import Settings
from firmware.settings_file import overlaid
from mqtt.commands import Command, CommandError, Config, Order, read_order
from mqtt.signing import read_public_key, unseal

log = logging.getLogger(__name__)


def key_of(keys: Keys) -> Ed25519PublicKey | None:
    """None where there is none to be had: a mistake here must not cost a ward its kiosk."""
    if not (keys.key or keys.key_file):
        log.info("no key of the centre: its commands are refused; set [command] key or key_file")
        return None
    try:
        return read_public_key(keys.key.encode() or Path(keys.key_file).read_bytes())
    except (OSError, ValueError) as error:
        log.error("commands are refused: [command] %s: %s", keys.key_file or "key", error)
        return None


@dataclass(frozen=True, slots=True)
class Orders:
    """`base` are the settings of the file, over which the ward's would be put."""

    kiosk: str
    key: Ed25519PublicKey | None
    base: Settings

    def read(self, payload: bytes) -> CommandArrived:
        """CommandError: not from the centre, or not for this kiosk."""
        if self.key is None:
            raise CommandError("this kiosk has no key of the centre; set [command] key or key_file")
        command = unseal(payload, self.key)
        if command.kiosk != self.kiosk:
            raise CommandError(f"it is for kiosk {command.kiosk}")
        order, refusal = self._understood(command)
        return CommandArrived(command.counter, command.at, command.expires, command.word, order, refusal)

    def _understood(self, command: Command) -> tuple[Order | None, str]:
        try:
            order = read_order(command.word, command.data)
            if isinstance(order, Config):
                overlaid(self.base, order.toml)
        except (CommandError, SettingsError) as error:
            return None, str(error)
        return order, ""
