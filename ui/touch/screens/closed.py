"""S13: the office is closed; when it opens again, and its hours.

Owns grouping weekdays with the same hours. Refuses to know holidays: the next opening and the reason come
with the screen.
"""

from datetime import datetime
from itertools import groupby

from firmware.events import RatingAsked
from firmware.screens import Closed, DayHours
from ui.touch.box import Box
from ui.touch.keys import Face, fitting, scaled
from ui.touch.page import Page
from ui.touch.typeset import Setting


def grouped(hours: tuple[DayHours, ...]) -> list[tuple[int, int, tuple[str, ...]]]:
    """First weekday, last weekday and spans of each run of days with equal hours."""
    days = sorted(hours, key=lambda day: day.weekday)
    runs = [list(run) for _key, run in groupby(days, key=lambda day: day.spans)]
    return [(run[0].weekday, run[-1].weekday, run[0].spans) for run in runs]


def draw_closed(page: Page, screen: Closed, body: Box) -> None:
    look = page.look
    _ = look.say
    if look.panel.portrait:
        rest = page.heading(body, _("Closed now"))
        top, table = rest.top(rest.h * (0.42 if screen.can_rate else 0.34), look.gap)
    else:
        top, table = body.left(body.w * 0.48, look.gap)
        top = page.heading(top, _("Closed now"))
    if screen.can_rate:
        row, top = top.foot(max(look.choice_min, look.mm(34) if look.panel.portrait else 0), look.gap)
        face = Face(_("Rate the service"), icon="rate", icon_mm=22)
        scale = min(1.8, fitting(look, row, [face]) or 1.0)
        page.key("rate", row, RatingAsked(), scaled(face, scale), look.palette.quiet)
    _next_opening(page, screen, top)
    _table(page, screen, table)


def _next_opening(page: Page, screen: Closed, box: Box) -> None:
    look, paint = page.look, page.look.palette.primary
    _ = look.say
    page.card(box, paint)
    inner = box.inset(look.mm(3), look.mm(1)) if look.panel.compact else box.inset(look.mm(5), look.mm(3))
    if screen.opens_at is None:
        page.largest(inner, _("See the opening hours"), (1.8, 1.4, 1.2, 1.0), ink=paint.ink)
        return
    again, words = _("Opens again"), _moment(page, screen.opens_at)
    least = page.set(words, inner.w, bold=True).h + look.mm(2)
    titles = [f"{screen.reason}\n{again}", again] if screen.reason else [again]
    heads = [page.set(title, inner.w) for title in titles]
    head = next((head for head in heads if head.h + least <= inner.h), None)
    if head is None:
        _tight_opening(page, screen.opens_at, inner)
        return
    title, rest = inner.top(head.h, look.mm(1))
    page.sheet.write(head, title, paint.ink, "centre")
    page.largest(rest, words, (2.6, 2.2, 1.8, 1.6, 1.4, 1.2, 1.0), ink=paint.ink)


def _tight_opening(page: Page, at: datetime, box: Box) -> None:
    """On a small panel with everything switched on: the fullest wording that fits, the date at least."""
    _ = page.look.say
    again, paint = _("Opens again"), page.look.palette.primary
    wordings = (
        f"{again} {_day(page, at.weekday())}\n{at:%d/%m/%Y %H:%M}",
        f"{again} {at:%d/%m/%Y %H:%M}",
        f"{at:%d/%m/%Y %H:%M}",
    )
    settings = [page.set(words, box.w, bold=True) for words in wordings]
    chosen = next((one for one in settings if one.h <= box.h), settings[-1])
    page.sheet.write(chosen, box.middle(box.w, chosen.h), paint.ink, "centre")


def _moment(page: Page, at: datetime) -> str:
    return f"{_day(page, at.weekday())} {at:%d/%m/%Y}\n{at:%H:%M}"


def _day(page: Page, weekday: int) -> str:
    _ = page.look.say
    names = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return names[weekday]


Row = tuple[Setting, Setting]


def _table(page: Page, screen: Closed, box: Box) -> None:
    look = page.look
    page.card(box)
    inner = box.inset(look.mm(5), look.mm(3))
    rows = _rows(page, screen, inner)
    if not rows:
        return
    space = min(look.mm(14), (inner.h - _height(rows)) / len(rows))
    block = inner.middle(inner.w, _height(rows) + space * (len(rows) - 1))
    for days, spans in rows:
        line, block = block.top(days.h)
        page.sheet.write(days, line, look.palette.accent)
        line, block = block.top(spans.h, space)
        page.sheet.write(spans, line, look.palette.ink)


def _rows(page: Page, screen: Closed, box: Box) -> list[Row]:
    """All days as large as the box allows; at the least size, as many as it holds."""
    runs = grouped(screen.hours)
    for scale in (1.6, 1.4, 1.2, 1.0):
        rows = [_row(page, run, box.w, scale) for run in runs]
        if _height(rows) <= box.h and all(spans.fits(box.w, box.h) for _days, spans in rows):
            return rows
    while len(rows) > 1 and _height(rows) > box.h:
        rows = rows[:-1]
    return rows


def _height(rows: list[Row]) -> float:
    return sum(days.h + spans.h for days, spans in rows)


def _row(page: Page, run: tuple[int, int, tuple[str, ...]], width: float, scale: float) -> Row:
    _ = page.look.say
    first, last, spans = run
    days = _day(page, first) if first == last else f"{_day(page, first)} – {_day(page, last)}"
    hours = ", ".join(spans) if spans else _("Closed")
    return page.set(days, width, scale=scale, bold=True), page.set(hours, width, scale=scale)
