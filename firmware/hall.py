"""What the hall and the officers see, read from what is committed: board, queue, and one ticket's place.

Owns these pictures. Refuses decisions and HTML. Read by the web server's threads through a read-only
connection, so that nothing is shown which is not on disk.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from firmware import days, line, sessions, waiting
from firmware.clock import Now
from firmware.pages import (
    Board,
    CounterNow,
    Followed,
    NextNumbers,
    NowServing,
    PastCall,
    PriorityName,
    Queue,
    QueuedTicket,
    ServiceNow,
)
from firmware.settings import Settings
from firmware.store import Reader
from firmware.voice import Call

LAST_CALLS: Final = 5
NEXT_NUMBERS: Final = 4
LISTED: Final = 60
"""Tickets that the queue names for each service and state; the counts are always whole."""
_LOOK_BACK: Final = 2_000
"""Ledger rows in which the newest calls are looked for."""


@dataclass(frozen=True, slots=True)
class _Called:
    """What the pages need of a stored `ticket.called` or `ticket.recalled`."""

    day: str
    number: str
    counter: int


@dataclass(frozen=True, slots=True)
class _CallRow:
    seq: int
    kind: str
    at: str
    call: _Called

    @property
    def past(self) -> PastCall:
        return PastCall(self.call.number, self.call.counter, self.at)


class Hall:
    """Answers for one ward, each from a fresh look."""

    def __init__(self, settings: Settings, reader: Reader) -> None:
        self._settings = settings
        self._reader = reader

    # ------------------------------------------------------------ the pictures

    def board(self, now: Now) -> Board:
        settings, open_ = self._settings, self._open_days()
        called = {counter: number for number, counter in line.serving(self._reader.rows, open_)}
        calls = [row for row in self._calls() if row.call.day in open_]
        newest = {row.call.counter: row.seq for row in reversed(calls)}
        paused = {counter for counter, (_, reason) in self._seats().items() if reason}
        return Board(
            office=settings.kiosk.name,
            serving=tuple(
                NowServing(number, called.get(number), number in paused, newest.get(number, 0))
                for number in settings.counter_numbers
            ),
            last=tuple(row.past for row in calls if row.kind == "ticket.called")[:LAST_CALLS],
            next=self._next_numbers(now, open_),
            notices=tuple(settings.board.notices),
            marquee=settings.board.marquee,
            width_mm=settings.board.width_mm,
        )

    def queue(self) -> Queue:
        open_ = self._open_days()
        return Queue(
            day=open_[-1],
            tickets=self._open_tickets(open_),
            counters=tuple(self._counters(open_)),
            services=tuple(self._services(open_)),
            priorities=tuple(
                PriorityName(one.code, one.name, one.name_en) for one in self._settings.priorities
            ),
        )

    def follow(self, token: str, now: Now) -> Followed | None:
        """The ticket behind a phone's page, on its own day only."""
        open_ = self._open_days()
        found = self._reader.rows(
            "SELECT label, ifnull(moved_to, service), state, counter, priority FROM ticket"
            f" WHERE token = ? AND day IN ({', '.join('?' * len(open_))})",
            (token, *open_),
        )
        return self._followed(found[0], open_, now) if found else None

    # ------------------------------------------------------------ for the voice

    def newest_call(self) -> int:
        return max((row.seq for row in self._calls()), default=0)

    def calls_after(self, seq: int) -> list[Call]:
        """Calls and recalls after a ledger row, the oldest first."""
        return [
            Call(row.seq, row.call.number, row.call.counter, datetime.fromisoformat(row.at).astimezone(UTC))
            for row in reversed(self._calls())
            if row.seq > seq
        ]

    def still_called(self, call: Call) -> bool:
        return (call.number, call.counter) in line.serving(self._reader.rows, self._open_days())

    # ------------------------------------------------------------ readings

    def _open_days(self) -> tuple[str, ...]:
        return days.open_days(self._reader.rows, self._settings)

    def _calls(self) -> list["_CallRow"]:
        """The newest first."""
        found = self._reader.rows(
            "SELECT seq, kind, at, data FROM ledger WHERE seq > (SELECT ifnull(max(seq), 0) FROM ledger) - ?"
            " AND kind IN ('ticket.called', 'ticket.recalled') ORDER BY seq DESC",
            (_LOOK_BACK,),
        )
        return [
            _CallRow(seq, kind, at, msgspec.json.decode(data, type=_Called)) for seq, kind, at, data in found
        ]

    def _next_numbers(self, now: Now, open_: tuple[str, ...]) -> tuple[NextNumbers, ...]:
        """What each service calls next, as if one counter served it alone."""
        rows = self._reader.rows
        first = line.waiters(rows, self._settings, open_, now, first=NEXT_NUMBERS)
        standing, guarantee = line.standing(rows, open_), self._settings.queue.guarantee
        return tuple(
            NextNumbers(
                letter=service.letter,
                name=service.name,
                name_en=service.name_en,
                numbers=tuple(one.label for one in waiting.in_turn(mine, guarantee, NEXT_NUMBERS)),
                waiting=standing.get(service.code, line.NOBODY).waiting,
            )
            for service in self._settings.services
            for mine in [[one for one in first if one.service == service.code]]
        )

    def _open_tickets(self, open_: tuple[str, ...]) -> tuple[QueuedTicket, ...]:
        found = self._reader.rows(
            "SELECT label, wanted, priority, state, issued_at, counter, reason, returned FROM ("
            "SELECT *, ifnull(moved_to, service) AS wanted, row_number() OVER ("
            "PARTITION BY ifnull(moved_to, service), state ORDER BY day, issued_at, label) AS place"
            f" FROM ticket WHERE day IN ({', '.join('?' * len(open_))})"
            " AND state IN ('waiting', 'held', 'no_show')) WHERE place <= ? ORDER BY day, issued_at, label",
            (*open_, LISTED),
        )
        return tuple(
            QueuedTicket(label, service, priority, state, at, counter, reason, bool(returned))
            for label, service, priority, state, at, counter, reason, returned in found
        )

    def _counters(self, open_: tuple[str, ...]) -> list[CounterNow]:
        called = self._reader.rows(
            "SELECT counter, label, ifnull(moved_to, service), priority, called_at FROM ticket"
            f" WHERE day IN ({', '.join('?' * len(open_))}) AND state = 'called'",
            open_,
        )
        present, seats = {row[0]: row[1:] for row in called}, self._seats()
        return [self._counter(number, seats.get(number), present.get(number)) for number in self._numbers()]

    def _counter(self, number: int, seat: tuple[str, str] | None, ticket: Any) -> CounterNow:
        officer_id, paused = seat or ("", "")
        officer = self._settings.officer(officer_id)
        label, service, priority, called_at = ticket or (None, None, None, None)
        return CounterNow(
            counter=number,
            officer=officer_id,
            name=officer.name if officer else "",
            paused=paused,
            number=label,
            service=service,
            priority=priority,
            called_at=called_at,
            services=tuple(self._settings.counter(number).services),
        )

    def _services(self, open_: tuple[str, ...]) -> list[ServiceNow]:
        rows, settings = self._reader.rows, self._settings
        standing = line.standing(rows, open_)
        return [
            ServiceNow(
                service.code,
                service.letter,
                service.name,
                service.name_en,
                here.waiting,
                line.minutes(rows, settings, service.code, here.waiting, open_),
            )
            for service in settings.services
            for here in [standing.get(service.code, line.NOBODY)]
        ]

    def _seats(self) -> dict[int, tuple[str, str]]:
        """counter -> (officer id, reason of the break or "")"""
        return {counter: (officer, paused) for officer, counter, paused in sessions.seated(self._reader)}

    def _numbers(self) -> tuple[int, ...]:
        return self._settings.counter_numbers

    def _followed(self, row: tuple[Any, ...], open_: tuple[str, ...], now: Now) -> Followed | None:
        label, code, state, counter, priority = row
        rows, settings = self._reader.rows, self._settings
        service = settings.service(code)
        if service is None:
            return None
        ahead, minutes = 0, None
        if state == "waiting":
            everybody = line.waiters(rows, settings, open_, now)
            ahead = waiting.ahead_of(everybody, label, guarantee=settings.queue.guarantee)
            minutes = line.minutes(rows, settings, code, ahead, open_, priority=priority is not None)
        return Followed(
            number=label,
            service=service.name,
            service_en=service.name_en,
            state=state,
            ahead=ahead,
            minutes=minutes,
            counter=counter,
            counters=settings.counters_of(code),
        )
