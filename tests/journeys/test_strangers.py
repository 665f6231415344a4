"""10,000 random requests over the real core: nothing falls over, and strangers change nothing."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from firmware import console, lending
from firmware.console import Answer, Done, SignOut
from firmware.deciding import Input
from firmware.pieces import Pieces
from firmware.pins import Pins
from tests.bench import KioskBench, ward
from tests.firmware.ward_sections import OFFICERS
from tests.ui.counter.fuzz import strike
from ui.counter.app import build
from ui.counter.live import Live

TOKEN = "0123456789abcdef" * 2


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[KioskBench]:
    """People wait, one is called, and counter 1 has a session that a good cookie opens."""
    bench = KioskBench(tmp_path, ward(officers=OFFICERS))
    session = sha256(TOKEN.encode()).hexdigest()
    bench.ask(console.SignIn(session=session, officer="cb01", counter=1))
    [bench.take_number(service) for service in ("ho-tich", "ho-tich", "dat-dai", "ho-tich") * 4]
    bench.ask(console.Call(session=session, counter=1))
    yield bench
    bench.store.close()
    bench.reader.close()


@pytest.fixture
def web(kiosk: KioskBench) -> Iterator[TestClient]:
    pins = Pins(kiosk.folder / "pins.json")
    pieces = Pieces(kiosk.folder / "filings", kiosk.core.seals)
    office = lending.office(kiosk.settings, kiosk.core, kiosk.reader, kiosk.clock, pins, pieces)

    def ask(request: Input) -> Answer:
        """Nobody signs out: the first such request would make all later ones a stranger's."""
        return Done() if isinstance(request, SignOut) else kiosk.core.handle(request)

    with TestClient(build(replace(office, ask=ask), Live(), None)) as web:
        yield web


def tickets(kiosk: KioskBench) -> list[tuple[object, ...]]:
    return kiosk.reader.rows("SELECT * FROM ticket ORDER BY label")


def test_strangers_change_nothing(kiosk: KioskBench, web: TestClient) -> None:
    before, facts = tickets(kiosk), kiosk.facts("ticket.")
    assert strike(web, requests=5_000) >= 5_000
    assert tickets(kiosk) == before
    assert kiosk.facts("ticket.") == facts
    assert kiosk.reader.rows("SELECT count(*) FROM session") == [(1,)]


def test_an_officer_gone_mad_breaks_no_rule(kiosk: KioskBench, web: TestClient) -> None:
    assert strike(web, requests=5_000, token=TOKEN) >= 5_000
    called = kiosk.reader.rows("SELECT counter, count(*) FROM ticket WHERE state = 'called' GROUP BY counter")
    assert all(count == 1 for _, count in called)
    kinds = {kind for kind, _ in kiosk.facts("ticket.")}
    assert {"ticket.called", "ticket.served", "ticket.held"} <= kinds
    ended = [data["number"] for kind, data in kiosk.facts("ticket.served") if data["number"]]
    assert len(ended) == len(set(ended))
