"""One file into the catalogue: what is good is kept in one transaction, the rest is told with a reason.

Owns counting, duplicates and the everyday words. Refuses formats (`reading`) and the words of a refusal
(`checking`).
"""

from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from central.catalogue import reading
from central.catalogue.checking import Draft, Refused, merged
from central.catalogue.store import Catalogue
from central.catalogue.words import everyday
from mqtt.catalogue import Procedure


@dataclass(frozen=True, slots=True)
class Refusal:
    place: str
    code: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.place, self.code, self.reason) if part)


@dataclass(slots=True)
class Outcome:
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    refusals: list[Refusal] = field(default_factory=list)


def import_file(catalogue: Catalogue, province: str, path: Path, at: str) -> Outcome:
    """Unusable: the file cannot be read as a whole, and nothing was changed."""
    drafts = reading.read(path)
    outcome = Outcome()
    places: dict[str, str] = {}
    with catalogue.transaction():
        for draft in drafts:
            try:
                _take(catalogue, province, _only(draft, places), at, outcome)
            except Refused as refused:
                outcome.refusals.append(Refusal(draft.place, draft.code, str(refused)))
    return outcome


def _only(draft: Draft, places: dict[str, str]) -> Procedure:
    """What a draft says, if it says something and nobody before it spoke of the same code."""
    first = places.setdefault(draft.code, draft.place) if draft.code else draft.place
    if draft.said is None:
        raise Refused(draft.refusal)
    if first != draft.place:
        raise Refused(f"the same code as {first}; keep one of them")
    return draft.said


def _take(catalogue: Catalogue, province: str, said: Procedure, at: str, outcome: Outcome) -> None:
    known = catalogue.procedure(province, said.code)
    procedure = _with_everyday_words(merged(known, said))
    if known is None:
        outcome.imported += 1
    elif known == procedure:
        outcome.unchanged += 1
        return
    else:
        outcome.updated += 1
    catalogue.keep(province, procedure, at)


def _with_everyday_words(procedure: Procedure) -> Procedure:
    words = dict.fromkeys([*procedure.everyday, *everyday(procedure.code)])
    return replace(procedure, everyday=list(words))
