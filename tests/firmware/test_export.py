"""Logs on a USB stick: what gets there, what never does, and a clear word when it does not work.

lsblk, mount and journalctl are programs of the test's own; the stick is a folder, the archive a real one.
"""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from firmware.appliance import export as exporting
from firmware.appliance.__main__ import main
from firmware.appliance.export import Stick, Tools, find_sticks, run
from firmware.appliance.export_bundle import Sources, bundle, kiosk_name, without_secrets
from tests.devices.programs import Program

SETTINGS = """
[kiosk]
province = "19"
ward = "05518"
id = "k1"
name = "UBND phường Sông Công"
[mqtt]
host = "centre.example"
username = "kiosk-user"
password = "hunter2-hunter2"
tls_key = "/data/identity/kiosk.key"
[[officers]]
id = "cb01"
name = "Nguyễn Thị Mẫu"
counter = 1
photo = "/data/photos/mau.jpg"
"""


def disk(name: str, *parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "name": name, "type": "disk", "rm": False, "ro": False, "tran": None,
        "fstype": None, "mountpoints": [None], **more, **({"children": list(parts)} if parts else {}),
    }  # fmt: skip


def part(name: str, fstype: str | None = "vfat", mountpoint: str | None = None) -> dict[str, Any]:
    return disk(name, type="part", fstype=fstype, mountpoints=[mountpoint])


CARD = disk("/dev/mmcblk0", part("/dev/mmcblk0p5", "ext4", "/"), part("/dev/mmcblk0p6", "ext4", "/data"))
STICK = disk("/dev/sda", part("/dev/sda1"), rm=True, tran="usb")


def listing(*disks: dict[str, Any]) -> str:
    return json.dumps({"blockdevices": list(disks)})


class Device:
    """A kiosk's programs, its files, and a stick that is a folder."""

    def __init__(self, folder: Path) -> None:
        self.news = folder / "run" / "export.json"
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.programs = {
            name: self._program(folder / name) for name in ("lsblk", "mount", "umount", "journal")
        }
        self.programs["journal"].on(
            "--boot 0", "kiosk started\nbroker said hunter2-hunter2 to Nguyễn Thị Mẫu\n"
        )
        self.programs["journal"].on("--boot -1", complains="no such boot", status=1)
        lsblk, mount, umount = (str(self.programs[name].path) for name in ("lsblk", "mount", "umount"))
        self.tools = Tools(lsblk, mount, umount, self.stick)
        settings = folder / "kiosk.toml"
        settings.write_text(SETTINGS, encoding="utf-8")
        (folder / "health.json").write_text('{"version":"0.1.0"}')
        self.sources = Sources(
            journalctl=str(self.programs["journal"].path),
            settings=settings,
            problem=folder / "problem.json",
            health=folder / "health.json",
            update=folder / "update.json",
        )

    def _program(self, folder: Path) -> Program:
        folder.mkdir()
        return Program(folder)

    def plug_in(self, *disks: dict[str, Any]) -> None:
        self.programs["lsblk"].on("--json", listing(*disks))

    def export(self) -> dict[str, Any]:
        run(self.tools, self.sources, self.news)
        said: dict[str, Any] = json.loads(self.news.read_text(encoding="utf-8"))
        return said

    def exported(self) -> dict[str, str]:
        [file] = self.stick.iterdir()
        return read(file.read_bytes())


def read(packed: bytes) -> dict[str, str]:
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        files = {entry.name: archive.extractfile(entry) for entry in archive.getmembers()}
        return {name: file.read().decode() for name, file in files.items() if file is not None}


@pytest.fixture
def device(tmp_path: Path) -> Device:
    return Device(tmp_path)


def test_logs_are_whole_on_the_stick_and_the_stick_may_be_pulled(device: Device) -> None:
    device.plug_in(CARD, STICK)
    said = device.export()
    assert said["state"] == "done"
    assert [file.name for file in device.stick.iterdir()] == [said["file"]]
    assert said["file"].startswith("motcua-19-05518-k1-20")
    assert set(device.exported()) == {
        "journal-this-boot.txt", "journal-last-boot.txt", "health.json", "update.json",
        "identity-problem.json", "settings.json", "versions.txt",
    }  # fmt: skip
    assert device.programs["mount"].asked == [f"-o rw,nosuid,nodev,noexec /dev/sda1 {device.stick}"]
    assert device.programs["umount"].asked == [str(device.stick)]


def test_no_secret_and_no_name_of_a_person_leaves_the_kiosk(device: Device) -> None:
    device.plug_in(STICK)
    device.export()
    everything = "".join(device.exported().values())
    assert "hunter2" not in everything
    assert "kiosk-user" not in everything
    assert "Nguyễn" not in everything
    assert "mau.jpg" not in everything
    assert "centre.example" in everything
    assert "broker said *** to ***" in everything


