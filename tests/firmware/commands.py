"""The centre's voice for tests of a kiosk: real keys, real envelopes, the kiosk's own downlink.

Owns signing and sending. Refuses assertions.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firmware.downlink import DownlinkTurn, commanded_on
from firmware.orders import Orders
from mqtt.client import Incoming
from mqtt.commands import Command
from mqtt.messages import instant
from mqtt.signing import seal
from mqtt.topics import KioskName
from tests.bench import KioskBench

KIOSK = KioskName("19", "05518", "k1")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


class Voice:
    """Says commands to one kiosk on the bench; `counter` grows by itself unless it is given."""

    def __init__(self, kiosk: KioskBench, *, key: Ed25519PrivateKey | None = KEY, counter: int = 0) -> None:
        self.kiosk = kiosk
        self.counter = counter
        self._waiting: list[Incoming] = []
        public = None if key is None else key.public_key()
        orders = Orders(str(KIOSK), public, kiosk.settings)
        self.turn = DownlinkTurn(self._drain, kiosk.reader, KIOSK, self._tell, orders)

    def command(self, word: str, data: dict[str, Any] | None = None, **changes: Any) -> bytes:
        """A command issued now, good for three days, unless said otherwise."""
        self.counter += 1
        now = self.kiosk.clock.wall
        whole = Command(
            kiosk=str(KIOSK),
            counter=self.counter,
            at=instant(now),
            expires=instant(now + timedelta(days=3)),
            word=word,
            data=msgspec.Raw(msgspec.json.encode(data or {})),
        )
        return seal(msgspec.structs.replace(whole, **changes), KEY)

    def say(self, word: str, data: dict[str, Any] | None = None, **changes: Any) -> bytes:
        """Command, send and let the kiosk decide; returns what was sent."""
        payload = self.command(word, data, **changes)
        self.send(payload)
        return payload

    def send(self, payload: bytes) -> None:
        self._waiting.append(Incoming(commanded_on(KIOSK), payload, False, 1, 1, 1))
        self.turn(self.kiosk.clock.now())

    @property
    def answers(self) -> list[tuple[int, str, str]]:
        """(counter, outcome, reason) of every answer in the ledger."""
        facts = self.kiosk.facts("device.commanded")
        return [(fact["counter"], fact["outcome"], fact.get("reason", "")) for _, fact in facts]

    def _tell(self, event: Any) -> bool:
        self.kiosk.core._handle_safely(event, None)
        return True

    def _drain(self) -> Iterator[Incoming]:
        taken, self._waiting = self._waiting, []
        return iter(taken)
