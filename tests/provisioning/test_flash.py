"""A technician makes a kiosk's card: on real block devices where root may make one, else on plain files."""

import io
import os
import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from provisioning import flash, identity_files, images
from provisioning.__main__ import main
from provisioning.card import Target
from provisioning.outcomes import Refused, Spoilt
from provisioning.terminal import Terminal
from tests.provisioning import cards
from tests.provisioning.cards import MIB, tool

needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or not Path("/dev/loop-control").exists(), reason="loop devices need root"
)


@dataclass(frozen=True, slots=True)
class Download:
    """A folder as it was downloaded, and a kiosk's folder."""

    image: Path
    raw: Path
    kiosk: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    raw = cards.build_image(folder)
    cards.map_of(raw)
    cards.zst(raw)
    cards.xz(raw)
    return folder


@pytest.fixture
def download(built: Path, tmp_path: Path) -> Download:
    """The packed image with its map and its sum, the unpacked one aside for comparing."""
    folder = tmp_path / "download"
    folder.mkdir()
    raw = built / "motcua-kiosk-9.9.9-arm64.img"
    image = Path(shutil.copy(f"{raw}.zst", folder))
    shutil.copy(f"{raw}.bmap", folder)
    cards.vouch(image)
    return Download(image, raw, cards.kiosk_folder(tmp_path / "k1"))


@pytest.fixture
def card_file(tmp_path: Path) -> Path:
    return cards.used_card(tmp_path / "card")


@pytest.fixture
def card_device(card_file: Path) -> Iterator[Path]:
    with cards.loop(card_file) as device:
        yield device


def write(download: Download, card: Path, terminal: Terminal | None = None, *, verify: bool = True) -> None:
    """All of the steps but the choice of a disk; a plain file stands for the card."""
    image = images.examine(download.image, lambda done, total: None)
    folder = identity_files.read(download.kiosk, datetime.now(UTC))
    target = Target(card, card.stat().st_size)
    flash.flash(image, folder, target, verify=verify, terminal=terminal or Terminal())


def assert_is_kiosk(card: Path, download: Download) -> None:
    """Identity as in the folder, partitions as in the image, a FAT without faults or leftovers."""
    table = msgspec.json.decode(tool("sfdisk", "--json", str(card)), type=dict[str, dict[str, object]])
    labels = [
        one["name"] for one in msgspec.convert(table["partitiontable"]["partitions"], list[dict[str, object]])
    ]
    assert labels == [label for label, *_ in cards.LAYOUT]
    fat = card.with_name("read-back.fat")
    fat.write_bytes(card.read_bytes()[1 * MIB : 9 * MIB])
    tool("fsck.vfat", "-n", str(fat))
    listed = tool("mdir", "-b", "-i", str(fat)).split()
    assert sorted(listed) == ["::/ca.crt", "::/config.txt", "::/enrolment.toml", "::/kiosk.toml"]
    for name in identity_files.FILES:
        assert tool("mtype", "-i", str(fat), f"::{name}") == (download.kiosk / name).read_text()


def assert_same_root(card: Path, download: Download) -> None:
    root, journal = slice(10 * MIB, 10 * MIB + 1_600_000), slice(28 * MIB, 30 * MIB)
    there, image = card.read_bytes(), download.raw.read_bytes()
    assert there[root] == image[root]
    assert there[journal] == image[journal]


def assert_starts_nowhere(card: Path) -> None:
    assert card.read_bytes()[:MIB] == bytes(MIB)


def asked_to(download: Download, device: Path, *more: str) -> int:
    return main(["flash", str(download.image), str(device), "--kiosk", str(download.kiosk), *more])


