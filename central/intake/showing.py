"""What somebody is shown of their sheet: a page of it, or for the page's script what is kept now.

Owns what is found for a page: its mark, what is wrong, what changed, where an unfinished draft goes on.
Refuses writing (`counter`), words and HTML.
"""

from collections.abc import Mapping
from typing import Final

import msgspec
from starlette.responses import JSONResponse, Response

from central.dashboard.words import Language
from central.home.words import SHARED
from central.intake import drafts, forms
from central.intake.drafts import Draft
from central.intake.faults import said
from central.intake.letterbox import Faults, Letterbox, Sheet
from central.intake.view import Drawn, view, weight
from central.intake.visit import JUDGED, KEPT_NOW, TOLD, Visit
from central.measures import HANOI
from central.sms.keys import KeyFault
from mqtt.forms import Field

_NOTHING: Final[Mapping[str, str]] = {}


class Showing:
    def __init__(self, box: Letterbox) -> None:
        self._box = box

    def opened(self, visit: Visit, token: str, draft: Draft | None) -> Response:
        """A page that somebody came to: what is wrong is told where it was sent, and at the check."""
        faults = {} if draft is None or visit.named is None else self._found(visit, draft)
        return self._drawn(visit, token, draft, faults, 200, at=visit.at)

    def again(
        self,
        visit: Visit,
        token: str,
        draft: Draft | None,
        faults: Faults,
        status: int,
        *,
        at: int,
        typed: Mapping[str, str] = _NOTHING,
    ) -> Response:
        """`typed` goes before what the draft holds: it could not be kept."""
        if visit.wants_json:
            return JSONResponse({"faults": _texts(faults, visit.language)}, status)
        return self._drawn(visit, token, draft, faults, status, at=at, typed=typed)

    def told(self, visit: Visit, token: str, faults: Faults) -> Response:
        """For the page's script."""
        draft, words = self._box.draft(token), SHARED[visit.language]
        attached = [
            {"id": one.id, "field": one.field, "name": one.name, "shown": weight(one.size, words)}
            for one in (draft.files if draft else ())
        ]
        told = {
            "kept": self._box.clock().astimezone(HANOI).strftime("%H:%M"),
            "files": attached,
            "faults": _texts(faults, visit.language),
            "later": self._later(token),
        }
        return JSONResponse(told, headers={"Cache-Control": "no-store"})

    def of_page(self, visit: Visit, at: int, faults: Faults) -> Faults:
        """Those that this page tells: its own, and on the check all of them."""
        if at == visit.last:
            return faults
        own = {one.name for one in visit.step(at).fields}
        return {name: fault for name, fault in faults.items() if name in own}

    def sealed(self, faults: Faults) -> str:
        """For an address: of what was sent, and is not in the draft."""
        return drafts.seal(self._box.keys, msgspec.json.encode(faults).decode())

    def _found(self, visit: Visit, draft: Draft) -> Faults:
        said = visit.request.query_params.get(TOLD, "")
        if said == JUDGED:
            return self.of_page(visit, visit.at, self._box.judged(visit.sheet, draft).faults)
        if said:
            return self._unsealed(said)
        if visit.changing or visit.at == visit.last:
            return self.of_page(visit, visit.at, self._unfinished(visit, draft))
        return {}

    def _unsealed(self, said: str) -> Faults:
        """Nothing where somebody else wrote it."""
        try:
            return msgspec.json.decode(drafts.unseal(self._box.keys, said), type=Faults)
        except (KeyFault, msgspec.MsgspecError, UnicodeError):
            return {}

    def _unfinished(self, visit: Visit, draft: Draft) -> Faults:
        """What keeps it from being filed, but for what is agreed to only then."""
        last = {one.name for one in visit.step(visit.last).fields}
        faults = self._box.judged(visit.sheet, draft).faults
        return {name: fault for name, fault in faults.items() if name not in last}

    def _goes_on(self, visit: Visit, draft: Draft) -> int:
        """The first page on which something is missing."""
        faults = self._unfinished(visit, draft)
        pages = range(1, visit.last)
        return next((at for at in pages if self.of_page(visit, at, faults)), visit.last)

    def _drawn(
        self,
        visit: Visit,
        token: str,
        draft: Draft | None,
        faults: Faults,
        status: int,
        *,
        at: int,
        typed: Mapping[str, str] = _NOTHING,
    ) -> Response:
        coming_back = visit.named is None and visit.last > 1 and draft is not None and status == 200
        drawn = Drawn(
            at=at,
            mark=self._box.mark(token, visit.sheet),
            draft=draft,
            typed=typed,
            good=self._box.judged(visit.sheet, draft).good if draft and at == visit.last else _NOTHING,
            faults=faults,
            changed=self._news(visit.sheet, draft),
            later="" if visit.sheet.place.code else self._later(token),
            kept=KEPT_NOW in visit.request.query_params,
            changing=visit.changing and at == visit.at,
            goes_on=self._goes_on(visit, draft) if coming_back and draft else 0,
        )
        return visit.draw(view(visit.sheet, visit.steps, visit.language, drawn), status)

    def _later(self, token: str) -> str:
        return f"{self._box.address}/nop/tiep/{token}"

    def _news(self, sheet: Sheet, draft: Draft | None) -> list[Field] | None:
        """What the form asks otherwise than when the draft was kept; None where nothing changed."""
        if draft is None or draft.version == sheet.form.version:
            return None
        with self._box.reader as _:
            old = forms.version(self._box.reader, sheet.place.province, sheet.place.procedure, draft.version)
        return forms.changes(old, sheet.form)


def _texts(faults: Faults, language: Language) -> dict[str, str]:
    return {field: said(fault, language) for field, fault in faults.items()}
