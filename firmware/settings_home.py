"""The tables for people at home: SMS, filing and booking, where to pay, and an office without counters.

Owns these tables' keys. Refuses judging the file (`settings_file`). Nothing official is guessed: a bank
account or an address that is not given is not shown.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Minutes = Annotated[int, Meta(ge=0, le=240)]


class Sms(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who sends this ward's SMS: exactly one. `key` is the centre's public sealing key, as
    `motcua-central sms key` prints it; without it no number leaves the kiosk."""

    sender: Literal["none", "centre", "kiosk"] = "none"
    key: Annotated[str, Meta(max_length=60)] = ""
    ahead: Annotated[int, Meta(ge=1, le=20)] = 3
    quiet: str = "21:00-07:00"


class Home(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`address` is the centre as citizens reach it, for QR codes; without it nothing is offered."""

    address: Annotated[str, Meta(pattern=r"^(https?://[^/ ]+)?$")] = ""


class Payment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The ward's account for fees: the bank's six-digit BIN at NAPAS, the account, its owner's name."""

    bank: Annotated[str, Meta(pattern=r"^([0-9]{6})?$")] = ""
    account: Annotated[str, Meta(pattern=r"^[0-9A-Za-z]{0,19}$")] = ""
    name: Annotated[str, Meta(max_length=60)] = ""


class Booking(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much before and after its slot what was booked from home is taken for a number of its own."""

    early_minutes: Minutes = 15
    late_minutes: Minutes = 15


class Office(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`residential` is a block's common room: no counters, officers or queue. `help_phone`: whom to call."""

    kind: Literal["ward", "residential"] = "ward"
    help_phone: Annotated[str, Meta(pattern=r"^[0-9 +().]{0,20}$")] = ""
    help_name: Annotated[str, Meta(max_length=60)] = ""

    @property
    def residential(self) -> bool:
        return self.kind == "residential"
