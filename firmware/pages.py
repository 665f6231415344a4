"""What the ward's pages show: queue, board, one ticket, procedures, filings. Pure values, times in UTC.

Owns their shapes. Refuses reading the database (`hall`, `filed_pages`) and HTML (`ui.counter`). What a day
adds up to is in `figures`.
"""

from dataclasses import dataclass, field

# ---------------------------------------------------------------- the queue, for officers


@dataclass(frozen=True, slots=True)
class QueuedTicket:
    """`state` is waiting, held or no_show; `counter` where it must be called, if only there."""

    number: str
    service: str
    priority: str | None
    state: str
    issued_at: str
    counter: int | None
    reason: str
    returned: bool


@dataclass(frozen=True, slots=True)
class CounterNow:
    """`officer` "" when nobody sits there; `paused` is the reason, or "" when at work."""

    counter: int
    officer: str
    name: str
    paused: str
    number: str | None
    service: str | None
    priority: str | None
    called_at: str | None
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceNow:
    """`minutes` a newcomer will wait; None until enough cases stand behind it."""

    code: str
    letter: str
    name: str
    name_en: str
    waiting: int
    minutes: int | None


@dataclass(frozen=True, slots=True)
class PriorityName:
    """What a ward calls one of its priority classes."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Queue:
    """`tickets` by age, at most 60 of each service and state; the priority class only for the signed-in:
    one of `priorities`, or `waiting.BOOKED`.
    """

    day: str
    tickets: tuple[QueuedTicket, ...]
    counters: tuple[CounterNow, ...]
    services: tuple[ServiceNow, ...]
    priorities: tuple[PriorityName, ...] = ()


# ---------------------------------------------------------------- the board, for everybody in the hall


@dataclass(frozen=True, slots=True)
class NowServing:
    """One counter's panel; `number` None while nobody is called. `calls` grows with each call and recall."""

    counter: int
    number: str | None
    paused: bool
    calls: int


@dataclass(frozen=True, slots=True)
class PastCall:
    number: str
    counter: int
    at: str


@dataclass(frozen=True, slots=True)
class NextNumbers:
    letter: str
    name: str
    name_en: str
    numbers: tuple[str, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class Board:
    """`last` are the five newest calls, newest first; `next` the numbers to come, by service."""

    office: str
    serving: tuple[NowServing, ...]
    last: tuple[PastCall, ...]
    next: tuple[NextNumbers, ...]
    notices: tuple[str, ...]
    marquee: str
    width_mm: float


# ---------------------------------------------------------------- one ticket, for the phone that follows it


@dataclass(frozen=True, slots=True)
class Followed:
    """`state` is waiting, called, held, no_show, served or closed; `counters` where it may be called."""

    number: str
    service: str
    service_en: str
    state: str
    ahead: int
    minutes: int | None
    counter: int | None
    counters: tuple[int, ...]


# ---------------------------------------------------------------- procedures


@dataclass(frozen=True, slots=True)
class FoundProcedure:
    """`online` is full, partial, none, or None where the source does not say."""

    code: str
    name: str
    field: str
    online: str | None


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """Everything an office must post of one procedure; an empty section means: ask an officer."""

    code: str
    name: str
    field: str
    online: str | None
    bring: tuple[str, ...]
    time: tuple[str, ...]
    fee: tuple[str, ...]
    place: tuple[str, ...]
    steps: tuple[str, ...]
    results: tuple[str, ...]
    legal_basis: tuple[str, ...]
    link: str
    updated: str | None


# ---------------------------------------------------------------- filed from home


@dataclass(frozen=True, slots=True)
class FiledLine:
    """`news` is new, supplement, or "" once an officer has answered; `next`: the states that may follow."""

    code: str
    procedure: str
    name: str
    state: int
    turn: int
    came_at: str
    due: str | None
    news: str
    next: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FiledAttachment:
    label: str
    file: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class FiledTurn:
    """One filing as it was filled in, the answers with their questions. Nothing of it may be logged."""

    turn: int
    filed_at: str
    came_at: str
    name: str = field(repr=False)
    phone: str = field(repr=False)
    answers: tuple[tuple[str, str], ...] = field(repr=False)
    attachments: tuple[FiledAttachment, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class FiledPage:
    """A dossier and all that was filed for it, the first filing first."""

    code: str
    procedure: str
    name: str
    state: int
    due: str | None
    late: bool
    next: tuple[int, ...]
    turns: tuple[FiledTurn, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """An attachment as it was filed; `type` is its media type."""

    file: str
    type: str
    body: bytes = field(repr=False)
