"""The outbox and Gammu's folders together, as they stand on a card: what a power cut leaves, and no more."""

import codecs
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.choose import choose_modem
from firmware.outbox import Ended
from firmware.postbox import Postbox
from firmware.seals import Seals
from firmware.texting import SmsTurn
from mqtt.quiet import read_quiet
from tests.firmware.sms import PHONE, SECTIONS, TextingBench
from tests.gammu import make_spool


class GammuBench(TextingBench):
    """The same kiosk with a modem whose daemon is the test."""

    def _switch_on(self) -> None:
        super()._switch_on()
        self.asks_for_receipts(wanted=False)

    def asks_for_receipts(self, *, wanted: bool) -> None:
        post = Postbox(choose_modem("gammu", spool=str(self.spool), receipts=wanted))
        seals, quiet = Seals(self.folder / "dossiers.key"), read_quiet("21:00-07:00")
        self.texting = SmsTurn(post, self.reader, seals, quiet, self.store.epoch, self._tell)

    @property
    def spool(self) -> Path:
        return self.folder / "spool"

    def files(self) -> list[str]:
        """Folder and end of name of every message in the daemon's folders."""
        found = sorted(self.spool.glob("*/OUT*"))
        return [f"{file.parent.name} {file.name.partition('_+')[2].rpartition('-')[2]}" for file in found]

    def daemon_moves(self, to: str) -> None:
        """The daemon has sent, or given up, all there is."""
        [file] = (self.spool / "outbox").glob("OUT*")
        file.rename(self.spool / to / file.name)


@pytest.fixture
def gammu(tmp_path: Path) -> Iterator[GammuBench]:
    make_spool(tmp_path / "spool")
    bench = GammuBench.opened(tmp_path, **SECTIONS)
    assert isinstance(bench, GammuBench)
    yield bench
    bench.store.close()
    bench.reader.close()


def test_a_message_goes_through_the_daemons_folders_and_leaves_them(gammu: GammuBench) -> None:
    gammu.received(phone=PHONE)
    gammu.send_sms()
    assert (gammu.files(), gammu.states) == (["outbox 1.txt"], ["taken"])
    gammu.daemon_moves("sent")
    gammu.send_sms(1)
    assert (gammu.files(), gammu.states) == ([], ["sent"])


@pytest.mark.parametrize(("folder", "state"), [("sent", "sent"), ("error", "failed")])
def test_a_power_cut_before_the_note_lays_no_second_file(gammu: GammuBench, folder: str, state: str) -> None:
    gammu.received(phone=PHONE)
    gammu.deaf = (Ended,)
    gammu.send_sms(1)
    gammu.daemon_moves(folder)
    gammu.back_again()
    gammu.send_sms()
    assert (gammu.files(), gammu.states) == ([], [state])


def test_what_waits_for_its_receipt_leaves_the_folders_with_it(gammu: GammuBench) -> None:
    gammu.asks_for_receipts(wanted=True)
    gammu.received(phone=PHONE)
    gammu.send_sms()
    gammu.daemon_moves("sent")
    gammu.send_sms(1)
    assert (gammu.files(), gammu.states) == (["sent 1.txtd"], ["sent"])
    report = gammu.spool / "inbox" / "IN20261122_090000_00_+84912345678_00.txt"
    report.write_bytes(codecs.BOM_UTF16_BE + "Failed".encode("utf-16-be"))
    gammu.send_sms(1)
    assert (gammu.files(), report.exists()) == ([], False)
    assert gammu.reader.rows("SELECT outcome, reason FROM sms") == [
        ("undeliverable", "the network did not deliver it")
    ]


def test_folders_that_are_missing_are_a_fault_with_its_remedy(gammu: GammuBench) -> None:
    (gammu.spool / "error").rmdir()
    gammu.received(phone=PHONE)
    gammu.send_sms(1)
    [(_kind, fault)] = gammu.facts("device.fault")
    assert "create it for gammu-smsd and this user" in fault["detail"]
    assert gammu.states == ["queued"]