def test_what_cannot_be_read_is_a_line_that_says_so(device: Device) -> None:
    files = read(bundle(device.sources))
    assert files["journal-last-boot.txt"] == "no such boot"
    assert files["update.json"].endswith("update.json: No such file or directory\n")


def test_an_endless_journal_is_cut_at_its_older_end(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firmware.appliance.export_bundle.MOST_BYTES", 14)
    assert read(bundle(device.sources))["journal-this-boot.txt"].endswith("*** to ***\n")
    assert len(read(bundle(device.sources))["journal-this-boot.txt"]) == 14


def test_without_a_stick_the_kiosk_says_so(device: Device) -> None:
    device.plug_in(CARD)
    assert device.export()["code"] == "no_stick"


def test_the_kiosks_own_disk_is_never_taken_for_a_stick() -> None:
    own = disk("/dev/sda", part("/dev/sda5", "ext4", "/data"), part("/dev/sda7"), rm=True, tran="usb")
    assert find_sticks(listing(CARD, own)) == []


def test_a_stick_without_partitions_is_one_too_and_an_unformatted_one_is_none() -> None:
    whole = disk("/dev/sdb", fstype="exfat", tran="usb")
    blank = disk("/dev/sdc", part("/dev/sdc1", None), rm=True)
    assert find_sticks(listing(whole, blank)) == [Stick("/dev/sdb", read_only=False)]


def test_a_write_protected_stick_is_named(device: Device) -> None:
    locked = disk("/dev/sda", {**part("/dev/sda1"), "ro": True}, rm=True)
    device.plug_in(locked)
    said = device.export()
    assert said["code"] == "read_only"
    assert "/dev/sda1 is write-protected" in said["detail"]


def test_a_stick_that_does_not_mount_is_passed_over_for_the_next(device: Device) -> None:
    device.plug_in(disk("/dev/sda", part("/dev/sda1"), part("/dev/sda2"), rm=True))
    device.programs["mount"].on("/dev/sda1", complains="wrong fs type", status=32)
    assert device.export()["state"] == "done"
    assert device.programs["mount"].asked[-1].endswith(f"/dev/sda2 {device.stick}")


def test_a_stick_that_cannot_be_mounted_says_what_to_do(device: Device) -> None:
    device.plug_in(STICK)
    device.programs["mount"].on("/dev/sda1", complains="wrong fs type", status=32)
    said = device.export()
    assert said["code"] == "not_mounted"
    assert "format the stick as FAT32" in said["detail"]


def test_a_full_stick_gets_not_even_half_a_file(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "SPARE_BYTES", 1 << 60)
    device.plug_in(STICK)
    assert device.export()["code"] == "full"
    assert list(device.stick.iterdir()) == []
    assert device.programs["umount"].asked == [str(device.stick)]


def test_a_stick_that_hangs_is_given_up(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOUNT_SECONDS", 0.2)
    device.plug_in(STICK)
    device.programs["mount"].answer(first="exec tail -f /dev/null")
    assert device.export()["code"] == "too_slow"


def test_a_stick_pulled_before_it_was_unmounted_is_no_success(device: Device) -> None:
    device.plug_in(STICK)
    device.programs["umount"].on(str(device.stick), complains="target is busy", status=32)
    assert device.export()["code"] == "not_written"


def test_damaged_settings_still_let_the_logs_out(device: Device) -> None:
    device.sources.settings.write_text("[kiosk\n")
    device.plug_in(STICK)
    assert device.export()["file"].startswith("motcua-unknown-")


@pytest.mark.parametrize("name", ["../../etc", "k1/../x", ""])
def test_a_strange_name_cannot_lead_out_of_the_stick(device: Device, name: str) -> None:
    device.sources.settings.write_text(f'[kiosk]\nprovince = "19"\nward = "05518"\nid = "{name}"\n')
    assert "/" not in kiosk_name(device.sources)
    assert "." not in kiosk_name(device.sources)


def test_nested_secrets_are_hidden_wherever_they_stand() -> None:
    settings = {"a": [{"api_token": "t", "port": 1}], "password": "", "secret": "s"}
    assert without_secrets(settings) == {
        "a": [{"api_token": "***", "port": 1}],
        "password": "",
        "secret": "***",
    }


def test_rubbish_from_lsblk_is_a_sentence(device: Device) -> None:
    device.programs["lsblk"].on("--json", "lsblk: not found")
    assert device.export()["code"] == "failed"


def test_an_unknown_command_names_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["exprot"]) == 2
    assert "use one of" in capsys.readouterr().err
