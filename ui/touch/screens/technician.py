"""S14: the PIN pad, and the technician's table behind it.

Owns the digits while they are typed: they are shown as dots and leave only as `PinEntered`. Refuses to
judge a PIN or a reading. The table is for staff, so its type is smaller than a visitor's and does not
follow the visitor's aids.
"""

from dataclasses import dataclass

from firmware.events import HomeAsked, LampTestAsked, PinEntered, TestPrintAsked
from firmware.screens import PinPad, Reading, Technician
from firmware.upkeep import ToolsAsked
from ui.touch.box import Box
from ui.touch.keys import Face
from ui.touch.page import Page
from ui.touch.paged import lay_page_keys
from ui.touch.photos import qr_code
from ui.touch.readings import names, notes, values
from ui.touch.theme import Colour
from ui.touch.typeset import Setting, Type, set_lines

MOST_DIGITS = 12

INDENT_MM = 7.0

TABLES = ((1, 6.0), (1, 4.8), (1, 4.0), (2, 4.0), (1, 3.0), (2, 3.0))
"""Columns and height of capitals in mm to try for the table, the best first; then it turns pages."""
TURNING_MM = 60.0


def draw_pin_pad(page: Page, screen: PinPad, body: Box) -> None:
    look = page.look
    _ = look.say
    rest = page.heading(body, _("Enter the PIN"))
    shut = screen.unset or screen.locked_seconds > 0
    aside = not (shut or look.panel.portrait)
    side, pad = rest.left(rest.w * 0.25, look.gap) if aside else (rest, rest)
    setting = page.set(_pin_words(page, screen), side.w, bold=True)
    note, rest = side.top(setting.h, look.gap)
    page.sheet.write(setting, note, look.palette.ink)
    if shut:
        return
    dots, rest = rest.top(min(look.mm(22), rest.h), look.gap)
    _dots(page, dots)
    _pad(page, pad if aside else rest)


def _pin_words(page: Page, screen: PinPad) -> str:
    _ = page.look.say
    if screen.unset:
        return _("No PIN is set. Set one during installation.")
    if screen.locked_seconds:
        return _("Locked. Try again in {seconds} seconds.").format(seconds=screen.locked_seconds)
    return _("Wrong PIN. Try again.") if screen.wrong else _("For technicians only.")


def _dots(page: Page, box: Box) -> None:
    look = page.look
    page.card(box)
    count = len(page.memo.digits)
    size = min(look.mm(7), box.w / (max(count, 6) + 1))
    row = box.middle(size * max(count, 4), size)
    for cell in row.grid(max(count, 1), 1, 0)[:count]:
        page.icon("bullet", cell.middle(size, size), look.palette.card)


def _pad(page: Page, box: Box) -> None:
    look, palette = page.look, page.look.palette
    _ = look.say
    columns, rows = (3, 4) if look.panel.portrait else (4, 3)
    if box.grid(columns, rows, look.gap)[0].h < look.mm(20.1):
        columns, rows = 6, 2
    cells = iter(box.grid(columns, rows, look.gap))
    for digit in "123456789":
        _digit(page, next(cells), digit)
    erase, enter = (
        Face("", icon="erase", stacked=True, icon_mm=18, pad_mm=2),
        Face("", icon="check", stacked=True, icon_mm=18, pad_mm=2),
    )
    page.key("erase", next(cells), lambda: _erase(page), erase, palette.bar, hasty=True)
    page.keys[-1].text = _("Erase")
    _digit(page, next(cells), "0")
    page.key("enter", next(cells), lambda: _enter(page), enter, palette.primary)
    page.keys[-1].text = _("Enter")


def _digit(page: Page, cell: Box, digit: str) -> None:
    face = Face(digit, scale=2.0, pad_mm=1)
    page.key(f"digit:{digit}", cell, lambda: _type(page, digit), face, page.look.palette.quiet, hasty=True)


def _type(page: Page, digit: str) -> None:
    page.memo.digits = (page.memo.digits + digit)[:MOST_DIGITS]
    page.redraw()


def _erase(page: Page) -> None:
    page.memo.digits = page.memo.digits[:-1]
    page.redraw()


def _enter(page: Page) -> None:
    digits, page.memo.digits = page.memo.digits, ""
    page.send(PinEntered(digits))
    page.redraw()


# ---------------------------------------------------------------- the table


def draw_technician(page: Page, screen: Technician, body: Box) -> None:
    look = page.look
    _ = look.say
    note = page.set(notes(page.look.say)[screen.note], body.w * 0.7, bold=True)
    rest = page.heading(body, _("Technician"), least=note.h)
    page.sheet.write(note, body.top(body.h - rest.h - look.mm(3))[0], look.palette.ink, "right")
    keys, rest = rest.foot(look.mm(20.1 if look.panel.compact else 30.1), look.gap)
    if look.panel.portrait:
        help_desk, box = rest.foot(look.mm(80), look.gap)
    else:
        help_desk, box = rest.rightmost(min(rest.w * 0.3, rest.h), look.gap)
    tables = _tables(page, screen.readings, _inner(page, box))
    if len(tables) > 1:
        turning, keys = keys.rightmost(look.mm(TURNING_MM), look.gap)
        lay_page_keys(page, turning, tables)
    _technician_keys(page, keys)
    _draw_table(page, tables[min(page.memo.turned, len(tables) - 1)], box)
    _support(page, screen.support, help_desk)


