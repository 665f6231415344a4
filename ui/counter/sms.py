"""SMS that did not arrive, on the supervisor's page: their words, and the two requests about one.

Owns the words, the same as at the centre (`central.dashboard.words.sms`), and these routes. Refuses rules:
the core decides. A kiosk whose SMS the centre sends shows nothing of this.
"""

import re
from functools import partial
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from firmware.console import Done, Why
from firmware.sms_pages import DecideSms
from ui.counter import guard
from ui.counter.office import Office
from ui.counter.openapi import Endpoint, Operation
from ui.counter.problems import read_body

STATES: Final = {
    "waiting": ("Chờ gửi", "Waiting"),
    "sending": ("Đang gửi", "Being sent"),
    "failed": ("Không gửi được", "Not sent"),
    "undeliverable": ("Nhà mạng không chuyển được", "Given up by the network"),
    "uncertain": ("Không rõ đã gửi chưa", "Sent or not, nobody knows"),
}
KINDS: Final = {
    "received": ("Đã tiếp nhận", "Received"),
    "supplement": ("Cần bổ sung", "Papers missing"),
    "ready": ("Có kết quả", "Result ready"),
    "soon": ("Sắp đến lượt", "Soon called"),
}
TROUBLES: Final = {
    "absent": ("chưa lắp modem; tin đang chờ", "no modem is fitted; SMS wait"),
    "not_ready": ("modem không gửi được; tin đang chờ", "the modem cannot send; SMS wait"),
    "no_receipts": (
        "nhà mạng không báo đã nhận tin nào: SIM hết tiền, bị khóa hoặc mất sóng",
        "the network confirms none: no credit, a blocked SIM or no signal",
    ),
}
_REASONS: Final = (
    ("the network did not deliver it", "máy tắt, hết chỗ hoặc số không còn dùng", "telephone off or full"),
    ("the modem did not send it", "modem không gửi được", "the modem did not send it"),
    ("the modem has lost it", "modem không còn giữ tin này", "the modem has lost it"),
    ("the power went", "mất điện đúng lúc đang gửi", "the power went while it was handed over"),
    ("its number was erased", "số điện thoại đã xóa", "its number was erased"),
    ("sent again by ", "đã cho gửi lại", "sent again by a supervisor"),
)
"""How a reason begins, and its words. What nobody foresaw is shown as it came."""


class DecideBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


def why(reason: str) -> tuple[str, str]:
    found = ((vi, en) for begins, vi, en in _REASONS if reason.startswith(begins))
    return next(found, (reason, reason))


_DECIDE: Final = partial(
    Operation,
    method="POST",
    body=DecideBody,
    answer=Done,
    refusals=(Why.NOT_SIGNED_IN, Why.NOT_SUPERVISOR, Why.UNKNOWN_SMS, Why.WRONG_STATE),
)


def routes(office: Office) -> list[Route]:
    async def again(request: Request) -> Response:
        return await _decide(office, request, again=True)

    async def drop(request: Request) -> Response:
        return await _decide(office, request, again=False)

    return [
        Endpoint("/api/v1/sms/{sms}/again", again, _DECIDE("Send an SMS again that did not arrive")),
        Endpoint("/api/v1/sms/{sms}/drop", drop, _DECIDE("Let an SMS be that did not arrive")),
    ]


async def _decide(office: Office, request: Request, *, again: bool) -> Response:
    session = guard.session_of(request)
    await read_body(request, DecideBody)
    text = request.path_params["sms"]
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise guard.refused(Why.UNKNOWN_SMS, f"SMS {text[:20]!r} is no number; see the supervisor's page")
    return guard.settle(await guard.ask(office, DecideSms(session=session, sms=int(text), again=again)))
