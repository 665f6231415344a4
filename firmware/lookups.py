"""Looking things up at the kiosk: the screens S5 to S8 and the touches on them. Pure values.

Owns procedures (S5, S6) and dossiers (S7, S8) as a visitor sees and touches them. Refuses rules (`guide`,
`inquiry`) and words of the house. Apart from `screens` and `events`, which hold what every visit needs.
Names of procedures and their details are the catalogue's own, in Vietnamese.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct


class Section(StrEnum):
    """The parts of S6, one at a time."""

    BRING = "bring"
    TIME = "time"
    FEE = "fee"
    PLACE = "place"
    ONLINE = "online"


class SlipNews(StrEnum):
    """What became of the checklist that was asked for."""

    NONE = "none"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


# ---------------------------------------------------------------- S5


@dataclass(frozen=True, slots=True)
class Topic:
    field: str
    count: int


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """`online` is full, partial, none, or "" where nobody says."""

    code: str
    name: str
    online: str


@dataclass(frozen=True, slots=True)
class Topics:
    """Fields as tiles, the fullest first, at most five on a page; searching by words is one more tile."""

    code: ClassVar[str] = "S5"
    topics: tuple[Topic, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class TopicList:
    """The procedures of one field, at most five on a page."""

    code: ClassVar[str] = "S5"
    field: str
    lines: tuple[ProcedureLine, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class SearchPad:
    """Large keys and at most three findings, the best first; `total` counts all of them.

    `complete` False: nothing has all the words; these have some.
    """

    code: ClassVar[str] = "S5"
    query: str
    lines: tuple[ProcedureLine, ...]
    total: int
    page: int
    pages: int
    telex: bool
    complete: bool = True


# ---------------------------------------------------------------- S6


@dataclass(frozen=True, slots=True)
class Transfer:
    """A fee that can be paid from a phone: `text` is the QR code's, `name` and `account` whose it is."""

    text: str
    dong: int
    name: str
    account: str
    purpose: str


@dataclass(frozen=True, slots=True)
class ProcedureCard:
    """One procedure, one section open. `lines` empty: the source does not say; ask an officer.

    `service` is the ward's name of the service that gives numbers for it, or ""; `link` the text of the QR
    code of the online section, or ""; with `home` it leads to the form that people file from home. `transfer`
    is how to pay, in the section of the fee alone.
    """

    code: ClassVar[str] = "S6"
    procedure: str
    name: str
    section: Section
    lines: tuple[str, ...]
    page: int
    pages: int
    link: str
    service: str
    updated: date | None
    printable: bool
    slip: SlipNews = SlipNews.NONE
    home: bool = False
    transfer: Transfer | None = None


# ---------------------------------------------------------------- S7 and S8


class CodeProblem(StrEnum):
    NONE = ""
    UNKNOWN = "unknown"
    LOCKED = "locked"
    WRONG_PIN = "wrong_pin"


@dataclass(frozen=True, slots=True)
class DossierPad:
    """`typed` begins with the ward's prefix. `locked_seconds` counts down after five wrong tries."""

    code: ClassVar[str] = "S7"
    typed: str
    prefix: str
    problem: CodeProblem = CodeProblem.NONE
    locked_seconds: int = 0


@dataclass(frozen=True, slots=True)
class DossierPinPad:
    """Before anything beyond the state is shown: the four characters on the receipt. `typed` counts them."""

    code: ClassVar[str] = "S7"
    dossier: str
    typed: int
    problem: CodeProblem = CodeProblem.NONE
    locked_seconds: int = 0


@dataclass(frozen=True, slots=True)
class DossierCard:
    """State 1 to 10 of the national list. `as_of` is the age of what is shown; `counter` where to fetch it.

    `details` only after the right PIN: the procedure's name and the days of each step.
    """

    code: ClassVar[str] = "S8"
    dossier: str
    state: int
    due: date | None
    late: bool
    counter: int | None
    as_of: datetime
    details: tuple[str, ...] = ()
    pin_offered: bool = True


Lookup = Topics | TopicList | SearchPad | ProcedureCard | DossierPad | DossierPinPad | DossierCard


# ---------------------------------------------------------------- touches


class ProceduresAsked(Struct, frozen=True):
    """Home screen: "see a procedure and its papers"."""


class TopicChosen(Struct, frozen=True):
    field: str


class SearchAsked(Struct, frozen=True):
    pass


@dataclass(frozen=True, slots=True)
class LetterTyped:
    """A letter, digit, dot or space on the key grid. It may be one of a PIN: no log shows it."""

    letter: str = field(repr=False)


class LetterErased(Struct, frozen=True):
    pass


class TypingCleared(Struct, frozen=True):
    pass


class TelexToggled(Struct, frozen=True):
    pass


class ProcedureChosen(Struct, frozen=True):
    code: str


class SectionChosen(Struct, frozen=True):
    section: Section


class ChecklistAsked(Struct, frozen=True):
    pass


class NumberForProcedureAsked(Struct, frozen=True):
    """S6: "take a number now", for the service that handles this procedure."""


class DossierAsked(Struct, frozen=True):
    """Home screen: "is my dossier done?"."""


class CodeEntered(Struct, frozen=True):
    """S7: the code, or the PIN, is complete."""


class DossierDetailsAsked(Struct, frozen=True):
    """S8: more than the state; asks for the PIN first."""


Guiding = (
    ProceduresAsked
    | TopicChosen
    | SearchAsked
    | TelexToggled
    | ProcedureChosen
    | SectionChosen
    | ChecklistAsked
    | NumberForProcedureAsked
)
Inquiring = DossierAsked | CodeEntered | DossierDetailsAsked
Typing = LetterTyped | LetterErased | TypingCleared
LookingUp = Guiding | Inquiring | Typing