def _technician_keys(page: Page, row: Box) -> None:
    look, palette = page.look, page.look.palette
    _ = look.say
    icon_mm = 0 if look.panel.compact else 14
    cells = row.grid(4, 1, look.gap)
    page.key(
        "test_print", cells[0], TestPrintAsked(), _face(_("Test print"), "printer", icon_mm), palette.quiet
    )
    page.key("test_lamps", cells[1], LampTestAsked(), _face(_("Test lamps"), "lamp", icon_mm), palette.quiet)
    page.key("tools", cells[2], ToolsAsked(), _face(_("Tools"), "forward", icon_mm), palette.quiet)
    page.key("exit", cells[3], HomeAsked(), _face(_("Exit"), "home", icon_mm), palette.primary)


def _face(title: str, icon: str, icon_mm: float) -> Face:
    return Face(title, icon=icon if icon_mm else "", icon_mm=icon_mm or 1, pad_mm=2)


def _support(page: Page, text: str, box: Box) -> None:
    if not text:
        return
    side = min(box.w, box.h)
    page.sheet.picture(qr_code(text), box.middle(side, side))


@dataclass(frozen=True, slots=True)
class Table:
    """Readings set in columns, each as high as its words need; `columns` hold places in the list."""

    readings: tuple[Reading, ...]
    columns: tuple[tuple[int, ...], ...]
    width: float
    texts: tuple[Setting, ...]
    height: float
    """Of the highest column, without air between the rows."""


def _tables(page: Page, readings: tuple[Reading, ...], box: Box) -> list[Table]:
    """On one page in the largest type that fits, or on as few as the smallest needs."""
    plans = (_table(page, readings, box, *plan) for plan in TABLES)
    one = next((table for table in plans if table.height <= box.h + 1), None)
    if one is not None:
        return [one]
    for pages in range(2, len(readings) + 1):
        each = -(-len(readings) // pages)
        parts = [readings[start : start + each] for start in range(0, len(readings), each)]
        tables = [_table(page, part, box, *TABLES[-1]) for part in parts]
        if all(table.height <= box.h + 1 for table in tables):
            break
    return tables


def _inner(page: Page, box: Box) -> Box:
    return box.inset(page.look.mm(4), page.look.mm(2.5))


def _draw_table(page: Page, table: Table, box: Box) -> None:
    look = page.look
    page.card(box)
    inner = _inner(page, box)
    for place, column in enumerate(table.columns):
        left = Box(inner.x + place * (table.width + look.gap), inner.y, table.width, inner.h)
        _column(page, left, [(table.readings[number], table.texts[number]) for number in column])


def _column(page: Page, box: Box, rows: list[tuple[Reading, Setting]]) -> None:
    look = page.look
    air = min((box.h - sum(text.h for _, text in rows)) / max(1, len(rows)), look.mm(3))
    for reading, setting in rows:
        line, box = box.top(setting.h, air)
        mark, text = line.left(look.mm(INDENT_MM))
        icon, ink = _judgement(page, reading)
        side = look.mm(4.2)
        page.sheet.drawing(icon, mark.left(side)[0].middle(side, side), ink, look.palette.card.fill)
        page.sheet.write(setting, text, ink)


def _table(page: Page, readings: tuple[Reading, ...], box: Box, columns: int, capitals_mm: float) -> Table:
    look = page.look
    width = (box.w - look.gap * (columns - 1)) / columns
    type_ = Type(look.staff_px(capitals_mm))
    texts = tuple(set_lines(_reading(page, one), type_, width - look.mm(INDENT_MM)) for one in readings)
    dealt = _deal([text.h for text in texts], columns)
    height = max((sum(texts[number].h for number in column) for column in dealt), default=0.0)
    return Table(readings, dealt, width, texts, height)


def _deal(heights: list[float], columns: int) -> tuple[tuple[int, ...], ...]:
    """One after the other down the columns, each taking its share of the whole height."""
    share, used = sum(heights) / columns, 0.0
    dealt: list[list[int]] = [[]]
    for number, high in enumerate(heights):
        if dealt[-1] and used + high / 2 > share * len(dealt) and len(dealt) < columns:
            dealt.append([])
        dealt[-1].append(number)
        used += high
    return tuple(tuple(column) for column in dealt)


def _judgement(page: Page, reading: Reading) -> tuple[str, Colour]:
    palette, dark = page.look.palette, page.view.aids.high_contrast
    if reading.well is None:
        return "dash", palette.soft
    if reading.well:
        return "check", palette.good.ink if dark else palette.good.fill
    return "cross", palette.bad.ink if dark else palette.bad.fill


def _reading(page: Page, reading: Reading) -> str:
    _ = page.look.say
    name = names(_).get(reading.name, reading.name)
    value = " ".join(part for part in (values(_).get(reading.value, reading.value), reading.detail) if part)
    if reading.well is None:
        return f"{name}: {value}"
    words = _("good") if reading.well else _("fault")
    return f"{name}: {value} – {words}"
