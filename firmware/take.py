"""Taking a number: S2 to S4.

Owns the choice of a service and of priority, and the slip that follows. Refuses how numbers are made
(`tickets`) and how paper is printed (`printing`).
"""

from dataclasses import replace
from datetime import datetime
from typing import Final, assert_never

from firmware import bookings, days, line, paper, printing, soon, tickets, visit, waiting
from firmware import events as e
from firmware.clock import VIETNAM
from firmware.screens import (
    Name,
    Paper,
    Priorities,
    PriorityClass,
    Screen,
    Services,
    ServiceTile,
    YourNumber,
)
from firmware.settings import Service
from firmware.state import Moment, State, priority_class, service_name
from firmware.store import rows
from mqtt.booking import Booked

PAGE: Final = 5
ONE_PAGE: Final = 6


def decide(moment: Moment, event: e.Taking) -> State:
    match event:
        case e.ServicesAsked():
            return services_asked(moment)
        case e.PriorityAsked():
            return priority_asked(moment)
        case e.PriorityChosen(code):
            return priority_chosen(moment, code)
        case e.TicketRequested(service):
            return ticket_requested(moment, service)
        case e.ReprintAsked():
            return reprint_asked(moment)
        case _:
            assert_never(event)


def services_asked(moment: Moment) -> State:
    return _unless_closed(moment, visit.go(moment, services(moment)))


def page_asked(moment: Moment, page: int) -> State:
    return visit.stay(moment, services(moment, page=page))


def priority_asked(moment: Moment) -> State:
    classes = tuple(priority_class(priority) for priority in moment.settings.priorities)
    return visit.go(moment, Priorities(classes)) if classes else visit.touched(moment)


def priority_chosen(moment: Moment, code: str | None) -> State:
    """Back on S2 with the class on its banner; the officer confirms it at the counter."""
    chosen = next((p for p in moment.settings.priorities if p.code == code), None)
    state = moment.state.seen(priority=priority_class(chosen) if chosen else None)
    moment = replace(moment, state=state)
    if isinstance(moment.visit.screen, Priorities):
        moment = replace(moment, state=visit.back(moment))
    return visit.stay(moment, services(moment))


def ticket_requested(moment: Moment, code: str) -> State:
    """Number, print job and ledger row in one transaction; the screen shows it afterwards."""
    service = moment.settings.service(code)
    if service is None or not isinstance(moment.visit.screen, Services):
        return visit.touched(moment)
    if visit.closed_screen(moment) is not None:
        return visit.home(moment)
    priority = moment.visit.priority
    ticket = None
    if _fits_before_closing(moment, service):
        ticket = tickets.issue(moment.settings, service, priority.code if priority else None, moment.now)
    if ticket is None:
        return visit.stay(moment, services(moment, full=service.name))
    return _given(moment, service, ticket, priority)


def booked(moment: Moment, one: Booked) -> State | None:
    """The same for what was booked from home, which is used up by it; None where there is no number."""
    service = moment.settings.service(one.service)
    if service is None:
        return None
    reserved = tickets.Reserved(one.id, one.slot, bookings.begins_at(one))
    ticket = tickets.issue(moment.settings, service, None, moment.now, reserved)
    if ticket is None:
        return None
    bookings.use(one.id, ticket.label, ticket.day, moment.now)
    return _given(moment, service, ticket, booked_class(one.slot))


def booked_class(slot: str) -> PriorityClass:
    return PriorityClass(waiting.BOOKED, Name(f"Có hẹn {slot}", f"Booked for {slot}"))


def _given(moment: Moment, service: Service, ticket: tickets.Ticket, priority: PriorityClass | None) -> State:
    open_ = days.open_days(rows, moment.settings)
    minutes = line.minutes(
        rows, moment.settings, service.code, ticket.ahead, open_, priority=priority is not None
    )
    job = _print(moment, service, ticket, minutes)
    screen = YourNumber(
        number=ticket.label,
        service=service_name(service),
        counters=moment.settings.counters_of(service.code),
        ahead=ticket.ahead,
        minutes=minutes,
        priority=priority,
        paper=printing.expected(moment.hall.printer_fault) if job is not None else Paper.ABSENT,
        reprintable=False,
        remindable=soon.offered(moment.settings, ticket.day, ticket.label, ticket.ahead),
    )
    state = visit.go(moment, screen)
    return replace(state, visit=replace(state.visit, job=job, priority=None, trail=()))


