"""Sets of large choices: as many as fit at a readable size, in a grid, with page keys when they do not all
fit.

Owns the search for a grid in which every choice is at least 30 mm high and no word is cut. Refuses to
shrink type or to scroll. Where a small panel shows fewer than the core sent, the page keys turn within
the core's page first; the core hears of every such touch.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from firmware.events import Event, PageAsked
from ui.touch.box import Box
from ui.touch.keys import Face, arrange, evened, fitting, scaled
from ui.touch.page import Page
from ui.touch.panel import Panel
from ui.touch.theme import Paint


@dataclass(frozen=True, slots=True)
class Choice:
    """`details` run from the fullest wording to the shortest acceptable one."""

    id: str
    event: Event
    face: Face
    details: tuple[str, ...] = ("",)
    paint: Paint | None = None
    picture: str = ""
    """Path of a photo shown in place of the symbol."""

    def worded(self, level: int) -> Face:
        return replace(self.face, detail=self.details[min(level, len(self.details) - 1)])


@dataclass(frozen=True, slots=True)
class Plan:
    columns: int
    rows: int
    level: int
    scale: float
    paged: bool

    @property
    def cells(self) -> int:
        return self.columns * self.rows


def lay_choices(
    page: Page,
    box: Box,
    choices: Sequence[Choice],
    fixed: Sequence[Choice] = (),
    *,
    number: int = 0,
    pages: int = 1,
) -> None:
    """Show `choices` of the core's page `number` of `pages`; `fixed` ones stay on every turn."""
    plan = _plan(page, box, [*choices, *fixed], fixed=len(fixed), paged=pages > 1)
    cells = box.grid(plan.columns, plan.rows, page.look.gap)
    if not plan.paged:
        _place(page, plan, cells, [*choices, *fixed])
        return
    room = max(1, plan.cells - len(fixed) - 1)
    turns = max(1, -(-len(choices) // room))
    page.memo.turned = min(page.memo.turned, turns - 1)
    first = page.memo.turned * room
    _place(page, plan, cells, choices[first : first + room])
    if fixed:
        _place(page, plan, cells[plan.cells - 1 - len(fixed) :], fixed)
    _page_keys(page, cells[-1], number=number, pages=pages, turns=turns)


def _plan(page: Page, box: Box, choices: Sequence[Choice], *, fixed: int, paged: bool) -> Plan:
    """The first grid in which everything fits; wordings give way before the grid does."""
    grids = _grids(page.look.panel, len(choices) + paged)
    deepest = max(len(choice.details) for choice in choices) - 1
    plans = [
        Plan(columns, rows, level, 1.0, paged or len(choices) > columns * rows)
        for columns, rows in grids
        for level in range(deepest + 1)
    ]
    for plan in plans:
        cell = box.grid(plan.columns, plan.rows, page.look.gap)[0]
        if _possible(page, plan, cell, fixed):
            scale = fitting(page.look, cell, [choice.worded(plan.level) for choice in choices])
            if scale:
                return replace(plan, scale=scale)
    return next(plan for plan in reversed(plans) if not plan.paged or plan.cells >= fixed + 2)


def _possible(page: Page, plan: Plan, cell: Box, fixed: int) -> bool:
    if cell.h < page.look.choice_min:
        return False
    return not plan.paged or (plan.cells >= fixed + 2 and _page_keys_fit(page, cell))


def _grids(panel: Panel, count: int) -> list[tuple[int, int]]:
    """Grids to try for so many cells, the best first; the later ones hold fewer and turn pages."""
    if panel.portrait:
        return [(1, count), (2, -(-count // 2)), (2, 3), (1, 4), (2, 2), (1, 3), (1, 2)]
    whole = {1: (1, 1), 2: (2, 1), 3: (3, 1), 4: (2, 2), 7: (4, 2), 8: (4, 2)}.get(count, (3, 2))
    return [whole, (3, 2), *([(count, 1)] if count in (4, 5) else []), (2, 2), (3, 1), (2, 1)]


def _place(page: Page, plan: Plan, cells: Sequence[Box], choices: Sequence[Choice]) -> None:
    faces = [_settled(page, plan, cells[0], choice) for choice in choices]
    for cell, choice, face in zip(cells, choices, evened(page.look, cells[0], faces), strict=False):
        paint = choice.paint or page.look.palette.quiet
        page.key(choice.id, cell, choice.event, face, paint, picture=choice.picture)


def _settled(page: Page, plan: Plan, cell: Box, choice: Choice) -> Face:
    """The plan's wording; where only the last one fits all, each choice says as much as it has room for."""
    last = len(choice.details) - 1
    levels = range(last + 1) if plan.level >= last else [plan.level]
    faces = [scaled(choice.worded(level), plan.scale) for level in levels]
    return next((face for face in faces if arrange(page.look, cell, face).fits), faces[-1])


def _page_faces(page: Page, half: Box) -> tuple[Face, Face]:
    """In full words where they fit a key of this size, else in short ones."""
    _ = page.look.say
    full = (_page_face(_("Previous page"), "back"), _page_face(_("Next page"), "forward"))
    short = (_page_face(_("Prev"), "back"), _page_face(_("Next"), "forward"))
    return full if all(arrange(page.look, half, face).fits for face in full) else short


def _page_face(title: str, icon: str) -> Face:
    return Face(title, icon=icon, stacked=True, icon_mm=14, pad_mm=1.5)


def _page_keys_fit(page: Page, cell: Box) -> bool:
    half = cell.grid(2, 1, page.look.gap)[0]
    faces = _page_faces(page, half)
    return half.w >= page.look.mm(20) and all(arrange(page.look, half, face).fits for face in faces)


def _page_keys(page: Page, cell: Box, *, number: int, pages: int, turns: int) -> None:
    left, right = cell.grid(2, 1, page.look.gap)
    previous, following = _page_faces(page, left)
    turned = page.memo.turned
    paint = page.look.palette.bar
    if turned or number:
        target = PageAsked(number if turned else number - 1)
        page.key("previous", left, lambda: _turn(page, -1 if turned else 0, target), previous, paint)
    if turned + 1 < turns or number + 1 < pages:
        inside = turned + 1 < turns
        onward = PageAsked(number if inside else number + 1)
        page.key("next", right, lambda: _turn(page, 1 if inside else 0, onward), following, paint)


def _turn(page: Page, step: int, event: PageAsked) -> None:
    page.memo.turned += step
    page.send(event)
    if step:
        page.redraw()
