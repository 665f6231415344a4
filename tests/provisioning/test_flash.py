"""A technician makes a kiosk's card: on real block devices where root may make one, else on plain files."""

import io
import os
import shutil
from pathlib import Path

import pytest

from provisioning.__main__ import main
from tests.provisioning import cards
from tests.provisioning.cards import MIB, tool
from tests.provisioning.flashing import (
    USED,
    Download,
    asked_to,
    assert_is_kiosk,
    assert_same_root,
    needs_root,
    write,
)


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
    assert card_file.read_bytes() == USED
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{card_device.name}\n"))
    assert asked_to(download, card_device) == 0
    assert_is_kiosk(card_file, download)


@needs_root
def test_without_anybody_to_answer_nothing_is_written(
    download: Download, card_device: Path, card_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert asked_to(download, card_device) == 1
    assert card_file.read_bytes() == USED


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
