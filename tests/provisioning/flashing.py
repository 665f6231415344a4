"""How the tests flash, and what they hold a card against.

Owns the reading of a card by other tools than ours: sfdisk, fsck, mtools. Refuses to make images (`cards`).
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from provisioning import flash, identity_files, images
from provisioning.__main__ import main
from provisioning.card import Target
from provisioning.terminal import Terminal
from tests.provisioning import cards
from tests.provisioning.cards import MIB, tool

USED = b"\xe5" * 40 * MIB
needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or not Path("/dev/loop-control").exists(), reason="loop devices need root"
)


@dataclass(frozen=True, slots=True)
class Download:
    """A folder as it was downloaded, and a kiosk's folder."""

    image: Path
    raw: Path
    kiosk: Path


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
