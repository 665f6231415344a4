"""Kiosks enrol over real TLS with a real process."""

import contextlib
import json
import os
import signal
import socket
import ssl
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from provisioning.__main__ import main
from provisioning.authority import Authority, issue_server, open_authority
from tests import processes
from tests.provisioning.office import NAME, TODAY, Machine, machine, named
from tests.provisioning.office import authority as authority


@dataclass(frozen=True, slots=True)
class Said:
    """An answer of the server: status, kind, body."""

    status: int
    kind: str
    body: dict[str, str]


@dataclass(frozen=True, slots=True)
class Server:
    authority: Authority
    port: int
    process_id: int

    def enrol(self, box: Machine, secret: str, name: str = NAME) -> Said:
        return self.post(name, json.dumps({"secret": secret, "csr": box.request()}).encode())

    def post(self, name: str, body: bytes) -> Said:
        url = f"https://localhost:{self.port}/enrol/v1/{name}"
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
        trust = ssl.create_default_context(cafile=self.authority.certificate)
        try:
            with urllib.request.urlopen(request, timeout=10, context=trust) as answer:
                return Said(answer.status, answer.headers["Content-Type"], json.load(answer))
        except urllib.error.HTTPError as error:
            with error:
                return Said(error.code, error.headers["Content-Type"], json.load(error))


@contextlib.contextmanager
def serving(authority: Authority, *more: str) -> Iterator[Server]:
    port = processes.free_port()
    command = (sys.executable, "-m", "provisioning", "serve", "--authority", str(authority.folder))
    where = ("--server", "localhost", "--host", "127.0.0.1", "--port", str(port))
    log = authority.folder.parent / "serve.log"
    with processes.running(*command, *where, *more, log=log) as process:
        processes.wait_until(lambda: processes.answers(port))
        yield Server(authority, port, process.pid)


@pytest.fixture
def server(authority: Authority) -> Iterator[Server]:
    issue_server(authority, ["localhost", "127.0.0.1"], now=TODAY)
    with serving(authority) as running:
        yield running


def test_a_kiosk_enrols_over_tls_and_gets_the_same_again(server: Server, tmp_path: Path) -> None:
    box, secret = machine(tmp_path), named(server.authority, tmp_path)
    first = server.enrol(box, secret)
    assert first.status == 200
    assert first.body["certificate"].startswith("-----BEGIN CERTIFICATE-----")
    assert first.body["ca"].encode() == server.authority.certificate.read_bytes()
    assert server.enrol(box, secret) == first


def test_a_refusal_is_a_problem_document(server: Server, tmp_path: Path) -> None:
    named(server.authority, tmp_path)
    said = server.enrol(machine(tmp_path), "guess")
    assert (said.status, said.kind, said.body["code"]) == (403, "application/problem+json", "wrong_secret")
    assert server.post("19/05518/k9", b"{}").body["code"] == "bad_request"
    assert server.post("nowhere", b"{}").body["code"] == "not_found"


def test_after_five_wrong_secrets_even_a_right_one_must_wait(server: Server, tmp_path: Path) -> None:
    secret, box = named(server.authority, tmp_path), machine(tmp_path)
    said = [server.enrol(box, f"guess {number}").status for number in range(6)]
    assert said == [403] * 5 + [429]
    assert server.enrol(box, secret).body["code"] == "too_many_tries"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "bad_request"),
        (b"[]", "bad_request"),
        (b'{"csr": 1}', "bad_request"),
        (b'{"csr": "x", "more": 1}', "bad_request"),
        (b"\xff\xfe", "bad_request"),
        (b"[" * 10_000, "bad_request"),
        (b" " * 20_000, "too_large"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused(server: Server, body: bytes, code: str) -> None:
    assert server.post(NAME, body).body["code"] == code


def test_a_client_that_does_not_know_the_authority_does_not_speak_to_the_server(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), 5) as wire:
        stranger = ssl.create_default_context()
        with pytest.raises(ssl.SSLCertVerificationError):
            stranger.wrap_socket(wire, server_hostname="localhost")


def test_an_enrolment_survives_a_kill_of_the_server(authority: Authority, tmp_path: Path) -> None:
    issue_server(authority, ["localhost"], now=TODAY)
    box, secret = machine(tmp_path), named(authority, tmp_path)
    with serving(authority) as first:
        before = first.enrol(box, secret)
    open_authority(authority.folder, now=TODAY)
    with serving(authority) as second:
        assert second.enrol(box, secret) == before
        assert second.enrol(machine(tmp_path, box="other"), secret).body["code"] == "duplicate"


def test_the_server_stops_on_ctrl_c_without_a_word_of_complaint(server: Server, tmp_path: Path) -> None:
    os.kill(server.process_id, signal.SIGINT)
    processes.wait_until(lambda: not processes.answers(server.port))
    assert "Traceback" not in (tmp_path / "serve.log").read_text("utf-8")


def test_a_server_without_a_certificate_or_a_free_port_says_so(
    authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["serve", "--authority", str(authority.folder), "--server", "localhost", "--host", "127.0.0.1"]
    assert main([*command, "--port", "1"]) == 1
    assert "no server certificate; make one: motcua-provision ca server" in capsys.readouterr().err
    issue_server(authority, ["localhost"], now=TODAY)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main([*command, "--port", str(taken.getsockname()[1])]) == 1
    assert "choose another" in capsys.readouterr().err


def test_a_kiosk_may_ask_where_the_server_was_started_so(authority: Authority, tmp_path: Path) -> None:
    issue_server(authority, ["localhost"], now=TODAY)
    named(authority, tmp_path)
    with serving(authority, "--allow-requests") as server:
        said = server.enrol(machine(tmp_path), "")
    assert (said.status, said.body) == (202, {"state": "waiting"})


def test_a_register_that_cannot_be_written_is_an_answer_too(server: Server, tmp_path: Path) -> None:
    secret = named(server.authority, tmp_path)
    server.authority.register.rename(tmp_path / "gone")
    said = server.enrol(machine(tmp_path), secret)
    assert (said.status, said.body["code"]) == (503, "unavailable")
