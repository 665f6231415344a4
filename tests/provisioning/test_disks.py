"""Which disk may be overwritten, judged on what lsblk reports of several computers."""

from pathlib import Path

import pytest

from provisioning import disks
from provisioning.disks import Disk
from provisioning.outcomes import Refused

REPORTS = Path(__file__).parent / "lsblk"
NEEDED = 4_000_000_000


def computer(name: str) -> tuple[Disk, ...]:
    return disks.read((REPORTS / f"{name}.json").read_bytes())


def refusal(name: str, device: str) -> Refused:
    with pytest.raises(Refused) as caught:
        disks.judge(computer(name), Path(device), needed_bytes=NEEDED)
    return caught.value


def test_a_card_in_a_usb_reader_is_fit() -> None:
    disk = disks.judge(computer("laptop"), Path("/dev/sda"), needed_bytes=NEEDED)
    assert (disk.size_bytes, disk.serial) == (31914983424, "000000001206")


def test_a_card_in_a_laptops_own_slot_is_fit() -> None:
    disks.judge(computer("mounted_card"), Path("/dev/mmcblk1"), needed_bytes=NEEDED)


@pytest.mark.parametrize(
    ("name", "device", "english", "vietnamese"),
    [
        ("laptop", "/dev/nvme0n1", "this computer's own disk", "ổ của chính máy tính này"),
        ("usb_system", "/dev/sda", "this computer's own disk", "ổ của chính máy tính này"),
        ("server_lvm", "/dev/sda", "this computer's own disk", "ổ của chính máy tính này"),
        ("laptop", "/dev/zram0", "this computer's own disk", "ổ của chính máy tính này"),
        ("mounted_card", "/dev/mmcblk0", "sudo umount /dev/mmcblk0p1 /dev/mmcblk0p2", "đang được mở"),
        ("server_lvm", "/dev/sdb", "/dev/mapper/luks-7d1f", "ổ mã hoá"),
        ("server_lvm", "/dev/sdc", "/dev/md0", "RAID"),
        ("server_lvm", "/dev/sdd", "built into this computer", "ổ gắn trong máy"),
        ("server_lvm", "/dev/sde", "slide the lock", "khoá ghi"),
        ("server_lvm", "/dev/sdf", "holds 3.96 GB and the image needs 4.00 GB", "thẻ lớn hơn"),
        ("laptop", "/dev/sdb", "has no card in it", "đầu đọc chưa có thẻ"),
        ("laptop", "/dev/sr0", "is a rom", "không phải thẻ nhớ"),
        ("laptop", "/dev/sda1", "name the whole disk: /dev/sda", "phân vùng"),
        ("laptop", "/dev/sdz", "not a disk of this computer", "không phải ổ đĩa"),
        ("laptop", "/etc/passwd", "not a disk of this computer", "không phải ổ đĩa"),
    ],
)
def test_anything_doubtful_is_refused_with_its_reason(
    name: str, device: str, english: str, vietnamese: str
) -> None:
    said = refusal(name, device)
    assert said.english.startswith(f"{device}: ")
    assert english in said.english
    assert vietnamese in said.vietnamese


def test_a_refusal_lists_the_cards_that_could_be_meant() -> None:
    listed = refusal("laptop", "/dev/nvme0n1").english.partition("\n\n")[2]
    assert "/dev/sda  31.91 GB  STORAGE DEVICE  (000000001206)" in listed
    assert "nvme" not in listed


def test_only_free_cards_and_sticks_are_candidates() -> None:
    assert [disk.path for disk in disks.candidates(computer("laptop"))] == ["/dev/sda"]
    assert [disk.path for disk in disks.candidates(computer("mounted_card"))] == ["/dev/mmcblk1"]
    assert [disk.path for disk in disks.candidates(computer("server_lvm"))] == ["/dev/sdf"]


def test_without_any_card_the_list_says_so() -> None:
    assert "Không thấy thẻ nhớ" in disks.listing(computer("usb_system"))


def test_this_computers_own_lsblk_is_understood() -> None:
    here = disks.read(disks.ask())
    system = [disk for disk in here if "/" in disk.mounted_at]
    assert set(system).isdisjoint(disks.candidates(here))


def test_an_answer_that_is_not_lsblks_is_refused() -> None:
    with pytest.raises(Refused, match=r"install util-linux 2\.37"):
        disks.read(b'{"blockdevices": [{"name": "sda"}]}')
