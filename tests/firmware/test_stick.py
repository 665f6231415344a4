"""What a USB stick may do, and the many things that it may not."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from firmware.appliance import inbox, stick
from firmware.appliance.__main__ import main as appliance
from firmware.appliance.taking_over import Data
from firmware.settings_file import load
from tests.firmware.offered import PowerCut, enrolment, fuse, offer

FIRST, SECOND = "05518", "05521"
BUNDLE = bytes(range(256)) * 5000


class Machine:
    """A stick, and a data partition; `halts` are the moments at which the kiosk was kept from running."""

    def __init__(self, folder: Path) -> None:
        self.stick, self.data = folder / "stick", folder / "data"
        self.stick.mkdir()
        self.data.mkdir()
        self.halts: list[str] = []

    def plug_in(self) -> None:
        stick.take_from_stick(self.stick, Data(self.data), self.data / "no-list", self._halt)

    @contextmanager
    def _halt(self) -> Iterator[None]:
        self.halts.append(self.ward)
        yield
        self.halts.append(self.ward)

    @property
    def folder(self) -> Path:
        return self.stick / "motcua"

    @property
    def identity(self) -> Path:
        return self.data / "identity"

    @property
    def inbox(self) -> Path:
        return self.data / "updates" / "inbox"

    @property
    def ward(self) -> str:
        return load(self.identity / "kiosk.toml").kiosk.ward

    @property
    def problem(self) -> Any:
        return json.loads((self.identity / "problem.json").read_text(encoding="utf-8"))

    def enrolled(self) -> None:
        (self.identity / "kiosk.key").write_text("key of the first")
        (self.identity / "kiosk.crt").write_text("certificate of the first")
        (self.identity / "enrolment.toml").unlink()
        (self.data / "kiosk" / "kiosk.db").write_text("rows of the first")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def settled(machine: Machine) -> Machine:
    offer(machine.folder, FIRST)
    machine.plug_in()
    machine.enrolled()
    return machine


def written(machine: Machine) -> list[str]:
    return sorted(str(path.relative_to(machine.data)) for path in machine.data.rglob("*"))


# ---------------------------------------------------------------- identity


def test_a_stick_brings_the_first_identity_and_keeps_its_files(machine: Machine) -> None:
    offer(machine.folder)
    machine.plug_in()
    assert machine.ward == FIRST
    assert (machine.identity / "enrolment.toml").exists()
    assert (machine.folder / "enrolment.toml").exists()
    assert machine.halts == []


def test_the_same_stick_again_does_nothing(settled: Machine) -> None:
    settled.plug_in()
    assert not (settled.identity / "enrolment.toml").exists()
    assert not (settled.identity / "problem.json").exists()
    assert settled.halts == []


def test_another_ward_with_a_new_enrolment_halts_the_kiosk_and_sets_its_data_aside(settled: Machine) -> None:
    offer(settled.folder, SECOND, secret="mot-ma-khac-han")
    settled.plug_in()
    assert settled.halts == [FIRST, SECOND]
    assert list(settled.data.glob("kiosk-19-05518-k1-*/kiosk.db"))
    assert list(settled.data.glob("identity-19-05518-k1-*/kiosk.key"))
    assert list((settled.data / "kiosk").iterdir()) == []


def test_another_ward_without_one_is_refused_and_the_old_goes_on(settled: Machine) -> None:
    offer(settled.folder, SECOND)
    settled.plug_in()
    assert settled.problem["code"] == "other_kiosk"
    assert settled.ward == FIRST
    assert settled.halts == []


def test_a_wrong_stick_is_set_right_by_the_right_one(machine: Machine) -> None:
    offer(machine.folder, SECOND, secret="nham-thu-muc")
    machine.plug_in()
    offer(machine.folder, FIRST)
    machine.plug_in()
    assert machine.ward == FIRST


def test_a_kiosk_that_cannot_be_halted_takes_the_folder_at_the_next_start(
    settled: Machine, tmp_path: Path
) -> None:
    def stuck() -> AbstractContextManager[None]:
        raise OSError("systemctl does not answer")

    offer(settled.folder, SECOND, secret="mot-ma-khac-han")
    with pytest.raises(OSError, match="does not answer"):
        stick.take_from_stick(settled.stick, Data(settled.data), settled.data / "no-list", stuck)
    assert settled.ward == FIRST
    (tmp_path / "card").mkdir()
    appliance(["identity", "--card", str(tmp_path / "card"), "--data", str(settled.data), "--owner", ""])
    assert settled.ward == SECOND


def test_a_new_enrolment_for_the_same_kiosk_keeps_key_and_database(settled: Machine) -> None:
    (settled.folder / "enrolment.toml").write_text(enrolment("ma-cap-lai-lan-hai"), encoding="utf-8")
    settled.plug_in()
    assert (settled.identity / "enrolment.toml").exists()
    assert (settled.identity / "kiosk.key").read_text() == "key of the first"
    assert (settled.data / "kiosk" / "kiosk.db").exists()


@pytest.mark.parametrize("operations", range(1, 50))
def test_a_stick_pulled_with_the_power_leaves_no_half_identity(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, operations: int
) -> None:
    offer(machine.folder)
    with monkeypatch.context() as wires, pytest.raises((PowerCut, AssertionError)):
        fuse(wires, operations)
        machine.plug_in()
        raise AssertionError("the fuse did not burn")
    machine.plug_in()
    assert machine.ward == FIRST
    assert (machine.identity / "ca.crt").exists()
    assert (machine.identity / "enrolment.toml").exists()


# ---------------------------------------------------------------- rubbish


def test_a_stick_without_our_folder_is_left_alone_in_one_line(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    (machine.stick / "Ảnh cưới").mkdir()
    (machine.stick / "kiosk.toml").write_text("nothing of ours")
    machine.plug_in()
    assert written(machine) == []
    assert len(caplog.records) == 1


def test_a_folder_that_is_a_link_is_no_folder(machine: Machine, tmp_path: Path) -> None:
    machine.folder.symlink_to(offer(tmp_path / "elsewhere"))
    machine.plug_in()
    assert written(machine) == []


def test_a_folder_of_rubbish_is_said_and_nothing_is_copied(machine: Machine) -> None:
    machine.folder.mkdir()
    (machine.folder / "kiosk.toml.txt").write_text("a name that Windows made")
    (machine.folder / "..raucb").write_bytes(BUNDLE)
    (machine.folder / "-rf.raucb").write_bytes(BUNDLE)
    (machine.folder / "deep.raucb").mkdir()
    machine.plug_in()
    assert written(machine) == ["identity", "identity/problem.json"]
    assert machine.problem["code"] == "incomplete"


def test_a_huge_file_is_refused_without_being_read(machine: Machine) -> None:
    offer(machine.folder)
    with (machine.folder / "kiosk.toml").open("wb") as file:
        file.truncate(50_000_000_000)
    machine.plug_in()
    assert "over 262144 bytes" in machine.problem["detail"]


def test_links_and_devices_among_the_files_are_not_followed(machine: Machine) -> None:
    offer(machine.folder)
    (machine.folder / "ca.crt").unlink()
    (machine.folder / "ca.crt").symlink_to("/dev/zero")
    (machine.folder / "update.raucb").symlink_to("/dev/zero")
    machine.plug_in()
    assert machine.problem["code"] == "unreadable"
    assert not (machine.identity / "kiosk.toml").exists()
    assert not machine.inbox.exists()


# ---------------------------------------------------------------- updates


def test_updates_are_copied_whole_and_once(machine: Machine) -> None:
    machine.folder.mkdir()
    (machine.folder / "motcua-0.2.0.raucb").write_bytes(BUNDLE)
    machine.plug_in()
    copy = machine.inbox / "motcua-0.2.0.raucb"
    assert copy.read_bytes() == BUNDLE
    made_at = copy.stat().st_mtime_ns
    machine.plug_in()
    assert copy.stat().st_mtime_ns == made_at
    assert not (machine.data / "identity" / "problem.json").exists()


def test_an_update_larger_than_the_room_is_left_on_the_stick(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    machine.folder.mkdir()
    (machine.folder / "motcua-0.2.0.raucb").write_bytes(BUNDLE)
    monkeypatch.setattr(inbox, "RESERVE_BYTES", 1 << 60)
    machine.plug_in()
    assert list(machine.inbox.iterdir()) == []
    assert "no room for an update" in caplog.text


def test_a_copy_cut_off_is_begun_again(machine: Machine) -> None:
    machine.folder.mkdir()
    (machine.folder / "motcua-0.2.0.raucb").write_bytes(BUNDLE)
    machine.inbox.mkdir(parents=True)
    (machine.inbox / ".motcua-0.2.0.raucb.part").write_bytes(BUNDLE[:1000])
    machine.plug_in()
    assert [path.name for path in machine.inbox.iterdir()] == ["motcua-0.2.0.raucb"]


def test_the_command_takes_a_folder_in_place_of_a_partition(machine: Machine) -> None:
    offer(machine.folder)
    words = (str(machine.stick), "--data", str(machine.data), "--owner", "")
    assert appliance(["stick", *words]) == 0
    assert machine.ward == FIRST


def test_nothing_was_written_to_the_stick(machine: Machine) -> None:
    offer(machine.folder)
    before = sorted((path.name, path.stat().st_mtime_ns) for path in machine.folder.iterdir())
    machine.folder.chmod(0o555)
    machine.plug_in()
    assert sorted((path.name, path.stat().st_mtime_ns) for path in machine.folder.iterdir()) == before
