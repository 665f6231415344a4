"""The enrolment server: kiosks bring a key and a secret, and take a certificate home; later a further one.

Owns the protocol on HTTP: two POSTs, limits (size, time, wrong tries), problem documents (RFC 9457). Refuses
to decide (`enrolment_rules`, `renewal_rules`). Others may add routes; TLS is uvicorn's.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

import anyio
import msgspec
from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from provisioning.authority import Authority
from provisioning.enrolment_rules import Answer, Enrolled, Refused, Waiting, enrol
from provisioning.errors import FullError
from provisioning.renewal_rules import Shown, renew
from provisioning.wrong_tries import WrongTries

log = logging.getLogger("motcua.enrolment")

BODY_LIMIT_BYTES: Final = 16_384
BODY_SECONDS: Final = 10.0
PATH: Final = "/enrol/v1/{province}/{ward}/{kiosk}"


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a kiosk sends; without a secret it asks a person to approve it."""

    csr: str
    secret: str = ""


class Problem(Exception):
    """Ends a request; `code` is what a kiosk decides on, `detail` is for its technician."""

    def __init__(self, status: int, code: str, detail: str, retry_seconds: int = 0) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.retry_seconds = status, code, detail, retry_seconds


@dataclass(frozen=True, slots=True)
class Desk:
    """Where requests are decided; `may_ask` lets kiosks without a secret wait for a person."""

    authority: Authority
    now: Callable[[], datetime]
    tries: WrongTries
    may_ask: bool = False

    async def enrol(self, request: Request) -> Response:
        name = "/".join(request.path_params[part] for part in ("province", "ward", "kiosk"))
        sender = request.client.host if request.client else ""
        wait = self.tries.wait_seconds(name, sender)
        if wait:
            raise Problem(429, "too_many_tries", f"kiosk {name}: too many wrong secrets; wait {wait} s", wait)
        body = await _read(request)
        answer = await to_thread.run_sync(self._decide, name, body)
        if isinstance(answer, Refused) and answer.code == "wrong_secret":
            self.tries.note(name, sender)
        log.info("enrolment kiosk=%s sender=%s answer=%s", name, sender, _word(answer))
        return _respond(answer)

    async def renew(self, request: Request) -> Response:
        """Over the certificate that is to be followed: `delivery.PeerProtocol` says which that is."""
        name = "/".join(request.path_params[part] for part in ("province", "ward", "kiosk"))
        state = request.state
        shown = Shown(getattr(state, "peer", ""), getattr(state, "paper", 0))
        body = await _read(request)
        answer = await to_thread.run_sync(self._decide_further, name, shown, body)
        log.info("renewal kiosk=%s peer=%s answer=%s", name, shown.name, _word(answer))
        return _respond(answer)

    def _decide_further(self, name: str, shown: Shown, body: Body) -> Answer:
        return renew(self.authority, name, shown, body.csr, now=self.now())

    def _decide(self, name: str, body: Body) -> Answer:
        return enrol(self.authority, name, body.secret, body.csr, now=self.now(), may_ask=self.may_ask)


def build(desk: Desk, more: Sequence[BaseRoute] = ()) -> Starlette:
    """The application: enrolment, renewal, `/healthz`, and whatever routes are added."""
    routes = [
        Route(PATH, desk.enrol, methods=["POST"]),
        Route(f"{PATH}/renew", desk.renew, methods=["POST"]),
        Route("/healthz", _healthz),
        *more,
    ]
    return Starlette(
        routes=routes,
        exception_handlers={
            Problem: _problem,
            FullError: _full,
            HTTPException: _plain,
            Exception: _unforeseen,
        },
    )


async def _healthz(_request: Request) -> Response:
    return JSONResponse({"status": "up"})


async def _read(request: Request) -> Body:
    """Stops at the limits, whatever the sender announces."""
    content = bytearray()
    try:
        with anyio.fail_after(BODY_SECONDS):
            async for chunk in request.stream():
                content += chunk
                if len(content) > BODY_LIMIT_BYTES:
                    raise Problem(
                        413,
                        "too_large",
                        f"the body is over {BODY_LIMIT_BYTES} bytes; send only secret and csr",
                    )
    except TimeoutError as error:
        raise Problem(408, "too_slow", f"the body took over {BODY_SECONDS:.0f} s; send it again") from error
    except ClientDisconnect as error:
        raise Problem(400, "cut_off", "the body ended early; send it again") from error
    try:
        return msgspec.json.decode(bytes(content), type=Body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Problem(422, "bad_request", f'{error}; send {{"secret": …, "csr": …}} as JSON') from error


def _respond(answer: Answer) -> Response:
    match answer:
        case Enrolled(certificate, authority):
            return JSONResponse(
                {"certificate": certificate, "ca": authority}, headers={"Cache-Control": "no-store"}
            )
        case Waiting():
            return JSONResponse({"state": "waiting"}, 202)
        case Refused(status, code, detail):
            raise Problem(status, code, detail)


def _word(answer: Answer) -> str:
    return answer.code if isinstance(answer, Refused) else type(answer).__name__.lower()


def _document(problem: Problem) -> Response:
    content = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
    }
    headers = {"Cache-Control": "no-store"}
    if problem.retry_seconds:
        headers["Retry-After"] = str(problem.retry_seconds)
    return JSONResponse(content, problem.status, headers, "application/problem+json")


async def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return _document(error)


async def _full(_request: Request, error: Exception) -> Response:
    log.error("register cannot be written reason=%s", error)
    return _document(
        Problem(503, "unavailable", "the authority cannot write its register; try again later", 60)
    )


async def _plain(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
    return _document(Problem(error.status_code, code, f"{request.method} {request.url.path}: {error.detail}"))


async def _unforeseen(request: Request, error: Exception) -> Response:
    log.error("request failed path=%s", request.url.path, exc_info=error)
    return _document(Problem(500, "unforeseen", "the authority's log has the traceback; try again later", 60))
