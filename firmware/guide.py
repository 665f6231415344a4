"""Guidance at the kiosk: from topics or words to one procedure, its papers on a slip, and a number for it.

Owns the way through S5 and S6. Refuses the catalogue's arrival (`catalogue`), ranking (`search`) and what is
said of a procedure (`checklist`). What the source leaves out is shown as nothing, and the screen then says:
ask an officer.
"""

from dataclasses import replace
from typing import Final, assert_never

from firmware import checklist, days, printing, take, transfers, visit
from firmware import lookups as look
from firmware.guidebook import Guidebook
from firmware.lookups import (
    ProcedureCard,
    ProcedureLine,
    SearchPad,
    Section,
    SlipNews,
    Topic,
    TopicList,
    Topics,
)
from firmware.screens import Services
from firmware.settings import Service
from firmware.state import Moment, State
from firmware.telex import type_letter
from mqtt.catalogue import Procedure

TOPICS: Final = 5
LINES: Final = 5
FOUND: Final = 3
MOST_LETTERS: Final = 60
LINES_A_PAGE: Final = 6


def decide(moment: Moment, event: look.Guiding) -> State:
    guide = moment.hall.guide
    if guide is None:
        return visit.touched(moment)
    match event:
        case look.ProceduresAsked():
            return visit.go(moment, topics(guide, 0))
        case look.TopicChosen(field):
            return visit.go(moment, topic_list(guide, field, 0))
        case look.SearchAsked():
            return visit.go(moment, search(guide, "", telex=False))
        case look.TelexToggled():
            return telex_toggled(moment, guide)
        case look.ProcedureChosen(code):
            return procedure_chosen(moment, guide, code)
        case look.SectionChosen(section):
            return section_chosen(moment, guide, section)
        case look.ChecklistAsked():
            return checklist_asked(moment, guide)
        case look.NumberForProcedureAsked():
            return number_asked(moment, guide)
        case _:
            assert_never(event)


def page_asked(moment: Moment, page: int) -> State:
    """Another page of whatever is shown."""
    guide, screen = moment.hall.guide, moment.visit.screen
    if guide is None:
        return visit.touched(moment)
    match screen:
        case Topics():
            return visit.stay(moment, topics(guide, page))
        case TopicList(field=field):
            return visit.stay(moment, topic_list(guide, field, page))
        case SearchPad(query=query, telex=telex):
            return visit.stay(moment, search(guide, query, telex=telex, page=page))
        case ProcedureCard(procedure=code, section=section, slip=slip):
            return visit.stay(moment, replace(card(moment, guide.procedure(code), section, page), slip=slip))
        case _:
            return visit.touched(moment)


def typed(moment: Moment, event: look.Typing) -> State:
    """A key of S5's grid."""
    guide, pad = moment.hall.guide, moment.visit.screen
    if guide is None or not isinstance(pad, SearchPad):
        return visit.touched(moment)
    match event:
        case look.LetterTyped(letter) if len(pad.query) < MOST_LETTERS and len(letter) == 1:
            query = type_letter(pad.query, letter.lower()) if pad.telex else pad.query + letter.lower()
        case look.LetterErased():
            query = pad.query[:-1]
        case look.TypingCleared():
            query = ""
        case _:
            query = pad.query
    return visit.stay(moment, search(guide, query.lstrip(), telex=pad.telex))


def telex_toggled(moment: Moment, guide: Guidebook) -> State:
    pad = moment.visit.screen
    if not isinstance(pad, SearchPad):
        return visit.touched(moment)
    return visit.stay(moment, search(guide, pad.query, telex=not pad.telex))


def topics(guide: Guidebook, page: int) -> Topics:
    fields = guide.fields()
    page, pages = _page(page, len(fields), TOPICS)
    shown = fields[page * TOPICS : (page + 1) * TOPICS]
    return Topics(tuple(Topic(field, count) for field, count in shown), page, pages)


def topic_list(guide: Guidebook, field: str, page: int) -> TopicList:
    codes = guide.of_field(field)
    page, pages = _page(page, len(codes), LINES)
    return TopicList(field, _lines(guide, codes[page * LINES : (page + 1) * LINES]), page, pages)


