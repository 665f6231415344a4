"""S9, S10 and S11: who served, how it was, why not well, and thanks.

Owns the words of levels and reasons. Refuses to lead: every level has the same size and the same place in
its row, and faces differ in mouth and brows, not in colour alone.
"""

from firmware.events import LevelChosen, ReasonChosen, ServedChosen
from firmware.rating_screens import OfficerCard, Rate, Reasons, ServedCard, Thanks, WhoServed
from ui.touch.box import Box
from ui.touch.choices import Choice, lay_choices
from ui.touch.keys import Face, evened, fitting, scaled
from ui.touch.page import Page
from ui.touch.photos import photo
from ui.touch.theme import Paint


def level_words(page: Page, level: str) -> str:
    _ = page.look.say
    return {
        "very_satisfied": _("Very good"),
        "satisfied": _("Good"),
        "neutral": _("Fair"),
        "unsatisfied": _("Poor"),
        "very_unsatisfied": _("Very poor"),
    }[level]


def level_paint(page: Page, level: str) -> Paint:
    palette = page.look.palette
    if page.view.aids.high_contrast:
        return palette.primary
    if level == "neutral":
        return palette.plain
    return palette.bad if level.endswith("unsatisfied") else palette.good


def draw_who_served(page: Page, screen: WhoServed, body: Box) -> None:
    _ = page.look.say
    rest = page.heading(body, _("Which number is yours?"))
    choices = [_served(page, one) for one in screen.served]
    other = Face(_("None of these"), icon="" if page.look.panel.compact else "question", icon_mm=22)
    fixed = [Choice("served:none", ServedChosen(None), other, paint=page.look.palette.bar)]
    lay_choices(page, rest, choices, fixed, number=screen.page, pages=screen.pages)


def _served(page: Page, one: ServedCard) -> Choice:
    """The number leads: it is on the slip in the visitor's hand. The officer's name where there is room."""
    icon = "" if page.look.panel.compact else "person"
    face = Face(one.number, icon=icon, icon_mm=26, pad_mm=3)
    counter = _counter(page, one.officer)
    details = (_officer_words(page, one.officer, separator=" – "), counter, "")
    return Choice(f"served:{one.number}", ServedChosen(one.number), face, details, picture=one.officer.photo)


def _counter(page: Page, one: OfficerCard) -> str:
    _ = page.look.say
    return _("Counter {number}").format(number=one.counter) if one.counter is not None else ""


def draw_rate(page: Page, screen: Rate, body: Box) -> None:
    look = page.look
    _ = look.say
    question = _("How was the service?")
    if screen.officer:
        number = f"{screen.number} – " if screen.number else ""
        page.tell(question, number + _officer_words(page, screen.officer, separator=" – "))
    rest = page.heading(body, question)
    if screen.officer:
        rest = _who(page, screen, screen.officer, rest, rows=len(screen.levels) if look.panel.portrait else 1)
    _levels(page, screen, rest)


def _who(page: Page, screen: Rate, officer: OfficerCard, box: Box, *, rows: int) -> Box:
    """The officer on a card, or in one line where the card would make the levels too low."""
    look = page.look
    spare = box.h - rows * (look.choice_min + look.gap)
    if look.panel.compact or spare < look.mm(32):
        words = page.set(_rated_words(page, screen, officer, " – ", box.w), box.w, bold=True)
        line, rest = box.top(words.h, look.mm(2))
        page.sheet.write(words, line, look.palette.ink)
        return rest
    strip, rest = box.top(min(look.mm(44 if look.panel.portrait else 34), spare), look.gap)
    _officer_strip(page, screen, officer, strip)
    return rest


def _officer_strip(page: Page, screen: Rate, officer: OfficerCard, strip: Box) -> None:
    look = page.look
    page.card(strip)
    inner = strip.inset(look.mm(3), look.mm(1.5))
    side = min(inner.h, look.mm(38))
    mark, text = inner.left(side, look.mm(4))
    portrait = photo(officer.photo)
    if portrait is None:
        page.sheet.drawing(
            "person", mark.middle(side * 0.8, side * 0.8), look.palette.accent, look.palette.card.fill
        )
    else:
        page.sheet.picture(portrait, mark.middle(side, side))
    words = _rated_words(page, screen, officer, "\n", text.w)
    page.largest(text, words, (1.8, 1.6, 1.4, 1.2, 1.0), align="left")


def _rated_words(page: Page, screen: Rate, officer: OfficerCard, separator: str, width: float) -> str:
    """Number, name and counter; without the number where the line would break."""
    plain = _officer_words(page, officer, separator=separator)
    full = f"{screen.number} – {plain}" if screen.number else plain
    return full if len(page.set(full, width, bold=True).lines) == len(plain.split("\n")) else plain


def _officer_words(page: Page, officer: OfficerCard, *, separator: str) -> str:
    counter = _counter(page, officer)
    return f"{officer.name}{separator}{counter}" if counter else officer.name


def _levels(page: Page, screen: Rate, box: Box) -> None:
    """Rows under each other on a portrait panel, columns on a wide one."""
    look, levels = page.look, screen.levels
    portrait = look.panel.portrait
    cells = box.grid(1, len(levels), look.gap) if portrait else box.grid(len(levels), 1, look.gap)
    faces = [
        Face(
            level_words(page, level),
            icon=level,
            stacked=not portrait,
            icon_mm=55,
            pad_mm=1.2 if look.panel.compact else 2.5,
        )
        for level in levels
    ]
    scale = fitting(look, cells[0], faces) or 1.0
    faces = evened(look, cells[0], [scaled(face, scale) for face in faces])
    for level, cell, face in zip(levels, cells, faces, strict=True):
        tint = level_paint(page, level)
        page.key(f"level:{level}", cell, LevelChosen(level), face, look.palette.quiet, tint=tint)


def draw_reasons(page: Page, screen: Reasons, body: Box) -> None:
    _ = page.look.say
    words = {
        "attitude": _("Attitude"),
        "long_wait": _("Long wait"),
        "unclear": _("Unclear guidance"),
        "many_trips": _("Had to come several times"),
    }
    rest = page.heading(body, _("What was not good?"))
    choices = [
        Choice(f"reason:{code}", ReasonChosen(code), Face(words.get(code, code))) for code in screen.reasons
    ]
    skip = Choice("skip", ReasonChosen(None), Face(_("Skip")), paint=page.look.palette.bar)
    lay_choices(page, rest, choices, [skip])


def draw_thanks(page: Page, screen: Thanks, body: Box) -> None:
    look = page.look
    _ = look.say
    words = _("Thank you. Your rating has been recorded.")
    page.tell(words, level_words(page, screen.level))
    card = body.middle(body.w, min(body.h, look.mm(230)))
    page.card(card)
    inner = card.inset(look.gap * 2, look.mm(4))
    face, text = inner.top(inner.h * 0.5, look.gap)
    side = min(face.h, face.w, look.mm(110))
    tint = level_paint(page, screen.level)
    page.icon(screen.level, face.middle(side, side), tint, tint.fill)
    page.largest(
        text,
        words,
        (2.4, 2, 1.7, 1.4, 1.2),
        ink=look.palette.accent,
    )
