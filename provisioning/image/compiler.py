"""Byte-code for the appliance's Python, made by the same Python on the builder's own processor.

Owns a small Debian folder with Python 3.13 in it and the call of its `compileall`. The root is read-only on
the device, so whatever is not compiled here is compiled anew at each start. Under emulation it would take
minutes.
"""

import logging
import platform
from pathlib import Path
from typing import Final

from provisioning.image.debian import COMPONENTS, KEYRING, MIRROR, SUITE
from provisioning.image.tools import run

log = logging.getLogger("motcua-image")

ARCHITECTURE: Final = {"x86_64": "amd64", "aarch64": "arm64"}
COMPILED: Final = ("usr/lib/python3/dist-packages", "usr/lib/python3.13", "opt/motcua/lib/python3.13")


def compile_all(root: Path, folder: Path) -> None:
    """Unchecked byte-code: it holds no times, so builds are equal, and nobody edits a read-only root."""
    interpreter = _interpreter(folder)
    for place in COMPILED:
        run(*interpreter, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash",
            "-s", root, "-p", "/", root / place,
            more={"PYTHONHOME": str(folder / "compiler/usr")})  # fmt: skip


def _interpreter(folder: Path) -> list[str | Path]:
    """Python 3.13 with its own C library, called through its loader: no chroot, no mount."""
    place = folder / "compiler"
    if not (place / "usr/bin/python3.13").exists():
        log.info("compiler folder begins")
        run("mmdebstrap", "--mode=root", f"--arch={ARCHITECTURE[platform.machine()]}", "--variant=extract",
            "--include=python3.13-minimal,libpython3.13-stdlib,libc6,libexpat1,zlib1g",
            '--aptopt=Acquire::Check-Valid-Until "false"', '--aptopt=Acquire::Check-Date "false"',
            SUITE, place, f"deb [signed-by={KEYRING}] {MIRROR} {SUITE} {COMPONENTS}")  # fmt: skip
    triplet = f"{platform.machine()}-linux-gnu"
    libraries = place / "usr/lib" / triplet
    loader = next(libraries.glob("ld-linux-*.so.*"))
    return [loader, "--library-path", libraries, place / "usr/bin/python3.13"]
