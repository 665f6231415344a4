"""S5: from fields, or from words typed on large keys, to the procedures one may mean.

Owns how a procedure is named on a tile: whole where it can be, and what is cut stands whole on its card.
Where a panel has no room for keys and findings together, findings take the keys' place at a touch. Refuses
ranking.
"""

from collections.abc import Sequence

from firmware.events import PageAsked
from firmware.lookups import (
    LetterErased,
    LetterTyped,
    ProcedureChosen,
    ProcedureLine,
    SearchAsked,
    SearchPad,
    TelexToggled,
    Topic,
    TopicChosen,
    TopicList,
    Topics,
    TypingCleared,
)
from ui.touch.box import Box
from ui.touch.choices import Choice, lay_choices
from ui.touch.keygrid import WorkKey, lay_keys
from ui.touch.keys import Face, arrange, fitting, scaled
from ui.touch.page import Page
from ui.touch.typeset import Setting
from ui.touch.words import speaker

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "1234567890"
FINDINGS = 3


def draw_topics(page: Page, screen: Topics, body: Box) -> None:
    look = page.look
    _ = look.say
    rest = page.heading(body, _("What is it about?"))
    search = Face(_("Search by words"), icon="search", icon_mm=22, pad_mm=3)
    fixed = [Choice("search", SearchAsked(), search, paint=look.palette.primary)]
    choices = [_topic(page, topic) for topic in screen.topics]
    lay_choices(page, rest, choices, fixed, number=screen.page, pages=screen.pages)


def _topic(page: Page, topic: Topic) -> Choice:
    _ = page.look.say
    count = _("{count} procedures").format(count=topic.count)
    return Choice(f"topic:{topic.field}", TopicChosen(topic.field), Face(topic.field, pad_mm=3), (count, ""))


def draw_topic_list(page: Page, screen: TopicList, body: Box) -> None:
    look = page.look
    _ = look.say
    rest = page.heading(body, _("Choose a procedure"))
    page.tell(_("Choose a procedure"), screen.field)
    head = body.top(body.h - rest.h - look.mm(3))[0]
    words = page.set(screen.field, head.w, bold=True)
    if look.panel.portrait:
        line, rest = rest.top(words.h, look.gap)
        page.sheet.write(words, line, look.palette.ink)
    elif words.w + page.set(_("Choose a procedure"), head.w, scale=look.heading_scale, bold=True).w < head.w:
        page.sheet.write(words, head, look.palette.ink, "right")
    lay_choices(
        page, rest, lines_as_choices(page, screen.lines, rest), number=screen.page, pages=screen.pages
    )


# ---------------------------------------------------------------- names on tiles


def lines_as_choices(page: Page, lines: Sequence[ProcedureLine], box: Box) -> list[Choice]:
    """Names as tiles, whole wherever three of them and the page keys fit side by side."""
    cell = box.grid(*((1, 4) if page.look.panel.portrait else (2, 2)), page.look.gap)[0]
    return [
        Choice(f"procedure:{line.code}", ProcedureChosen(line.code), shortened(page, cell, line.name))
        for line in lines
    ]


def shortened(page: Page, cell: Box, name: str) -> Face:
    """As much of the name as a tile holds, cut between words; without the word that begins nearly all."""
    words = short_name(name).split(" ")
    texts = (
        " ".join(words[:count]).rstrip(",") + "…" * (count < len(words)) for count in range(len(words), 0, -1)
    )
    faces = [Face(text, pad_mm=3) for text in texts]
    return next((face for face in faces if arrange(page.look, cell, face).fits), faces[-1])


def short_name(name: str) -> str:
    """ "Thủ tục đăng ký khai sinh" is found by its third word; on a tile that comes first."""
    _ = speaker("vi")
    rest = name.removeprefix(_("Procedure") + " ")
    return rest[:1].upper() + rest[1:]


# ---------------------------------------------------------------- typing


def draw_search(page: Page, screen: SearchPad, body: Box) -> None:
    page.memo.listing = page.memo.listing and bool(screen.lines)
    page.tell(*_told(page, screen))
    if page.memo.listing:
        _listing(page, screen, body)
    elif page.look.panel.portrait:
        _upright(page, screen, body)
    else:
        _wide(page, screen, body)


def _upright(page: Page, screen: SearchPad, body: Box) -> None:
    """Everything at once where three findings, keys and words have room above each other."""
    look = page.look
    _ = look.say
    rest = page.heading(body, _("Find a procedure"))
    strip, rest = rest.top(look.type_px(1.4) * 1.2 + look.mm(4), look.mm(3))
    _strip(page, screen, strip)
    note = page.set(_note(page, screen), rest.w)
    line, rest = rest.top(note.h, look.mm(3))
    page.sheet.write(note, line, look.palette.ink)
    least = 4 * look.mm(20.1) + 3 * look.gap
    roomy = rest.h - look.gap - least >= 2 * look.choice_min + look.gap
    keys, found = rest.foot(max(least, rest.h * 0.46) if roomy else rest.h - look.mm(40), look.gap)
    if roomy:
        _findings(page, screen, found)
    elif screen.lines:
        _results_key(page, screen, found)
    _keys(page, screen, keys)


