"""S0, S1 and S12: the waiting screen, the first question, and the question whether somebody is still there.

Owns how a visit begins and nearly ends. Refuses choices that do nothing yet: a screen offers what works.
"""

from dataclasses import replace
from itertools import chain, compress, repeat

from firmware.booked import BookingAsked
from firmware.events import Finished, MoreTimeAsked, RatingAsked, ServicesAsked, Woken
from firmware.lookups import DossierAsked, ProceduresAsked
from firmware.screens import Home, Serving, StillThere, Waiting
from ui.touch.box import Box
from ui.touch.choices import Choice, lay_choices
from ui.touch.keys import Face
from ui.touch.page import Page


def draw_waiting(page: Page, screen: Waiting, body: Box) -> None:
    """The whole body is one target; a waking touch does nothing else."""
    look, palette = page.look, page.look.palette
    _ = look.say
    words = _("Touch the screen to begin")
    page.key("start", body, Woken(), Face(""), palette.quiet)
    page.keys[-1].text = words
    page.tell(*([_("Now serving")] if screen.serving else []), *(_row(page, one) for one in screen.serving))
    inner = body.inset(look.gap)
    if screen.serving:
        share = inner.h * (0.42 if look.panel.portrait else 1.0)
        split = inner.foot if look.panel.portrait else inner.rightmost
        board, inner = split(share if look.panel.portrait else inner.w * 0.46, look.gap)
        _serving_board(page, screen.serving, board)
    hand, text = inner.top(inner.h * 0.5, look.gap)
    side = min(hand.w, hand.h, look.mm(90))
    page.icon("touch", hand.foot(side)[0].middle(side, side), palette.quiet)
    page.largest(text, words, (3, 2.5, 2, 1.7, 1.4, 1.2), ink=palette.accent, centred=False)


def _serving_board(page: Page, serving: tuple[Serving, ...], board: Box) -> None:
    """As many rows as fit, all in the largest size at which each takes one line."""
    look, paint = page.look, page.look.palette.primary
    _ = look.say
    page.sheet.card(board, paint.fill, radius=look.mm(3))
    title, rest = board.inset(look.gap, look.mm(3)).top(page.set("A", board.w, scale=1.2).h, look.mm(1))
    page.text(title, _("Now serving"), scale=1.2, bold=True, ink=paint.ink, align="centre")
    rows = [
        page.set(_row(page, one), rest.w, scale=_board_scale(page, serving, rest), bold=True)
        for one in serving
    ]
    shown = rows[: max(1, int(rest.h // rows[0].h))]
    for line, row in zip(rest.grid(1, len(shown), 0), shown, strict=True):
        page.sheet.write(row, line, paint.ink, "centre")


def _board_scale(page: Page, serving: tuple[Serving, ...], box: Box) -> float:
    for scale in (2.4, 2.0, 1.7, 1.4, 1.2):
        rows = [page.set(_row(page, one), box.w, scale=scale, bold=True) for one in serving]
        if all(len(row.lines) == 1 for row in rows) and sum(row.h for row in rows) <= box.h:
            return scale
    return 1.0


def _row(page: Page, one: Serving) -> str:
    _ = page.look.say
    return f"{one.number} – {_('Counter {number}').format(number=one.counter)}"


def draw_home(page: Page, screen: Home, body: Box) -> None:
    """One to five choices: what this kiosk can do."""
    look = page.look
    _ = look.say
    rest = page.heading(body, _("What do you need today?"))
    choices = [
        Choice("ticket", ServicesAsked(), _large(_("Take a number"), "ticket")),
        Choice("booking", BookingAsked(), _large(_("I have a booking"), "clock")),
        Choice("procedures", ProceduresAsked(), _large(_("See procedures and papers"), "documents")),
        Choice("dossier", DossierAsked(), _large(_("Is my dossier done?"), "search")),
        Choice("rate", RatingAsked(), _large(_("Rate the service"), "rate")),
    ]
    able = list(
        compress(choices, (True, screen.can_book, screen.can_look_up, screen.can_inquire, screen.can_rate))
    )
    stacked = len(able) <= (2 if look.panel.portrait else 3)
    paints = chain([look.palette.primary], repeat(look.palette.quiet))
    offered = [
        replace(one, face=replace(one.face, stacked=stacked), paint=paint)
        for one, paint in zip(able, paints, strict=False)
    ]
    lay_choices(page, rest, offered)


def _large(title: str, icon: str) -> Face:
    return Face(title, icon=icon, stacked=True, icon_mm=60)


def draw_still_there(page: Page, screen: StillThere, body: Box) -> None:
    look, palette = page.look, page.look.palette
    _ = look.say
    rest = page.heading(body, _("Do you need more time?"))
    left = max(0, round(screen.seconds - page.memo.seconds))
    words = page.set(_("This visit ends in {seconds} seconds.").format(seconds=left), rest.w)
    line, rest = rest.top(words.h, look.gap)
    page.sheet.write(words, line, palette.ink)
    more = Choice("more_time", MoreTimeAsked(), _large(_("I need more time"), "clock"), paint=palette.primary)
    finish = Choice("finish", Finished(), _large(_("Finish"), "check"), paint=palette.quiet)
    lay_choices(page, rest, [more, finish])
