"""`python -m tests.image.stock`: how long our image and a stock Debian take to start in one emulated machine.

Owns the stock system: Debian's `important` packages and the same kernel, in the same slot, by the same
U-Boot; both start in turns, until somebody may sign in. Refuses judgement: it writes
build/image-test/stock.json. Needs root, and a while the first time.
"""

import json
import shutil
import statistics
import sys
import time
from pathlib import Path
from typing import Final

from provisioning.image import compose, debian, disk
from provisioning.image.tools import run
from tests.image.card import make_card
from tests.image.conftest import IMAGE, PICTURES
from tests.image.machine import Machine, MachineError

ROUNDS: Final = 3
SECONDS: Final = 400.0
READY: Final = "login:"
EPOCH: Final = debian.EPOCH


def main() -> int:
    folder = PICTURES / "stock"
    folder.mkdir(parents=True, exist_ok=True)
    image = folder / "stock.img"
    if not image.exists():
        build(folder, image)
    stock, ours = [], []
    for number in range(ROUNDS):
        stock.append(boot(image, folder / f"stock-{number}"))
        ours.append(boot(IMAGE, folder / f"ours-{number}"))
    figures = {"power_to_login_seconds": {"stock": stock, "ours": ours}}
    (PICTURES / "stock.json").write_text(json.dumps(figures, indent=2))
    peer, mine = statistics.median(stock), statistics.median(ours)
    sys.stdout.write(f"power to login: ours {mine:.1f} s, stock Debian {peer:.1f} s, {mine / peer:.2f}x\n")
    return 0


def build(folder: Path, image: Path) -> None:
    """A Debian as its installer leaves it without tasks: nothing of ours but the way a slot is started."""
    tar = folder / "stock.tar"
    if not tar.exists():
        options = (
            "--mode=root",
            "--arch=arm64",
            "--variant=important",
            "--include=linux-image-arm64,systemd-sysv",
        )
        part = folder / "stock.part.tar"
        run("mmdebstrap", *options, debian.SUITE, part, debian.MIRROR, more={"SOURCE_DATE_EPOCH": str(EPOCH)})
        part.rename(tar)
    root = folder / "root"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    run("tar", "-C", root, "-xpf", tar, "--xattrs", "--numeric-owner")
    compose.name_kernel(root)
    slot = disk.root_ext4(root, folder, epoch=EPOCH)
    disk.assemble(IMAGE.with_name("bootcfg.vfat"), slot, disk.data_ext4(folder, epoch=EPOCH), image)
    shutil.rmtree(root)


def boot(image: Path, folder: Path) -> float:
    """Seconds from power to the word on the serial line that says: somebody may sign in."""
    folder.mkdir(parents=True, exist_ok=True)
    card = make_card(image, folder / "card.img", {"extra.txt": "extra=console=ttyAMA0\n"})
    machine = Machine(folder, str(card))
    machine.power_on()
    began = time.monotonic()
    try:
        while READY not in machine.said():
            if time.monotonic() - began > SECONDS:
                raise MachineError(f"no login after {SECONDS:g} s; see {machine.log}")
            time.sleep(0.1)
        return time.monotonic() - began
    finally:
        machine.cut_power()
        card.unlink()


if __name__ == "__main__":
    sys.exit(main())
