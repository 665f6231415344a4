"""Kiosks enrol by the rules: which request is signed, which waits, which is refused."""

import ssl
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from provisioning.authority import Authority
from provisioning.authority_register import REQUESTS_OF_A_KIOSK, deciding
from provisioning.enrolment_rules import Enrolled, Refused, Waiting, enrol
from provisioning.wrong_tries import REMEMBERED, WrongTries
from tests.provisioning.office import NAME, TODAY, ask, machine, named, signed_request
from tests.provisioning.office import authority as authority


def refusal(authority: Authority, name: str, secret: str, csr: str) -> str:
    answer = enrol(authority, name, secret, csr, now=TODAY, may_ask=False)
    assert isinstance(answer, Refused)
    return f"{answer.status} {answer.code}: {answer.detail}"


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
