"""A form that people fill in at home for a procedure: what is asked, and what may be attached.

Owns the declaration and its limits. Refuses judging what somebody filled in (`central.intake.values`) and
what is sent of it (`filing`). A ward's own questions: no national form is copied here.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

Kind = Literal["text", "long", "date", "phone", "number", "choice", "yes", "identity", "file"]
FieldName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9\-]{0,39}\Z")]
Label = Annotated[str, Meta(min_length=1, max_length=300)]
Ward = Annotated[str, Meta(pattern=r"^[0-9]{5}\Z")]

RESERVED: Final = frozenset({"name", "phone", "do", "shown", "lang", "website"})
"""What every page asks or sends besides the form's own fields."""
MOST_FILES: Final = 20
MOST_SECTIONS: Final = 5
"""Whoever files goes through a page for each, and three more."""


class FormError(ValueError):
    """A declaration that cannot be used; the text names the field and the remedy."""


class Field(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question. `most` is the longest text in letters, of a file the number of files; 0: as is usual.

    With a `section` it begins a page of that name, which goes on to the next one. What stands before the
    first is asked with who files; without any, all questions are one page.
    """

    name: FieldName
    label: Label
    label_en: Annotated[str, Meta(max_length=300)] = ""
    kind: Kind = "text"
    required: bool = False
    choices: Annotated[list[Label], Meta(max_length=40)] = []
    hint: Annotated[str, Meta(max_length=600)] = ""
    hint_en: Annotated[str, Meta(max_length=600)] = ""
    most: Annotated[int, Meta(ge=0, le=4000)] = 0
    section: Annotated[str, Meta(max_length=60)] = ""
    section_en: Annotated[str, Meta(max_length=60)] = ""

    @property
    def declares(self) -> bool:
        """Whether it is no question but something that a filer must agree to."""
        return self.kind == "yes" and self.required


class Form(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`version` rises with every change that a filer must see. `wards` offer it; none named: all of them."""

    version: Annotated[int, Meta(ge=1, lt=2**31)]
    title: Label
    title_en: Annotated[str, Meta(max_length=300)] = ""
    note: Annotated[str, Meta(max_length=1000)] = ""
    note_en: Annotated[str, Meta(max_length=1000)] = ""
    fields: Annotated[list[Field], Meta(min_length=1, max_length=80)]
    wards: Annotated[list[Ward], Meta(max_length=200)] = []

    def offered_in(self, ward: str) -> bool:
        return not self.wards or ward in self.wards


def most_of(field: Field) -> int:
    """The limit that holds, where the declaration names none."""
    return field.most or {"long": 2000, "file": 1, "number": 15}.get(field.kind, 200)


def check(form: Form) -> None:
    """What types cannot say; FormError names the field."""
    twice = next((name for name, count in _names(form.fields).items() if count > 1), None)
    if twice is not None:
        raise FormError(f"field {twice}: there twice; give each a name of its own")
    for field in form.fields:
        _check_field(field)
    files = sum(most_of(field) for field in form.fields if field.kind == "file")
    if files > MOST_FILES:
        raise FormError(f"{files} files in all, limit {MOST_FILES}; lower some field's most")
    sections = sum(bool(field.section) for field in form.fields)
    if sections > MOST_SECTIONS:
        raise FormError(f"{sections} sections, limit {MOST_SECTIONS}; put some together")


def _check_field(field: Field) -> None:
    if field.name in RESERVED:
        raise FormError(f"field {field.name}: every page has it already; choose another name")
    if (field.kind == "choice") != bool(field.choices):
        raise FormError(f"field {field.name}: choices belong to kind choice, and to no other; mend it")
    if len(set(field.choices)) != len(field.choices):
        raise FormError(f"field {field.name}: a choice is there twice; remove one")
    if field.section and (field.kind == "file" or field.declares):
        raise FormError(
            f"field {field.name}: papers and declarations have pages of their own; no section here"
        )


def _names(fields: Iterable[Field]) -> Counter[str]:
    return Counter(field.name for field in fields)
