"""Enrolment within a kiosk: on the technician's screen, on the link, and in a process of its own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware import events as e
from firmware.enrolment import Papers, papers_of
from firmware.pins import Pins
from firmware.screens import Technician
from firmware.settings import Mqtt
from firmware.standing import Standing, StandingChanged, Word
from mqtt.broker import Broker
from mqtt.client import Client, LinkChanged
from tests.bench import KioskBench
from tests.firmware.enrolling import Kiosk
from tests.firmware.enrolling import kiosk as kiosk
from tests.firmware.enrolling import office as office
from tests.firmware.offered import authority, settings
from tests.processes import broker, free_port, running, stop, wait_until
from ui.touch import readings

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


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
