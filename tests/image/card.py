"""An SD card for the emulated board: the built image on a bigger disk, with files on its FAT partition.

Owns copying, growing and mtools. Refuses booting.
"""

import os
import re
import subprocess
from pathlib import Path
from typing import Final

from tests.image.machine import BOARD

FAT_OFFSET: Final = 1 << 20
CARD_BYTES: Final = 4 << 30
"""Bigger than the image, as every card is: `data` has to grow."""


def make_card(image: Path, card: Path, files: dict[str, str], *, size: int = CARD_BYTES) -> Path:
    """A card with `files`, name to text, on the partition that any computer can read."""
    card.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(("cp", "--sparse=always", image, card), check=True, timeout=300)
    with card.open("r+b") as opened:
        opened.truncate(size)
    for name, text in files.items():
        put(card, name, text.encode())
    return card


def put(card: Path, name: str, content: bytes) -> None:
    """Write one file on the FAT partition, replacing it."""
    _mtools(card, "mcopy", "-o", "-", f"::{name}", given=content)


def get(card: Path, name: str) -> bytes | None:
    """A file of the FAT partition; None where there is none."""
    done = subprocess.run(
        ("mcopy", "-i", f"{card}@@{FAT_OFFSET}", f"::{name}", "-"),
        capture_output=True,
        timeout=60,
        check=False,
    )
    return done.stdout if done.returncode == 0 else None


def free_tree(folder: Path) -> Path:
    """QEMU's device tree without its power button, whose GPIO line can then be a satisfaction button."""
    folder.mkdir(parents=True, exist_ok=True)
    whole, free = folder / "virt.dtb", folder / "virt-free.dtb"
    board = ("-M", f"{BOARD},dumpdtb={whole}", "-cpu", "cortex-a72", "-smp", "2", "-m", "1024", "-nodefaults")
    subprocess.run(("qemu-system-aarch64", *board), check=True, timeout=60, capture_output=True)
    source = subprocess.run(
        ("dtc", "-q", "-I", "dtb", "-O", "dts", whole), check=True, timeout=60, capture_output=True, text=True
    ).stdout
    without = re.sub(r"\n\tgpio-keys \{.*?\n\t\};", "", source, flags=re.DOTALL)
    subprocess.run(
        ("dtc", "-q", "-I", "dts", "-O", "dtb", "-o", free), input=without, check=True, timeout=60, text=True
    )
    return free


def _mtools(card: Path, program: str, *words: str, given: bytes = b"") -> None:
    command = (program, "-i", f"{card}@@{FAT_OFFSET}", *words)
    environment = {**os.environ, "MTOOLS_SKIP_CHECK": "1"}
    subprocess.run(command, input=given, check=True, timeout=60, capture_output=True, env=environment)
