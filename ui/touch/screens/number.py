"""S4: the visitor's number, as large as the panel allows, and what became of the slip of paper.

Owns the order of importance: number, people ahead, where to go, paper. Refuses to promise paper that did
not come.
"""

from typing import assert_never

from firmware.events import Finished, ReprintAsked
from firmware.reminders import ReminderAsked
from firmware.screens import Paper, PriorityClass, YourNumber
from ui.touch.aloud import code_aloud
from ui.touch.box import Box
from ui.touch.keys import Face, fitting, scaled
from ui.touch.page import Page
from ui.touch.screens.phone import grouped
from ui.touch.theme import Look, Paint
from ui.touch.typeset import Setting

HUGE = (12, 10, 8.5, 7, 6, 5, 4, 3.2, 2.6, 2)


def draw_number(page: Page, screen: YourNumber, body: Box) -> None:
    look = page.look
    if look.panel.portrait:
        keys, rest = body.foot(look.mm(30.1 if look.aids.low_reach else 40), look.gap)
        message, rest = _message_room(screen, rest, look.mm(20.1 if look.aids.low_reach else 30.1), look.gap)
        paper, rest = rest.foot(_paper_height(page, screen, rest.w), look.gap)
        card, side = rest.top(rest.h * 0.55, look.gap)
    else:
        card, side = body.left(body.w * 0.44, look.gap)
        keys, card = card.foot(look.choice_min, look.gap)
        message, side = _message_room(screen, side, look.mm(20.1 if look.panel.compact else 30.1), look.gap)
        paper, side = side.foot(_paper_height(page, screen, side.w), look.mm(3))
    page.tell(*_told(page, screen))
    _number_card(page, screen, card)
    _write_facts(page, screen, side)
    _paper_strip(page, screen, paper)
    _message(page, screen, message)
    _keys(page, screen, keys)


def _told(page: Page, screen: YourNumber) -> list[str]:
    """All that matters, whatever a small panel has room for."""
    _ = page.look.say
    begins = _("Your number is")
    return [
        f"{begins} {screen.number}.",
        *_waiting_words(page, screen),
        _counter_words(page, screen) if screen.counters else "",
        _priority_words(page, screen.priority) if screen.priority else "",
        page.name(screen.service),
        _paper_words(page, screen),
        _message_words(page, code_aloud(screen.reminded, _)) if screen.reminded else "",
    ]


def _waiting_words(page: Page, screen: YourNumber) -> list[str]:
    _ = page.look.say
    ahead = _("People ahead of you: {count}").format(count=screen.ahead)
    if screen.minutes is None:
        return [ahead]
    return [ahead, _("About {minutes} minutes").format(minutes=screen.minutes)]


def _counter_words(page: Page, screen: YourNumber) -> str:
    _ = page.look.say
    return _("Counter: {counters}").format(counters=", ".join(str(counter) for counter in screen.counters))


def _number_card(page: Page, screen: YourNumber, card: Box) -> None:
    look, palette = page.look, page.look.palette
    _ = look.say
    page.card(card, palette.primary)
    inner = card.inset(look.mm(4), look.mm(3))
    heading, rest = inner.top(page.set("A", inner.w, scale=1.4).h)
    page.largest(heading, _("Your number"), (1.4, 1.2, 1.0), ink=palette.primary.ink)
    if screen.priority and _badged(page):
        words = _priority_words(page, screen.priority)
        setting = page.set(words, rest.w - look.mm(6), bold=True)
        badge, rest = rest.foot(setting.h + look.mm(2))
        page.sheet.card(badge, palette.primary.ink, radius=look.mm(2))
        page.sheet.write(setting, badge, palette.primary.fill, "centre")
    page.largest(rest, screen.number, HUGE, ink=palette.primary.ink)


def _badged(page: Page) -> bool:
    """Whether the number's card has room for the priority; else it is a line among the facts."""
    return page.look.panel.portrait and not page.look.aids.low_reach


def _priority_words(page: Page, priority: PriorityClass) -> str:
    _ = page.look.say
    return _("PRIORITY: {name}").format(name=page.name(priority.name))


def _facts(page: Page, screen: YourNumber, width: float, scale: float) -> list[Setting]:
    """What matters while waiting, the most important first; the last may be left out where room is short."""
    strong = scale * 1.2 if scale > 1 else scale
    ahead, *minutes = _waiting_words(page, screen)
    lines = [page.set(ahead, width, scale=strong, bold=True)]
    lines += [page.set(words, width, scale=scale) for words in minutes]
    if screen.counters:
        lines.append(page.set(_counter_words(page, screen), width, scale=strong, bold=True))
    if screen.priority and not _badged(page):
        lines.append(page.set(_priority_words(page, screen.priority), width, scale=scale, bold=True))
    return [*lines, page.set(page.name(screen.service), width, scale=scale)]