def place_asked(moment: Moment, entry: tickets.Entry) -> State:
    """S4 again for a slip that was scanned: how many are ahead now."""
    service = moment.settings.service(entry.wanted)
    if service is None:
        return moment.state
    open_ = days.open_days(rows, moment.settings)
    everybody = line.waiters(rows, moment.settings, open_, moment.now)
    ahead = waiting.ahead_of(everybody, entry.label, guarantee=moment.settings.queue.guarantee)
    screen = YourNumber(
        number=entry.label,
        service=service_name(service),
        counters=(entry.counter,) if entry.counter else moment.settings.counters_of(service.code),
        ahead=ahead,
        minutes=line.minutes(
            rows, moment.settings, service.code, ahead, open_, priority=bool(entry.priority)
        ),
        priority=_class_of(moment, entry),
        paper=Paper.KEPT,
        reprintable=False,
        remindable=soon.offered(moment.settings, entry.day, entry.label, ahead),
    )
    return visit.go(moment, screen)


def reprintable(screen: Screen) -> Screen:
    """S4 that offers its slip once more."""
    return replace(screen, reprintable=True) if isinstance(screen, YourNumber) else screen


def _class_of(moment: Moment, entry: tickets.Entry) -> PriorityClass | None:
    if entry.booked_at is not None:
        slot = datetime.fromisoformat(entry.booked_at).astimezone(VIETNAM)
        return booked_class(f"{slot:%H:%M}")
    priority = moment.settings.priority(entry.priority)
    return priority_class(priority) if priority else None


def _print(moment: Moment, service: Service, ticket: tickets.Ticket, minutes: int | None) -> int | None:
    """The print job of a new ticket; None where no printer is fitted."""
    if moment.settings.printer.driver == "absent":
        return None
    slip = paper.ticket_slip(moment.settings, service, ticket, minutes, moment.now)
    return printing.queue_job(slip, moment.now, day=ticket.day, ticket=ticket.label)


def _fits_before_closing(moment: Moment, service: Service) -> bool:
    """Whether there is time for one more today; unknown speed or hours never turn anybody away."""
    calendar, now, settings = moment.hall.calendar, moment.now, moment.settings
    if not settings.queue.last_number or not now.trusted or calendar.week is None:
        return True
    case = line.case_seconds(rows, service.code)
    open_ = days.open_days(rows, moment.settings)
    hands = line.hands(rows, settings, service.code, open_)
    if case is None or not hands:
        return True
    ahead = line.standing(rows, open_).get(service.code, line.NOBODY).waiting
    return bool((ahead + 1) * case <= calendar.remaining_minutes(now.local) * 60 * hands)


def reprint_asked(moment: Moment) -> State:
    """One more slip, marked as a reprint; only from the screen that shows the number."""
    screen = moment.visit.screen
    if not isinstance(screen, YourNumber) or not screen.reprintable or moment.visit.job is None:
        return visit.touched(moment)
    job = printing.queue_again(moment.visit.job, moment.now)
    screen = replace(screen, paper=Paper.PRINTING, reprintable=False)
    return visit.stay(moment, screen).seen(job=job)


def services(moment: Moment, *, page: int = 0, full: str = "") -> Services:
    """One page of services, five to a page when there are more than six; the doubtful get their own tile."""
    open_ = days.open_days(rows, moment.settings)
    standing = line.standing(rows, open_)
    offered = [service for service in moment.settings.services if not service.general]
    general = next((service.code for service in moment.settings.services if service.general), None)
    size = PAGE if general or len(offered) > ONE_PAGE else ONE_PAGE
    pages = max(1, -(-len(offered) // size))
    page = min(max(page, 0), pages - 1)
    return Services(
        tiles=tuple(
            _tile(moment, service, standing.get(service.code, line.NOBODY), open_)
            for service in offered[page * size : (page + 1) * size]
        ),
        page=page,
        pages=pages,
        general=general,
        priority_offered=bool(moment.settings.priorities),
        priority=moment.visit.priority,
        full=full,
    )


def _tile(moment: Moment, service: Service, standing: line.Standing, open_: tuple[str, ...]) -> ServiceTile:
    minutes = line.minutes(rows, moment.settings, service.code, standing.waiting, open_)
    return ServiceTile(service.code, service.letter, service_name(service), standing.waiting, minutes)


def _unless_closed(moment: Moment, otherwise: State) -> State:
    return visit.home(moment) if visit.closed_screen(moment) else otherwise
