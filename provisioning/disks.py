"""Which disk may be overwritten: what `lsblk` reports, judged.

Owns the rules. Refuses to open or change any disk. Whoever holds a card must never lose another disk to a
slip of the finger, so everything in use, built in or only doubtful is refused by name.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from provisioning.outcomes import Refused

LSBLK: Final = (
    "lsblk", "--json", "--bytes", "--output",
    "NAME,PATH,TYPE,SIZE,RO,RM,HOTPLUG,MODEL,SERIAL,TRAN,MOUNTPOINTS",
)  # fmt: skip
LSBLK_SECONDS: Final = 15.0
SYSTEM: Final = ("/", "/boot", "/boot/efi", "/boot/firmware", "/usr", "/var", "/home", "[SWAP]")


class Disk(msgspec.Struct, frozen=True, kw_only=True):
    """A block device as lsblk knows it, with all that stands on it."""

    name: str
    path: str
    kind: str = msgspec.field(name="type")
    size_bytes: int = msgspec.field(name="size")
    read_only: bool = msgspec.field(name="ro")
    removable: bool = msgspec.field(name="rm")
    hotplug: bool = False
    model: str | None = None
    serial: str | None = None
    bus: str | None = msgspec.field(name="tran", default=None)
    mountpoints: tuple[str | None, ...] = ()
    children: tuple["Disk", ...] = ()

    def everything(self) -> Iterator["Disk"]:
        """Itself, its partitions, and what is made of them."""
        yield self
        for child in self.children:
            yield from child.everything()

    @property
    def mounted_at(self) -> tuple[str, ...]:
        return tuple(place for one in self.everything() for place in one.mountpoints if place)

    @property
    def holders(self) -> tuple[str, ...]:
        """LVM volumes, RAID sets, opened crypt devices and the like."""
        return tuple(one.path for one in self.everything() if one is not self and one.kind != "part")

    @property
    def comes_and_goes(self) -> bool:
        """A card or stick; card readers on a board's own bus often deny that they are removable."""
        return self.removable or self.hotplug or self.bus == "usb" or self.name.startswith("mmcblk")

    def __str__(self) -> str:
        model = (self.model or "").strip() or "?"
        serial = (self.serial or "").strip() or "?"
        return f"{self.path}  {gigabytes(self.size_bytes)}  {model}  ({serial})"


class _Report(msgspec.Struct, frozen=True):
    blockdevices: tuple[Disk, ...]


def ask() -> bytes:
    """What lsblk says about this computer."""
    try:
        return subprocess.run(LSBLK, capture_output=True, check=True, timeout=LSBLK_SECONDS).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise Refused(
            "Không đọc được danh sách ổ đĩa bằng lsblk. Hãy cài gói util-linux.",
            f"lsblk failed ({error}); install util-linux 2.37 or newer",
        ) from error


def read(report: bytes) -> tuple[Disk, ...]:
    try:
        return msgspec.json.decode(report, type=_Report).blockdevices
    except msgspec.DecodeError as error:
        raise Refused(
            "Không hiểu danh sách ổ đĩa của lsblk. Hãy cập nhật gói util-linux.",
            f"lsblk's answer was not understood ({error}); install util-linux 2.37 or newer",
        ) from error


def candidates(disks: tuple[Disk, ...]) -> tuple[Disk, ...]:
    """Cards and sticks that hold nothing this computer uses."""
    return tuple(
        disk
        for disk in disks
        if disk.kind == "disk"
        and disk.comes_and_goes
        and disk.size_bytes
        and not (disk.read_only or disk.mounted_at or disk.holders)
    )


def judge(disks: tuple[Disk, ...], device: Path, *, needed_bytes: int) -> Disk:
    """The disk of that name, if it may be overwritten; Refused says why not and what could be meant."""
    disk = next((one for one in disks if one.path == str(device)), None)
    if disk is None:
        raise _refused(disks, device, _not_a_disk(disks, device))
    problem = _unfit(disk, needed_bytes)
    if problem:
        raise _refused(disks, device, problem)
    return disk


def listing(disks: tuple[Disk, ...]) -> str:
    """The cards and sticks there are, or that there is none."""
    found = candidates(disks)
    if not found:
        return "Không thấy thẻ nhớ hay USB nào đang rảnh. / No free memory card or stick was found."
    return "\n".join(["Thẻ nhớ, USB có thể ghi / Cards and sticks:", *(f"  {disk}" for disk in found)])


def gigabytes(size_bytes: int) -> str:
    """As printed on the card: a gigabyte is 10^9."""
    return f"{size_bytes / 1e9:.2f} GB"


def _refused(disks: tuple[Disk, ...], device: Path, problem: tuple[str, str]) -> Refused:
    vietnamese, english = problem
    return Refused(f"{device}: {vietnamese}", f"{device}: {english}\n\n{listing(disks)}")


def _not_a_disk(disks: tuple[Disk, ...], device: Path) -> tuple[str, str]:
    for disk in disks:
        if any(one.path == str(device) and one.kind == "part" for one in disk.everything()):
            return (
                f"đây là một phân vùng, không phải cả thẻ. Hãy ghi: {disk.path}",
                f"is a partition; name the whole disk: {disk.path}",
            )
    return "không phải ổ đĩa của máy này.", "is not a disk of this computer; name one of these"


def _unfit(disk: Disk, needed_bytes: int) -> tuple[str, str] | None:
    """Why not, in both languages; the most frightening reason first."""
    in_use = disk.mounted_at
    if set(in_use) & set(SYSTEM):
        return (
            "đây là ổ của chính máy tính này! Hãy chọn thẻ nhớ.",
            f"is this computer's own disk (it holds {', '.join(in_use)}); name the card instead",
        )
    if in_use:
        partitions = " ".join(one.path for one in disk.everything() if any(one.mountpoints))
        return (
            f"đang được mở ({', '.join(in_use)}). Hãy tháo ra trước: sudo umount {partitions}",
            f"is in use, mounted at {', '.join(in_use)}; first run: sudo umount {partitions}",
        )
    if disk.holders:
        return (
            f"đang được dùng làm LVM, RAID hoặc ổ mã hoá ({', '.join(disk.holders)}). Hãy chọn thẻ khác.",
            f"is part of LVM, RAID or an encrypted disk ({', '.join(disk.holders)}); name another card",
        )
    if disk.kind not in ("disk", "loop"):
        return f"là loại {disk.kind}, không phải thẻ nhớ.", f"is a {disk.kind}, not a card; name a card"
    if disk.kind == "disk" and not disk.comes_and_goes:
        return (
            "là ổ gắn trong máy, không phải thẻ nhớ hay USB.",
            "is built into this computer, not a card or stick; name a card",
        )
    return _unwritable(disk, needed_bytes)


def _unwritable(disk: Disk, needed_bytes: int) -> tuple[str, str] | None:
    if not disk.size_bytes:
        return "đầu đọc chưa có thẻ. Hãy cắm thẻ vào.", "has no card in it; put one in"
    if disk.read_only:
        return (
            "thẻ đang bị khoá ghi. Hãy gạt khoá bên cạnh thẻ hoặc dùng thẻ khác.",
            "is read-only; slide the lock on the card's side, or take another card",
        )
    if disk.size_bytes < needed_bytes:
        has, needs = gigabytes(disk.size_bytes), gigabytes(needed_bytes)
        return (
            f"thẻ chỉ có {has}, cần ít nhất {needs}. Hãy dùng thẻ lớn hơn.",
            f"holds {has} and the image needs {needs}; take a larger card",
        )
    return None
