"""The recipe of the image: what can be held against itself without building it."""

import json
import re
import subprocess
from pathlib import Path

from provisioning.image import debian, disk, sbom, wheels
from tests.processes import ROOT

ROOTFS = ROOT / "provisioning/rootfs"
BOOT = (ROOT / "provisioning/image/boot/boot.cmd").read_text("utf-8")
FSTAB = (ROOTFS / "etc/fstab").read_text("utf-8")


def test_comments_of_the_package_list_are_no_packages() -> None:
    assert debian.packages("# a b\nsystemd udev  # the core\n\nzstd\n") == ["systemd", "udev", "zstd"]


def test_no_package_is_named_twice() -> None:
    names = debian.packages((ROOT / "provisioning/image/packages.txt").read_text("utf-8"))
    assert sorted(names) == sorted(set(names))


def test_kivy_comes_from_debian_and_everything_else_from_the_lock() -> None:
    kept = wheels.locked(wheels.LOCK.read_text("utf-8"))
    names = re.findall(r"(?m)^([a-z0-9-]+)==", kept)
    assert [name for name in names if name.startswith("kivy")] == []
    assert {"gpiod", "gpiozero", "python-escpos", "paho-mqtt", "peewee", "msgspec"} <= set(names)
    assert kept.count("--hash=sha256:") > len(names)


def test_the_boot_script_knows_the_slots_by_their_places() -> None:
    places = {part.label: number for number, part in enumerate(disk.PARTITIONS, start=1)}
    found = dict(re.findall(r"setenv part (\d); setenv label (root_[ab])", BOOT))
    assert {label: int(number) for number, label in found.items()} == {
        "root_a": places["root_a"],
        "root_b": places["root_b"],
    }


def test_rauc_mounts_and_the_boot_script_name_partitions_that_exist() -> None:
    labels = {part.label for part in disk.PARTITIONS}
    rauc = (ROOTFS / "etc/rauc/system.conf").read_text("utf-8")
    named = re.findall(r"by-partlabel/(\w+)", rauc) + re.findall(r"PARTLABEL=(\w+)", FSTAB)
    assert set(named) == labels


def test_only_data_has_the_type_that_grows() -> None:
    assert [part.label for part in disk.PARTITIONS if part.kind == disk.LINUX] == ["data"]


def test_what_the_mounts_bind_is_on_the_data_partition() -> None:
    bound = re.findall(r"(?m)^/data/(\S+)", FSTAB)
    assert [
        name for name in bound if not any(f"{made}/".startswith(f"{name}/") for made in disk.DATA_FOLDERS)
    ] == []


def test_the_updater_may_ask_whether_the_clock_is_set() -> None:
    """By adjtimex(2) as older C libraries do, by clock_adjtime(2) as glibc does since 2.31."""
    unit = (ROOTFS / "usr/lib/systemd/system/motcua-updates.service").read_text("utf-8")
    allowed = re.search(r"(?m)^SystemCallFilter=(.*)$", unit)
    assert allowed
    assert {"adjtimex", "clock_adjtime"} <= set(allowed[1].split())


def test_every_unit_of_ours_runs_something_that_the_image_has() -> None:
    units = sorted((ROOTFS / "usr/lib/systemd/system").glob("motcua-*.service"))
    started = {re.search(r"(?m)^ExecStart=(\S+)", unit.read_text("utf-8"))[1] for unit in units}  # type: ignore[index]
    ours = {f"/opt/motcua/bin/{name}" for name in (*wheels.PROGRAMS, "python")}
    own = {f"/{file.relative_to(ROOTFS)}" for file in ROOTFS.rglob("*") if file.is_file()}
    assert started <= ours | own | {"/usr/bin/python3", "/usr/bin/gammu-smsd"}


def test_the_bill_of_materials_names_debian_and_python_parts(tmp_path: Path) -> None:
    (tmp_path / "usr/share").mkdir(parents=True)
    (tmp_path / sbom.MANIFEST).write_text("udev\t257.8-1\tarm64\t100\tsystemd\n")
    about = tmp_path / "opt/motcua/lib/python3.13/site-packages/peewee-4.5.3.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Name: peewee\nVersion: 4.5.3\nLicense-Expression: MIT\n")
    bill = json.loads(sbom.cyclonedx(tmp_path, version="1.0", made_at="2026-11-22T00:00:00Z"))
    assert [part["purl"] for part in bill["components"]] == [
        "pkg:deb/debian/udev@257.8-1?arch=arm64&distro=trixie",
        "pkg:pypi/peewee@4.5.3",
    ]
    assert bill["components"][1]["licenses"] == [{"license": {"name": "MIT"}}]


def test_every_time_in_a_file_system_is_that_of_the_sources(tmp_path: Path) -> None:
    image = disk.data_ext4(tmp_path, epoch=1_767_225_600)
    said = subprocess.run(
        ("debugfs", "-R", "stat /identity", image), capture_output=True, text=True, check=True
    )
    times = re.findall(r"(\w+time): 0x([0-9a-f]+)", said.stdout)
    assert {name for name, _ in times} >= {"ctime", "atime", "mtime", "crtime"}
    assert {int(value, 16) for _, value in times} == {1_767_225_600}


def test_a_distribution_does_not_say_where_its_wheel_lay(tmp_path: Path) -> None:
    whence = tmp_path / "one-1.0.dist-info"
    whence.mkdir()
    (whence / "direct_url.json").write_text("{}")
    (whence / "RECORD").write_text("one.py,sha256=a,1\none-1.0.dist-info/direct_url.json,sha256=b,2\n")
    wheels.forget_whence(tmp_path)
    assert [file.name for file in whence.iterdir()] == ["RECORD"]
    assert (whence / "RECORD").read_text() == "one.py,sha256=a,1\n"


def test_a_pi_5_gets_another_kernel_and_nothing_else_changes() -> None:
    plain, pi5 = debian.wanted(pi5=False), debian.wanted(pi5=True)
    assert set(plain) ^ set(pi5) == {"linux-image-arm64", "linux-image-rpi-2712"}
