"""The device trees on the boot partition: Debian's, with a battery clock on the header of Pi 3 and 4.

Owns which boards have a tree, and what is added. The Pi's firmware picks the board's tree and U-Boot hands
that one to the kernel (`boot.cmd`), so what is merged here is what runs, whatever either makes of an overlay.
Harmless without the module: nobody answers at its address, and the kernel's driver goes away. Refuses file
systems (`disk`).
"""

from pathlib import Path
from typing import Final

from provisioning.image.tools import run

BATTERY_CLOCK: Final = Path(__file__).parent / "boot/battery-clock.dts"
WITH_HEADER: Final = ("bcm2711-", "bcm2837-")
"""Pi 4 and Pi 3. A Pi 5 has a battery clock of its own, and its header hangs on another chip."""


def put(root: Path, files: Path) -> None:
    """Into `files`, from the kernel that lies in `root`."""
    overlay = files / "battery-clock.dtbo"
    run("dtc", "-q", "-I", "dts", "-O", "dtb", "-o", overlay, BATTERY_CLOCK)
    for tree in sorted((root / "usr/lib").glob("linux-image-*/broadcom/bcm2*-rpi-*.dtb")):
        if tree.name.startswith(WITH_HEADER):
            run("fdtoverlay", "-i", tree, "-o", files / tree.name, overlay)
        else:
            (files / tree.name).write_bytes(tree.read_bytes())
    overlay.unlink()
