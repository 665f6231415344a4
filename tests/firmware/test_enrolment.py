"""From the one-time secret to a certificate, against an authority behind real TLS."""

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography import x509

from firmware import authority_post, kiosk_key
from firmware import events as e
from firmware.enrolment import LOOK_SECONDS, REFUSED_SECONDS, EnrolmentTurn, Papers, papers_of
from firmware.pins import Pins
from firmware.screens import Technician
from firmware.settings import Mqtt
from firmware.standing import Standing, StandingChanged, Word
from mqtt.broker import Broker
from mqtt.client import Client, LinkChanged
from tests.bench import KioskBench, TurnedClock
from tests.firmware.offered import PowerCut, authority, enrolment, fuse, settings
from tests.firmware.office import SECRET, Office, office_open, problem
from tests.processes import broker, free_port, running, stop, wait_until
from ui.touch import readings

NAME = "19/05518/k1"

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@dataclass(slots=True)
class Kiosk:
    """The worker's turn with its folder; `said` are the words for S14, `links` counts renewed links."""

    papers: Papers
    office: Office
    clock: TurnedClock = field(default_factory=TurnedClock.today)
    said: list[Standing] = field(default_factory=list)
    links: int = 0
    worker: EnrolmentTurn = field(init=False)

    def __post_init__(self) -> None:
        self.switch_on()

    def switch_on(self) -> None:
        self.worker = EnrolmentTurn(NAME, self.papers, self._send, self._renew_link)

    def turn(self) -> float:
        return self.worker(self.clock.now())

    def turn_until_cut(self, monkeypatch: pytest.MonkeyPatch, operations: int) -> None:
        with monkeypatch.context() as wires, suppress(PowerCut):
            fuse(wires, operations)
            self.turn()

    def secret(self, secret: str = SECRET) -> None:
        self.papers.enrolment.write_text(enrolment(secret, url=self.office.url), encoding="utf-8")

    @property
    def word(self) -> str:
        return str(self.said[-1].word)

    @property
    def certificate(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.papers.certificate.read_bytes())

    def _send(self, event: e.Event) -> None:
        assert isinstance(event, StandingChanged)
        self.said.append(event.standing)

    def _renew_link(self) -> None:
        self.links += 1


@pytest.fixture
def office() -> Iterator[Office]:
    with office_open(authority()) as office:
        yield office


@pytest.fixture
def kiosk(tmp_path: Path, office: Office) -> Kiosk:
    """Taken over, not yet enrolled."""
    papers = Papers(tmp_path)
    papers.authority.write_bytes(authority().cert_pem.bytes())
    kiosk = Kiosk(papers, office)
    kiosk.secret()
    return kiosk


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


# ---------------------------------------------------------------- in the kiosk


def test_the_worker_is_for_the_identitys_own_papers_alone() -> None:
    own = Mqtt(host="x", tls_cert="/data/identity/kiosk.crt", tls_key="/data/identity/kiosk.key")
    assert papers_of(own) == Papers(Path("/data/identity"))
    assert papers_of(Mqtt(host="x")) is None
    assert papers_of(Mqtt(host="x", tls_cert="/etc/ours.pem", tls_key="/etc/ours.pem")) is None


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[KioskBench]:
    bench = KioskBench(tmp_path)
    Pins(bench.folder / "pins.json").set("technician", "246810")
    yield bench
    bench.store.close()
    bench.reader.close()


def shown(bench: KioskBench) -> dict[str, tuple[str, bool | None]]:
    bench.touch(e.TechnicianAsked())
    bench.touch(e.PinEntered("246810"))
    return {row.name: (row.value, row.well) for row in bench.shows(Technician).readings}


def test_s14_has_a_row_for_it_only_where_a_certificate_is_wanted(bench: KioskBench) -> None:
    assert "enrolment" not in shown(bench)


def test_s14_shows_the_refusal_and_the_key(bench: KioskBench) -> None:
    bench.core.handle(StandingChanged(Standing(Word.DUPLICATE, "409", key="")))
    assert shown(bench)["enrolment"] == ("duplicate", False)
    bench.core.handle(StandingChanged(Standing(Word.WAITING, key="3f1c-90ab-77de-0412")))
    assert shown(bench)["key"] == ("3f1c-90ab-77de-0412", None)


def test_no_visitor_notices_anything(bench: KioskBench) -> None:
    before = bench.views[-1]
    bench.core.handle(StandingChanged(Standing(Word.EXPIRED)))
    assert bench.views[-1] == before
    assert bench.take_number() == "A001"


def test_every_word_is_in_the_catalogue() -> None:
    assert {word.value for word in Word} <= set(readings.values(str))


def test_the_link_waits_for_the_certificate_and_then_comes_up(kiosk: Kiosk, tmp_path: Path) -> None:
    pem = tmp_path / "broker.pem"
    authority().issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(pem)
    port = free_port()
    papers = kiosk.papers
    lines = (f"cafile {papers.authority}", f"certfile {pem}", f"keyfile {pem}", "require_certificate true")
    where = Broker(
        "localhost",
        port,
        tls_ca=str(papers.authority),
        tls_cert=str(papers.certificate),
        tls_key=str(papers.key),
    )
    with broker(tmp_path, port, *lines):
        client = Client(where, "kiosk")
        client.start()
        assert where.missing_paper.endswith("kiosk.crt")
        kiosk.turn()
        wait_until(lambda: client.up, seconds=15)
        client.stop()
    assert client.inbox.get() == LinkChanged(up=True, reason="Success")


def test_a_new_kiosk_enrols_by_itself_and_connects(
    kiosk: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    pem = tmp_path / "broker.pem"
    authority().issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(pem)
    port, papers = free_port(), kiosk.papers
    lines = (f"cafile {papers.authority}", f"certfile {pem}", f"keyfile {pem}", "require_certificate true")
    text = settings().replace("/data/identity", str(papers.folder))
    text = text.replace("centre.example", "localhost").replace("8883", str(port))
    more = f'[clock]\ntrust = "always"\n[web]\nport = {free_port()}\n'
    (tmp_path / "kiosk.toml").write_text(text + more, encoding="utf-8")
    words = ("-m", "firmware", "--appliance", "--identity", str(tmp_path), "--data", str(tmp_path / "data"))
    log = tmp_path / "kiosk.log"
    with (
        broker(tmp_path, port, *lines),
        running(sys.executable, *words, "--config", str(tmp_path / "kiosk.toml"), log=log) as process,
    ):
        wait_until(lambda: "as motcua-19-05518-k1" in (tmp_path / "mosquitto.log").read_text(), seconds=40)
        assert "not enrolled yet" in log.read_text()
        assert not papers.enrolment.exists()
        assert stop(process, seconds=15) == 0
