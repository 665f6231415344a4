"""The figures of a day, the ratings of a day, an officer's own figures: read, counted, never written.

Owns the arithmetic (median, nearest-rank p90) and what belongs to which service, counter and hour. Refuses
pictures and files (`ui.counter`), and scores: presses on a smiley are not the figures of Decision 766/QĐ-TTg.
Apart from `hall`, because it looks back, and on a day of any age.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from statistics import median
from typing import Any, Final

from firmware import days
from firmware.clock import VIETNAM, Now
from firmware.figures import ClosingLine, DayReport, LongWait, OwnFigures, RatingLine, ReportRow, Spell
from firmware.line import seconds_between
from firmware.settings import Settings
from firmware.store import Reader

LONG_WAIT_SECONDS: Final = 30 * 60
LONG_WAITS: Final = 10
RATINGS_SHOWN: Final = 200
ENOUGH_RATINGS: Final = 5


@dataclass(frozen=True, slots=True)
class _Ticket:
    """`waited` until the last call, None where there is none, or waiting again.

    `carried` from an earlier day, and still waiting: nobody issued it today.
    """

    carried: bool
    label: str
    service: str
    counter: int | None
    issued_at: str
    waiting: bool
    no_show: bool
    waited: int | None


@dataclass(frozen=True, slots=True)
class _Case:
    """One matter done. `hour` of its end; `seconds` None for somebody without a ticket."""

    service: str
    counter: int
    hour: str
    seconds: int | None


def day_report(reader: Reader, settings: Settings, day: str, now: Now) -> DayReport:
    """`day` is a business day in ISO form; "" is today.

    A service's row has the tickets that want it now; a counter's row those called there, or waiting for it
    alone; an hour's row those issued in it, with what was served in it.
    """
    today = days.today(reader.rows)
    day = day or today
    open_ = days.open_days(reader.rows, settings) if day == today else ()
    tickets, cases = _tickets(reader, day, open_), _cases(reader, day)
    waiting = [one for one in tickets if one.waiting and day == today]
    levels, unattributed = _ratings(reader, settings, day)
    return DayReport(
        office=settings.kiosk.name,
        day=day,
        total=_row("", "", tickets, cases),
        services=_by_service(settings, tickets, cases),
        counters=_by_counter(settings, tickets, cases),
        hours=_by_hour(tickets, cases),
        long_waits=_long_waits(tickets, waiting, now),
        ratings=levels,
        unattributed=unattributed,
    )


def ratings_of(reader: Reader, day: str) -> tuple[RatingLine, ...]:
    """The newest first. Those that visitors replaced themselves are left out: the new one stands for both."""
    rows = reader.rows(
        "SELECT id, given_at, level, ticket, officer, counter, ifnull(voided_note, '') FROM rating"
        " WHERE day = ifnull(nullif(?, ''), (SELECT day FROM business_day))"
        " AND (voided_at IS NULL OR voided_by IS NOT NULL) ORDER BY given_at DESC, id DESC LIMIT ?",
        (day, RATINGS_SHOWN),
    )
    return tuple(RatingLine(*row) for row in rows)


def own_figures(reader: Reader, officer: str, today: str) -> OwnFigures:
    """Summed over whole days before today, and only ever in steps of at least five ratings.

    Whoever looks every day and subtracts must not find a single press: a day with fewer than five waits for
    the next ones. `until` is the last day that is in the sum.
    """
    rated = reader.rows(
        "SELECT day, count(*) FROM rating WHERE officer = ? AND day < ? AND voided_at IS NULL"
        " GROUP BY day ORDER BY day",
        (officer, today),
    )
    until = _last_full_step(rated)
    if until is None:
        yesterday = date.fromisoformat(today) - timedelta(days=1)
        return OwnFigures(yesterday.isoformat(), sum(count for _, count in rated), None)
    levels = reader.rows(
        "SELECT level, count(*) FROM rating WHERE officer = ? AND day <= ? AND voided_at IS NULL"
        " GROUP BY level ORDER BY level",
        (officer, until),
    )
    return OwnFigures(
        until, sum(count for _, count in levels), tuple((level, count) for level, count in levels)
    )


def closings(reader: Reader, today: str) -> tuple[ClosingLine, ...]:
    """Special closings that still count, the next first."""
    rows = reader.rows(
        'SELECT id, day, start, "end", reason FROM closing WHERE lifted_at IS NULL AND day >= ?'
        " ORDER BY day, start, id",
        (today,),
    )
    return tuple(ClosingLine(*row) for row in rows)


def spell(seconds: Iterable[int | None]) -> Spell:
    """Median to the whole second, p90 by nearest rank: a time that somebody really took."""
    known = sorted(second for second in seconds if second is not None)
    if not known:
        return Spell(0, None, None, None)
    return Spell(len(known), round(median(known)), known[ceil(0.9 * len(known)) - 1], known[-1])


# ---------------------------------------------------------------- rows


def _row(key: str, name: str, tickets: Sequence[_Ticket], cases: Sequence[_Case]) -> ReportRow:
    return ReportRow(
        key=key,
        name=name,
        issued=sum(not ticket.carried for ticket in tickets),
        served=len(cases),
        no_show=sum(ticket.no_show for ticket in tickets),
        waiting=sum(ticket.waiting for ticket in tickets),
        wait=spell(ticket.waited for ticket in tickets),
        service=spell(case.seconds for case in cases),
    )


def _by_service(
    settings: Settings, tickets: Sequence[_Ticket], cases: Sequence[_Case]
) -> tuple[ReportRow, ...]:
    """Every service of the settings, and those that only the past knows, under their code."""
    names = {service.code: service.name for service in settings.services}
    gone = sorted(({one.service for one in tickets} | {one.service for one in cases}) - names.keys())
    return tuple(
        _row(
            code,
            names.get(code, code),
            [ticket for ticket in tickets if ticket.service == code],
            [case for case in cases if case.service == code],
        )
        for code in (*names, *gone)
    )


def _by_counter(
    settings: Settings, tickets: Sequence[_Ticket], cases: Sequence[_Case]
) -> tuple[ReportRow, ...]:
    known = {one.counter for one in tickets if one.counter is not None} | {one.counter for one in cases}
    return tuple(
        _row(
            str(number),
            f"Quầy {number}",
            [ticket for ticket in tickets if ticket.counter == number],
            [case for case in cases if case.counter == number],
        )
        for number in sorted(known | set(settings.counter_numbers))
    )


def _by_hour(tickets: Sequence[_Ticket], cases: Sequence[_Case]) -> tuple[ReportRow, ...]:
    issued = [(_hour(ticket.issued_at), ticket) for ticket in tickets if not ticket.carried]
    return tuple(
        _row(
            hour,
            f"{hour}:00",
            [ticket for one, ticket in issued if one == hour],
            [case for case in cases if case.hour == hour],
        )
        for hour in sorted({one for one, _ in issued} | {case.hour for case in cases})
    )


def _long_waits(tickets: Sequence[_Ticket], waiting: Sequence[_Ticket], now: Now) -> tuple[LongWait, ...]:
    """Those who still wait come first: something can be done for them."""
    at = now.wall.isoformat()
    present = [LongWait(one.label, one.service, seconds_between(one.issued_at, at)) for one in waiting]
    past = [LongWait(one.label, one.service, one.waited) for one in tickets if one.waited is not None]
    return tuple([*_longest(present), *_longest(past)][:LONG_WAITS])


def _longest(waits: Sequence[LongWait]) -> list[LongWait]:
    long = [one for one in waits if one.waited_seconds > LONG_WAIT_SECONDS]
    return sorted(long, key=lambda one: (-one.waited_seconds, one.number))


# ---------------------------------------------------------------- reading


def _tickets(reader: Reader, day: str, open_: Sequence[str]) -> list[_Ticket]:
    """Those of the day, and of the other open days those who still wait."""
    marks = ", ".join("?" * len(open_))
    rows = reader.rows(
        "SELECT day <> ?, label, ifnull(moved_to, service), counter, issued_at, called_at, state,"
        f" state = 'no_show' FROM ticket WHERE day = ? OR (state = 'waiting' AND day IN ({marks}))"
        " ORDER BY issued_at, label",
        (day, day, *open_),
    )
    return [
        _Ticket(
            carried=bool(carried),
            label=label,
            service=service,
            counter=counter,
            issued_at=issued_at,
            waiting=state == "waiting",
            no_show=bool(no_show),
            waited=seconds_between(issued_at, called_at) if called_at and state != "waiting" else None,
        )
        for carried, label, service, counter, issued_at, called_at, state, no_show in rows
    ]


def _cases(reader: Reader, day: str) -> list[_Case]:
    rows = reader.rows("SELECT service, counter, at, seconds FROM served WHERE day = ? ORDER BY id", (day,))
    return [_Case(service, counter, _hour(at), seconds) for service, counter, at, seconds in rows]


def _ratings(reader: Reader, settings: Settings, day: str) -> tuple[tuple[tuple[str, int], ...], int]:
    """Presses that count, by level in the order of the scale, and how many of them have no officer."""
    rows = reader.rows(
        "SELECT level, count(*), sum(officer IS NULL) FROM rating WHERE day = ? AND voided_at IS NULL"
        " GROUP BY level",
        (day,),
    )
    counts = {level: count for level, count, _ in rows}
    scale = settings.buttons.levels
    gone = sorted(counts.keys() - set(scale))
    levels = tuple((level, counts.get(level, 0)) for level in (*scale, *gone))
    return levels, sum(nobodys for _, _, nobodys in rows)


def _last_full_step(rated: Sequence[tuple[Any, ...]]) -> str | None:
    """The last day on which at least five ratings had come together since the last such day."""
    until, pending = None, 0
    for day, count in rated:
        pending += count
        if pending >= ENOUGH_RATINGS:
            until, pending = str(day), 0
    return until


def _hour(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(VIETNAM):%H}"
