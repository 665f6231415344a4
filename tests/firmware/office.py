"""A little authority behind real TLS that speaks the protocol of enrolment, in a thread of the test.

Owns answers: a certificate for the right secret, a further one to anybody, or whatever it is told to answer.
Refuses assertions.
"""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

SECRET = "mot-lan-duy-nhat"


@dataclass(slots=True)
class Office:
    """`answers` are given first, in their order: a status and a document, or None for hanging up."""

    authority: trustme.CA
    host: str = "localhost"
    port: int = 0
    days: int = 365
    answers: list[tuple[int, dict[str, Any]] | None] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://{self.host}:{self.port}"

    def issue(self, csr: str) -> str:
        wish = x509.load_pem_x509_csr(csr.encode())
        assert wish.is_signature_valid
        now = datetime.now(UTC)
        issuer = x509.load_pem_x509_certificate(self.authority.cert_pem.bytes())
        signer = serialization.load_pem_private_key(self.authority.private_key_pem.bytes(), None)
        assert isinstance(signer, ec.EllipticCurvePrivateKey)
        signed = (
            x509.CertificateBuilder()
            .subject_name(wish.subject)
            .issuer_name(issuer.subject)
            .public_key(wish.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=self.days))
            .sign(signer, hashes.SHA256())
        )
        return signed.public_bytes(serialization.Encoding.PEM).decode()

    def answer(self, path: str, body: dict[str, str]) -> tuple[int, dict[str, Any]] | None:
        self.asked.append((path, body))
        if self.answers:
            return self.answers.pop(0)
        if not path.endswith("/renew") and body["secret"] != SECRET:
            return 403, problem("wrong_secret")
        return 200, {"certificate": self.issue(body["csr"]), "ca": self.authority.cert_pem.bytes().decode()}


def problem(code: str) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": "Forbidden",
        "status": 403,
        "detail": f"it is {code}",
        "code": code,
    }


@contextmanager
def office_open(authority: trustme.CA, host: str = "localhost") -> Iterator[Office]:
    office = Office(authority, host)

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = office.answer(self.path, body)
            if answer is None:
                return
            status, document = answer
            content = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_words: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Desk) as server:
        server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(host).configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        office.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield office
        server.shutdown()
        thread.join(5)
