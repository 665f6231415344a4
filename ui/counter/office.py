"""What the wiring lends to the ward's pages: one value with every question and request they may make.

Owns the list of doors into the kiosk. Refuses to open any: pages call these functions, off the event loop,
and never see the core, the store or the settings. Apart so that every page's module can name it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from firmware.console import Answer, DossierLine, DossierView, Locked, Request, Signed
from firmware.events import Event
from firmware.figures import ClosingLine, DayReport, OwnFigures, RatingLine
from firmware.pages import Board, FiledLine, FiledPage, Followed, FoundProcedure, Paper, ProcedurePage, Queue
from firmware.sms_pages import SmsDesk


@dataclass(frozen=True, slots=True)
class Office:
    """`ask` raises NotRecordedError when nothing was, or will be, committed. `admit` is slow on purpose.

    A session is the SHA-256 of the cookie's token, in hex. `report` takes an ISO business day, "" for today.
    """

    name: str
    counters: tuple[int, ...]
    ask: Callable[[Event | Request], Answer]
    admit: Callable[[str, str], bool | Locked]
    who: Callable[[str], Signed | None]
    news: Callable[[], dict[str, Any]]
    """`{"help", "screen", "printer", "paper_low", "online", "backlog", "filed"}`, all plain JSON values."""
    board: Callable[[], Board]
    queue: Callable[[], Queue]
    follow: Callable[[str], Followed | None]
    report: Callable[[str], DayReport]
    ratings: Callable[[str], tuple[RatingLine, ...]]
    closings: Callable[[], tuple[ClosingLine, ...]]
    own: Callable[[str], OwnFigures]
    find: Callable[[str, int], tuple[FoundProcedure, ...]]
    procedure: Callable[[str], ProcedurePage | None]
    procedures: Callable[[], tuple[ProcedurePage, ...]]
    residential: bool = False
    """A point without officers: of the pages only what everybody may read."""
    dossier: Callable[[str], DossierView | None] = lambda _code: None
    """What is known of a dossier by its code; no names, no PIN needed."""
    dossiers: Callable[[], tuple[DossierLine, ...]] = lambda: ()
    """The ward's own that are open, for officers."""
    filed: Callable[[], tuple[FiledLine, ...]] = lambda: ()
    """Open ones that were filed from home, those with news at the top; for officers."""
    filing: Callable[[str], FiledPage | None] = lambda _code: None
    paper: Callable[[str, int, int], Paper | None] = lambda _code, _turn, _place: None
    """By code, turn and place; for officers."""
    texts: bool = False
    """Whether somebody sends SMS for this ward."""
    sms: Callable[[], SmsDesk | None] = lambda: None
    """Of a kiosk that sends by itself; for supervisors."""
