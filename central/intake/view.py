"""A page of a sheet as a template draws it: each question with what was said, is wrong, and is attached.

Owns the choice of words by language, and what of the other pages stands on this one. Refuses HTML and
judgement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from central.dashboard.words import Language, Words
from central.dashboard.written import decimal
from central.intake.drafts import Draft, Kept
from central.intake.faults import said as said_of
from central.intake.letterbox import Faults, Sheet
from central.intake.steps import Kind, Step
from central.intake.values import Fault
from mqtt.forms import Field, most_of

_TIGHT: Final = "\N{NO-BREAK SPACE}"
_MEGABYTE: Final = 1_048_576
FEW: Final = 5
"""So many choices are buttons to touch; more are a list."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is found for one page. `typed` could not be kept; `good` is what was said as it will be sent."""

    at: int
    mark: str
    draft: Draft | None
    typed: Mapping[str, str]
    good: Mapping[str, str]
    faults: Faults
    changed: Sequence[Field] | None
    later: str = ""
    kept: bool = False
    changing: bool = False
    goes_on: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    asked: Field
    page: int
    label: str
    hint: str
    said: str
    fault: Fault | None
    files: list[Kept]
    changed: bool

    @property
    def most(self) -> int:
        return most_of(self.asked)

    @property
    def full(self) -> bool:
        return len(self.files) >= self.most

    @property
    def few(self) -> bool:
        return len(self.asked.choices) <= FEW

    @property
    def anchor(self) -> str:
        """Where a link to it leads: to the field itself, so that it takes the focus."""
        return f"{'f' if self.asked.kind == 'file' else 'i'}-{self.asked.name}"


@dataclass(frozen=True, slots=True)
class Page:
    """`title` is '' where its kind's word names it."""

    number: int
    kind: Kind
    title: str
    questions: list[Question]

    @property
    def wrong(self) -> bool:
        return any(one.fault for one in self.questions)


@dataclass(frozen=True, slots=True)
class View:
    """`here` is the page; `pages` are all of them, in order.

    `mark` goes back with what is sent, and so does `carried`: typed on other pages, and could not be kept.
    `later` continues the draft, '' before it is kept; `goes_on` is where one that was left goes on.
    `too_big` is what a page's script says of a file, ``%s`` and ``%d`` its name and size.
    """

    title: str
    note: str
    here: Page
    pages: list[Page]
    mark: str
    too_big: str
    carried: dict[str, str] = field(default_factory=dict)
    later: str = ""
    kept_at: str = ""
    expires_at: str = ""
    kept: bool = False
    changed: bool = False
    changing: bool = False
    goes_on: Page | None = None
    faults: Faults = field(default_factory=dict)

    @property
    def last(self) -> bool:
        return self.here.number == len(self.pages)

    @property
    def onward(self) -> str:
        """What Enter in a field means: to go on, but never to file."""
        return "check" if self.changing else "save" if self.last else "next"

    @property
    def stepped(self) -> bool:
        return len(self.pages) > 1

    @property
    def all(self) -> list[Question]:
        return [one for page in self.pages for one in page.questions]

    @property
    def wrong(self) -> list[Question]:
        return [one for one in self.all if one.fault is not None]

    @property
    def news(self) -> list[Question]:
        return [one for one in self.all if one.changed]


def view(sheet: Sheet, steps: Sequence[Step], language: Language, drawn: Drawn) -> View:
    """`drawn.typed` goes before what the draft holds: it is newer."""
    pages = [_page(number, step, language, drawn) for number, step in enumerate(steps, 1)]
    draft, form, here = drawn.draft, sheet.form, pages[drawn.at - 1]
    shown = {one.asked.name for one in here.questions}
    elsewhere = {one.name for one in sheet.fields if one.kind != "file"} - shown
    return View(
        title=_in(language, form.title, form.title_en),
        note=_in(language, form.note, form.note_en),
        here=here,
        pages=pages,
        mark=drawn.mark,
        too_big=said_of(Fault("file_too_big", {"file": "%s", "size": "%d"}), language),
        carried={name: said for name, said in drawn.typed.items() if name in elsewhere},
        later=drawn.later if draft else "",
        kept_at=draft.changed_at if draft else "",
        expires_at=draft.expires_at if draft else "",
        kept=drawn.kept,
        changed=drawn.changed is not None,
        changing=drawn.changing,
        goes_on=pages[drawn.goes_on - 1] if drawn.goes_on else None,
        faults=drawn.faults,
    )


def _page(number: int, step: Step, language: Language, drawn: Drawn) -> Page:
    questions = [_question(one, number, language, drawn) for one in step.fields]
    return Page(number, step.kind, _in(language, step.title, step.title_en), questions)


def _question(one: Field, page: int, language: Language, drawn: Drawn) -> Question:
    draft = drawn.draft
    kept = drawn.good.get(one.name) or (draft.answers.get(one.name, "") if draft else "")
    return Question(
        asked=one,
        page=page,
        label=_in(language, one.label, one.label_en),
        hint=_in(language, one.hint, one.hint_en),
        said=drawn.typed.get(one.name, kept),
        fault=drawn.faults.get(one.name),
        files=[file for file in draft.files if file.field == one.name] if draft else [],
        changed=one in (drawn.changed or ()),
    )


def weight(size: int, words: Words) -> str:
    """``1,3 MB``; ``12 KB`` of little ones."""
    if size < _MEGABYTE // 10:
        return f"{max(1, round(size / 1024))}{_TIGHT}KB"
    return f"{decimal(size / _MEGABYTE, words)}{_TIGHT}MB"


def _in(language: Language, vietnamese: str, english: str) -> str:
    return english or vietnamese if language == "en" else vietnamese
