"""A procedure as offices tell it to citizens: one shape for the centre that publishes and kiosks that show.

Owns the fields and their limits. Refuses sources (`central.catalogue` reads them) and packing
(`publication`). What a source does not say stays None or empty: a kiosk then shows "Hỏi cán bộ", and never a
guess.
"""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from mqtt.forms import Form
from mqtt.scalars import Count, Day

Code = Annotated[str, Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z.\-]{0,31}\Z")]
Name = Annotated[str, Meta(min_length=1, max_length=600)]
Prose = Annotated[str, Meta(max_length=20_000)]
Channel = Literal["direct", "online", "postal"]
OnlineLevel = Literal["full", "partial", "none"]
Unit = Literal["working_day", "day", "hour", "month"]

TOPIC: Final = "catalogue"


class Document(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One paper to bring. Counts are None where the source does not say."""

    name: Prose
    originals: Count | None = None
    copies: Count | None = None
    required: bool | None = None


class Case(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Papers of one situation; `name` is empty where a procedure knows only one."""

    name: Prose = ""
    documents: list[Document] = []


class TimeLimit(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`quantity` None: the source gives words only."""

    channel: Channel | None = None
    quantity: Count | None = None
    unit: Unit | None = None
    text: Prose = ""


class Fee(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`dong` None: the source gives words only."""

    channel: Channel | None = None
    dong: Count | None = None
    text: Prose = ""


class Procedure(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`everyday` are words people use for it; `link` may carry `{code}` and `{ward}`; days are ISO dates.

    `form`: how people file it from home at the centre; None where they cannot.
    """

    code: Code
    name: Name
    field: Name
    cases: list[Case] = []
    steps: list[Prose] = []
    time_limits: list[TimeLimit] = []
    fees: list[Fee] = []
    places: list[Prose] = []
    results: list[Prose] = []
    conditions: Prose = ""
    legal_basis: list[Prose] = []
    forms: list[Prose] = []
    online: OnlineLevel | None = None
    link: Annotated[str, Meta(max_length=500)] = ""
    everyday: list[Name] = []
    effective_from: Day | None = None
    effective_to: Day | None = None
    updated: Day | None = None
    form: Form | None = None

    def definite_fee(self, channel: Channel) -> int | None:
        """What everybody pays who files this way, in dong; None where it is free, depends, or nobody says.

        Fees of the way itself go before those that name none. Words beside an amount ("/trang", "miễn cho …")
        or a second fee make it depend on the case, and an officer says how much.
        """
        own = [fee for fee in self.fees if fee.channel == channel]
        due = own or [fee for fee in self.fees if fee.channel is None]
        return due[0].dong or None if len(due) == 1 and not due[0].text.strip() else None


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(list[Procedure])


def encode(procedures: list[Procedure]) -> bytes:
    return _encoder.encode(procedures)


def decode(body: bytes) -> list[Procedure]:
    """msgspec.ValidationError or DecodeError where a body is no catalogue."""
    return _decoder.decode(body)
