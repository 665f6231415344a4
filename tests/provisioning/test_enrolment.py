"""Kiosks enrol: by the rules, and over real TLS with a real process."""

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
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from provisioning.__main__ import main
from provisioning.authority import Authority, issue_server, open_authority
from provisioning.authority_register import REQUESTS_OF_A_KIOSK, deciding
from provisioning.enrolment_rules import Enrolled, Refused, Waiting, enrol
from provisioning.wrong_tries import REMEMBERED, WrongTries
from tests import processes
from tests.provisioning.office import TODAY, Machine, ask, machine, named, office, signed_request

NAME = "19/05518/k1"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return office(tmp_path)


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


def refusal(authority: Authority, name: str, secret: str, csr: str) -> str:
    answer = enrol(authority, name, secret, csr, now=TODAY, may_ask=False)
    assert isinstance(answer, Refused)
    return f"{answer.status} {answer.code}: {answer.detail}"


# ------------------------------------------------------------ the rules


def test_a_kiosk_with_its_secret_gets_a_certificate_for_its_own_key(
    authority: Authority, tmp_path: Path
) -> None:
    box = machine(tmp_path)
    answer = ask(authority, box, named(authority, tmp_path))
    assert isinstance(answer, Enrolled)
    certificate = x509.load_pem_x509_certificate(answer.certificate.encode())
    assert certificate.public_key() == x509.load_pem_x509_csr(box.request().encode()).public_key()
    assert answer.authority.encode() == authority.certificate.read_bytes()


def test_a_lost_answer_is_given_again_even_after_the_secret_has_ended(
    authority: Authority, tmp_path: Path
) -> None:
    box, secret = machine(tmp_path), named(authority, tmp_path)
    first = ask(authority, box, secret)
    assert ask(authority, box, secret, now=TODAY + timedelta(days=31)) == first


def test_a_second_machine_with_the_same_secret_is_a_duplicate(authority: Authority, tmp_path: Path) -> None:
    secret = named(authority, tmp_path)
    ask(authority, machine(tmp_path), secret)
    said = refusal(authority, NAME, secret, machine(tmp_path, box="second").request())
    assert said.startswith("409 duplicate: ")
    assert "`ca revoke 19/05518/k1`, then `kiosk renew-secret 19/05518/k1`" in said


def test_a_wrong_secret_an_unknown_kiosk_and_no_secret_are_refused(
    authority: Authority, tmp_path: Path
) -> None:
    named(authority, tmp_path)
    box = machine(tmp_path)
    assert refusal(authority, NAME, "guess", box.request()).startswith("403 wrong_secret: ")
    assert refusal(authority, NAME, "", box.request()).startswith("403 wrong_secret: ")
    assert refusal(authority, "19/05518/k2", "guess", box.request()).startswith("404 unknown_kiosk: ")


def test_a_secret_that_has_ended_is_refused_with_its_day(authority: Authority, tmp_path: Path) -> None:
    secret = named(authority, tmp_path)
    answer = ask(authority, machine(tmp_path), secret, now=TODAY + timedelta(days=31))
    assert isinstance(answer, Refused)
    assert (answer.status, answer.code) == (403, "expired")
    assert f"ended on {TODAY + timedelta(days=30):%Y-%m-%d}" in answer.detail


def test_a_request_under_another_name_is_not_signed(authority: Authority, tmp_path: Path) -> None:
    secret, box = named(authority, tmp_path), machine(tmp_path)
    said = refusal(authority, NAME, secret, box.request("19/05518/k2"))
    assert said.startswith("422 bad_request: csr: its CN is 19/05518/k2; it must be 19/05518/k1")


def test_a_request_with_two_names_is_not_signed(authority: Authority, tmp_path: Path) -> None:
    secret = named(authority, tmp_path)
    csr = signed_request(ec.generate_private_key(ec.SECP256R1()), "centre", NAME)
    assert "its CN is centre, 19/05518/k1" in refusal(authority, NAME, secret, csr)


def test_a_weak_key_is_not_signed(authority: Authority, tmp_path: Path) -> None:
    secret = named(authority, tmp_path)
    weak = signed_request(ec.generate_private_key(ec.SECP192R1()), NAME)
    assert "no EC key of 256 bits" in refusal(authority, NAME, secret, weak)


def test_a_key_of_another_kind_is_not_signed(authority: Authority, tmp_path: Path) -> None:
    secret = named(authority, tmp_path)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    csr = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    text = csr.public_bytes(serialization.Encoding.PEM).decode()
    assert "no EC key of 256 bits" in refusal(authority, NAME, secret, text)


def test_a_request_with_a_broken_signature_is_not_signed(authority: Authority, tmp_path: Path) -> None:
    secret, box = named(authority, tmp_path), machine(tmp_path)
    request = x509.load_pem_x509_csr(box.request().encode())
    broken = bytearray(request.public_bytes(serialization.Encoding.DER))
    broken[-1] ^= 1
    pem = ssl.DER_cert_to_PEM_cert(bytes(broken)).replace("CERTIFICATE", "CERTIFICATE REQUEST")
    assert "signature" in refusal(authority, NAME, secret, pem)


@pytest.mark.parametrize("csr", ["", "hello", "-----BEGIN CERTIFICATE REQUEST-----\n!\n", "ế" * 100])
def test_a_request_that_is_none_is_refused(authority: Authority, tmp_path: Path, csr: str) -> None:
    assert "422 bad_request: csr: cannot be read" in refusal(authority, NAME, named(authority, tmp_path), csr)


def test_a_kiosk_without_a_secret_waits_if_the_authority_lets_it(
    authority: Authority, tmp_path: Path
) -> None:
    named(authority, tmp_path)
    assert ask(authority, machine(tmp_path), "", may_ask=True) == Waiting()


def test_many_requests_for_one_kiosk_do_not_pile_up(authority: Authority, tmp_path: Path) -> None:
    named(authority, tmp_path)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(REQUESTS_OF_A_KIOSK + 3)]
    answers = [enrol(authority, NAME, "", signed_request(key, NAME), now=TODAY, may_ask=True) for key in keys]
    assert answers == [Waiting()] * len(keys)
    with deciding(authority.register) as book:
        assert len(book.requests()) == REQUESTS_OF_A_KIOSK


def test_of_many_keys_at_once_exactly_one_wins(authority: Authority, tmp_path: Path) -> None:
    secret = named(authority, tmp_path)
    boxes = [machine(tmp_path, box=f"box{number}") for number in range(8)]
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda box: ask(authority, box, secret), boxes))
    assert [type(answer) for answer in answers].count(Enrolled) == 1
    assert [answer.code for answer in answers if isinstance(answer, Refused)] == ["duplicate"] * 7


def test_wrong_tries_are_counted_by_sender_and_forgotten_after_a_minute() -> None:
    clock = [100.0]
    tries = WrongTries(lambda: clock[0])
    assert [tries.note(NAME, "10.0.0.9") for _ in range(5)] == [1, 2, 3, 4, 5]
    assert tries.wait_seconds(NAME, "10.0.0.9") == 60
    assert tries.wait_seconds(NAME, "10.0.0.1") == 0
    clock[0] += 61
    assert tries.wait_seconds(NAME, "10.0.0.9") == 0


def test_wrong_tries_of_a_crowd_do_not_pile_up() -> None:
    tries = WrongTries(lambda: 100.0)
    assert {tries.note(NAME, str(number)) for number in range(REMEMBERED + 10)} == {1}
    assert len(tries) == REMEMBERED


# ------------------------------------------------------------ over TLS


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
