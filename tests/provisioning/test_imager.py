"""Raspberry Pi Imager gets a file that describes the image truly."""

import hashlib
from datetime import date
from pathlib import Path

import msgspec
import pytest

from provisioning import imager
from provisioning.__main__ import main
from provisioning.outcomes import Refused
from tests.provisioning import cards

RELEASED = date(2026, 11, 22)


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cards.build_image(tmp_path_factory.mktemp("image"))


def only_entry(content: bytes) -> imager.Entry:
    (entry,) = msgspec.json.decode(content, type=imager.Repository).os_list
    return entry


def test_sizes_and_sums_are_those_of_both_files(raw: Path) -> None:
    packed = cards.zst(raw)
    entry = only_entry(imager.repository(packed, url="https://files.example/kiosk/", released=RELEASED))
    assert entry.url == "https://files.example/kiosk/motcua-kiosk-9.9.9-arm64.img.zst"
    assert (entry.extract_size, entry.extract_sha256) == (32 * cards.MIB, sha256(raw))
    assert (entry.image_download_size, entry.image_download_sha256) == (packed.stat().st_size, sha256(packed))


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


class Keys(msgspec.Struct):
    """As Imager sees it: a list of objects with keys."""

    os_list: list[dict[str, object]]


def test_imager_finds_every_key_it_asks_for(raw: Path) -> None:
    content = imager.repository(cards.xz(raw), url="https://files.example/a.img.xz", released=RELEASED)
    (entry,) = msgspec.json.decode(content, type=Keys).os_list
    assert set(entry) >= {
        "name", "description", "icon", "url", "extract_size", "extract_sha256", "image_download_size",
        "image_download_sha256", "release_date", "devices", "init_format",
    }  # fmt: skip
    assert entry["devices"] == ["pi4-64bit", "pi3-64bit"]
    assert (entry["init_format"], entry["release_date"]) == ("none", "2026-11-22")


def test_the_command_prints_the_file(raw: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["imager", str(raw), "--url", "https://a.example/", "--released", "2026-11-22"]) == 0
    entry = only_entry(capsysbinary.readouterr().out)
    assert entry.name == "Một Cửa Kiosk 9.9.9"


def test_a_truncated_image_is_not_described(raw: Path, tmp_path: Path) -> None:
    packed = tmp_path / "motcua-kiosk-9.9.9-arm64.img.zst"
    packed.write_bytes(cards.zst(raw).read_bytes()[:-100])
    with pytest.raises(Refused, match="cannot be unpacked"):
        imager.repository(packed, url="https://a.example/", released=RELEASED)


def test_a_file_of_another_name_is_not_described(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="name a built image"):
        imager.repository(tmp_path / "raspios.img.xz", url="https://a.example/", released=RELEASED)
