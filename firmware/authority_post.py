"""One question to the authority over HTTPS, and its answer as a value.

Owns the wire of enrolment and renewal: TLS against the folder's own authority, one POST, a deadline for the
whole of it, a limit on the answer. Refuses deciding what an answer means (`enrolment`, `renewal`).
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

SOCKET_SECONDS: Final = 10.0
ANSWER_SECONDS: Final = 30.0
MOST_BYTES: Final = 64 * 1024


class _Paper(msgspec.Struct, frozen=True):
    certificate: str


class _Problem(msgspec.Struct, frozen=True):
    code: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    certificate: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person must approve it."""


@dataclass(frozen=True, slots=True)
class Refused:
    status: int
    code: str
    detail: str


Answer = Issued | Waiting | Refused


@dataclass(frozen=True, slots=True)
class Pair:
    """Whose name the kiosk speaks in: files of its certificate and key."""

    certificate: Path
    key: Path


def ask(url: str, name: str, secret: str, csr: str, authority: Path) -> Answer:
    """OSError where nobody answers in time, or somebody who is not of that authority."""
    return _post(url, f"/enrol/v1/{name}", {"secret": secret, "csr": csr}, _trust(authority))


def ask_for_more(url: str, name: str, csr: str, authority: Path, pair: Pair) -> Answer:
    """A further certificate, in the name of the one in use; OSError as for `ask`."""
    trust = _trust(authority)
    trust.load_cert_chain(pair.certificate, pair.key)
    return _post(url, f"/enrol/v1/{name}/renew", {"csr": csr}, trust)


def _trust(authority: Path) -> ssl.SSLContext:
    trust = ssl.create_default_context(cafile=str(authority))
    trust.minimum_version = ssl.TLSVersion.TLSv1_2
    return trust


def _post(url: str, path: str, question: dict[str, str], trust: ssl.SSLContext) -> Answer:
    parts = urlsplit(url)
    connection = http.client.HTTPSConnection(
        parts.hostname or "", parts.port or 443, timeout=SOCKET_SECONDS, context=trust
    )
    try:
        connection.connect()
        with _deadline(connection.sock):
            where, body = f"{parts.path.rstrip('/')}{path}", msgspec.json.encode(question)
            connection.request("POST", where, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            return _answer(response.status, response.read(MOST_BYTES))
    except http.client.HTTPException as error:
        raise ConnectionError(f"{url}: no HTTP answer ({error!r})") from error
    finally:
        connection.close()


@contextlib.contextmanager
def _deadline(sock: socket.socket) -> Iterator[None]:
    """A sender of one byte every nine seconds is hung up on, too."""
    hang_up = threading.Timer(ANSWER_SECONDS, _hang_up, (sock,))
    hang_up.daemon = True
    hang_up.start()
    try:
        yield
    finally:
        hang_up.cancel()


def _hang_up(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _answer(status: int, content: bytes) -> Answer:
    try:
        if status == http.HTTPStatus.OK:
            return Issued(msgspec.json.decode(content, type=_Paper).certificate)
        if status == http.HTTPStatus.ACCEPTED:
            return Waiting()
        problem = msgspec.json.decode(content, type=_Problem)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return Refused(status, "", f"an answer that is not of the protocol: {error}")
    return Refused(status, problem.code, problem.detail)
