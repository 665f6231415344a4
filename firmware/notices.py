"""The public notice of procedures, as pages and programs get it.

Owns answers from the guide that the core shows at this moment: frozen, so any thread may read it. Refuses
HTML.
"""

from collections.abc import Callable
from dataclasses import dataclass

from firmware import checklist
from firmware.folding import fold
from firmware.guidebook import Guidebook
from firmware.lookups import Section
from firmware.pages import FoundProcedure, ProcedurePage
from firmware.settings import Settings
from mqtt.catalogue import Procedure


@dataclass(frozen=True, slots=True)
class Notices:
    """`guide` None: no catalogue has come yet; then nothing is found."""

    settings: Settings
    guide: Callable[[], Guidebook | None]

    def find(self, query: str, limit: int) -> tuple[FoundProcedure, ...]:
        """Ranked; without words all procedures by field and name."""
        guide = self.guide()
        if guide is None:
            return ()
        if not query.strip():
            return tuple(_found(one) for one in self.all()[:limit])
        return tuple(_found(guide.procedure(code)) for code in guide.index.find(query, limit=limit).codes)

    def all(self) -> list[Procedure]:
        guide = self.guide()
        return sorted(guide.procedures.values(), key=_alphabetical) if guide else []

    def pages(self) -> tuple[ProcedurePage, ...]:
        return tuple(self._page(one) for one in self.all())

    def page(self, code: str) -> ProcedurePage | None:
        guide = self.guide()
        procedure = guide.procedures.get(code) if guide else None
        return self._page(procedure) if procedure else None

    def as_of(self) -> str | None:
        """The day of the catalogue, ISO."""
        guide = self.guide()
        return guide.published_on.isoformat() if guide and guide.published_on else None

    def _page(self, procedure: Procedure) -> ProcedurePage:
        def lines(section: Section) -> tuple[str, ...]:
            return tuple(checklist.section_lines(procedure, section))

        return ProcedurePage(
            code=procedure.code,
            name=procedure.name,
            field=procedure.field,
            online=procedure.online,
            bring=lines(Section.BRING),
            time=lines(Section.TIME),
            fee=lines(Section.FEE),
            place=lines(Section.PLACE),
            steps=tuple(procedure.steps),
            results=tuple(procedure.results),
            legal_basis=tuple(procedure.legal_basis),
            link=checklist.portal_link(self.settings, procedure),
            updated=self.as_of(),
        )


def _alphabetical(procedure: Procedure) -> tuple[str, str]:
    """As a Vietnamese reader expects: Đ beside D, marks aside."""
    return fold(procedure.field), fold(procedure.name)


def _found(procedure: Procedure) -> FoundProcedure:
    return FoundProcedure(procedure.code, procedure.name, procedure.field, procedure.online)
