"""What sends an SMS, whatever stands behind it: Gammu's daemon, a provider's SMSC, or files for a demo.

Owns the face that all of them share, what is handed over and what may come back. Refuses wards, dossiers and
retries: whoever hands over decides. The one promise that matters: `SENT`, `TAKEN` and `UNKNOWN` mean that it
may be on its way, so nobody hands the same message over again; `BUSY` and `REFUSED` mean that it is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol
from zlib import crc32


class Word(Enum):
    """What became of a message."""

    TAKEN = "taken"
    """With the driver, which has not sent it yet."""
    SENT = "sent"
    """The network has it."""
    DELIVERED = "delivered"
    """The telephone has it."""
    BUSY = "busy"
    """Not accepted now; the same message may be handed over later."""
    REFUSED = "refused"
    """Not accepted: it will never arrive."""
    UNDELIVERABLE = "undeliverable"
    """Accepted, and given up by the network: it will never arrive."""
    UNKNOWN = "unknown"
    """Nobody can say whether it went."""


class NotReady(Exception):
    """The driver cannot take anything now; the text names it and the next step."""


@dataclass(frozen=True, slots=True)
class Message:
    """`reference` names it for ever: letters, digits and dashes. `phone` is ``+84912345678``.

    `wide` asks for UCS-2 instead of GSM 7 bit. After `minutes` it is of no use any more.
    """

    reference: str
    phone: str = field(repr=False)
    text: str = field(repr=False)
    wide: bool = False
    minutes: int = 24 * 60


@dataclass(frozen=True, slots=True)
class Fate:
    """`handle` is the driver's own name for the message, where it gives one; `reason` is for people."""

    word: Word
    handle: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """A fate that came later; `reference`, `handle` or `short` says whose, as far as the driver knows."""

    fate: Fate
    reference: str = ""
    handle: str = ""
    short: int | None = None


class Sender(Protocol):
    """One thread uses it."""

    name: str
    receipts: bool
    """Whether it asks the network to say DELIVERED or UNDELIVERABLE."""

    def ready(self) -> None:
        """Whatever can be done before a message: NotReady says why it cannot be."""
        ...

    def hand_over(self, message: Message) -> Fate:
        """Once for each reference, unless the fate was BUSY."""
        ...

    def ask(self, reference: str) -> Fate:
        """What became of a message whose hand-over nobody saw the end of. BUSY: it was never accepted."""
        ...

    def news(self) -> Sequence[News]:
        """What has come since; the same again until `noted`."""
        ...

    def noted(self) -> None:
        """The last `news` are on disk; nobody needs to tell them again."""
        ...

    def withdraw(self, reference: str) -> bool:
        """Take back what is TAKEN and not sent; True if it will not be sent."""
        ...

    def close(self) -> None: ...


def short_of(reference: str) -> int:
    """1 to 65,535: all that some networks carry along of a reference."""
    return crc32(reference.encode()) % 65_535 + 1
