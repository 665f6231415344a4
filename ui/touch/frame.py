"""What surrounds every screen, and the room it leaves for the body.

Owns where the body lies, in low reach too, and the notice that help is on its way. Refuses the body
itself; the bar's keys are in `bar`, the header's texts in `header`.
"""

from datetime import datetime

from firmware.screens import NoIdentity
from ui.touch.bar import draw_bar
from ui.touch.box import Box
from ui.touch.header import compact_header, help_words, tall_header
from ui.touch.page import Page

REACH_MM = 1120.0
"""Highest centre of a target above the floor that a seated visitor reaches."""

LOW_SHARE = 0.62
"""In low reach the body keeps to this lower part of the panel of a portrait panel though more is in reach."""


def draw_frame(page: Page, now: datetime) -> tuple[Box, Box]:
    """Returns the body, and the clock's place, which hides the technician's gesture.

    A kiosk that does not know its ward has no office, no staff to call and no way home: S15 stands alone.
    """
    look = page.look
    window = Box(0, 0, look.panel.width, look.panel.height)
    if isinstance(page.view.screen, NoIdentity):
        return window.inset(look.margin), Box(0, 0, 0, 0)
    above = draw_bar(page, window)
    draw = compact_header if look.panel.compact else tall_header
    head, clock = draw(page, above, now)
    body = above.top(head.h)[1]
    if page.view.aids.low_reach:
        body = _lowered(page, body, now)
    if page.view.help_called and not look.panel.compact:
        body = _help_strip(page, body)
    crowded = look.panel.compact or page.view.help_called
    return body.inset(look.margin, look.mm(3) if crowded else look.margin * 0.7), clock


def _lowered(page: Page, body: Box, now: datetime) -> Box:
    """The body moved within reach; the header's colour fills what it leaves, with a clock as on a wall."""
    look = page.look
    reach = look.panel.lower_edge_mm + look.panel.height_mm - REACH_MM
    share = look.panel.height_mm * (1 - LOW_SHARE) if look.panel.portrait else 0.0
    free = look.mm(max(reach, share)) - body.y
    if free <= 0:
        return body
    wall, rest = body.top(free)
    page.sheet.card(wall, look.palette.header.fill)
    if page.view.clock_trusted:
        page.largest(wall.inset(look.gap), f"{now:%H:%M}", (8, 6, 4, 3, 2), ink=look.palette.header.ink)
    return rest


def _help_strip(page: Page, body: Box) -> Box:
    look = page.look
    words = page.set(help_words(page), body.w - look.margin * 4, bold=True)
    strip, rest = body.top(words.h + look.mm(6))
    page.sheet.card(strip, look.palette.good.fill)
    icon, text = strip.inset(look.margin, 0).left(look.mm(10), look.mm(4))
    page.icon("help", icon.middle(look.mm(10), look.mm(10)), look.palette.good)
    page.sheet.write(words, text, look.palette.good.ink)
    return rest
