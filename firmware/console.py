"""What officers ask from a browser, and what they are answered: pure values.

Owns requests (events like any other) and answers. Refuses to decide (`counters`, `sessions`, `supervisor`).
Apart from `events`, because these come from people who are signed in: each carries its session, and the core
checks it in the deciding transaction.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from firmware.sms_pages import DecideSms

# ---------------------------------------------------------------- requests of anybody with a PIN


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """The PIN is checked already. `session` is the SHA-256 of the cookie, in hex.

    `counter` None is a supervisor's desk; `take_over` ends another officer's session at that counter.
    """

    session: str
    officer: str
    counter: int | None
    take_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOut:
    session: str


# ---------------------------------------------------------------- requests at a counter


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The next ticket, or `number`: one that is held, or waits."""

    session: str
    counter: int
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    session: str
    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkNoShow:
    session: str
    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    session: str
    counter: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """To a service, to a counter, or to a service at one counter; the ticket keeps its place by age.

    `done`: the matter at this counter is finished, the next one needs another. Then it counts as served here.
    """

    session: str
    counter: int
    to_service: str | None = None
    to_counter: int | None = None
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Serve:
    """The called ticket is done; with `service`, somebody without a ticket was served for it."""

    session: str
    counter: int
    service: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """`reason` None: back at work."""

    session: str
    counter: int
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTicket:
    """A no-show came after all: back into the queue, once."""

    session: str
    number: str


# ---------------------------------------------------------------- requests of a supervisor


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintTicketAgain:
    session: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSpecially:
    """No numbers on `day` (ISO date) from `start` to `end`, minutes after local midnight."""

    session: str
    day: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftClosing:
    session: str
    closing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidRating:
    """Takes one rating back, with a reason that stays in the ledger."""

    session: str
    rating: str
    reason: str


# ---------------------------------------------------------------- requests about dossiers


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveDossier:
    """`procedure` is a code of the catalogue, `channel` direct, online or postal; without `code` one is made.

    The phone number is in no `repr`, so that no log can show it.
    """

    session: str
    counter: int | None
    procedure: str
    channel: str
    phone: str | None = field(default=None, repr=False)
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDossier:
    """To a national state, 1 to 10. `due` (ISO date) promises another day and needs a reason; with it the
    state may stay."""

    session: str
    counter: int | None
    code: str
    state: int
    reason: str = ""
    due: str | None = None


AtCounter = Call | Recall | MarkNoShow | Hold | Transfer | Serve | Pause | ReturnTicket
Supervising = PrintTicketAgain | CloseSpecially | LiftClosing | VoidRating | DecideSms
Filing = ReceiveDossier | MoveDossier
Request = SignIn | SignOut | AtCounter | Supervising | Filing


# ---------------------------------------------------------------- answers


class Why(StrEnum):
    """Why a request was refused."""

    NOT_SIGNED_IN = "not_signed_in"
    OTHER_COUNTER = "other_counter"
    COUNTER_TAKEN = "counter_taken"
    NOT_SUPERVISOR = "not_supervisor"
    UNKNOWN_OFFICER = "unknown_officer"
    UNKNOWN_COUNTER = "unknown_counter"
    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_TICKET = "unknown_ticket"
    UNKNOWN_RATING = "unknown_rating"
    UNKNOWN_CLOSING = "unknown_closing"
    UNKNOWN_SMS = "unknown_sms"
    STILL_SERVING = "still_serving"
    NOBODY_CALLED = "nobody_called"
    WRONG_STATE = "wrong_state"
    RETURNED_BEFORE = "returned_before"
    NOT_SERVED_HERE = "not_served_here"
    BAD_VALUE = "bad_value"


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed. `detail` names the thing, the value and the remedy, in English."""

    why: Why
    detail: str


@dataclass(frozen=True, slots=True)
class CalledTicket:
    number: str
    service: str
    priority: str | None
    waited_seconds: int


@dataclass(frozen=True, slots=True)
class Called:
    ticket: CalledTicket


@dataclass(frozen=True, slots=True)
class NobodyWaits:
    pass


@dataclass(frozen=True, slots=True)
class Done:
    """Committed. `number` is the ticket that it was about, if any."""

    number: str | None = None


@dataclass(frozen=True, slots=True)
class DossierTaken(Done):
    """Received under the code `number`; `due` is an ISO date, None where an officer has to say."""

    due: str | None = None
    pin_printed: bool = False


Answer = Called | NobodyWaits | Done | Refused


class NotRecordedError(Exception):
    """The kiosk did not commit a request in time, and will not do so later; the text says so."""


# ---------------------------------------------------------------- who is signed in


@dataclass(frozen=True, slots=True)
class Signed:
    """A session that is valid today."""

    officer: str
    name: str
    counter: int | None
    supervisor: bool


@dataclass(frozen=True, slots=True)
class Locked:
    """Too many wrong PINs; try again after `seconds`."""

    seconds: int


# ---------------------------------------------------------------- what is known of dossiers


@dataclass(frozen=True, slots=True)
class DossierView:
    """What anybody may know who has the code. `due` is an ISO date, `as_of` an instant in UTC."""

    code: str
    state: int
    due: str | None
    late: bool
    as_of: str


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One of the ward's open dossiers for its officers; `next` are the states that may follow."""

    code: str
    procedure: str
    name: str
    channel: str
    state: int
    due: str | None
    late: bool
    changed_at: str
    next: tuple[int, ...]
