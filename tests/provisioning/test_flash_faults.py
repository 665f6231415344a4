"""Damaged images, failing cards and stopped hands: nothing written, or a card that starts nowhere."""

import os
import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from provisioning import flash, identity_files, images
from provisioning.card import Target
from provisioning.outcomes import Refused, Spoilt
from provisioning.terminal import Terminal
from tests.provisioning import cards
from tests.provisioning.cards import MIB
from tests.provisioning.flashing import USED, Download, asked_to, assert_starts_nowhere, needs_root, write


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
    assert card_file.read_bytes() == USED


@DAMAGES
def test_a_damaged_image_without_a_sum_is_found_out_before_writing(
    download: Download, card_file: Path, damage: Callable[[Path], None]
) -> None:
    Path(f"{download.image}.sha256").unlink()
    damage(download.image)
    with pytest.raises(Refused, match="download the image again"):
        write(download, card_file)
    assert card_file.read_bytes() == USED


@DAMAGES
def test_a_damaged_image_without_sum_and_map_is_found_out_too(
    download: Download, card_file: Path, damage: Callable[[Path], None]
) -> None:
    Path(f"{download.image}.sha256").unlink()
    download.image.with_suffix(".bmap").unlink()
    damage(download.image)
    with pytest.raises(Refused, match="download the image again"):
        write(download, card_file)
    assert card_file.read_bytes() == USED


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
    assert card_file.read_bytes() == USED


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
    assert card_file.read_bytes() == USED
