"""The daemon's settings as the kiosk writes them: the real daemon reads them, and sends by them."""

from pathlib import Path

import pytest

from devices.choose import choose_modem
from devices.gammu import GammuSpool
from devices.sms import Fate, Message, News, NotReady, Word
from devices.smsdrc import FOLDERS, Daemon
from tests.gammu import gammu_daemon, make_spool, transmitted
from tests.processes import wait_until

HELLO = Message("c0ffee-1", "+84912345678", "Ho so H-1 da co ket qua.")


@pytest.fixture
def daemon(tmp_path: Path) -> Daemon:
    (tmp_path / "run").mkdir()
    return Daemon("/dev/motcua-modem", tmp_path / "run/smsdrc", tmp_path / "run")


def test_the_real_daemon_sends_by_these_settings(tmp_path: Path) -> None:
    spool = make_spool(tmp_path / "spool")
    driver = GammuSpool(spool, receipts=True)
    with gammu_daemon(spool):
        assert driver.hand_over(HELLO).word is Word.TAKEN
        wait_until(lambda: driver.news() == [News(Fate(Word.SENT), reference="c0ffee-1")], seconds=60)
    assert len(transmitted(spool)) == 1
    assert "Error" not in (spool / "log").read_text()
    assert list((spool / "error").iterdir()) == []


def test_it_says_where_the_modem_and_the_folders_are(tmp_path: Path, daemon: Daemon) -> None:
    daemon.prepare(tmp_path / "spool")
    lines = daemon.file.read_text().splitlines()
    wanted = [
        "device = /dev/motcua-modem",
        "deliveryreport = sms",
        f"outboxpath = {tmp_path}/spool/outbox/",
        f"logfile = {tmp_path}/run/log",
    ]
    assert [line in lines for line in wanted] == [True] * 4
    assert sorted(folder.name for folder in (tmp_path / "spool").iterdir()) == sorted(FOLDERS)


def test_what_is_so_already_is_not_written_again(tmp_path: Path, daemon: Daemon) -> None:
    daemon.prepare(tmp_path / "spool")
    before = daemon.file.stat().st_ino
    daemon.prepare(tmp_path / "spool")
    assert daemon.file.stat().st_ino == before
    Daemon("/dev/ttyACM0", daemon.file, daemon.run).prepare(tmp_path / "spool")
    assert "device = /dev/ttyACM0" in daemon.file.read_text()


def test_without_a_device_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="no folder to write in"):
        choose_modem("gammu", spool=str(tmp_path / "spool"), run=tmp_path).ready()
    assert list(tmp_path.iterdir()) == []


def test_a_daemon_that_does_not_run_is_named_once_its_settings_are_there(tmp_path: Path) -> None:
    (tmp_path / "motcua").mkdir()
    modem = choose_modem("gammu", spool=str(tmp_path / "spool"), device="/dev/motcua-modem", run=tmp_path)
    with pytest.raises(NotReady, match="gammu-smsd does not run"):
        modem.ready()
    assert (tmp_path / "motcua/smsdrc").is_file()


def test_a_folder_that_cannot_be_made_is_named_with_the_remedy(tmp_path: Path, daemon: Daemon) -> None:
    (tmp_path / "spool").write_text("a file")
    with pytest.raises(NotReady, match=r"spool.*give \[modem\] spool a folder"):
        GammuSpool(tmp_path / "spool", daemon=daemon).ready()
