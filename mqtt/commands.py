"""Signed commands, from the centre to one kiosk: their words, and what each of them says.

Owns the payloads and reading them. Refuses keys (`signing`), storage, clocks and the question whether a
command still holds: that is the kiosk's to judge.
"""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from mqtt.messages import Epoch, Seq
from mqtt.scalars import Instant, Word

COMMAND_BYTES: Final = 256 * 1024
TOML_LETTERS: Final = 48 * 1024
KEPT_DAYS: Final = 30
WARD_TABLES: Final = (
    "services",
    "counters",
    "officers",
    "priorities",
    "queue",
    "guide",
    "dossiers",
    "board",
    "hours",
    "holidays",
    "pins",
    "sms",
    "home",
    "payment",
    "booking",
    "office",
)
"""What `config` may say: the ward's own settings. Who the kiosk is, its devices and paths are not there."""


class CommandError(ValueError):
    """A command that cannot be read or believed; the text says why."""


# ---------------------------------------------------------------- what travels


class Envelope(Struct, frozen=True, kw_only=True):
    """`payload` is a `Command` in JSON, `signature` Ed25519 over `motcua/1/command`, a line feed and it."""

    v: int
    payload: bytes
    signature: bytes


class Command(Struct, frozen=True, kw_only=True):
    """`counter` only grows for one kiosk. It is made of the clock's milliseconds, as versions are, so that a
    centre that was built anew and remembers none goes on above those of before."""

    kiosk: Word
    counter: Seq
    at: Instant
    expires: Instant
    word: Word
    data: msgspec.Raw


class _Order(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Resend(_Order, frozen=True):
    """Send again what was acknowledged: in the last `days`, or of `epoch` from `from_seq` on."""

    epoch: Epoch | None = None
    from_seq: Seq | None = None
    days: Annotated[int, Meta(ge=1, le=KEPT_DAYS)] | None = None

    def __post_init__(self) -> None:
        given = (self.days is not None, self.epoch is not None, self.from_seq is not None)
        if given not in ((True, False, False), (False, True, True)):
            raise ValueError("give days, or epoch and from_seq")


class Config(_Order, frozen=True):
    """Settings of the ward; together they replace those that came before."""

    toml: Annotated[str, Meta(max_length=TOML_LETTERS)]


class Update(_Order, frozen=True):
    """Ask the update server now instead of within the half hour."""


class Reprint(_Order, frozen=True):
    """One more slip of today's number, marked as a reprint."""

    number: Word


class Erase(_Order, frozen=True):
    """Personal data of closed dossiers, at once; `filings` are answers and attachments from home."""

    what: Literal["phones", "filings"]


Order = Resend | Config | Update | Reprint | Erase
ORDERS: Final[dict[str, type[Order]]] = {
    "resend": Resend,
    "config": Config,
    "update": Update,
    "reprint": Reprint,
    "erase": Erase,
}


def read_order(word: str, data: bytes) -> Order:
    """What a command wants done; CommandError names what is wrong with it."""
    kind = ORDERS.get(word)
    if kind is None:
        raise CommandError(f"unknown word {word!r}; use one of {', '.join(ORDERS)}")
    try:
        order: Order = msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CommandError(f"{word}: {error}") from error
    return order
