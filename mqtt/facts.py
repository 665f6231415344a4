"""Every fact a kiosk can report, once, for both ends: what the rows of its ledger say.

Owns the facts and the names of their kinds. Refuses how they travel (`messages`). `day` is always the kiosk's
business day, not the date of the event's time; seconds are whole.
"""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from mqtt.device_facts import (
    ClockCorrected,
    DeviceCleared,
    DeviceCommanded,
    DeviceFault,
    DeviceLookups,
    DeviceStarted,
)
from mqtt.scalars import Count, Counter, Day, EventId, Level, Line, RegisterCode, Sealed, Word

# ---------------------------------------------------------------- what happened


class TicketIssued(Struct, frozen=True, kw_only=True):
    """A visitor took a number; `day` is the kiosk's business day, not the date of `at`.

    `booking` is the id of what was booked from home and presented for this number.
    """

    day: Day
    number: Word
    service: Word
    priority: Word | None = None
    booking: Word | None = None


class TicketSoon(Struct, frozen=True, kw_only=True):
    """Few are ahead of somebody who wants to be told: by the centre at `contact`, or as `booking` says."""

    day: Day
    number: Word
    service: Word
    ahead: Count
    contact: Sealed | None = None
    booking: Word | None = None


class TicketReprinted(Struct, frozen=True, kw_only=True):
    day: Day
    number: Word
    service: Word


class TicketCalled(Struct, frozen=True, kw_only=True):
    """An officer called the number to a counter; `waited_seconds` since it was issued."""

    day: Day
    number: Word
    service: Word
    counter: Counter
    officer: Word
    priority: Word | None = None
    waited_seconds: Count


class TicketRecalled(Struct, frozen=True, kw_only=True):
    """The same number once more, to the same counter."""

    day: Day
    number: Word
    service: Word
    counter: Counter
    officer: Word


class TicketHeld(Struct, frozen=True, kw_only=True):
    """Put aside with a reason, such as a missing paper; any officer of the service may call it again."""

    day: Day
    number: Word
    service: Word
    counter: Counter
    officer: Word
    reason: Line = ""


class TicketNoShow(Struct, frozen=True, kw_only=True):
    day: Day
    number: Word
    service: Word
    counter: Counter
    officer: Word


class TicketTransferred(Struct, frozen=True, kw_only=True):
    """Back among those who wait, for another service or one counter; the place is that of its age.

    `why` is `transfer`, `returned` for a no-show that came after all, or `carried` into the next day.
    """

    day: Day
    number: Word
    service: Word
    to_service: Word
    to_counter: Counter | None = None
    counter: Counter | None = None
    officer: Word | None = None
    why: Literal["transfer", "returned", "carried"] = "transfer"


class TicketServed(Struct, frozen=True, kw_only=True):
    """One matter done. `number` is None for somebody served without a ticket."""

    day: Day
    number: Word | None = None
    service: Word
    counter: Counter
    officer: Word
    waited_seconds: Count | None = None
    service_seconds: Count | None = None


class TicketClosed(Struct, frozen=True, kw_only=True):
    """Nobody will call it any more; `state` is what it was: waiting, called or held."""

    day: Day
    number: Word
    service: Word
    state: Word
    why: Word = "end_of_day"


class RatingGiven(Struct, frozen=True, kw_only=True):
    """One press or touch; the event's own id is the rating's id."""

    day: Day
    level: Level
    scale: Annotated[list[Level], Meta(min_length=2, max_length=5)]
    officer: Word | None = None
    counter: Counter | None = None
    ticket: Word | None = None
    reasons: Annotated[list[Word], Meta(max_length=8)] = []
    source: Literal["button", "touch"]


class RatingVoided(Struct, frozen=True, kw_only=True):
    """Takes one `rating.given` back; repeats its level, day and officer so that sums need no look-up.

    `why` is `corrected`, `reason_added`, `spoken_instead` or `supervisor`; only the last has `by` and `note`.
    """

    rating: EventId
    day: Day
    level: Level
    officer: Word | None = None
    why: Word
    by: Word | None = None
    note: Line = ""


class DossierReceived(Struct, frozen=True, kw_only=True):
    """A dossier entered the ward's register. `due` is None where the procedure names no limit.

    What was filed from home enters without an officer. `contact` is there only where the centre sends SMS.
    """

    day: Day
    code: RegisterCode
    procedure: Word
    field: Annotated[str, Meta(max_length=200)] = ""
    channel: Literal["direct", "online", "postal"]
    state: Annotated[int, Meta(ge=1, le=2)] = 2
    due: Day | None = None
    officer: Word | None = None
    counter: Counter | None = None
    contact: Sealed | None = None


class DossierMoved(Struct, frozen=True, kw_only=True):
    """From one national state (1 to 10) to another; repeats what sums need, so that nothing is looked up.

    `due` is the date that holds from now on; `waited_days` are working days spent waiting for supplements.
    """

    day: Day
    code: RegisterCode
    procedure: Word
    field: Annotated[str, Meta(max_length=200)] = ""
    channel: Literal["direct", "online", "postal"]
    from_state: Annotated[int, Meta(ge=1, le=10)]
    state: Annotated[int, Meta(ge=1, le=10)]
    due: Day | None = None
    waited_days: Count = 0
    officer: Word
    counter: Counter | None = None
    reason: Line = ""


class DossierFiled(Struct, frozen=True, kw_only=True):
    """What was filed from home lies whole in the ward's register: the first filing, or a later supplement.

    `turn` counts the filings of one dossier from 1. Until this fact arrives the centre sends it again.
    """

    day: Day
    code: RegisterCode
    turn: Annotated[int, Meta(ge=1, le=99)]


Fact = (
    TicketIssued
    | TicketSoon
    | TicketCalled
    | TicketRecalled
    | TicketHeld
    | TicketNoShow
    | TicketTransferred
    | TicketServed
    | TicketClosed
    | TicketReprinted
    | RatingGiven
    | RatingVoided
    | DossierReceived
    | DossierMoved
    | DossierFiled
    | DeviceFault
    | DeviceCleared
    | DeviceStarted
    | DeviceLookups
    | DeviceCommanded
    | ClockCorrected
)

KINDS: Final[dict[str, type[Fact]]] = {
    "ticket.issued": TicketIssued,
    "ticket.soon": TicketSoon,
    "ticket.called": TicketCalled,
    "ticket.recalled": TicketRecalled,
    "ticket.held": TicketHeld,
    "ticket.no_show": TicketNoShow,
    "ticket.transferred": TicketTransferred,
    "ticket.served": TicketServed,
    "ticket.closed": TicketClosed,
    "ticket.reprinted": TicketReprinted,
    "rating.given": RatingGiven,
    "rating.voided": RatingVoided,
    "dossier.received": DossierReceived,
    "dossier.moved": DossierMoved,
    "dossier.filed": DossierFiled,
    "device.fault": DeviceFault,
    "device.cleared": DeviceCleared,
    "device.started": DeviceStarted,
    "device.lookups": DeviceLookups,
    "device.commanded": DeviceCommanded,
    "clock.corrected": ClockCorrected,
}
KIND_OF: Final[dict[type[Fact], str]] = {fact: kind for kind, fact in KINDS.items()}


def stream_of(kind: str) -> str:
    """The topic leaf that carries a kind: its first word, except that the clock speaks as a device."""
    subject = kind.partition(".")[0]
    return "device" if subject == "clock" else subject