@needs_root
def test_a_used_card_becomes_the_kiosk_of_its_folder(
    download: Download, card_device: Path, card_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked_to(download, card_device, "--yes") == 0
    tool("blockdev", "--flushbufs", str(card_device))
    assert_is_kiosk(card_file, download)
    assert_same_root(card_file, download)
    said = capsys.readouterr().out
    assert "Xong. Thẻ này là kiosk 19/05518/k1, UBND phường Sông Công." in said
    assert "Done. This card is kiosk 19/05518/k1." in said


@needs_root
def test_nothing_is_written_until_the_cards_name_is_typed(
    download: Download, card_device: Path, card_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    assert asked_to(download, card_device) == 1
    assert card_file.read_bytes() == b"\xe5" * 40 * MIB
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{card_device.name}\n"))
    assert asked_to(download, card_device) == 0
    assert_is_kiosk(card_file, download)


@needs_root
def test_without_anybody_to_answer_nothing_is_written(
    download: Download, card_device: Path, card_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert asked_to(download, card_device) == 1
    assert card_file.read_bytes() == b"\xe5" * 40 * MIB


@needs_root
def test_a_card_that_another_program_holds_is_refused(
    download: Download, card_device: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = os.open(card_device, os.O_RDONLY | os.O_EXCL)
    assert asked_to(download, card_device, "--yes") == 1
    os.close(held)
    assert "is in use by the system or another program" in capsys.readouterr().err


@needs_root
def test_a_card_that_is_locked_is_refused(
    download: Download, card_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with cards.loop(card_file, "--read-only") as locked:
        assert asked_to(download, locked, "--yes") == 1
    assert "slide the lock" in capsys.readouterr().err


@needs_root
def test_a_card_that_fails_while_it_is_written_is_one_clear_sentence(
    download: Download, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with cards.tmpfs(tmp_path / "small", mib=4) as small:
        backing = small / "card"
        backing.touch()
        os.truncate(backing, 40 * MIB)
        with cards.loop(backing) as device:
            assert asked_to(download, device, "--yes") == 1
    said = capsys.readouterr().err
    assert "mất thẻ hoặc thẻ lỗi khi đang ghi" in said
    assert "The card cannot be used now: flash it again" in said


@needs_root
def test_a_card_pulled_while_it_is_read_back_is_one_clear_sentence(
    download: Download, card_device: Path, card_file: Path
) -> None:
    pulled = cards.Mishap("Đọc lại", lambda: os.truncate(card_file, 4096))
    image = images.examine(download.image, lambda done, total: None)
    folder = identity_files.read(download.kiosk, datetime.now(UTC))
    with pytest.raises(Spoilt, match="was pulled or failed"):
        flash.flash(image, folder, Target(card_device, 40 * MIB), verify=True, terminal=pulled)


def test_a_plain_image_needs_no_unpacking(download: Download, card_file: Path) -> None:
    shutil.copy(download.raw, download.image.parent)
    plain = Download(download.image.with_suffix(""), download.raw, download.kiosk)
    cards.vouch(plain.image)
    write(plain, card_file)
    assert_is_kiosk(card_file, plain)


def test_an_xz_image_is_unpacked_on_the_way(download: Download, card_file: Path) -> None:
    packed = Path(shutil.copy(f"{download.raw}.xz", download.image.parent))
    write(Download(packed, download.raw, download.kiosk), card_file)
    assert_is_kiosk(card_file, download)
    assert_same_root(card_file, download)


@needs_root
def test_without_a_map_all_of_the_image_is_written_and_that_is_said(
    download: Download, card_device: Path, card_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    download.image.with_suffix(".bmap").unlink()
    assert asked_to(download, card_device, "--yes") == 0
    assert card_file.read_bytes()[9 * MIB : 32 * MIB] == download.raw.read_bytes()[9 * MIB :]
    assert "không có tệp .bmap" in capsys.readouterr().out


def test_without_reading_back_the_identity_still_is(download: Download, card_file: Path) -> None:
    write(download, card_file, verify=False)
    assert_is_kiosk(card_file, download)


def turned(file: Path) -> None:
    """One byte in the middle is another."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


def cut_short(file: Path) -> None:
    os.truncate(file, file.stat().st_size * 2 // 3)


def emptied(file: Path) -> None:
    os.truncate(file, 0)


DAMAGES = pytest.mark.parametrize("damage", [turned, cut_short, emptied])


@DAMAGES
def test_an_image_that_its_sum_does_not_vouch_for_is_refused(
    download: Download, card_file: Path, damage: Callable[[Path], None]
) -> None:
    damage(download.image)
    with pytest.raises(Refused, match="download the image again"):
        write(download, card_file)
    assert card_file.read_bytes() == b"\xe5" * 40 * MIB


@DAMAGES
def test_a_damaged_image_without_a_sum_is_found_out_before_writing(
    download: Download, card_file: Path, damage: Callable[[Path], None]
) -> None:
    Path(f"{download.image}.sha256").unlink()
    damage(download.image)
    with pytest.raises(Refused, match="download the image again"):
        write(download, card_file)
    assert card_file.read_bytes() == b"\xe5" * 40 * MIB


@DAMAGES
def test_a_damaged_image_without_sum_and_map_is_found_out_too(
    download: Download, card_file: Path, damage: Callable[[Path], None]
) -> None:
    Path(f"{download.image}.sha256").unlink()
    download.image.with_suffix(".bmap").unlink()
    damage(download.image)
    with pytest.raises(Refused, match="download the image again"):
        write(download, card_file)
    assert card_file.read_bytes() == b"\xe5" * 40 * MIB


def test_a_sum_that_names_other_files_vouches_for_nothing(download: Download) -> None:
    Path(f"{download.image}.sha256").write_text("0" * 64 + "  another.img.zst\n")
    with pytest.raises(Refused, match=r"has no line for motcua-kiosk-9\.9\.9-arm64\.img\.zst"):
        images.examine(download.image, lambda done, total: None)


def test_another_projects_image_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.img"
    other.write_bytes(bytes(MIB))
    with pytest.raises(Refused, match="no partition named bootcfg"):
        images.examine(other, lambda done, total: None)


def test_an_image_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such file"):
        images.examine(tmp_path / "motcua.img.zst", lambda done, total: None)


def test_a_map_of_another_image_leaves_a_card_that_starts_nowhere(
    download: Download, card_file: Path
) -> None:
    other = download.image.with_name("other.img")
    shutil.copy(download.raw, other)
    with other.open("r+b") as file:
        os.pwrite(file.fileno(), b"x", 16 * MIB)
    cards.map_of(other).replace(download.image.with_suffix(".bmap"))
    with pytest.raises(Spoilt, match="differs from its block map"):
        write(download, card_file)
    assert_starts_nowhere(card_file)


def test_too_small_a_card_is_left_alone(download: Download, tmp_path: Path) -> None:
    small = cards.used_card(tmp_path / "small", mib=31)
    with pytest.raises(Refused, match=r"holds 0\.03 GB and the image needs 0\.03 GB"):
        write(download, small)
    assert small.read_bytes() == b"\xe5" * 31 * MIB


def test_a_card_exchanged_after_it_was_judged_is_left_alone(download: Download, card_file: Path) -> None:
    image = images.examine(download.image, lambda done, total: None)
    folder = identity_files.read(download.kiosk, datetime.now(UTC))
    with pytest.raises(Refused, match="start again"):
        flash.flash(image, folder, Target(card_file, 50 * MIB), verify=True, terminal=Terminal())
    assert card_file.read_bytes() == b"\xe5" * 40 * MIB


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """Nobody in this process can write past so many bytes of a file: a card that lied about its size."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_card_that_holds_less_than_it_says_is_found_out(download: Download, card_file: Path) -> None:
    with files_end_at(12 * MIB), pytest.raises(Spoilt, match="holds less than it says"):
        write(download, card_file)
    assert_starts_nowhere(card_file)


def test_a_card_that_keeps_other_bytes_than_were_written_is_found_out(
    download: Download, card_file: Path
) -> None:
    def forget() -> None:
        with card_file.open("r+b") as file:
            os.pwrite(file.fileno(), b"forgotten", 16 * MIB)

    with pytest.raises(Spoilt, match="did not keep what was written"):
        write(download, card_file, cards.Mishap("Đọc lại", forget))
    assert_starts_nowhere(card_file)


def test_control_c_while_writing_leaves_a_card_that_starts_nowhere(
    download: Download, card_file: Path
) -> None:
    with pytest.raises(Spoilt, match="Đã dừng giữa chừng"):
        write(download, card_file, cards.Mishap("Ghi", lambda: os.kill(os.getpid(), signal.SIGINT)))
    assert_starts_nowhere(card_file)


def test_a_power_cut_while_writing_leaves_a_card_that_starts_nowhere(
    download: Download, card_file: Path, tmp_path: Path
) -> None:
    as_it_was = tmp_path / "as-it-was"
    with pytest.raises(Spoilt):
        write(download, card_file, cards.Mishap("Ghi", lambda: _snapshot_and_stop(card_file, as_it_was)))
    assert_starts_nowhere(as_it_was)


def _snapshot_and_stop(card: Path, copy: Path) -> None:
    shutil.copy(card, copy)
    os.kill(os.getpid(), signal.SIGINT)


def test_without_mtools_nothing_is_written(
    download: Download, card_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match="sudo apt install mtools"):
        write(download, card_file)
    assert card_file.read_bytes() == b"\xe5" * 40 * MIB


def test_a_plain_file_is_no_card(
    download: Download, card_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked_to(download, card_file, "--yes") == 1
    assert "is not a disk of this computer" in capsys.readouterr().err


def test_cards_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flash", "--list"]) == 0
    assert "thẻ nhớ" in capsys.readouterr().out.lower()


def test_a_command_with_something_missing_says_how_it_goes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flash", "an-image.img"]) == 1
    assert "flash IMAGE DEVICE --kiosk FOLDER" in capsys.readouterr().err
