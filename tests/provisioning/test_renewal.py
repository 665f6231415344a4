"""A kiosk's certificate in its last year: a further one by the rules, and by the kiosk over real TLS."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from firmware import authority_post, kiosk_key, renewal
from firmware.authority_post import Issued, Pair, Refused, ask_for_more
from firmware.enrolment import LOOK_SECONDS, EnrolmentTurn, Papers
from provisioning.authority import Authority, create, issue_server, revoke
from provisioning.authority_papers import AUTHORITY_DAYS, KIOSK_DAYS
from provisioning.authority_register import deciding
from provisioning.enrolment_rules import Enrolled
from provisioning.enrolment_rules import Refused as Denied
from provisioning.renewal_rules import Shown, renew
from tests.bench import TurnedClock
from tests.processes import answers, free_port, running, wait_until
from tests.provisioning.office import TODAY, Machine, ask, machine, named

NAME, OTHER = "19/05518/k1", "19/05521/k1"
LEFT = timedelta(days=250)
THEN = TODAY - timedelta(days=KIOSK_DAYS) + LEFT
"""When the kiosk of these tests enrolled: its certificate has 250 days left."""


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return create(tmp_path / "ca", "Test authority", now=THEN - timedelta(days=10))


def enrolled(authority: Authority, folder: Path, name: str = NAME) -> Machine:
    box = machine(folder, name)
    answer = ask(authority, box, named(authority, folder, name), now=THEN)
    assert isinstance(answer, Enrolled)
    box.certificate.write_text(answer.certificate)
    return box


@pytest.fixture
def box(authority: Authority, tmp_path: Path) -> Machine:
    return enrolled(authority, tmp_path)


def paper(box: Machine) -> x509.Certificate:
    return x509.load_pem_x509_certificate(box.certificate.read_bytes())


def shown(box: Machine) -> Shown:
    return Shown(box.name, paper(box).serial_number)


def further(authority: Authority, box: Machine, following: Machine) -> Enrolled:
    answer = renew(authority, NAME, shown(box), following.request(), now=TODAY)
    assert isinstance(answer, Enrolled)
    return answer


def code(authority: Authority, shown: Shown, csr: str, *, later: timedelta = timedelta(0)) -> str:
    answer = renew(authority, NAME, shown, csr, now=TODAY + later)
    assert isinstance(answer, Denied)
    return f"{answer.status} {answer.code}"


# ------------------------------------------------------------ the rules


def test_a_certificate_in_its_last_year_is_followed_by_one_for_a_new_key(
    authority: Authority, box: Machine, tmp_path: Path
) -> None:
    following = machine(tmp_path, box="next")
    issued = x509.load_pem_x509_certificate(further(authority, box, following).certificate.encode())
    assert issued.subject == paper(box).subject
    assert issued.public_key() != paper(box).public_key()
    assert issued.not_valid_after_utc == TODAY + timedelta(days=KIOSK_DAYS)
    with deciding(authority.register) as book:
        kiosk = book.kiosk(NAME)
        both = [one.revoked_at for one in book.certificates() if one.name == NAME]
    assert kiosk is not None and kiosk.certificate is not None
    assert kiosk.certificate.serial == issued.serial_number
    assert both == [None, None]


def test_a_lost_answer_is_given_again_to_the_same_new_key(
    authority: Authority, box: Machine, tmp_path: Path
) -> None:
    following = machine(tmp_path, box="next")
    assert further(authority, box, following) == further(authority, box, following)


def test_a_new_key_that_was_lost_with_its_card_is_followed_by_another(
    authority: Authority, box: Machine, tmp_path: Path
) -> None:
    further(authority, box, machine(tmp_path, box="next"))
    assert further(authority, box, machine(tmp_path, box="third"))


def test_before_its_last_year_there_is_none(authority: Authority, box: Machine, tmp_path: Path) -> None:
    csr = machine(tmp_path, box="next").request()
    assert code(authority, shown(box), csr, later=-timedelta(days=116)) == "409 too_early"
    assert isinstance(renew(authority, NAME, shown(box), csr, now=TODAY - timedelta(days=114)), Enrolled)


def test_a_further_one_is_not_due_again(authority: Authority, box: Machine, tmp_path: Path) -> None:
    following = machine(tmp_path, box="next")
    following.certificate.write_text(further(authority, box, following).certificate)
    csr = machine(tmp_path, box="third").request()
    assert code(authority, shown(following), csr) == "409 too_early"


def test_who_was_revoked_gets_none(authority: Authority, box: Machine, tmp_path: Path) -> None:
    revoke(authority, NAME, now=TODAY)
    csr = machine(tmp_path, box="next").request()
    assert code(authority, shown(box), csr) == "403 wrong_certificate"


def test_a_revoked_name_takes_all_its_certificates_with_it(
    authority: Authority, box: Machine, tmp_path: Path
) -> None:
    further(authority, box, machine(tmp_path, box="next"))
    assert revoke(authority, NAME, now=TODAY) == 2


def test_the_certificate_of_a_kiosk_that_has_a_successor_buys_nothing(
    authority: Authority, box: Machine, tmp_path: Path
) -> None:
    """Taken back, and another machine enrolled under the name."""
    revoke(authority, NAME, now=TODAY)
    assert code(authority, Shown(NAME, 7), machine(tmp_path, box="next").request()) == "403 wrong_certificate"


@pytest.mark.parametrize("who", [Shown("", 0), Shown(OTHER, 7), Shown(NAME, 7)])
def test_nobody_without_the_kiosks_own_certificate_gets_one(
    authority: Authority, box: Machine, who: Shown, tmp_path: Path
) -> None:
    assert code(authority, who, machine(tmp_path, box="next").request()) == "403 wrong_certificate"


def test_another_kiosks_certificate_is_not_this_ones(
    authority: Authority, box: Machine, tmp_path: Path
) -> None:
    other = enrolled(authority, tmp_path, OTHER)
    csr = machine(tmp_path, box="next").request()
    assert code(authority, shown(other), csr) == "403 wrong_certificate"
    assert code(authority, Shown(NAME, paper(other).serial_number), csr) == "403 wrong_certificate"


def test_a_request_in_another_name_is_not_signed(authority: Authority, box: Machine, tmp_path: Path) -> None:
    assert code(authority, shown(box), machine(tmp_path, OTHER, box="next").request()) == "422 bad_request"


def test_an_authority_that_ends_itself_gives_nothing_that_ends_no_later(tmp_path: Path) -> None:
    old = create(tmp_path / "old", "Old", now=TODAY - timedelta(days=AUTHORITY_DAYS - 200))
    box = machine(tmp_path)
    answer = ask(old, box, named(old, tmp_path), now=TODAY - timedelta(days=3000))
    assert isinstance(answer, Enrolled)
    box.certificate.write_text(answer.certificate)
    assert code(old, shown(box), machine(tmp_path, box="next").request()) == "409 authority_ending"


def test_an_unknown_kiosk_is_told_so(authority: Authority, tmp_path: Path) -> None:
    assert code(authority, Shown(NAME, 7), machine(tmp_path).request()) == "404 unknown_kiosk"


# ------------------------------------------------------------ the kiosk, over real TLS


@dataclass(slots=True)
class Kiosk:
    """The worker's turn in a kiosk that enrolled long ago; `links` counts renewed links."""

    papers: Papers
    clock: TurnedClock = field(default_factory=TurnedClock.today)
    links: int = 0
    turn_: EnrolmentTurn = field(init=False)

    def __post_init__(self) -> None:
        self.switch_on()

    def switch_on(self) -> None:
        self.turn_ = EnrolmentTurn(NAME, self.papers, lambda _event: None, self._link)

    def turn(self) -> float:
        return self.turn_(self.clock.now())

    @property
    def days_left(self) -> int:
        """Of a pair that belongs together."""
        until = kiosk_key.good_until(self.papers.certificate, self.papers.key)
        assert until is not None
        return (until - TODAY).days

    @property
    def names(self) -> set[str]:
        return {file.name for file in self.papers.folder.iterdir()}

    def _link(self) -> None:
        self.links += 1


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is busy with other tests answers late."""
    monkeypatch.setattr(authority_post, "SOCKET_SECONDS", 120.0)
    monkeypatch.setattr(authority_post, "ANSWER_SECONDS", 120.0)


@pytest.fixture
def port(authority: Authority, tmp_path: Path) -> Iterator[int]:
    issue_server(authority, ["localhost"], now=TODAY)
    port = free_port()
    command = (sys.executable, "-m", "provisioning", "serve", "--authority", str(authority.folder))
    where = ("--server", "localhost", "--host", "127.0.0.1", "--port", str(port))
    with running(*command, *where, log=tmp_path / "serve.log"):
        wait_until(lambda: answers(port), seconds=60)
        yield port


@pytest.fixture
def kiosk(authority: Authority, box: Machine, port: int) -> Kiosk:
    (box.folder / "ca.crt").write_bytes(authority.certificate.read_bytes())
    return Kiosk(Papers(box.folder, f"https://localhost:{port}"))


PAIR = {"ca.crt", "kiosk.crt", "kiosk.key"}


def test_the_kiosk_renews_by_itself_and_makes_its_link_anew(kiosk: Kiosk) -> None:
    before = kiosk.papers.key.read_bytes()
    assert kiosk.turn() == LOOK_SECONDS
    assert kiosk.days_left >= KIOSK_DAYS - 1
    assert kiosk.papers.key.read_bytes() != before
    assert kiosk.papers.key.stat().st_mode & 0o777 == 0o600
    assert (kiosk.names, kiosk.links) == (PAIR, 1)
    kiosk.clock.advance(renewal.TRY_SECONDS)
    kiosk.turn()
    assert kiosk.links == 1


def test_while_nobody_knows_the_time_nothing_is_asked(kiosk: Kiosk) -> None:
    kiosk.clock.trusted = False
    kiosk.turn()
    assert (kiosk.days_left, kiosk.names, kiosk.links) == (LEFT.days, PAIR, 0)


def test_a_refusal_changes_nothing_and_is_not_asked_about_soon(kiosk: Kiosk, authority: Authority) -> None:
    revoke(authority, NAME, now=TODAY)
    kiosk.turn()
    kiosk.turn()
    assert (kiosk.days_left, kiosk.links) == (LEFT.days, 0)
    assert (authority.folder.parent / "serve.log").read_text().count("answer=wrong_certificate") == 1


def test_the_old_certificate_still_opens_the_door_after_the_new_one_was_made(
    kiosk: Kiosk, tmp_path: Path
) -> None:
    papers, old = kiosk.papers, tmp_path / "old"
    old.mkdir()
    pair = Pair(old / "kiosk.crt", old / "kiosk.key")
    pair.certificate.write_bytes(papers.certificate.read_bytes())
    pair.key.write_bytes(papers.key.read_bytes())
    kiosk.turn()
    csr = kiosk_key.request(kiosk_key.own_key(papers.key), NAME)
    answer = ask_for_more(papers.url, NAME, csr, papers.authority, pair)
    assert answer == Issued(papers.certificate.read_text("ascii"))


def test_a_kiosk_cannot_renew_in_the_name_of_another(kiosk: Kiosk) -> None:
    papers = kiosk.papers
    csr = kiosk_key.request(kiosk_key.own_key(papers.folder / "k"), OTHER)
    pair = Pair(papers.certificate, papers.key)
    answer = ask_for_more(papers.url, OTHER, csr, papers.authority, pair)
    assert isinstance(answer, Refused)
    assert answer.status in {403, 404}
