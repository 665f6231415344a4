"""The header: office, clock, date and the connection in words, in one line or two.

Owns what gives way when a small panel and large text leave no room: first the date, then the single line.
Refuses touches; it returns where the clock is.
"""

from datetime import datetime

from firmware.point_screens import Helper
from ui.touch.box import Box
from ui.touch.page import Page
from ui.touch.typeset import EMPTY, Setting


def help_words(page: Page) -> str:
    _ = page.look.say
    return _("Staff have been called. Please wait here.")


def tall_header(page: Page, above: Box, now: datetime) -> tuple[Box, Box]:
    """Two lines: the office over the connection, the clock over the date."""
    look, ink = page.look, page.look.palette.header.ink
    time, date = _time(page, now, above.w, scale=1.6), _date(page, now, above.w)
    side = max(time.w, date.w) + look.mm(2)
    inner = above.inset(look.margin, look.mm(5))
    office = page.set(page.view.office, inner.w - side - look.gap, scale=1.2, bold=True)
    icon, linked = _connection(page, inner.w - side - look.gap - look.mm(10))
    height = max(office.h + look.mm(1) + linked.h, time.h + date.h)
    head = above.top(height + look.mm(10))[0]
    page.sheet.card(head, look.palette.header.fill)
    page.sheet.card(head.foot(look.mm(0.6))[0], look.palette.header.edge)
    right, left = inner.top(height)[0].rightmost(side, look.gap)
    page.sheet.write(office, left, ink, centred=False)
    _write_connection(page, left.foot(linked.h)[0], icon, linked)
    page.sheet.write(time, right, ink, "right", centred=False)
    page.sheet.write(date, right.foot(date.h)[0], ink, "right")
    return head, Box(right.x - look.mm(4), 0, above.w - right.x + look.mm(4), head.h)


def compact_header(page: Page, above: Box, now: datetime) -> tuple[Box, Box]:
    """One line while everything fits on it; the news that help comes takes the office's place."""
    look, palette = page.look, page.look.palette
    called = page.view.help_called
    inner = above.inset(look.margin, look.mm(1.2))
    title = page.set(help_words(page) if called else page.view.office, inner.w, bold=True)
    icon, linked = _connection(page, inner.w)
    time, date = _time(page, now, inner.w, scale=1.0), _date(page, now, inner.w)
    needed = title.w + linked.w + _symbol(page) + time.w + 2 * look.gap
    if needed > inner.w and not page.view.online:
        short = page.set(_offline(page), inner.w)
        needed, linked = needed - linked.w + short.w, short
    link_width = linked.w + _symbol(page)
    if needed > inner.w and called:
        brief = page.set(_called(page), inner.w, bold=True)
        needed, title = needed - title.w + brief.w, brief
    single = needed <= inner.w
    dated = not single or needed + date.w + look.mm(3) <= inner.w
    strip = inner.top(title.h if single else title.h + linked.h)[0]
    head = above.top(strip.h + look.mm(2.4))[0]
    page.sheet.card(head, palette.good.fill if called else palette.header.fill)
    page.sheet.card(head.foot(look.mm(0.5))[0], palette.header.edge)
    page.sheet.write(title, strip.top(title.h)[0], palette.header.ink)
    _compact_clock(page, strip, time, date if dated else EMPTY, beside=single)
    used = max(look.mm(25), time.w + look.margin + (date.w + look.mm(3) if dated else 0))
    after = strip.right + look.margin - used - look.gap - link_width
    place = Box(after, strip.y, link_width, strip.h) if single else strip.foot(linked.h)[0]
    _write_connection(page, place, icon, linked)
    return head, Box(above.right - used, 0, used, head.h)


def _compact_clock(page: Page, strip: Box, time: Setting, date: Setting, *, beside: bool) -> None:
    look, ink = page.look, page.look.palette.header.ink
    if beside:
        right, left = strip.rightmost(time.w, look.mm(3))
        page.sheet.write(time, right, ink, "right")
        page.sheet.write(date, left, ink, "right")
    else:
        page.sheet.write(time, strip.top(time.h)[0], ink, "right")
        page.sheet.write(date, strip.foot(date.h)[0], ink, "right")


def _time(page: Page, now: datetime, width: float, *, scale: float) -> Setting:
    return page.set(f"{now:%H:%M}" if page.view.clock_trusted else "--:--", width, scale=scale, bold=True)


def _date(page: Page, now: datetime, width: float) -> Setting:
    return page.set(f"{now:%d/%m/%Y}" if page.view.clock_trusted else "", width)


def _connection(page: Page, width: float) -> tuple[str, Setting]:
    _ = page.look.say
    if page.view.online:
        return "bullet", page.set(_("Online"), width)
    if page.view.helper is not Helper.OFFICER:
        return "warning", page.set(_("Offline. You can still look things up."), width)
    return "warning", page.set(_("Offline. Numbers still work."), width)


def _offline(page: Page) -> str:
    """All that a small panel has room for beside other news."""
    _ = page.look.say
    return _("Offline")


def _called(page: Page) -> str:
    _ = page.look.say
    return _("Staff have been called.")


def _symbol(page: Page) -> float:
    return page.look.type_px() * 0.8 + page.look.mm(2)


def _write_connection(page: Page, box: Box, icon: str, words: Setting) -> None:
    look = page.look
    symbol, text = box.left(look.type_px() * 0.8, look.mm(2))
    page.icon(icon, symbol.middle(symbol.w, symbol.w), look.palette.header)
    page.sheet.write(words, text, look.palette.header.ink)