def _wide(page: Page, screen: SearchPad, body: Box) -> None:
    look = page.look
    _ = look.say
    side, rest = body.left(body.w * (0.25 if look.panel.compact else 0.2), look.gap)
    strip, keys = rest.top(look.type_px() * 1.2 + look.mm(3), look.gap)
    _strip(page, screen, strip)
    _keys(page, screen, keys)
    under = page.heading(side, _("Find a procedure"))
    if screen.lines:
        _results_key(page, screen, under)
    else:
        page.text(under, _note(page, screen), centred=False)


def _strip(page: Page, screen: SearchPad, strip: Box) -> None:
    """What has been typed; of a long text the end, where the writing goes on."""
    look = page.look
    _ = look.say
    page.card(strip)
    inner = strip.inset(look.mm(4), 0)
    if screen.query:
        page.sheet.write(_typed(page, screen.query, inner), inner, look.palette.accent)
    else:
        page.text(inner, _("For example: khai sinh"), ink=look.palette.soft)


def _typed(page: Page, query: str, box: Box) -> Setting:
    texts = [query, *(f"…{query[start:]}" for start in range(1, len(query)))]
    for text in texts:
        for scale in (1.8, 1.4, 1.2, 1.0):
            setting = page.set(text, 10 * box.w, scale=scale, bold=True)
            if setting.fits(box.w, box.h):
                return setting
    return setting


def _note(page: Page, screen: SearchPad) -> str:
    _ = page.look.say
    if not screen.query:
        return _("Type its name. Marks may be left out.")
    if not screen.total:
        return _("Nothing found. Erase some letters.")
    words = _("{count} found") if screen.complete else _("{count} nearly fit")
    return words.format(count=screen.total)


def _told(page: Page, screen: SearchPad) -> list[str]:
    _ = page.look.say
    names = [short_name(line.name) for line in screen.lines]
    heading = _("Found procedures") if page.memo.listing else _("Find a procedure")
    return [heading, screen.query, _note(page, screen), *names]


def _keys(page: Page, screen: SearchPad, box: Box) -> None:
    look, palette = page.look, page.look.palette
    _ = look.say
    telex = _("Telex marks: on") if screen.telex else _("Telex marks: off")
    work = [
        WorkKey("space", LetterTyped(" "), (_sign("space"),), palette.bar, _("Space"), hasty=True),
        WorkKey("erase", LetterErased(), (_sign("erase"),), palette.bar, _("Erase"), hasty=True),
        WorkKey("clear", TypingCleared(), (Face(_("Clear"), pad_mm=1),), palette.bar, _("Clear"), cells=2),
    ]
    marks = WorkKey(
        "telex",
        TelexToggled(),
        (Face(_("Telex"), pad_mm=1),),
        palette.bar_on if screen.telex else palette.bar,
        telex,
        cells=2,
    )
    lay_keys(
        page,
        box,
        (LETTERS, DIGITS),
        lambda symbol: LetterTyped(symbol.lower()),
        work,
        [marks],
        number=screen.page,
    )


def _sign(icon: str) -> Face:
    return Face("", icon=icon, stacked=True, icon_mm=18, pad_mm=1)


# ---------------------------------------------------------------- findings


def _findings(page: Page, screen: SearchPad, box: Box) -> None:
    """As high as there are findings, so that tiles keep their size and place while letters come."""
    if not screen.lines:
        return
    choices = lines_as_choices(page, screen.lines, box)
    count = len(choices) + (screen.pages > 1)
    part = box if count > FINDINGS else box.top(box.h * count / FINDINGS)[0]
    if part.h < page.look.choice_min:
        part = box
    lay_choices(page, part, choices, number=screen.page, pages=screen.pages)


def _results_key(page: Page, screen: SearchPad, box: Box) -> None:
    """How many there are, and the best of them where its name has room."""
    look = page.look
    title = _results_words(page, screen)
    best = short_name(screen.lines[0].name)
    faces = [Face(title, best, pad_mm=2), Face(title, pad_mm=2)]
    face = next((one for one in faces if fitting(look, box, [one])), faces[-1])
    scale = min(1.4, fitting(look, box, [face]) or 1 / look.roominess)
    page.key(
        "results", box, lambda: _list(page, screen, shown=True), scaled(face, scale), look.palette.primary
    )


def _results_words(page: Page, screen: SearchPad) -> str:
    _ = page.look.say
    words = _("See {count} found") if screen.complete else _("See {count} similar")
    return words.format(count=screen.total)


def _listing(page: Page, screen: SearchPad, body: Box) -> None:
    """Findings in place of the keys, and a key back to them."""
    look = page.look
    _ = look.say
    row, rest = body.top(max(look.mm(20.1), look.type_px(look.heading_scale) * 1.2), look.gap)
    typing, head = row.rightmost(look.mm(62), look.gap)
    page.largest(
        head, _("Found procedures"), (look.heading_scale, 1.4), ink=look.palette.accent, align="left"
    )
    face = Face(_("Keep typing"), icon="back", icon_mm=12, pad_mm=2, scale=1 / look.roominess)
    page.key("typing", typing, lambda: _list(page, screen, shown=False), face, look.palette.bar)
    choices = lines_as_choices(page, screen.lines, rest)
    lay_choices(page, rest, choices, number=screen.page, pages=screen.pages)


def _list(page: Page, screen: SearchPad, *, shown: bool) -> None:
    page.memo.listing, page.memo.turned = shown, 0
    page.send(PageAsked(screen.page))
    page.redraw()
