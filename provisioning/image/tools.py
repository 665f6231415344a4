"""Other programs, run one way.

Owns saying what is missing and where the words of a failed program are. Refuses to know what they do.
"""

import logging
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

log = logging.getLogger("motcua-image")

LONGEST_SECONDS: Final = 3600.0
PACKAGES: Final = {
    "mmdebstrap": "mmdebstrap",
    "qemu-aarch64-static": "qemu-user-static",
    "mcopy": "mtools",
    "mkfs.vfat": "dosfstools",
    "sfdisk": "fdisk",
    "mkimage": "u-boot-tools",
    "dtc": "device-tree-compiler",
    "fdtoverlay": "device-tree-compiler",
    "mke2fs": "e2fsprogs",
    "debugfs": "e2fsprogs",
    "zstd": "zstd",
    "dpkg-deb": "dpkg",
}


class BuildError(Exception):
    """The image cannot be built here; the text says what to do about it."""


def run(*command: str | Path, cwd: Path | None = None, more: Mapping[str, str] | None = None) -> None:
    """Run to the end; BuildError with the last of its words if it fails."""
    words = [str(word) for word in command]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "MTOOLS_SKIP_CHECK": "1", **(more or {})}
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise BuildError(f"{words[0]} is not installed; run: apt-get install {_package(words[0])}") from None
    if done.returncode != 0:
        tail = done.stdout.decode("utf-8", "replace").strip().splitlines()[-20:]
        raise BuildError(f"{' '.join(words[:4])} … failed with {done.returncode}:\n" + "\n".join(tail))


def same_times(folder: Path, epoch: int) -> None:
    """No file is younger than the sources: otherwise no two builds would be equal."""
    run("find", folder, "-newermt", f"@{epoch}", "-exec", "touch", "-h", "-d", f"@{epoch}", "{}", "+")


def need(programs: Sequence[str]) -> None:
    """BuildError with the one line to type when any is missing."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    missing = sorted({_package(name) for name in programs if shutil.which(name, path=path) is None})
    if missing:
        raise BuildError(f"packages are missing; run: apt-get install {' '.join(missing)}")


def _package(program: str) -> str:
    return PACKAGES.get(program, program)
