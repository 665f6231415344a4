"""The link over mutual TLS, against a real broker that demands a client certificate."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from mqtt.broker import Broker
from tests import processes
from tests.knocking import refusal

# paho leaves the socket of a failed handshake to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@dataclass(frozen=True, slots=True)
class Papers:
    """PEM files of a little authority, its broker and one kiosk."""

    folder: Path
    port: int

    def broker(self, *, authority: str = "ca.pem", certificate: str = "kiosk.pem") -> Broker:
        file = str(self.folder / certificate) if certificate else ""
        return Broker(
            "localhost", self.port, tls_ca=str(self.folder / authority), tls_cert=file, tls_key=file
        )


@pytest.fixture
def papers(tmp_path: Path) -> Iterator[Papers]:
    authority, stranger = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    stranger.cert_pem.write_to_path(tmp_path / "stranger.pem")
    for name, certificate in (
        ("broker", authority.issue_cert("localhost")),
        ("kiosk", authority.issue_cert("k1.ward.invalid")),
    ):
        certificate.private_key_and_cert_chain_pem.write_to_path(tmp_path / f"{name}.pem")
    port = processes.free_port()
    lines = (
        f"cafile {tmp_path / 'ca.pem'}",
        f"certfile {tmp_path / 'broker.pem'}",
        f"keyfile {tmp_path / 'broker.pem'}",
        "require_certificate true",
    )
    with processes.broker(tmp_path, port, *lines):
        yield Papers(tmp_path, port)


def test_a_kiosk_with_a_certificate_of_the_authority_is_let_in(papers: Papers) -> None:
    assert refusal(papers.broker()) == ""


def test_a_kiosk_without_a_certificate_is_not(papers: Papers) -> None:
    assert refusal(papers.broker(certificate=""))


def test_a_broker_of_a_strange_authority_is_not_believed(papers: Papers) -> None:
    assert "CERTIFICATE_VERIFY_FAILED" in refusal(papers.broker(authority="stranger.pem"))
