"""The update server's routes: what a kiosk is offered, the bundles themselves, and what it reports back.

Owns HTTP. Refuses to decide (`rollout`). Every request must come over TLS with the kiosk's own
certificate: uvicorn does not hand the peer's name on, so `PeerProtocol` puts it into the request's state.
Mount with ``uvicorn.Config(app, http=PeerProtocol, ssl_cert_reqs=ssl.CERT_OPTIONAL, ssl_ca_certs=…)``:
optional, because a kiosk that enrols on the same port has no certificate yet.
"""

import asyncio
import logging
import re
from pathlib import Path
from typing import Any, Final

import msgspec
from cryptography import x509
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from provisioning.rollout import Report, Rollout

log = logging.getLogger(__name__)

BODY_LIMIT_BYTES: Final = 4096
_FILE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}\.raucb")
_WORD: Final = re.compile(r"[A-Za-z0-9._+-]{0,40}")
_KIOSK: Final = "/updates/v1/{group}/{province}/{ward}/{kiosk}"


class Offer(msgspec.Struct, frozen=True):
    version: str
    bundle: str
    size: int
    sha256: str


class PeerProtocol(H11Protocol):
    """Puts the client's certificate into `request.state`: its name as `peer`, its number as `paper`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        told = _told(transport)
        self.app_state = {**self.app_state, "peer": _common_name(told), "paper": _number(told)}


def routes(folder: Path, revoked: Path | None = None) -> list[Route]:
    """`folder` is the one that `motcua-provision release publish` fills, `revoked` the authority's list.

    The TLS layer would read such a list once; here whoever is revoked is out at the next request.
    """
    delivery = _Delivery(folder, revoked)
    return [
        Route("/updates/v1/bundles/{file}", delivery.bundle, methods=["GET"]),
        Route(f"{_KIOSK}/report", delivery.report, methods=["POST"]),
        Route(_KIOSK, delivery.offer, methods=["GET"]),
    ]


class _Delivery:
    def __init__(self, folder: Path, revoked: Path | None) -> None:
        self._bundles = folder / "bundles"
        self._rollout = Rollout(folder)
        self._revoked = revoked

    def offer(self, request: Request) -> Response:
        kiosk = self._own_name(request)
        running = request.query_params.get("running", "")
        if kiosk is None:
            return _stranger(request)
        if not _WORD.fullmatch(running):
            return _problem(422, "bad_request", "running: not a version; send one like 1.4.0")
        release = self._rollout.offer(kiosk, request.path_params["group"], running)
        if release is None:
            return Response(status_code=204)
        offer = Offer(release.version, f"/updates/v1/bundles/{release.file}", release.size, release.sha256)
        return Response(msgspec.json.encode(offer), media_type="application/json")

    def bundle(self, request: Request) -> Response:
        """In ranges, so that a cut costs what was not written yet."""
        name = request.path_params["file"]
        if not self._peer(request):
            return _stranger(request)
        path = self._bundles / name
        if not _FILE.fullmatch(name) or not path.is_file():
            return _problem(404, "not_found", f"bundle {name!r} is not here; ask again what is offered")
        return FileResponse(path, media_type="application/octet-stream")

    async def report(self, request: Request) -> Response:
        kiosk = self._own_name(request)
        if kiosk is None:
            return _stranger(request)
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > BODY_LIMIT_BYTES:
                return _problem(413, "too_large", f"the report is over {BODY_LIMIT_BYTES} bytes; shorten it")
        try:
            report = msgspec.json.decode(bytes(body), type=Report)
        except msgspec.DecodeError as error:
            return _problem(422, "bad_request", f"{error}; send version, outcome and detail")
        stopped = self._rollout.report(kiosk, request.path_params["group"], report)
        log.info("update reported kiosk=%s version=%s outcome=%s", kiosk, report.version, report.outcome)
        if stopped and report.outcome != "good":
            log.error("release stopped version=%s: %s", report.version, stopped)
        return Response(status_code=204)

    def _own_name(self, request: Request) -> str | None:
        """The kiosk of the path, if the certificate is its own."""
        named = "/".join(request.path_params[part] for part in ("province", "ward", "kiosk"))
        return named if self._peer(request) == named else None

    def _peer(self, request: Request) -> str:
        """Whose certificate it is; "" where there is none, or one that was taken back."""
        if self._revoked is not None:
            taken_back = x509.load_pem_x509_crl(self._revoked.read_bytes())
            if taken_back.get_revoked_certificate_by_serial_number(request.state.paper) is not None:
                return ""
        return str(request.state.peer)


def _told(transport: asyncio.Transport) -> dict[str, Any]:
    """What the TLS layer verified of a client's certificate; empty where it has none."""
    door = transport.get_extra_info("ssl_object")
    return (door.getpeercert() if door is not None else None) or {}


def _common_name(told: dict[str, Any]) -> str:
    names = [value for part in told.get("subject", ()) for key, value in part if key == "commonName"]
    return names[0] if len(names) == 1 else ""


def _number(told: dict[str, Any]) -> int:
    return int(told.get("serialNumber", "0"), 16)


def _stranger(request: Request) -> Response:
    peer = request.state.peer or "no certificate"
    return _problem(403, "wrong_certificate", f"{request.url.path} is not for {peer}; enrol this kiosk")


def _problem(status: int, code: str, detail: str) -> JSONResponse:
    body = {"type": "about:blank", "title": code, "status": status, "detail": detail, "code": code}
    return JSONResponse(body, status, {"Cache-Control": "no-store"}, "application/problem+json")
