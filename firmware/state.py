"""What the core knows between two events: one visitor's stay and the hall around it.

Owns the shape of that knowledge, nothing else. Both halves are frozen: an event makes new ones, and they
replace the old ones only after its transaction is on disk.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import inf
from typing import Any

from firmware.clock import Now
from firmware.console import Answer
from firmware.errands import Errand, Task
from firmware.guidebook import Guidebook
from firmware.hours import Calendar
from firmware.ledger import Resend
from firmware.rating_screens import OfficerCard
from firmware.ratings import Rating
from firmware.screens import Aids, AudioStep, Name, PriorityClass, Screen
from firmware.settings import Officer, Priority, Service, Settings
from firmware.standing import Standing
from firmware.upkeep import WifiName


@dataclass(frozen=True, slots=True)
class Visit:
    """One visitor's stay, from the waking touch to the way back to the waiting screen.

    `awake` is False until somebody touches; `trail` is the way back; `until` the monotonic second at which
    the screen gives up waiting; `job` the print job whose slip the screen speaks of; `ticket` a scanned
    ticket that is about to be rated.
    """

    screen: Screen
    awake: bool = False
    trail: tuple[Screen, ...] = ()
    until: float = inf
    aids: Aids = field(default_factory=Aids)
    aids_open: bool = False
    priority: PriorityClass | None = None
    officer: OfficerCard | None = None
    ticket: str | None = None
    job: int | None = None
    audio: AudioStep = field(default_factory=AudioStep)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody was just served: until the monotonic second `until`, this ticket may be rated."""

    ticket: str
    day: str
    officer: OfficerCard
    until: float


@dataclass(frozen=True, slots=True)
class Press:
    """The last press, while it may still become a hold: the id of the rating it gave, and the invitations it
    found open."""

    button: int
    rating: str
    invitations: tuple[Invitation, ...]


@dataclass(frozen=True, slots=True)
class Hall:
    """What stays when a visitor leaves. `printer_fault` is a cause as the printer names it, or "".

    `calendar` holds the opening hours with today's closings; `guide` the procedures in force, once known;
    `streaks` how many priority calls in a row each counter has made; `chosen_at` is the monotonic second at
    which a listener last chose; `standing` is None where the link asks for no certificate; `acked_at` when
    the centre last acknowledged anything; `errand` the newest of so many `errands`; until the monotonic
    second `hands_until` a self-test waits for a hand; `resend` is the centre's last wish to hear again;
    `modem_fault` "" while the own modem can send.
    """

    calendar: Calendar
    guide: Guidebook | None = None
    online: bool = False
    printer_fault: str = ""
    paper_low: bool = False
    modem_fault: str = ""
    help_called: bool = False
    rating: Rating | None = None
    invitations: tuple[Invitation, ...] = ()
    streaks: Mapping[int, int] = field(default_factory=dict)
    last_button: int | None = None
    press: Press | None = None
    chosen_at: float = -inf
    stuck_buttons: frozenset[int] = field(default_factory=frozenset)
    lamp_test_until: float = -inf
    wrong_pins: int = 0
    pin_locked_until: float = -inf
    standing: Standing | None = None
    acked_at: datetime | None = None
    wifi: tuple[WifiName, ...] = ()
    errand: Errand | None = None
    errands: int = 0
    hands_until: float = inf
    resend: Resend | None = None


@dataclass(frozen=True, slots=True)
class State:
    """`answer` is what the last event's sender is told, if it waits for an answer."""

    visit: Visit
    hall: Hall
    answer: Answer | None = None

    def answering(self, answer: Answer) -> "State":
        return replace(self, answer=answer)

    def seen(self, **changes: Any) -> "State":
        """The same state with changes to the visit."""
        return replace(self, visit=replace(self.visit, **changes))

    def sending(self, task: Task) -> "State":
        """The same state with an errand for the worker; it takes the place of one not begun."""
        number = self.hall.errands + 1
        return self.noted(errand=Errand(number, task), errands=number)

    def noted(self, **changes: Any) -> "State":
        """The same state with changes to the hall."""
        return replace(self, hall=replace(self.hall, **changes))


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything that a decision may look at."""

    settings: Settings
    state: State
    now: Now

    @property
    def visit(self) -> Visit:
        return self.state.visit

    @property
    def hall(self) -> Hall:
        return self.state.hall


def service_name(service: Service) -> Name:
    return Name(service.name, service.name_en)


def priority_class(priority: Priority) -> PriorityClass:
    return PriorityClass(priority.code, Name(priority.name, priority.name_en))


def officer_card(officer: Officer) -> OfficerCard:
    return OfficerCard(officer.id, officer.name, officer.counter, officer.photo)