def search(guide: Guidebook, query: str, *, telex: bool, page: int = 0) -> SearchPad:
    found = guide.index.find(query, limit=FOUND, offset=page * FOUND)
    page, pages = _page(page, found.total, FOUND)
    lines = _lines(guide, found.codes)
    return SearchPad(query, lines, found.total, page, pages, telex, complete=found.complete)


def procedure_chosen(moment: Moment, guide: Guidebook, code: str) -> State:
    procedure = guide.procedures.get(code)
    if procedure is None:
        return visit.touched(moment)
    return visit.go(moment, card(moment, procedure, Section.BRING, 0))


def section_chosen(moment: Moment, guide: Guidebook, section: Section) -> State:
    shown = moment.visit.screen
    if not isinstance(shown, ProcedureCard):
        return visit.touched(moment)
    fresh = card(moment, guide.procedure(shown.procedure), section, 0)
    return visit.stay(moment, replace(fresh, slip=shown.slip))


def checklist_asked(moment: Moment, guide: Guidebook) -> State:
    """The papers on a slip, with boxes to tick."""
    shown = moment.visit.screen
    if not isinstance(shown, ProcedureCard) or not shown.printable or shown.slip is SlipNews.PRINTING:
        return visit.touched(moment)
    procedure = guide.procedure(shown.procedure)
    slip = checklist.slip(moment.settings, procedure, guide.published_on, moment.now)
    job = printing.queue_job(slip, moment.now, day=days.business_day(moment.now), ticket=None)
    news = SlipNews.FAILED if moment.hall.printer_fault else SlipNews.PRINTING
    return visit.stay(moment, replace(shown, slip=news)).seen(job=job)


def number_asked(moment: Moment, guide: Guidebook) -> State:
    """One touch more: the number for the service that handles this procedure."""
    shown = moment.visit.screen
    service = _service(moment, guide.procedure(shown.procedure)) if isinstance(shown, ProcedureCard) else None
    if service is None:
        return visit.touched(moment)
    asking = take.services_asked(moment)
    if not isinstance(asking.visit.screen, Services):
        return asking
    return take.ticket_requested(replace(moment, state=asking), service.code)


def card(moment: Moment, procedure: Procedure, section: Section, page: int) -> ProcedureCard:
    """S6 with one section open. What the portal can do is nobody's question where it is filed from home."""
    home = checklist.home_link(moment.settings, procedure)
    told_by_code = bool(home) and section is Section.ONLINE
    lines = [] if told_by_code else checklist.section_lines(procedure, section)
    page, pages = _page(page, len(lines), LINES_A_PAGE)
    service = _service(moment, procedure)
    guide = moment.hall.guide
    fee = procedure.definite_fee("direct") if section is Section.FEE else None
    return ProcedureCard(
        procedure=procedure.code,
        name=procedure.name,
        section=section,
        lines=tuple(lines[page * LINES_A_PAGE : (page + 1) * LINES_A_PAGE]),
        page=page,
        pages=pages,
        link=home or checklist.portal_link(moment.settings, procedure),
        home=bool(home),
        service=service.name if service else "",
        updated=guide.published_on if guide else None,
        printable=moment.settings.printer.driver != "absent",
        transfer=transfers.transfer(moment.settings, fee, procedure.code),
    )


def _service(moment: Moment, procedure: Procedure) -> Service | None:
    """Whose numbers are for this procedure: named by code, by field, or the service for everything else."""
    services = moment.settings.services
    by_code = next((one for one in services if procedure.code in one.procedures), None)
    by_field = next((one for one in services if procedure.field in one.fields), None)
    return by_code or by_field or next((one for one in services if one.general), None)


def _lines(guide: Guidebook, codes: tuple[str, ...]) -> tuple[ProcedureLine, ...]:
    found = (guide.procedures[code] for code in codes)
    return tuple(ProcedureLine(one.code, one.name, one.online or "") for one in found)


def _page(page: int, count: int, size: int) -> tuple[int, int]:
    pages = max(1, -(-count // size))
    return min(max(page, 0), pages - 1), pages
