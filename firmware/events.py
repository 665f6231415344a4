"""Everything that can happen to a kiosk: the values that go into the inbox.

Owns past facts (`ButtonPressed`) and requests (`TicketRequested`). Refuses to say what follows from them:
that is `core.handle`. Faces and devices build these; only the core takes them out.
"""

from dataclasses import dataclass
from enum import StrEnum

from firmware.lookups import LookingUp
from firmware.standing import StandingChanged
from firmware.upkeep import UpkeepEvent
from mqtt.facts import Level


class Source(StrEnum):
    BUTTON = "button"
    TOUCH = "touch"


# ---------------------------------------------------------------- the visitor's hands


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    """A satisfaction button went down; `button` counts from 1, the most satisfied level."""

    button: int


@dataclass(frozen=True, slots=True)
class ButtonHeld:
    """A press has lasted two seconds; nothing tells of its end."""

    button: int


@dataclass(frozen=True, slots=True)
class ButtonReleased:
    """A press has ended that was no hold."""

    button: int


@dataclass(frozen=True, slots=True)
class ButtonStuck:
    """A button has been held far longer than a hand would."""

    button: int


@dataclass(frozen=True, slots=True)
class ButtonFreed:
    """A stuck button came up again."""

    button: int


@dataclass(frozen=True, slots=True)
class CodeScanned:
    text: str


@dataclass(frozen=True, slots=True)
class Woken:
    """The first touch on the waiting screen; it does nothing else."""


@dataclass(frozen=True, slots=True)
class HomeAsked:
    pass


@dataclass(frozen=True, slots=True)
class BackAsked:
    pass


@dataclass(frozen=True, slots=True)
class ServicesAsked:
    """Home screen: "take a number"."""


@dataclass(frozen=True, slots=True)
class PageAsked:
    """Another page of the tiles on the current screen, from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class PriorityAsked:
    """Services screen: "I am entitled to priority"."""


@dataclass(frozen=True, slots=True)
class PriorityChosen:
    """A priority class by its code, or None to give priority up again."""

    code: str | None


@dataclass(frozen=True, slots=True)
class TicketRequested:
    service: str


@dataclass(frozen=True, slots=True)
class ReprintAsked:
    pass


@dataclass(frozen=True, slots=True)
class RatingAsked:
    """Home screen: "rate the service"."""


@dataclass(frozen=True, slots=True)
class ServedChosen:
    """Which of the tickets that were just served is the visitor's; None when it is none of them."""

    number: str | None


@dataclass(frozen=True, slots=True)
class LevelChosen:
    level: Level


@dataclass(frozen=True, slots=True)
class ReasonChosen:
    """Why a negative level; None for "skip"."""

    reason: str | None


@dataclass(frozen=True, slots=True)
class MoreTimeAsked:
    pass


@dataclass(frozen=True, slots=True)
class Finished:
    """The visitor says the visit is over."""


# ---------------------------------------------------------------- aids and help


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """`vi` or `en`."""

    language: str


@dataclass(frozen=True, slots=True)
class TextSizeToggled:
    pass


@dataclass(frozen=True, slots=True)
class ContrastToggled:
    pass


@dataclass(frozen=True, slots=True)
class ReachToggled:
    """Low reach: every target within arm's reach of a wheelchair."""


@dataclass(frozen=True, slots=True)
class AudioToggled:
    """Listen: the screens are spoken, and the satisfaction buttons move and choose."""


@dataclass(frozen=True, slots=True)
class AidsToggled:
    """Small panels fold the aids into one key; this opens or closes that panel."""


@dataclass(frozen=True, slots=True)
class HelpCalled:
    pass


@dataclass(frozen=True, slots=True)
class HelpAnswered:
    """An officer says, on the staff page, that somebody is on the way."""


# ---------------------------------------------------------------- the technician


@dataclass(frozen=True, slots=True)
class TechnicianAsked:
    """The hidden gesture: five touches on the clock within three seconds."""


@dataclass(frozen=True, slots=True)
class PinEntered:
    digits: str

    def __repr__(self) -> str:
        return "PinEntered(digits=…)"


@dataclass(frozen=True, slots=True)
class TestPrintAsked:
    pass


@dataclass(frozen=True, slots=True)
class LampTestAsked:
    pass


# ---------------------------------------------------------------- the machine


@dataclass(frozen=True, slots=True)
class Printed:
    job: int


@dataclass(frozen=True, slots=True)
class PrintFailed:
    """The job stays queued; `maybe_printed` when paper may have come out all the same."""

    job: int
    fault: str
    maybe_printed: bool


@dataclass(frozen=True, slots=True)
class PrintStarted:
    job: int


@dataclass(frozen=True, slots=True)
class PrinterSeen:
    """The printer's condition after a status round trip: `fault` is "" when it is well."""

    fault: str
    near_end: bool


@dataclass(frozen=True, slots=True)
class ConnectionChanged:
    up: bool


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The centre has committed everything up to `upto` of this epoch."""

    epoch: str
    upto: int


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Nothing else happened for a while; deadlines are due for a look."""


# ---------------------------------------------------------------- by subject, as `core.decide` sorts them

Moving = Woken | HomeAsked | BackAsked | Finished | MoreTimeAsked | TimePassed
Taking = ServicesAsked | PriorityAsked | PriorityChosen | TicketRequested | ReprintAsked
Rating = RatingAsked | ServedChosen | LevelChosen | ReasonChosen | ButtonPressed | CodeScanned
Aiding = LanguageChosen | TextSizeToggled | ContrastToggled | ReachToggled | AudioToggled | AidsToggled
Listening = ButtonHeld | ButtonReleased
Servicing = TechnicianAsked | PinEntered | TestPrintAsked | LampTestAsked
Printing = PrintStarted | Printed | PrintFailed | PrinterSeen
Machine = (
    ButtonStuck | ButtonFreed | ConnectionChanged | Acknowledged | HelpCalled | HelpAnswered | StandingChanged
)

Visiting = PageAsked | Moving | Taking | Rating | Aiding | Listening | LookingUp
Event = Visiting | Servicing | UpkeepEvent | Printing | Machine
