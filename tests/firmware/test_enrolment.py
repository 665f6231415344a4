"""From the one-time secret to a certificate, against an authority behind real TLS."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography import x509

from firmware import authority_post, kiosk_key
from firmware.enrolment import LOOK_SECONDS, REFUSED_SECONDS, Papers
from firmware.standing import Word
from tests.bench import TurnedClock
from tests.firmware.enrolling import NAME, Kiosk
from tests.firmware.enrolling import kiosk as kiosk
from tests.firmware.enrolling import office as office
from tests.firmware.offered import authority
from tests.firmware.office import SECRET, Office, office_open, problem
from tests.processes import free_port

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


# ---------------------------------------------------------------- the good way


def test_the_secret_becomes_a_certificate_for_a_key_made_here(kiosk: Kiosk) -> None:
    kiosk.turn()
    assert kiosk.word == "enrolled"
    assert kiosk.certificate.subject.rfc4514_string() == f"CN={NAME}"
    assert kiosk.papers.key.stat().st_mode & 0o777 == 0o600
    assert not kiosk.papers.enrolment.exists()
    assert kiosk.links == 1
    [(path, body)] = kiosk.office.asked
    assert path == f"/enrol/v1/{NAME}"
    assert "PRIVATE" not in body["csr"]


def test_once_enrolled_nobody_is_asked_again(kiosk: Kiosk) -> None:
    kiosk.turn()
    kiosk.switch_on()
    assert kiosk.turn() == LOOK_SECONDS
    assert len(kiosk.office.asked) == 1
    assert kiosk.word == "enrolled"


def test_an_answer_that_got_lost_is_asked_for_again_with_the_same_key(kiosk: Kiosk) -> None:
    kiosk.office.answers = [None]
    assert kiosk.turn() == 2.0
    assert kiosk.word == "unreachable"
    kiosk.turn()
    first, second = (x509.load_pem_x509_csr(body["csr"].encode()) for _path, body in kiosk.office.asked)
    assert first.public_key() == second.public_key()
    assert kiosk.word == "enrolled"


def test_a_clock_that_nobody_has_set_waits_and_says_so(kiosk: Kiosk) -> None:
    kiosk.clock.trusted = False
    kiosk.clock.wall = datetime(1970, 1, 1, tzinfo=UTC)
    assert kiosk.turn() == 5.0
    assert (kiosk.word, kiosk.office.asked) == ("clock_unset", [])
    kiosk.clock = TurnedClock.today()
    kiosk.turn()
    assert kiosk.word == "enrolled"


def test_a_person_who_must_approve_gets_the_keys_first_letters_to_compare(kiosk: Kiosk) -> None:
    kiosk.office.answers = [(202, {"state": "waiting"})] * 2
    assert kiosk.turn() == 30.0
    standing = kiosk.said[-1]
    assert standing.word is Word.WAITING
    assert standing.key == kiosk_key.print_of(kiosk_key.own_key(kiosk.papers.key))
    kiosk.turn()
    kiosk.turn()
    assert [one.word for one in kiosk.said] == [Word.ASKING, Word.WAITING, Word.ENROLLED]


def test_a_new_secret_for_an_enrolled_kiosk_keeps_the_old_certificate_until_the_new_one_is_here(
    kiosk: Kiosk,
) -> None:
    kiosk.turn()
    old = kiosk.certificate
    kiosk.secret()
    kiosk.office.answers = [(403, problem("expired"))]
    kiosk.turn()
    assert kiosk.certificate == old
    kiosk.turn()
    assert kiosk.certificate != old
    assert kiosk.certificate.public_key() == old.public_key()


def test_a_certificate_about_to_end_is_said(kiosk: Kiosk) -> None:
    kiosk.office.days = 20
    kiosk.turn()
    assert kiosk.word == "certificate_ending"
    kiosk.clock.advance(timedelta(days=15).total_seconds())
    assert kiosk.turn() == LOOK_SECONDS


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize("code", ["wrong_secret", "expired", "unknown_kiosk", "duplicate"])
def test_a_refusal_is_a_word_on_s14_and_is_not_repeated_soon(kiosk: Kiosk, code: str) -> None:
    kiosk.office.answers = [(403, problem(code))]
    assert kiosk.turn() == REFUSED_SECONDS
    assert kiosk.word == code
    assert kiosk.papers.enrolment.exists()
    assert not kiosk.papers.certificate.exists()


@pytest.mark.parametrize(
    "answer", [(422, problem("bad_request")), (404, {"detail": "Not Found"}), (200, {"state": "?"})]
)
def test_anything_else_is_refused_and_written_down(kiosk: Kiosk, answer: tuple[int, dict[str, Any]]) -> None:
    kiosk.office.answers = [answer]
    kiosk.turn()
    assert kiosk.word == "refused"
    assert str(answer[0]) in kiosk.said[-1].detail


def test_a_busy_authority_is_tried_again(kiosk: Kiosk) -> None:
    kiosk.office.answers = [(503, problem("full")), (429, problem("too_many_tries"))]
    assert [kiosk.turn(), kiosk.turn()] == [2.0, 5.0]
    kiosk.turn()
    assert kiosk.word == "enrolled"


def test_a_strange_authority_gets_no_secret(tmp_path: Path) -> None:
    with office_open(trustme.CA()) as stranger:
        papers = Papers(tmp_path)
        papers.authority.write_bytes(authority().cert_pem.bytes())
        kiosk = Kiosk(papers, stranger)
        kiosk.secret()
        kiosk.turn()
        assert (kiosk.word, stranger.asked) == ("stranger", [])


def test_an_authority_of_another_name_gets_no_secret(tmp_path: Path) -> None:
    with office_open(authority(), "elsewhere.example") as office:
        papers = Papers(tmp_path)
        papers.authority.write_bytes(authority().cert_pem.bytes())
        office.host = "localhost"
        kiosk = Kiosk(papers, office)
        kiosk.secret()
        kiosk.turn()
        assert (kiosk.word, office.asked) == ("stranger", [])


def test_an_authority_out_of_reach_is_tried_again_ever_more_slowly(kiosk: Kiosk) -> None:
    kiosk.office.port = free_port()
    kiosk.secret()
    assert [kiosk.turn() for _try in range(6)] == [2.0, 5.0, 15.0, 30.0, 60.0, 60.0]
    assert [one.word for one in kiosk.said] == [Word.ASKING, Word.UNREACHABLE]


def test_an_authority_that_drips_is_hung_up_on(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authority_post, "ANSWER_SECONDS", 0.0)
    kiosk.turn()
    assert kiosk.word == "unreachable"


@pytest.mark.parametrize("wrong", ["another key", "another name", "another authority", "rubbish"])
def test_a_certificate_that_is_not_this_kiosks_is_not_kept(kiosk: Kiosk, tmp_path: Path, wrong: str) -> None:
    other = kiosk_key.own_key(tmp_path / "other.key")
    mine = kiosk_key.own_key(kiosk.papers.key)
    certificates: dict[str, Callable[[], str]] = {
        "another key": lambda: kiosk.office.issue(kiosk_key.request(other, NAME)),
        "another name": lambda: kiosk.office.issue(kiosk_key.request(mine, "19/05521/k1")),
        "another authority": lambda: Office(trustme.CA()).issue(kiosk_key.request(mine, NAME)),
        "rubbish": lambda: "-----BEGIN CERTIFICATE-----",
    }
    kiosk.office.answers = [(200, {"certificate": certificates[wrong]()})]
    assert kiosk.turn() == REFUSED_SECONDS
    assert kiosk.word == "refused"
    assert not kiosk.papers.certificate.exists()
    assert kiosk.papers.enrolment.exists()


def test_a_folder_without_a_secret_says_that_it_needs_one(kiosk: Kiosk) -> None:
    kiosk.papers.enrolment.unlink()
    assert kiosk.turn() == LOOK_SECONDS
    assert kiosk.word == "no_secret"


def test_a_certificate_without_its_key_counts_for_nothing(kiosk: Kiosk) -> None:
    kiosk.turn()
    kiosk.papers.key.write_bytes(b"\0" * 227)
    kiosk.turn()
    assert kiosk.word == "no_secret"
    kiosk.secret()
    kiosk.turn()
    assert kiosk.word == "enrolled"
    assert (kiosk.papers.folder / "kiosk.key.damaged").exists()


def test_the_secret_never_reaches_the_log(kiosk: Kiosk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    kiosk.office.answers = [(403, problem("wrong_secret"))]
    kiosk.turn()
    kiosk.turn()
    assert SECRET not in caplog.text


@pytest.mark.parametrize("operations", range(1, 30))
def test_a_power_cut_anywhere_on_the_way_ends_in_one_certificate(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, operations: int
) -> None:
    kiosk.turn_until_cut(monkeypatch, operations)
    kiosk.switch_on()
    kiosk.turn()
    assert kiosk.word == "enrolled"
    assert not kiosk.papers.enrolment.exists()
    assert kiosk_key.good_until(kiosk.papers.certificate, kiosk.papers.key)
