"""Taking a number: S2 to S4.

Owns the choice of a service and of priority, and the slip that follows. Refuses how numbers are made
(`tickets`) and how paper is printed (`printing`).
"""

from dataclasses import replace
from typing import Final, assert_never

from firmware import events as e
from firmware import paper, printing, tickets, visit
from firmware.screens import Paper, Priorities, Services, ServiceTile, YourNumber
from firmware.settings import Service
from firmware.state import Moment, State, priority_class, service_name

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
    priority = moment.visit.priority
    closed = visit.closed_screen(moment)
    if closed is not None:
        return visit.home(moment)
    ticket = tickets.issue(service, priority.code if priority else None, moment.now)
    if ticket is None:
        return visit.stay(moment, services(moment, full=service.name))
    printable = moment.settings.printer.driver != "absent"
    job = None
    if printable:
        slip = paper.ticket_slip(moment.settings, service, ticket, moment.now)
        job = printing.queue_job(slip, moment.now, day=ticket.day, ticket=ticket.label)
    screen = YourNumber(
        number=ticket.label,
        service=service_name(service),
        counters=tuple(service.counters),
        ahead=ticket.ahead,
        minutes=None,
        priority=priority,
        paper=printing.expected(moment.hall.printer_fault) if printable else Paper.ABSENT,
        reprintable=False,
    )
    state = visit.go(moment, screen)
    return replace(state, visit=replace(state.visit, job=job, priority=None, trail=()))


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
    day = tickets.business_day(moment.now)
    offered = [service for service in moment.settings.services if not service.general]
    general = next((service.code for service in moment.settings.services if service.general), None)
    size = PAGE if general or len(offered) > ONE_PAGE else ONE_PAGE
    pages = max(1, -(-len(offered) // size))
    page = min(max(page, 0), pages - 1)
    return Services(
        tiles=tuple(_tile(service, day) for service in offered[page * size : (page + 1) * size]),
        page=page,
        pages=pages,
        general=general,
        priority_offered=bool(moment.settings.priorities),
        priority=moment.visit.priority,
        full=full,
    )


def _tile(service: Service, day: str) -> ServiceTile:
    waiting = tickets.waiting(day, service.code)
    return ServiceTile(service.code, service.letter, service_name(service), waiting, None)


def _unless_closed(moment: Moment, otherwise: State) -> State:
    return visit.home(moment) if visit.closed_screen(moment) else otherwise
