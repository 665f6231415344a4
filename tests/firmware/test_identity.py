"""The folder on the card: what is taken over, another ward's, and the secret that leaves the card."""

import os
from pathlib import Path

import pytest

from firmware.appliance.__main__ import main as appliance
from firmware.settings_file import load
from tests.firmware.bootcfg import FIRST, SECOND, Machine
from tests.firmware.bootcfg import machine as machine
from tests.firmware.bootcfg import settled as settled
from tests.firmware.offered import offer, settings

# ---------------------------------------------------------------- taken over


def test_a_good_folder_is_taken_over_and_its_secret_leaves_the_card(machine: Machine) -> None:
    offer(machine.card)
    assert machine.boot() == 0
    assert machine.ward == FIRST
    assert machine.has("ca.crt", "enrolment.toml", "problem.json") == [True, True, False]
    assert sorted(path.name for path in machine.card.iterdir()) == ["ca.crt", "kiosk.toml"]


def test_the_next_boot_changes_nothing(settled: Machine) -> None:
    assert settled.boot() == 0
    assert settled.has("kiosk.key", "kiosk.crt", "enrolment.toml") == [True, True, False]
    assert settled.everywhere("kiosk.db") == ["rows of the first"]


def test_an_empty_card_is_no_fault(machine: Machine) -> None:
    assert machine.boot() == 0
    assert machine.has("kiosk.toml", "problem.json") == [False, False]


def test_a_folder_without_enrolment_makes_a_kiosk_that_works_alone(machine: Machine) -> None:
    offer(machine.card, secret=None)
    machine.boot()
    assert machine.ward == FIRST


def test_settings_mended_on_the_card_come_into_force_and_the_certificate_stays(settled: Machine) -> None:
    (settled.card / "kiosk.toml").write_text(settings(name="UBND phường Mới"), encoding="utf-8")
    settled.boot()
    assert load(settled.identity / "kiosk.toml").kiosk.name == "UBND phường Mới"
    assert settled.has("kiosk.key", "kiosk.crt") == [True, True]
    assert settled.everywhere("kiosk.db") == ["rows of the first"]


def test_a_file_written_by_a_windows_editor_is_read(machine: Machine) -> None:
    offer(machine.card)
    text = settings().replace("\n", "\r\n").encode("utf-8-sig")
    (machine.card / "kiosk.toml").write_bytes(text)
    machine.boot()
    assert machine.ward == FIRST


def test_the_key_of_nobody_else_can_be_read_but_by_the_owner(machine: Machine) -> None:
    offer(machine.card)
    machine.boot()
    assert machine.identity.stat().st_mode & 0o777 == 0o750
    assert (machine.identity / "enrolment.toml").stat().st_mode & 0o007 == 0


# ---------------------------------------------------------------- another ward


def test_another_ward_with_its_enrolment_sets_papers_and_database_aside(settled: Machine) -> None:
    offer(settled.card, SECOND, secret="mot-ma-khac-han")
    settled.boot()
    assert settled.ward == SECOND
    assert settled.has("enrolment.toml", "kiosk.key", "kiosk.crt") == [True, False, False]
    assert list((settled.data / "kiosk").iterdir()) == []
    [database] = settled.data.glob("kiosk-19-05518-k1-*/kiosk.db")
    [key] = settled.data.glob("identity-19-05518-k1-*/kiosk.key")
    assert (database.read_text(), key.read_text()) == ("rows of the first", "key of the first")


def test_there_and_back_on_one_day_keeps_every_database(settled: Machine) -> None:
    offer(settled.card, SECOND, secret="mot-ma-khac-han")
    settled.boot()
    (settled.data / "kiosk" / "kiosk.db").write_text("rows of the second")
    offer(settled.card, FIRST, secret="ma-thu-ba-moi-tinh")
    settled.boot()
    assert settled.ward == FIRST
    assert sorted(settled.everywhere("kiosk.db")) == ["rows of the first", "rows of the second"]


def test_data_without_any_settings_belong_to_nobody_and_are_set_aside(machine: Machine) -> None:
    (machine.data / "kiosk").mkdir()
    (machine.data / "kiosk" / "kiosk.db").write_text("whose?")
    offer(machine.card)
    machine.boot()
    assert list(machine.data.glob("kiosk-unknown-*/kiosk.db"))


def test_settings_that_rotted_on_the_disk_are_mended_from_the_card(settled: Machine) -> None:
    (settled.identity / "kiosk.toml").write_bytes(b"\0" * 100)
    settled.boot()
    assert settled.ward == FIRST
    assert settled.has("kiosk.key", "kiosk.crt") == [True, True]
    assert (settled.data / "kiosk" / "kiosk.db").exists()


# ---------------------------------------------------------------- the secret on the card


def test_a_secret_that_could_not_be_erased_is_erased_at_the_next_boot(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(machine.card)
    with monkeypatch.context() as fault:
        fault.setattr("firmware.durable.erase", _write_protected)
        assert machine.boot() == 0
    machine.enrolled()
    machine.boot()
    assert not (machine.card / "enrolment.toml").exists()
    assert machine.has("kiosk.crt", "enrolment.toml") == [True, False]


def _write_protected(path: Path) -> None:
    raise OSError(30, "Read-only file system", str(path))


def test_the_secret_is_overwritten_before_it_is_unlinked(machine: Machine, tmp_path: Path) -> None:
    offer(machine.card)
    os.link(machine.card / "enrolment.toml", tmp_path / "what-the-card-keeps")
    machine.boot()
    assert set((tmp_path / "what-the-card-keeps").read_bytes()) == {0}


def test_the_secret_never_reaches_the_log(machine: Machine, caplog: pytest.LogCaptureFixture) -> None:
    offer(machine.card)
    machine.boot()
    (machine.card / "enrolment.toml").write_text("secret = 'mot-lan-duy-nhat'\n", encoding="utf-8")
    machine.boot()
    assert "mot-lan-duy-nhat" not in caplog.text


# ---------------------------------------------------------------- the command


def test_an_unknown_command_names_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert appliance(["identities"]) == 2
    assert "identity, stick" in capsys.readouterr().err


def test_an_owner_who_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="'nobody-here' does not exist"):
        appliance(["identity", "--data", str(tmp_path), "--owner", "nobody-here"])
