"""From a job in the database to paper in a hand, one job a turn.

Owns the queue of slips, what a fault means for it, and the worker's turn. Refuses dots and transports: the
printer's peer knows them. A job is marked started before it prints, so that after a power cut the slip which
may already be in somebody's hand comes out marked as a reprint.
"""

import logging
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol, assert_never

from devices import paper as slips
from firmware import events as e
from firmware import ledger
from firmware.clock import Now
from firmware.events import Event, Printed, PrinterSeen, PrintFailed, PrintStarted
from firmware.lookups import ProcedureCard, SlipNews
from firmware.paper import as_reprint
from firmware.screens import Paper, Screen, YourNumber
from firmware.state import Moment, State
from firmware.store import PrintJob, Reader, TicketRow
from mqtt.device_facts import DeviceCleared, DeviceFault
from mqtt.facts import TicketReprinted
from mqtt.messages import instant

log = logging.getLogger(__name__)

IDLE_SECONDS: Final = 5.0
FAULT_SECONDS: Final = 2.0
OUT_OF_PAPER: Final = "out_of_paper"


@dataclass(frozen=True, slots=True)
class Job:
    id: int
    document: slips.Document


class PrinterFault(Exception):
    """What the printer's peer reports; `cause` is its own word for it."""

    def __init__(self, cause: str, *, maybe_printed: bool) -> None:
        super().__init__(cause)
        self.cause = cause
        self.maybe_printed = maybe_printed


class Press(Protocol):
    """A printer as this room sees it: a condition, and documents that become paper."""

    def look(self) -> PrinterSeen:
        """Its condition after a round trip. Never raises."""
        ...

    def put_on_paper(self, document: slips.Document) -> None:
        """PrinterFault when the slip did not come out whole."""
        ...


# ---------------------------------------------------------------- in the core's transaction


def decide(moment: Moment, event: e.Printing) -> State:
    match event:
        case e.PrintStarted(job):
            return started(moment, job)
        case e.Printed(job):
            return printed(moment, job)
        case e.PrintFailed():
            return failed(moment, event)
        case e.PrinterSeen():
            return seen(moment, event)
        case _:
            assert_never(event)


def queue_job(document: slips.Document, now: Now, *, day: str, ticket: str | None) -> int:
    queued = PrintJob.sql(
        "INSERT INTO print_job (day, document, ticket, reprint, queued_at) VALUES (?, ?, ?, 0, ?)",
        day,
        zlib.compress(slips.encode(document)),
        ticket,
        instant(now.wall),
    )
    return int(queued.lastrowid or 0)


def queue_again(job: int, now: Now) -> int:
    """The same slip once more, marked as a reprint."""
    first = PrintJob.get_by_id(job)
    return int(
        PrintJob.insert(
            day=first.day,
            document=first.document,
            ticket=first.ticket,
            reprint=True,
            queued_at=instant(now.wall),
        ).execute()
    )


def first_job(day: str, ticket: str) -> int | None:
    """The slip that a ticket came with; None where nothing was printed."""
    row = PrintJob.select(PrintJob.id).where(PrintJob.day == day, PrintJob.ticket == ticket)
    found = row.order_by(PrintJob.id).first()
    return int(found.id) if found else None


def started(moment: Moment, job: int) -> State:
    PrintJob.update(started_at=instant(moment.now.wall)).where(PrintJob.id == job).execute()
    return moment.state


def printed(moment: Moment, job: int) -> State:
    row = PrintJob.get_by_id(job)
    PrintJob.update(printed_at=instant(moment.now.wall)).where(PrintJob.id == job).execute()
    log.info("slip printed job=%s ticket=%s reprint=%s", job, row.ticket, row.reprint)
    if row.reprint and row.ticket:
        ticket = TicketRow.get(TicketRow.day == row.day, TicketRow.label == row.ticket)
        fact = TicketReprinted(day=row.day, number=row.ticket, service=ticket.service)
        ledger.append(fact, moment.now)
    return _tell_visitor(moment, job, Paper.PRINTED, reprintable=not row.reprint)


def failed(moment: Moment, event: PrintFailed) -> State:
    """The job stays queued; if paper may have come out, its next slip says that it is a second one."""
    if event.maybe_printed:
        PrintJob.update(reprint=True).where(PrintJob.id == event.job).execute()
    else:
        PrintJob.update(started_at=None).where(PrintJob.id == event.job).execute()
    log.warning("slip failed job=%s fault=%s maybe_printed=%s", event.job, event.fault, event.maybe_printed)
    state = seen(moment, PrinterSeen(event.fault, moment.hall.paper_low))
    return _tell_visitor(replace(moment, state=state), event.job, expected(event.fault), reprintable=False)


