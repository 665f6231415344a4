"""Filling in a sheet and handing it in, at whatever address it stands: one visit is one request.

Owns cookies, marks, and what each button does. Refuses judgement (`letterbox`) and the page around the sheet:
whoever calls draws it. A draft is its cookie's; what comes with another mark than the cookie's is shown again
and not kept, because another site may have sent it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import anyio
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from central.dashboard.words import Language
from central.desk import NotWritten
from central.home.caller import TRAP, led_to, machine
from central.home.words import SHARED
from central.intake import body, drafts, forms, limits
from central.intake.body import Sent, Unreadable
from central.intake.drafts import KEPT, Draft
from central.intake.faults import said
from central.intake.letterbox import Faults, Letterbox, Sheet, Shown
from central.intake.values import Fault
from central.intake.view import View, view, weight
from central.measures import HANOI
from mqtt.forms import Field

COOKIE: Final = "motcua-nop"
READ_SECONDS: Final = 600.0
AT_ONCE: Final = 16
"""Each may hold 32 MiB in memory."""


@dataclass(frozen=True, slots=True)
class Visit:
    """`home` is the path that the draft belongs to; `draw` puts the sheet into its page."""

    request: Request
    sheet: Sheet
    language: Language
    home: str
    draw: Callable[[View, int], Response]

    @property
    def token(self) -> str:
        return self.request.cookies.get(COOKIE, "")

    @property
    def address(self) -> str:
        return machine(self.request)

    @property
    def wants_json(self) -> bool:
        return self.request.headers.get("accept", "") == "application/json"

    def to(self, path: str, **parameters: str) -> Response:
        return led_to(path, self.language, **parameters)


class Counter:
    def __init__(self, box: Letterbox) -> None:
        self._box = box
        self._reading = 0

    def show(self, visit: Visit) -> Response:
        """The sheet as it was left; a new draft's secret is not in the store before something is kept."""
        token = visit.token
        fresh = not token or self._box.receipt(token) is not None
        draft = None if fresh else self._box.draft(token)
        kept = "kept" in visit.request.query_params
        token = drafts.new_token() if fresh else token
        answer = self._drawn(visit, token, draft, {}, {}, self._news(visit.sheet, draft), 200, kept=kept)
        if fresh:
            set_cookie(visit.request, answer, token, visit.home)
        return answer

    async def take(self, visit: Visit) -> Response:
        wait = self._box.limits.save(visit.address, self._box.clock())
        if wait:
            return await run_sync(self._refused, visit, _paused(wait), 429)
        if self._reading >= AT_ONCE:
            return await run_sync(self._refused, visit, Fault("busy"), 503)
        self._reading += 1
        try:
            with anyio.fail_after(READ_SECONDS):
                sent = await body.read(visit.request)
        except (Unreadable, TimeoutError):
            return await run_sync(self._refused, visit, Fault("unreadable"), 400)
        finally:
            self._reading -= 1
        return await run_sync(self._taken, visit, sent)

    # ------------------------------------------------------------ what was sent

    def _taken(self, visit: Visit, sent: Sent) -> Response:
        shown, token = self._box.marked(sent.values.get("shown", "")), visit.token
        if shown is None or shown.token != token:
            return self._once_more(visit, sent)
        before = self._box.draft(token)
        try:
            faults = self._box.keep(visit.sheet, token, sent, seen=shown.version)
            wish, _, file = sent.values.get("do", "save").partition(":")
            if wish == "remove":
                self._box.remove(token, file)
            if wish == "send" and not faults:
                return self._sent(visit, sent, shown, before)
        except drafts.Sent:
            return self._receipt(visit, token)
        except NotWritten:
            return self._again(visit, token, before, sent.values, {"": Fault("busy")}, 503)
        if visit.wants_json:
            return self._told(visit, token, faults)
        if faults or wish != "save":
            return self._again(visit, token, self._box.draft(token), {}, faults, 422 if faults else 200)
        return visit.to(visit.request.url.path, kept="1")

    def _sent(self, visit: Visit, sent: Sent, shown: Shown, before: Draft | None) -> Response:
        """Sent off, or shown again with what is wrong; it is in the draft either way.

        A draft that is gone by now was sent by the same hand, a moment ago.
        """
        token, now = shown.token, self._box.clock()
        draft = self._box.draft(token)
        if draft is None:
            raise drafts.Sent
        if sent.values.get(TRAP):
            return self._again(visit, token, draft, {}, {"": Fault("trap")}, 422)
        if before is None and now - shown.at < limits.HASTE:
            return self._again(visit, token, draft, {}, {"": Fault("haste")}, 422)
        if shown.version != visit.sheet.form.version:
            return self._drawn(visit, token, draft, {}, {}, self._news(visit.sheet, draft), 409)
        judged = self._box.judge(visit.sheet, draft.answers, [one.field for one in draft.files])
        if judged.faults:
            return self._again(visit, token, draft, {}, judged.faults, 422)
        wait = self._box.limits.filing(visit.address, visit.sheet.place.ward, now)
        if wait:
            return self._again(visit, token, draft, {}, {"": _paused(wait)}, 429)
        filed = self._box.file(self._box.filing(visit.sheet, draft.secret, token, judged.good))
        if isinstance(filed, dict):
            return self._again(visit, token, draft, {}, filed, 422)
        return visit.to(f"/nop/ho-so/{filed.code}/{filed.token}", moi="1")

    def _receipt(self, visit: Visit, token: str) -> Response:
        receipt = self._box.receipt(token)
        assert receipt is not None, "the store says that it was filed"
        if visit.wants_json:
            return JSONResponse({"filed": receipt.code})
        return visit.to(f"/nop/ho-so/{receipt.code}/{receipt.token}", moi="1")

    # ------------------------------------------------------------ answers

    def _once_more(self, visit: Visit, sent: Sent) -> Response:
        """Nothing is kept: nobody knows whose page it was. What was typed is shown, to be sent again."""
        fault = {"": Fault("old_page")}
        if visit.wants_json:
            return JSONResponse({"faults": _texts(fault, visit.language)}, 400)
        token = visit.token or drafts.new_token()
        answer = self._drawn(visit, token, self._box.draft(token), sent.values, fault, None, 400)
        set_cookie(visit.request, answer, token, visit.home)
        return answer

    def _refused(self, visit: Visit, fault: Fault, status: int) -> Response:
        return self._again(visit, visit.token, self._box.draft(visit.token), {}, {"": fault}, status)

    def _again(
        self,
        visit: Visit,
        token: str,
        draft: Draft | None,
        typed: Mapping[str, str],
        faults: Faults,
        status: int,
    ) -> Response:
        if visit.wants_json:
            return JSONResponse({"faults": _texts(faults, visit.language)}, status)
        return self._drawn(visit, token, draft, typed, faults, None, status)

    def _told(self, visit: Visit, token: str, faults: Faults) -> Response:
        """For the page's script: what is kept now."""
        draft = self._box.draft(token)
        words = SHARED[visit.language]
        attached = [
            {
                "id": one.id,
                "field": one.field,
                "name": one.name,
                "shown": weight(one.size, words),
            }
            for one in (draft.files if draft else ())
        ]
        at = self._box.clock().astimezone(HANOI).strftime("%H:%M")
        told = {
            "kept": at,
            "files": attached,
            "faults": _texts(faults, visit.language),
            "later": self._later(token),
        }
        return JSONResponse(told, headers={"Cache-Control": "no-store"})

    def _drawn(
        self,
        visit: Visit,
        token: str,
        draft: Draft | None,
        typed: Mapping[str, str],
        faults: Faults,
        changed: list[Field] | None,
        status: int,
        *,
        kept: bool = False,
    ) -> Response:
        mark = self._box.mark(token, visit.sheet)
        drawn = view(
            visit.sheet,
            visit.language,
            mark=mark,
            draft=draft,
            said=typed,
            faults=faults,
            changed=changed,
            later="" if visit.sheet.place.code else self._later(token),
            kept=kept,
        )
        return visit.draw(drawn, status)

    def _later(self, token: str) -> str:
        return f"{self._box.address}/nop/tiep/{token}"

    def _news(self, sheet: Sheet, draft: Draft | None) -> list[Field] | None:
        """What the form asks otherwise than when the draft was kept; None where nothing changed."""
        if draft is None or draft.version == sheet.form.version:
            return None
        with self._box.reader as _:
            old = forms.version(self._box.reader, sheet.place.province, sheet.place.procedure, draft.version)
        return forms.changes(old, sheet.form)


def set_cookie(request: Request, answer: Response, token: str, path: str) -> None:
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(KEPT.total_seconds()),
        path=path,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def _paused(wait: timedelta) -> Fault:
    return Fault("paused", {"minutes": str(max(1, -(-int(wait.total_seconds()) // 60)))})


def _texts(faults: Faults, language: Language) -> dict[str, str]:
    return {field: said(fault, language) for field, fault in faults.items()}
