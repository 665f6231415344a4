"""Filling in a sheet and handing it in, at whatever address it stands: one visit is one request.

Owns what each button does. Refuses judgement (`letterbox`), what is shown then (`showing`) and the page
around it: whoever calls draws that. A draft is its cookie's; what comes with another mark than the cookie's
is shown again and not kept, because another site may have sent it.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import anyio
from anyio.to_thread import run_sync
from starlette.responses import JSONResponse, Response

from central.dashboard.words import language_of
from central.desk import NotWritten
from central.home.caller import TRAP
from central.intake import body, drafts, limits
from central.intake.body import Sent, Unreadable
from central.intake.drafts import Draft
from central.intake.letterbox import Faults, Letterbox, Shown
from central.intake.showing import Showing
from central.intake.values import Fault
from central.intake.visit import JUDGED, KEPT_NOW, TOLD, Visit, set_cookie

READ_SECONDS: Final = 600.0
AT_ONCE: Final = 16
"""Each may hold 32 MiB in memory."""


@dataclass(frozen=True, slots=True)
class _Pressed:
    """A button with what the page carried: next, back, check, save, send, remove:<file>, lang:<language>."""

    wish: str
    what: str
    shown: Shown
    sent: Sent
    before: Draft | None


class Counter:
    def __init__(self, box: Letterbox) -> None:
        self._box = box
        self._showing = Showing(box)
        self._reading = 0

    def show(self, visit: Visit) -> Response:
        """The sheet as it was left; a new draft's secret is not in the store before something is kept."""
        token = visit.token
        if token and self._box.receipt(token) is None:
            return self._showing.opened(visit, token, self._box.draft(token))
        token = drafts.new_token()
        answer = self._showing.opened(visit, token, None)
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
        wish, _, what = sent.values.get("do", "save").partition(":")
        pressed = _Pressed(wish, what, shown, sent, self._box.draft(token))
        try:
            return self._done(visit, pressed)
        except drafts.Sent:
            return self._receipt(visit, token)
        except NotWritten:
            at, fault = _page(visit, sent), {"": Fault("busy")}
            return self._showing.again(visit, token, pressed.before, fault, 503, at=at, typed=sent.values)

    def _done(self, visit: Visit, pressed: _Pressed) -> Response:
        """What was typed is kept, whichever button it was."""
        token, sent = pressed.shown.token, pressed.sent
        page = visit.shown(whole="name" in sent.values)
        faults = self._box.keep(visit.sheet, token, sent, seen=pressed.shown.version, page=page)
        if pressed.wish == "remove":
            self._box.remove(token, pressed.what)
        if pressed.wish == "send" and not faults:
            return self._sent(visit, pressed)
        if visit.wants_json:
            return self._showing.told(visit, token, faults)
        return self._onward(visit, pressed, faults)

    def _onward(self, visit: Visit, pressed: _Pressed, faults: Faults) -> Response:
        """To the page that was wished for; the same one again with what is wrong, or changed meanwhile."""
        token, draft = pressed.shown.token, self._box.draft(pressed.shown.token)
        if faults:
            at, said = _page(visit, pressed.sent), self._showing.sealed(faults)
            return self._wrong(visit, token, draft, faults, 422, at=at, said=said)
        if pressed.wish in ("next", "check") and draft is not None:
            judged = self._box.judged(visit.sheet, draft)
            if self._showing.of_page(visit, visit.at, judged.faults):
                return self._wrong(visit, token, draft, judged.faults, 422, at=visit.at)
            if pressed.shown.version != visit.sheet.form.version:
                return self._wrong(visit, token, draft, {}, 409, at=visit.at)
        match pressed.wish:
            case "next":
                return visit.led(min(visit.at + 1, visit.last), token, {})
            case "back":
                return visit.led(max(visit.at - 1, 1), token, {})
            case "check":
                return visit.led(visit.last, token, {})
            case "remove":
                return visit.led(visit.named, token, visit.more)
            case "lang":
                return visit.led(visit.named, token, visit.more, language_of(pressed.what))
        return visit.led(visit.named, token, visit.more | {KEPT_NOW: "1"})

    def _sent(self, visit: Visit, pressed: _Pressed) -> Response:
        """Sent off, or shown again with what is wrong; it is in the draft either way.

        A draft that is gone by now was sent by the same hand, a moment ago.
        """
        token, now = pressed.shown.token, self._box.clock()
        draft = self._box.draft(token)
        if draft is None:
            raise drafts.Sent
        if pressed.sent.values.get(TRAP):
            return self._held(visit, draft, token, Fault("trap"), 422)
        if pressed.before is None and now - pressed.shown.at < limits.HASTE:
            return self._held(visit, draft, token, Fault("haste"), 422)
        if pressed.shown.version != visit.sheet.form.version:
            return self._wrong(visit, token, draft, {}, 409, at=visit.last)
        judged = self._box.judged(visit.sheet, draft)
        if judged.faults:
            return self._wrong(visit, token, draft, judged.faults, 422, at=visit.last)
        wait = self._box.limits.filing(visit.address, visit.sheet.place.ward, now)
        if wait:
            return self._held(visit, draft, token, _paused(wait), 429)
        filed = self._box.file(self._box.filing(visit.sheet, draft.secret, token, judged.good))
        if isinstance(filed, dict):
            return self._held(visit, draft, token, filed[""], 422)
        return visit.to(f"/nop/ho-so/{filed.code}/{filed.token}", moi="1")

    def _wrong(
        self,
        visit: Visit,
        token: str,
        draft: Draft | None,
        faults: Faults,
        status: int,
        *,
        at: int,
        said: str = JUDGED,
    ) -> Response:
        """The page again with what is wrong, at an address that a browser can go back to."""
        if visit.named is None:
            return self._showing.again(visit, token, draft, faults, status, at=at)
        return visit.led(at, token, visit.more | ({TOLD: said} if faults else {}))

    def _held(self, visit: Visit, draft: Draft, token: str, why: Fault, status: int) -> Response:
        said = self._showing.sealed({"": why})
        return self._wrong(visit, token, draft, {"": why}, status, at=visit.last, said=said)

    def _receipt(self, visit: Visit, token: str) -> Response:
        receipt = self._box.receipt(token)
        assert receipt is not None, "the store says that it was filed"
        if visit.wants_json:
            return JSONResponse({"filed": receipt.code})
        return visit.to(f"/nop/ho-so/{receipt.code}/{receipt.token}", moi="1")

    def _once_more(self, visit: Visit, sent: Sent) -> Response:
        """Nothing is kept: nobody knows whose page it was. What was typed is shown, to be sent again."""
        token, fault = visit.token or drafts.new_token(), {"": Fault("old_page")}
        at, draft = _page(visit, sent), self._box.draft(token)
        answer = self._showing.again(visit, token, draft, fault, 400, at=at, typed=sent.values)
        set_cookie(visit.request, answer, token, visit.home)
        return answer

    def _refused(self, visit: Visit, fault: Fault, status: int) -> Response:
        draft = self._box.draft(visit.token)
        return self._showing.again(visit, visit.token, draft, {"": fault}, status, at=visit.at)


def _page(visit: Visit, sent: Sent) -> int:
    """Where it is shown again: the page that was sent, or the check of all that was sent at once."""
    return visit.last if visit.named is None and sent.values.get("do") == "send" else visit.at


def _paused(wait: timedelta) -> Fault:
    return Fault("paused", {"minutes": str(max(1, -(-int(wait.total_seconds()) // 60)))})
