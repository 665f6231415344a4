"""S2 and S3: what the visitor came for, and whether the law lets them go first.

Owns the wording of a service tile and the priority banner. Refuses to judge either claim; an officer
confirms it.
"""

from dataclasses import replace

from firmware.events import Event, PriorityAsked, PriorityChosen, TicketRequested
from firmware.screens import Priorities, PriorityClass, Services, ServiceTile
from ui.touch.box import Box
from ui.touch.choices import Choice, lay_choices
from ui.touch.keys import Face, arrange
from ui.touch.page import Page

PRIORITY_ICONS = {"elderly": "elderly", "disabled": "disabled", "pregnant": "child", "child": "child"}


def draw_services(page: Page, screen: Services, body: Box) -> None:
    look = page.look
    _ = look.say
    tight = look.panel.compact and (look.aids.large_text or bool(screen.full))
    unsure = Face(_("I don't know which"), icon="" if look.panel.compact else "question", icon_mm=22)
    fixed = (
        [Choice("general", TicketRequested(screen.general), unsure, paint=look.palette.bar)]
        if screen.general
        else []
    )
    if tight:
        rest = page.heading(body, _title(page, screen))
        fixed = [*_priority_choice(page, screen), *fixed]
    else:
        rest = _title_row(page, screen, body)
    choices = [_tile(page, tile) for tile in screen.tiles]
    lay_choices(page, rest, choices, fixed, number=screen.page, pages=screen.pages)


def _title(page: Page, screen: Services) -> str:
    """On a wide panel the heading itself says that the chosen service is full; a tall one has a notice."""
    _ = page.look.say
    return _("No numbers left. Choose another.") if screen.full else _("Choose a service")


def _priority_choice(page: Page, screen: Services) -> list[Choice]:
    """Where type is large and the panel small, the banner is a choice among the others."""
    if not screen.priority_offered:
        return []
    face = replace(_banner_face(page, screen.priority), icon="", detail="", scale=1.0, pad_mm=3)
    paint = page.look.palette.good if screen.priority else page.look.palette.bar
    return [Choice("priority", _priority_event(screen), face, paint=paint)]


def _priority_event(screen: Services) -> Event:
    return PriorityChosen(None) if screen.priority else PriorityAsked()


def _title_row(page: Page, screen: Services, body: Box) -> Box:
    """Heading and banner share a row on a wide panel and stand one above the other on a portrait one."""
    look = page.look
    _ = look.say
    if look.panel.portrait or not screen.priority_offered:
        rest = page.heading(body, _("Choose a service"))
        if screen.priority_offered:
            height = _banner_height(page, rest.w, _banner_face(page, screen.priority))
            banner, rest = rest.top(height, look.gap)
            _banner(page, screen, banner)
        return _full_notice(page, _full_words(page, screen.full), rest) if screen.full else rest
    width = body.w * (0.5 if look.panel.compact else 0.42)
    row, rest = body.top(_banner_height(page, width, _banner_face(page, screen.priority)), look.gap)
    banner, title = row.rightmost(width, look.gap)
    _banner(page, screen, banner)
    page.largest(title, _title(page, screen), (1.4,), ink=look.palette.accent, align="left")
    return rest


def _banner(page: Page, screen: Services, box: Box) -> None:
    palette = page.look.palette
    paint = palette.good if screen.priority else palette.bar
    page.key("priority", box, _priority_event(screen), _banner_face(page, screen.priority), paint)


def _banner_face(page: Page, priority: PriorityClass | None) -> Face:
    _ = page.look.say
    if priority is None:
        return Face(
            _("I am entitled to priority"), icon="priority", icon_mm=14, pad_mm=2.5, scale=_banner_scale(page)
        )
    title = _("Priority: {name}").format(name=page.name(priority.name))
    return Face(title, _("Touch to cancel"), icon="check", icon_mm=14, pad_mm=2.5, scale=_banner_scale(page))


def _banner_scale(page: Page) -> float:
    return 1.2 if page.look.panel.portrait else 1.0


def _banner_height(page: Page, width: float, face: Face) -> float:
    heights = (page.look.mm(mm / 2) for mm in range(41, 200))
    return next(h for h in heights if arrange(page.look, Box(0, 0, width, h), face).fits)


def _full_notice(page: Page, words: str, rest: Box) -> Box:
    look, palette = page.look, page.look.palette
    setting = page.set(words, rest.w - look.mm(24), bold=True)
    strip, rest = rest.top(setting.h + look.mm(3), look.gap)
    page.card(strip, palette.bad)
    icon, text = strip.inset(look.mm(3), look.mm(1.5)).left(look.mm(12), look.mm(3))
    page.icon("warning", icon.middle(look.mm(9), look.mm(9)), palette.bad)
    page.sheet.write(setting, text, palette.bad.ink)
    return rest


def _full_words(page: Page, service: str) -> str:
    _ = page.look.say
    words = _("{service}: no numbers left today. Please choose another service or call staff.")
    return words.format(service=service)


def _tile(page: Page, tile: ServiceTile) -> Choice:
    """People and minutes waiting; on a small panel a long name may stand alone."""
    alone = ("",) if page.look.panel.compact else ()
    return _choice(page, tile, (*_waiting_words(page, tile), *alone))


def _waiting_words(page: Page, tile: ServiceTile) -> tuple[str, str, str]:
    """From the fullest to the shortest; the same number for every tile, so that none falls silent early."""
    _ = page.look.say
    if not tile.waiting:
        return (_("Nobody is waiting"),) * 3
    short = _("Waiting: {count}").format(count=tile.waiting)
    if tile.minutes is None:
        return short, short, short
    minutes = _("about {minutes} min").format(minutes=tile.minutes)
    dense = _("{count} waiting · {minutes} min").format(count=tile.waiting, minutes=tile.minutes)
    return f"{short} · {minutes}", dense, short


def _choice(page: Page, tile: ServiceTile, details: tuple[str, ...]) -> Choice:
    badge = "" if page.look.panel.compact else tile.letter
    face = Face(page.name(tile.name), badge=badge, icon_mm=22, pad_mm=3)
    return Choice(f"service:{tile.code}", TicketRequested(tile.code), face, details)


def draw_priorities(page: Page, screen: Priorities, body: Box) -> None:
    look = page.look
    _ = look.say
    rest = page.heading(body, _("Which applies to you?"))
    note = page.set(_("Staff will check this at the counter."), rest.w)
    line, rest = rest.top(note.h, look.gap)
    page.sheet.write(note, line, look.palette.soft)
    lay_choices(page, rest, [_class(page, one) for one in screen.classes])


def _class(page: Page, one: PriorityClass) -> Choice:
    icon = PRIORITY_ICONS.get(one.code, "priority")
    face = Face(page.name(one.name), icon=icon, stacked=not page.look.panel.portrait, icon_mm=45)
    return Choice(f"priority:{one.code}", PriorityChosen(one.code), face)