def _write_facts(page: Page, screen: YourNumber, side: Box) -> None:
    look = page.look
    page.card(side)
    inner = side.inset(look.gap, look.mm(2.5))
    facts = _fitting(page, screen, inner)
    space = min(look.mm(9), (inner.h - sum(one.h for one in facts)) / max(1, len(facts)))
    block = inner.middle(inner.w, sum(one.h for one in facts) + space * (len(facts) - 1))
    for one in facts:
        row, block = block.top(one.h, space)
        page.sheet.write(one, row, look.palette.accent if one.type.bold else look.palette.ink)


def _fitting(page: Page, screen: YourNumber, box: Box) -> list[Setting]:
    """All facts as large as the box allows; at the least size, as many as it holds."""
    for scale in (1.8, 1.6, 1.4, 1.2, 1.0):
        facts = _facts(page, screen, box.w, scale)
        if sum(one.h for one in facts) <= box.h:
            return facts
    while len(facts) > 1 and sum(one.h for one in facts) > box.h:
        facts = facts[:-1]
    return facts


# ---------------------------------------------------------------- the paper


def _paper_words(page: Page, screen: YourNumber) -> str:
    _ = page.look.say
    match screen.paper:
        case Paper.PRINTING:
            return _("Printing your slip…")
        case Paper.PRINTED:
            return _("Please take your slip")
        case Paper.KEPT:
            return _("Please keep your slip")
        case Paper.OUT:
            words = _("Out of paper. Your number is still {number}, please note it. Staff have been told.")
        case Paper.FAILED:
            words = _(
                "The printer failed. Your number is still {number}, please note it. Staff have been told."
            )
        case Paper.ABSENT:
            words = _("Please note your number: {number}")
        case _:
            assert_never(screen.paper)
    return words.format(number=screen.number)


def _paper_paint(page: Page, paper: Paper) -> tuple[Paint, str]:
    palette = page.look.palette
    if paper in (Paper.OUT, Paper.FAILED):
        return palette.bad, "warning"
    if paper is Paper.PRINTED:
        return palette.good, "check"
    return palette.plain, "printer" if paper is Paper.PRINTING else "ticket"


def _paper_height(page: Page, screen: YourNumber, width: float) -> float:
    return _paper_setting(page, screen, width).h + page.look.mm(5)


def _paper_setting(page: Page, screen: YourNumber, width: float) -> Setting:
    look = page.look
    scale = 1.2 if look.panel.portrait else 1.0
    return page.set(_paper_words(page, screen), width - look.mm(6 + 12 + 3), scale=scale, bold=True)


def _paper_strip(page: Page, screen: YourNumber, strip: Box) -> None:
    look = page.look
    paint, icon = _paper_paint(page, screen.paper)
    page.card(strip, paint)
    mark, text = strip.inset(look.mm(3), look.mm(2)).left(look.mm(12), look.mm(3))
    page.icon(icon, mark.middle(look.mm(10), look.mm(10)), paint)
    page.sheet.write(_paper_setting(page, screen, strip.w), text, paint.ink)


# ---------------------------------------------------------------- the message


def _message_room(screen: YourNumber, box: Box, high: float, gap: float) -> tuple[Box, Box]:
    """A strip for the message where there is one to offer or to confirm, and what is left above it."""
    return box.foot(high, gap) if screen.remindable or screen.reminded else box.foot(0)


def _message_words(page: Page, phone: str) -> str:
    _ = page.look.say
    return _("We will text {phone}").format(phone=phone)


def _message(page: Page, screen: YourNumber, row: Box) -> None:
    """A key to ask for it; where that key was, where it will go."""
    look, palette = page.look, page.look.palette
    _ = look.say
    if screen.reminded:
        phone = grouped(screen.reminded)
        short = _("Text: {phone}").format(phone=phone)
        page.blank_key(row, _worded(look, row, "check", _message_words(page, phone), short), palette.good)
    elif screen.remindable:
        words = _("Text me when my turn is near"), _("Text me near my turn")
        page.key("remind", row, ReminderAsked(), _worded(look, row, "message", *words), palette.quiet)


def _worded(look: Look, row: Box, icon: str, *wordings: str) -> Face:
    """The fullest wording that fits, with its symbol if there is room for that too."""
    faces = [Face(words, icon=mark, icon_mm=12, pad_mm=2.5) for words in wordings for mark in (icon, "")]
    return next(
        (scaled(face, min(1.6, scale)) for face in faces if (scale := fitting(look, row, [face]))), faces[-1]
    )


def _keys(page: Page, screen: YourNumber, row: Box) -> None:
    look, palette = page.look, page.look.palette
    _ = look.say
    cells = row.grid(2, 1, look.gap) if screen.reprintable else [row]
    roomy = not look.panel.compact
    again = Face(_("Print again"), icon="again" if roomy else "", icon_mm=18, pad_mm=2.5)
    done = Face(_("Done"), icon="check" if roomy else "", icon_mm=18, pad_mm=2.5)
    scale = min(1.8, fitting(look, cells[0], [again, done]) or 1.0)
    if screen.reprintable:
        page.key("reprint", cells[0], ReprintAsked(), scaled(again, scale), palette.quiet)
    page.key("done", cells[-1], Finished(), scaled(done, scale), palette.primary)
