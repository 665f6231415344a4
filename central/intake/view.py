"""A sheet as a template draws it: each question with what was said, what is wrong, and what is attached.

Owns the choice of words by language. Refuses HTML and judgement.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from central.dashboard.words import Language, Words
from central.dashboard.written import decimal
from central.intake.drafts import Draft, Kept
from central.intake.faults import said as said_of
from central.intake.letterbox import Faults, Sheet
from central.intake.values import FILER, Fault
from mqtt.forms import Field, most_of

_TIGHT: Final = "\N{NO-BREAK SPACE}"
_MEGABYTE: Final = 1_048_576
FEW: Final = 5
"""So many choices are buttons to touch; more are a list."""


@dataclass(frozen=True, slots=True)
class Question:
    asked: Field
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


@dataclass(frozen=True, slots=True)
class View:
    """`mark` goes back with what is sent; `later` continues the draft, '' before it is kept.

    `too_big` is what a page's script says of a file, ``%s`` and ``%d`` its name and size.
    """

    title: str
    note: str
    filer: list[Question]
    questions: list[Question]
    papers: list[Question]
    mark: str
    too_big: str
    later: str = ""
    expires_at: str = ""
    kept: bool = False
    changed: bool = False
    faults: Faults = field(default_factory=dict)

    @property
    def all(self) -> chain[Question]:
        return chain(self.filer, self.questions, self.papers)

    @property
    def wrong(self) -> list[Question]:
        return [one for one in self.all if one.fault is not None]

    @property
    def news(self) -> list[Question]:
        return [one for one in self.all if one.changed]


def view(
    sheet: Sheet,
    language: Language,
    *,
    mark: str,
    draft: Draft | None,
    said: Mapping[str, str],
    faults: Faults,
    changed: Sequence[Field] | None,
    later: str = "",
    kept: bool = False,
) -> View:
    """`said` goes before what the draft holds: it may be newer than what could be kept."""
    questions = _questions(sheet, language, draft, said, faults, {one.name for one in changed or ()})
    own = {one.name for one in FILER}
    form = sheet.form
    return View(
        title=_in(language, form.title, form.title_en),
        note=_in(language, form.note, form.note_en),
        filer=[one for one in questions if one.asked.name in own],
        questions=[one for one in questions if one.asked.name not in own and one.asked.kind != "file"],
        papers=[one for one in questions if one.asked.kind == "file"],
        mark=mark,
        too_big=said_of(Fault("file_too_big", {"file": "%s", "size": "%d"}), language),
        later=later if draft else "",
        expires_at=draft.expires_at if draft else "",
        kept=kept,
        changed=changed is not None,
        faults=faults,
    )


def _questions(
    sheet: Sheet,
    language: Language,
    draft: Draft | None,
    said: Mapping[str, str],
    faults: Faults,
    changed: AbstractSet[str],
) -> list[Question]:
    answers = {**(draft.answers if draft else {}), **said}
    filed = draft.files if draft else []
    return [
        Question(
            asked=one,
            label=_in(language, one.label, one.label_en),
            hint=_in(language, one.hint, one.hint_en),
            said=answers.get(one.name, ""),
            fault=faults.get(one.name),
            files=[kept for kept in filed if kept.field == one.name],
            changed=one.name in changed,
        )
        for one in sheet.fields
    ]


def weight(size: int, words: Words) -> str:
    """``1,3 MB``; ``12 KB`` of little ones."""
    if size < _MEGABYTE // 10:
        return f"{max(1, round(size / 1024))}{_TIGHT}KB"
    return f"{decimal(size / _MEGABYTE, words)}{_TIGHT}MB"


def _in(language: Language, vietnamese: str, english: str) -> str:
    return english or vietnamese if language == "en" else vietnamese
