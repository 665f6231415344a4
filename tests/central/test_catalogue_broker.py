"""The catalogue over a real Mosquitto: the command at one end, a kiosk at the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from central.__main__ import main
from central.catalogue.store import NAME
from mqtt.broker import Broker
from mqtt.catalogue import decode
from mqtt.client import Client, Incoming, Outgoing
from mqtt.publication import Assembly, Edition
from tests.central.catalogue_publishing import ROOT, Centre, Killed, note_of
from tests.central.catalogue_publishing import centre as centre
from tests.central.cataloguing import SHEET
from tests.processes import broker, free_port, wait_until


@dataclass
class Ward:
    """A real broker and the command line; `kiosk` connects as a kiosk would."""

    folder: Path
    port: int

    def run(self, *arguments: str) -> int:
        return main([*arguments, "--config", str(self.folder / "c.toml"), "--data", str(self.folder)])

    def publish(self, *more: str) -> int:
        return self.run("publish", "catalogue", "--province", "19", *more)


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    port = free_port()
    (tmp_path / "c.toml").write_text(f'[mqtt]\nhost = "127.0.0.1"\nport = {port}\n')
    with broker(tmp_path, port):
        yield Ward(tmp_path, port)


def kiosk(ward: Ward) -> Client:
    client = Client(Broker("127.0.0.1", ward.port), "k1", subscriptions=[(f"{ROOT}#", 1)])
    client.start()
    return client


def next_edition(client: Client, assembly: Assembly) -> Edition:
    edition = None
    while edition is None:
        arrival = client.inbox.get(timeout=10)
        if isinstance(arrival, Incoming):
            edition = assembly.take(arrival.topic.removeprefix(ROOT), arrival.payload)
    return edition


def test_a_kiosk_hears_the_real_catalogue_live_and_after_its_boot(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    assembly = Assembly()
    live = kiosk(ward)
    wait_until(lambda: live.up)
    assert ward.run("import-procedures", str(SHEET)) == 0
    assert ward.publish() == 0
    edition = next_edition(live, assembly)
    live.stop()
    assert len(decode(edition.body)) == 36
    said = capsys.readouterr().out.splitlines()[-1]
    assert said.startswith(f"published version {edition.version}: 36 procedures, ")
    assert said.endswith(" bytes, 1 pieces")
    assembly = Assembly()
    booted = kiosk(ward)
    assert next_edition(booted, assembly) == edition
    booted.stop()


def test_the_command_says_that_nothing_changed_and_again_sends_it_once_more(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    ward.run("import-procedures", str(SHEET))
    assert (ward.publish(), ward.publish(), ward.publish("--again")) == (0, 0, 0)
    first, second, third = capsys.readouterr().out.splitlines()[1:]
    assert second.startswith(f"nothing changed since version {first.split()[2].rstrip(':')} of 20")
    assert third.startswith("published version ")


def test_a_real_broker_that_forbids_the_topic_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    (tmp_path / "c.toml").write_text(f'[mqtt]\nhost = "127.0.0.1"\nport = {port}\n')
    (tmp_path / "acl").write_text("topic readwrite other/#\n")
    (tmp_path / "acl").chmod(0o600)
    ward = Ward(tmp_path, port)
    ward.run("import-procedures", str(SHEET))
    with broker(tmp_path, port, f"acl_file {tmp_path / 'acl'}"):
        assert ward.publish() == 2
    complaint = capsys.readouterr().err
    assert f"motcua-central: broker 127.0.0.1:{port} refused {ROOT}" in complaint
    assert "let this user publish retained messages there" in complaint


class Mortal(Client):
    """The real client, in a process that is killed before it sends message number `last_words`."""

    last_words = 10**9

    def publish(self, message: Outgoing) -> int | None:
        self.last_words -= 1
        if self.last_words < 0:
            raise Killed
        return super().publish(message)


@pytest.mark.parametrize("step", [0, 1, 2, 3, 4])
def test_killed_before_a_real_broker_a_booting_kiosk_has_one_whole_version(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    centre = Centre(ward.folder / NAME)
    centre.fill("cũ", count=20)
    assert ward.publish() == 0
    centre.fill("mới", count=20)
    monkeypatch.setattr("central.catalogue.desk.Client", Mortal)
    monkeypatch.setattr(Mortal, "last_words", step)
    with pytest.raises(Killed):
        ward.publish()
    assembly = Assembly()
    booted = kiosk(ward)
    assert note_of(next_edition(booted, assembly)) in ("cũ", "mới")
    booted.stop()
    monkeypatch.undo()
    assert ward.publish() == 0
    assembly = Assembly()
    booted = kiosk(ward)
    assert note_of(next_edition(booted, assembly)) == "mới"
    booted.stop()
