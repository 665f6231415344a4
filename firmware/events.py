"""Everything that can happen to a kiosk: the values that go into the inbox.

Owns past facts (`ButtonPressed`) and requests (`TicketRequested`). Refuses to say what follows from them:
that is `deciding`. Faces and devices build these; only the core takes them out.
"""

from enum import StrEnum

from msgspec import Struct

from firmware.booked import Presenting
from firmware.lookups import LookingUp
from firmware.point_screens import ByPhoneAsked
from firmware.reminders import Reminding
from firmware.standing import StandingChanged
from firmware.upkeep import UpkeepEvent
from mqtt.commands import Order
from mqtt.scalars import Level


class Source(StrEnum):
    BUTTON = "button"
    TOUCH = "touch"


# ---------------------------------------------------------------- the visitor's hands


class ButtonPressed(Struct, frozen=True):
    """A satisfaction button went down; `button` counts from 1, the most satisfied level."""

    button: int


class ButtonHeld(Struct, frozen=True):
    """A press has lasted two seconds; nothing tells of its end."""

    button: int


class ButtonReleased(Struct, frozen=True):
    """A press has ended that was no hold."""

    button: int


class ButtonStuck(Struct, frozen=True):
    """A button has been held far longer than a hand would."""

    button: int


class ButtonFreed(Struct, frozen=True):
    """A stuck button came up again."""

    button: int


class CodeScanned(Struct, frozen=True):
    text: str


class Woken(Struct, frozen=True):
    """The first touch on the waiting screen; it does nothing else."""


class HomeAsked(Struct, frozen=True):
    pass


class BackAsked(Struct, frozen=True):
    pass


class ServicesAsked(Struct, frozen=True):
    """Home screen: "take a number"."""


class PageAsked(Struct, frozen=True):
    """Another page of the tiles on the current screen, from 0."""

    page: int


class PriorityAsked(Struct, frozen=True):
    """Services screen: "I am entitled to priority"."""


class PriorityChosen(Struct, frozen=True):
    """A priority class by its code, or None to give priority up again."""

    code: str | None


class TicketRequested(Struct, frozen=True):
    service: str


class ReprintAsked(Struct, frozen=True):
    pass


class RatingAsked(Struct, frozen=True):
    """Home screen: "rate the service"."""


class ServedChosen(Struct, frozen=True):
    """Which of the tickets that were just served is the visitor's; None when it is none of them."""

    number: str | None


class LevelChosen(Struct, frozen=True):
    level: Level


class ReasonChosen(Struct, frozen=True):
    """Why a negative level; None for "skip"."""

    reason: str | None


class MoreTimeAsked(Struct, frozen=True):
    pass


class Finished(Struct, frozen=True):
    """The visitor says the visit is over."""


# ---------------------------------------------------------------- aids and help


class LanguageChosen(Struct, frozen=True):
    """`vi` or `en`."""

    language: str


class TextSizeToggled(Struct, frozen=True):
    pass


class ContrastToggled(Struct, frozen=True):
    pass


class ReachToggled(Struct, frozen=True):
    """Low reach: every target within arm's reach of a wheelchair."""


class AudioToggled(Struct, frozen=True):
    """Listen: the screens are spoken, and the satisfaction buttons move and choose."""


class AidsToggled(Struct, frozen=True):
    """Small panels fold the aids into one key; this opens or closes that panel."""


class HelpCalled(Struct, frozen=True):
    pass


class HelpAnswered(Struct, frozen=True):
    """An officer says, on the staff page, that somebody is on the way."""


# ---------------------------------------------------------------- the technician


class TechnicianAsked(Struct, frozen=True):
    """The hidden gesture: five touches on the clock within three seconds."""


class PinEntered(Struct, frozen=True):
    digits: str

    def __repr__(self) -> str:
        return "PinEntered(digits=…)"


class TestPrintAsked(Struct, frozen=True):
    pass


class LampTestAsked(Struct, frozen=True):
    pass


# ---------------------------------------------------------------- the machine


class Printed(Struct, frozen=True):
    job: int


class PrintFailed(Struct, frozen=True):
    """The job stays queued; `maybe_printed` when paper may have come out all the same."""

    job: int
    fault: str
    maybe_printed: bool


class PrintStarted(Struct, frozen=True):
    job: int


class PrinterSeen(Struct, frozen=True):
    """The printer's condition after a status round trip: `fault` is "" when it is well."""

    fault: str
    near_end: bool


class ConnectionChanged(Struct, frozen=True):
    up: bool


class Acknowledged(Struct, frozen=True):
    """The centre has committed everything up to `upto` of this epoch."""

    epoch: str
    upto: int


class CommandArrived(Struct, frozen=True):
    """A command that bears the centre's signature; `order` is None where `refusal` says what is wrong."""

    counter: int
    at: str
    expires: str
    word: str
    order: Order | None
    refusal: str = ""

    def __repr__(self) -> str:
        return f"CommandArrived(counter={self.counter}, word={self.word!r})"


class SettingsProved(Struct, frozen=True):
    """The kiosk has run well with the settings of this command."""

    counter: int


class TimePassed(Struct, frozen=True):
    """Nothing else happened for a while; deadlines are due for a look."""


# ---------------------------------------------------------------- by subject, as `deciding` sorts them

Moving = Woken | HomeAsked | BackAsked | Finished | MoreTimeAsked | TimePassed | ByPhoneAsked
Taking = ServicesAsked | PriorityAsked | PriorityChosen | TicketRequested | ReprintAsked
Rating = RatingAsked | ServedChosen | LevelChosen | ReasonChosen | ButtonPressed | CodeScanned
Aiding = LanguageChosen | TextSizeToggled | ContrastToggled | ReachToggled | AudioToggled | AidsToggled
Listening = ButtonHeld | ButtonReleased
Servicing = TechnicianAsked | PinEntered | TestPrintAsked | LampTestAsked
Printing = PrintStarted | Printed | PrintFailed | PrinterSeen
Commanding = CommandArrived | SettingsProved
Machine = (
    ButtonStuck
    | ButtonFreed
    | ConnectionChanged
    | Acknowledged
    | HelpCalled
    | HelpAnswered
    | StandingChanged
    | Commanding
)

Visiting = PageAsked | Moving | Taking | Rating | Aiding | Listening | LookingUp | Reminding | Presenting
Event = Visiting | Servicing | UpkeepEvent | Printing | Machine
