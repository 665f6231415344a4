"""A further certificate, seen from the kiosk: when it asks, and what a power cut or an odd answer leaves."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
import trustme

from firmware import authority_post, kiosk_key
from firmware.authority_post import Pair
from firmware.renewal import TRY_SECONDS, Renewal
from tests.bench import TurnedClock
from tests.firmware.offered import PowerCut, authority, fuse
from tests.firmware.office import Office, office_open, problem

NAME = "19/05518/k1"
PAIR = {"ca.crt", "kiosk.crt", "kiosk.key"}
FIRST_DAYS, LATER_DAYS = 900, 3650


class Kiosk:
    """A kiosk whose certificate of 900 days is in its last 290: within its last third, and its last year."""

    def __init__(self, folder: Path, office: Office) -> None:
        self.folder, self.office, self.clock = folder, office, TurnedClock.today()
        self.pair = Pair(folder / "kiosk.crt", folder / "kiosk.key")
        (folder / "ca.crt").write_bytes(authority().cert_pem.bytes())
        office.days = FIRST_DAYS
        self.pair.certificate.write_text(office.issue(kiosk_key.request(self.key, NAME)))
        office.days = LATER_DAYS
        self.clock.advance(timedelta(days=610).total_seconds())
        self.switch_on()

    def switch_on(self) -> None:
        self.renewal = Renewal(NAME, self.office.url, self.folder / "ca.crt", self.pair)

    def turn(self) -> bool:
        return self.renewal(self.clock.now())

    def turn_until_cut(self, monkeypatch: pytest.MonkeyPatch, operations: int) -> None:
        with monkeypatch.context() as wires, suppress(PowerCut):
            fuse(wires, operations)
            self.turn()

    @property
    def key(self):  # type: ignore[no-untyped-def]
        return kiosk_key.own_key(self.pair.key)

    @property
    def days(self) -> int:
        """For how long the pair was made; an error where key and certificate do not belong together."""
        until = kiosk_key.good_until(self.pair.certificate, self.pair.key)
        assert until is not None
        return round((until - TurnedClock.today().wall) / timedelta(days=1))

    @property
    def names(self) -> set[str]:
        return {file.name for file in self.folder.iterdir()}


@pytest.fixture
def kiosk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kiosk]:
    monkeypatch.setattr(authority_post, "SOCKET_SECONDS", 120.0)
    with office_open(authority()) as office:
        yield Kiosk(tmp_path, office)


def test_it_asks_in_its_last_third_with_a_key_made_anew(kiosk: Kiosk) -> None:
    before = kiosk.pair.key.read_bytes()
    assert kiosk.turn()
    assert (kiosk.days, kiosk.names) == (LATER_DAYS, PAIR)
    assert kiosk.pair.key.read_bytes() != before
    [(path, body)] = kiosk.office.asked
    assert path == f"/enrol/v1/{NAME}/renew"
    assert set(body) == {"csr"}


def test_before_its_last_third_it_asks_nobody(kiosk: Kiosk) -> None:
    kiosk.clock = TurnedClock.today()
    assert not kiosk.turn()
    assert kiosk.office.asked == []


def test_without_a_server_or_a_known_time_it_asks_nobody(kiosk: Kiosk, tmp_path: Path) -> None:
    assert not Renewal(NAME, "", tmp_path / "ca.crt", kiosk.pair)(kiosk.clock.now())
    kiosk.clock.trusted = False
    assert not kiosk.turn()
    assert kiosk.office.asked == []


@pytest.mark.parametrize("answer", [None, (409, problem("too_early")), (503, problem("full")), (200, {})])
def test_whatever_else_is_answered_leaves_the_pair_alone_for_six_hours(
    kiosk: Kiosk, answer: tuple[int, dict[str, str]] | None
) -> None:
    kiosk.office.answers = [answer]
    assert not kiosk.turn()
    assert not kiosk.turn()
    assert (kiosk.days, len(kiosk.office.asked)) == (FIRST_DAYS, 1)
    kiosk.clock.advance(TRY_SECONDS)
    assert kiosk.turn()
    assert kiosk.office.asked[0][1]["csr"] != ""
    assert kiosk.days == LATER_DAYS


def test_a_lost_answer_is_asked_for_with_the_same_new_key(kiosk: Kiosk) -> None:
    kiosk.office.answers = [None]
    kiosk.turn()
    waiting = (kiosk.folder / "next.key").read_bytes()
    kiosk.switch_on()
    kiosk.turn()
    assert kiosk.pair.key.read_bytes() == waiting


def test_a_certificate_of_another_authority_is_not_taken(kiosk: Kiosk) -> None:
    new = kiosk_key.own_key(kiosk.folder / "next.key")
    strange = Office(trustme.CA()).issue(kiosk_key.request(new, NAME))
    kiosk.office.answers = [(200, {"certificate": strange})]
    assert not kiosk.turn()
    assert kiosk.days == FIRST_DAYS


@pytest.mark.parametrize("operations", range(1, 34))
def test_a_power_cut_anywhere_leaves_one_whole_pair(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, operations: int
) -> None:
    kiosk.turn_until_cut(monkeypatch, operations)
    kiosk.switch_on()
    kiosk.renewal.finish()
    assert kiosk.days in {FIRST_DAYS, LATER_DAYS}
    kiosk.clock.advance(TRY_SECONDS)
    kiosk.turn()
    assert (kiosk.days, kiosk.names) == (LATER_DAYS, PAIR)
