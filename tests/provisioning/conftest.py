"""One downloaded image, one kiosk's folder and one used card for the tests of flashing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.provisioning import cards
from tests.provisioning.flashing import Download


@pytest.fixture(scope="session")
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
