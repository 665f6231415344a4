"""The pages on which a form is filled in, one after the other: who files, the matter, papers, the check.

Owns which question stands on which page. Refuses words, drawing and judging. Papers are asked together,
whatever stands between them in the form, and what a filer must agree to comes last, beside the button that
files it.
"""

from dataclasses import dataclass, field
from typing import Literal

from mqtt.forms import Field, Form

Kind = Literal["filer", "content", "section", "papers", "check", "supplement"]


@dataclass(frozen=True, slots=True)
class Step:
    """One page; its name is that of its kind, unless the form names it."""

    kind: Kind
    fields: list[Field] = field(default_factory=list)
    title: str = ""
    title_en: str = ""


def steps_of(form: Form, filer: list[Field]) -> list[Step]:
    """Without anybody to ask for, as for a supplement, all is on one page."""
    if not filer:
        return [Step("supplement", form.fields)]
    papers = [one for one in form.fields if one.kind == "file"]
    agreed = [one for one in form.fields if one.declares]
    asked = [one for one in form.fields if one.kind != "file" and not one.declares]
    pages = [*_asked(asked, filer), Step("papers", papers), Step("check", agreed)]
    return [page for page in pages if page.fields or page.kind == "check"]


def _asked(asked: list[Field], filer: list[Field]) -> list[Step]:
    pages = [Step("filer", [*filer])]
    if not any(one.section for one in asked):
        return [*pages, Step("content", asked)]
    for one in asked:
        if one.section:
            pages.append(Step("section", [], one.section, one.section_en))
        pages[-1].fields.append(one)
    return pages
