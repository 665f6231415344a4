"""From a folder to a disk: file systems and a GPT, without a loop mount and without a mount at all.

Owns the partitions' names, sizes and fixed ids. Refuses what lies in the root (`compose`).
"""

import logging
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from provisioning.image import trees
from provisioning.image.tools import run, same_times

log = logging.getLogger("motcua-image")

BOOT: Final = Path(__file__).parent / "boot"
MEGABYTE: Final = 1 << 20
FIRST_MB: Final = 1
DISK_ID: Final = "4D4F5443-5541-4B49-8F53-4B0000000001"
ROOT_ID: Final = "4d4f5443-5541-4b49-8f53-4b0000000002"
DATA_ID: Final = "4d4f5443-5541-4b49-8f53-4b0000000003"
FEATURES: Final = "^orphan_file,^metadata_csum_seed"
"""What U-Boot can read."""

BASIC_DATA: Final = "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7"
ROOT_ARM64: Final = "B921B045-1DF0-41C3-AF44-4C6F280D3FAE"
LINUX: Final = "0FC63DAF-8483-4772-8E79-3D69D8477DE4"
"""Only `data` has this type: it is what systemd-repart grows at the first boot."""


@dataclass(frozen=True, slots=True)
class Partition:
    label: str
    size_mb: int
    kind: str


PARTITIONS: Final = (
    Partition("bootcfg", 64, BASIC_DATA),
    Partition("root_a", 1536, ROOT_ARM64),
    Partition("root_b", 1536, ROOT_ARM64),
    Partition("data", 64, LINUX),
)
DATA_FOLDERS: Final = (
    "identity",
    "kiosk",
    "updates/inbox",
    "rauc",
    "var/log/journal",
    "var/lib",
    "connections",
)
PI_FIRMWARE: Final = ("bootcode.bin", "start.elf", "fixup.dat", "start4.elf", "fixup4.dat")


def boot_fat(root: Path, folder: Path, *, epoch: int) -> Path:
    """What the Pi's firmware and U-Boot read; the identity is written here later, by `flash` or by hand."""
    files = folder / "bootcfg"
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir()
    firmware = root / "usr/lib/raspi-firmware"
    trees.put(root, files)
    for source in (
        *(firmware / name for name in PI_FIRMWARE),
        root / "usr/lib/u-boot/rpi_arm64/u-boot.bin",
    ):
        shutil.copyfile(source, files / source.name)
    shutil.copyfile(BOOT / "config.txt", files / "config.txt")
    when = {"SOURCE_DATE_EPOCH": str(epoch), "TZ": "UTC"}
    script = files / "boot.scr"
    run("mkimage", "-A", "arm64", "-T", "script", "-C", "none", "-d", BOOT / "boot.cmd", script, more=when)
    same_times(files, epoch)
    image = folder / "bootcfg.vfat"
    image.unlink(missing_ok=True)
    run(
        "mkfs.vfat",
        "-F",
        "32",
        "-n",
        "BOOTCFG",
        "-i",
        "4D4F5443",
        "--invariant",
        "-C",
        image,
        str(PARTITIONS[0].size_mb * 1024),
    )
    run("mcopy", "-i", image, "-s", "-m", *sorted(files.iterdir()), "::", more=when)
    return image


def root_ext4(root: Path, folder: Path, *, epoch: int) -> Path:
    """The slot: kernel and root in one file system, byte for byte the same for the same folder."""
    image = folder / "root.ext4"
    image.unlink(missing_ok=True)
    run("mke2fs", "-q", "-t", "ext4", "-O", FEATURES, "-L", "root", "-U", ROOT_ID, "-m", "0",
        "-E", f"hash_seed={ROOT_ID},lazy_itable_init=0,root_owner=0:0",
        "-d", root, image, f"{PARTITIONS[1].size_mb}M",
        more={"E2FSPROGS_FAKE_TIME": str(epoch), "SOURCE_DATE_EPOCH": str(epoch)})  # fmt: skip
    _even_times(image, root, epoch)
    return image


def data_ext4(folder: Path, *, epoch: int) -> Path:
    """Empty folders; owners are set on the device by tmpfiles.d, which knows the users."""
    files = folder / "data"
    shutil.rmtree(files, ignore_errors=True)
    for name in DATA_FOLDERS:
        (files / name).mkdir(parents=True)
    same_times(files, epoch)
    image = folder / "data.ext4"
    image.unlink(missing_ok=True)
    run("mke2fs", "-q", "-t", "ext4", "-L", "data", "-U", DATA_ID, "-m", "1", "-E", f"hash_seed={DATA_ID}",
        "-d", files, image, f"{PARTITIONS[3].size_mb}M",
        more={"E2FSPROGS_FAKE_TIME": str(epoch)})  # fmt: skip
    _even_times(image, files, epoch)
    return image


def _even_times(image: Path, files: Path, epoch: int) -> None:
    """mke2fs copies when a file was last read and its inode changed: no two builds have that in common."""
    script = image.with_suffix(".times")
    with script.open("w", encoding="utf-8") as lines:
        for path in ("/", *(f"/{path.relative_to(files)}" for path in sorted(files.rglob("*")))):
            lines.writelines(f'set_inode_field "{path}" {field} @{epoch}\n' for field in ("ctime", "atime"))
    run("debugfs", "-w", "-f", script, image, more={"E2FSPROGS_FAKE_TIME": str(epoch)})
    script.unlink()


def assemble(bootcfg: Path, root: Path, data: Path, target: Path) -> None:
    """One GPT disk image; slot B stays empty until the first update."""
    total_mb = FIRST_MB + sum(part.size_mb for part in PARTITIONS) + 1
    unfinished = target.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with unfinished.open("wb") as file:
        file.truncate(total_mb * MEGABYTE)
    table = unfinished.with_suffix(".sfdisk")
    table.write_text(_table(), "utf-8")
    run("sh", "-c", f"sfdisk -q '{unfinished}' < '{table}'")
    starts = _starts()
    for label, image in (("bootcfg", bootcfg), ("root_a", root), ("data", data)):
        run("dd", f"if={image}", f"of={unfinished}", "bs=1M", f"seek={starts[label]}", "conv=notrunc,sparse")
    table.unlink()
    unfinished.rename(target)
    log.info("disk assembled image=%s size_mb=%d", target.name, total_mb)


def _starts() -> dict[str, int]:
    starts, at = {}, FIRST_MB
    for part in PARTITIONS:
        starts[part.label] = at
        at += part.size_mb
    return starts


def _table() -> str:
    starts = _starts()
    sectors = MEGABYTE // 512
    lines = [
        f"start={starts[part.label] * sectors}, size={part.size_mb * sectors}, type={part.kind}, "
        f"name={part.label}, uuid={DISK_ID[:-1]}{number + 1}"
        for number, part in enumerate(PARTITIONS, start=1)
    ]
    return "\n".join(["label: gpt", f"label-id: {DISK_ID}", *lines, ""])