def seen(moment: Moment, event: PrinterSeen) -> State:
    """Note a change of the printer's condition, with a ledger row for each fault that came or went."""
    before = moment.hall.printer_fault
    if event.fault != before:
        if before:
            ledger.append(DeviceCleared(device="printer", fault=before), moment.now)
        if event.fault:
            ledger.append(DeviceFault(device="printer", fault=event.fault), moment.now)
            log.warning("printer fault=%s", event.fault)
    state = moment.state.noted(printer_fault=event.fault, paper_low=event.near_end)
    job = moment.visit.job
    if event.fault and job is not None and _waits_for_paper(moment):
        return _tell_visitor(replace(moment, state=state), job, expected(event.fault), reprintable=False)
    return state


def expected(fault: str) -> Paper:
    """What a visitor should be told about a slip, given the printer's present fault."""
    if not fault:
        return Paper.PRINTING
    return Paper.OUT if fault == OUT_OF_PAPER else Paper.FAILED


def drop_old(day: str, now: Now) -> None:
    """Slips of an earlier business day help nobody any more."""
    stale = (PrintJob.printed_at.is_null()) & (PrintJob.day < day)
    dropped = PrintJob.update(printed_at=instant(now.wall)).where(stale).execute()
    if dropped:
        log.warning("slips of an earlier day dropped count=%s", dropped)


def mark_interrupted() -> None:
    """At start: whatever was printing when the power went will come out as a reprint."""
    open_jobs = PrintJob.update(reprint=True).where(PrintJob.printed_at.is_null())
    open_jobs.where(~PrintJob.started_at.is_null()).execute()


def _waits_for_paper(moment: Moment) -> bool:
    screen = moment.visit.screen
    if isinstance(screen, ProcedureCard):
        return screen.slip is SlipNews.PRINTING
    shown = (screen, *moment.visit.trail)
    return any(isinstance(one, YourNumber) and one.paper is not Paper.PRINTED for one in shown)


def _tell_visitor(moment: Moment, job: int, news: Paper, *, reprintable: bool) -> State:
    """Also where S4 lies below another screen: the visitor comes back to it."""
    screen, trail = moment.visit.screen, moment.visit.trail
    if moment.visit.job != job:
        return moment.state
    if isinstance(screen, ProcedureCard):
        slip = SlipNews.PRINTED if news is Paper.PRINTED else SlipNews.FAILED
        return moment.state.seen(screen=replace(screen, slip=slip))
    below = tuple(_with_news(one, news, reprintable=reprintable) for one in trail)
    return moment.state.seen(screen=_with_news(screen, news, reprintable=reprintable), trail=below)


def _with_news(screen: Screen, news: Paper, *, reprintable: bool) -> Screen:
    if not isinstance(screen, YourNumber):
        return screen
    return replace(screen, paper=news, reprintable=reprintable)


# ---------------------------------------------------------------- in the printing worker


class PrintingTurn:
    """Look at the printer, print the oldest waiting slip, tell the core. Runs in its own thread."""

    def __init__(
        self, press: Press, reader: Reader, ask: Callable[[Event], bool], send: Callable[[Event], object]
    ) -> None:
        self._press = press
        self._reader = reader
        self._ask = ask
        self._send = send
        self._last_seen = PrinterSeen("", near_end=False)
        self._done = 0

    def __call__(self, _now: Now) -> float:
        """Print at most one slip; returns the seconds until the next look."""
        if not self._look():
            return FAULT_SECONDS
        job = self._oldest()
        if job is None:
            return IDLE_SECONDS
        if not self._ask(PrintStarted(job.id)):
            return FAULT_SECONDS
        try:
            self._press.put_on_paper(job.document)
        except PrinterFault as fault:
            self._last_seen = PrinterSeen(fault.cause, self._last_seen.near_end)
            self._ask(PrintFailed(job.id, fault.cause, fault.maybe_printed))
            return FAULT_SECONDS
        if self._ask(Printed(job.id)):
            self._done = job.id
        return 0.0

    def _look(self) -> bool:
        seen_now = self._press.look()
        if seen_now != self._last_seen:
            self._send(seen_now)
            self._last_seen = seen_now
        return not seen_now.fault

    def _oldest(self) -> Job | None:
        rows = self._reader.rows(
            "SELECT id, document, reprint FROM print_job"
            " WHERE id > ? AND printed_at IS NULL ORDER BY id LIMIT 1",
            (self._done,),
        )
        if not rows:
            return None
        [(job, packed, reprint)] = rows
        document = slips.decode(zlib.decompress(packed))
        return Job(job, as_reprint(document) if reprint else document)
