"""A kiosk that was taken over and not yet enrolled, and the office of its authority behind real TLS.

Owns its worker's turns and what they said. Refuses to know what is right.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509

from firmware import events as e
from firmware.enrolment import EnrolmentTurn, Papers
from firmware.standing import Standing, StandingChanged
from tests.bench import TurnedClock
from tests.firmware.offered import PowerCut, authority, enrolment, fuse
from tests.firmware.office import SECRET, Office, office_open

NAME = "19/05518/k1"


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
