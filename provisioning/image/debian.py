"""The root file system that Debian gives: one tar, kept until its inputs change.

Owns the call of mmdebstrap, the archive's sections and what packages leave behind. Refuses anything of
ours: code, units and settings are laid over it in `compose`. A run takes about a quarter of an hour on two
cores, so the tar is named by a hash of everything that goes into it.
"""

import hashlib
import logging
import os
from pathlib import Path
from typing import Final

from provisioning.image.tools import BuildError, run

log = logging.getLogger("motcua-image")

HERE: Final = Path(__file__).parent
SUITE: Final = "trixie"
COMPONENTS: Final = "main non-free-firmware"
MIRROR: Final = os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org/debian")
SECURITY: Final = os.environ.get("DEBIAN_SECURITY_MIRROR", "http://deb.debian.org/debian-security")
KEYRING: Final = "/usr/share/keyrings/debian-archive-keyring.gpg"
EPOCH: Final = 1_767_225_600
"""2026-01-01: one time for all that Debian's packages write, so that the tar depends on its inputs alone."""

BINFMT: Final = Path("/proc/sys/fs/binfmt_misc")
PI_MIRROR: Final = os.environ.get("RASPBERRYPI_MIRROR", "http://archive.raspberrypi.com/debian")
PI5_KERNEL: Final = {"linux-image-arm64": "linux-image-rpi-2712"}
"""For a Pi 5: Debian's kernel does not know it. This one starts nothing but a Pi 5."""

LEFT_OUT: Final = (
    "path-exclude=/usr/share/man/*",
    "path-exclude=/usr/share/info/*",
    "path-exclude=/usr/share/doc/*",
    "path-include=/usr/share/doc/*/copyright",
    "path-exclude=/usr/share/locale/*",
    "path-include=/usr/share/locale/locale.alias",
    "path-exclude=/usr/share/fonts/truetype/noto/*",
    "path-include=/usr/share/fonts/truetype/noto/NotoSans-*",
)
"""Licences stay; of Noto only the sans."""


def packages(text: str) -> list[str]:
    """The names in `packages.txt`, in order, without comments."""
    return [name for line in text.splitlines() for name in line.partition("#")[0].split()]


def root_tar(folder: Path, *, pi5_keyring: Path | None = None) -> Path:
    """The tar in `folder`, made now if none with these inputs is there.

    `pi5_keyring` holds the keys of the Raspberry Pi archive: with it the root is one for a Pi 5.
    """
    tar = folder / f"debian-{SUITE}-{_inputs(pi5_keyring)}.tar"
    if tar.exists():
        log.info("debian root unchanged tar=%s", tar.name)
        return tar
    _can_run_arm64()
    unfinished = tar.with_suffix(".unfinished.tar")
    options, sources = _options(pi5_keyring), _sources(pi5_keyring)
    log.info("debian root begins suite=%s pi5=%s", SUITE, pi5_keyring is not None)
    run("mmdebstrap", *options, SUITE, unfinished, *sources, more={"SOURCE_DATE_EPOCH": str(EPOCH)})
    unfinished.rename(tar)
    return tar


def wanted(*, pi5: bool) -> list[str]:
    named = packages((HERE / "packages.txt").read_text("utf-8"))
    return [PI5_KERNEL.get(name, name) if pi5 else name for name in named]


def _options(pi5_keyring: Path | None) -> list[str]:
    """Times of the archive's indexes are not checked: a builder may lack a good clock."""
    hooks = HERE / "hooks"
    return [
        *_choices(pi5=pi5_keyring is not None),
        f"--essential-hook={hooks / 'essential.sh'} $1",
        f"--customize-hook={hooks / 'customize.sh'} $1",
    ]


def _choices(*, pi5: bool) -> list[str]:
    return [
        "--mode=root",
        "--arch=arm64",
        "--variant=apt",
        f"--components={COMPONENTS.replace(' ', ',')}",
        f"--include={','.join(wanted(pi5=pi5))}",
        '--aptopt=Acquire::Languages "none"',
        '--aptopt=Acquire::Check-Valid-Until "false"',
        '--aptopt=Acquire::Check-Date "false"',
        '--aptopt=Apt::Install-Recommends "false"',
        "--dpkgopt=force-unsafe-io",
        "--dpkgopt=force-confold",
        "--dpkgopt=force-confdef",
        *(f"--dpkgopt={rule}" for rule in LEFT_OUT),
    ]


def _sources(pi5_keyring: Path | None) -> list[str]:
    signed = f"[signed-by={KEYRING}]"
    pi5 = [f"deb [signed-by={pi5_keyring}] {PI_MIRROR} {SUITE} main"] if pi5_keyring else []
    return [
        f"deb {signed} {MIRROR} {SUITE} {COMPONENTS}",
        f"deb {signed} {MIRROR} {SUITE}-updates {COMPONENTS}",
        f"deb {signed} {SECURITY} {SUITE}-security {COMPONENTS}",
        *pi5,
    ]


def _inputs(pi5_keyring: Path | None) -> str:
    """Everything that this module and its hooks put in; the archive's own state is not among it."""
    digest = hashlib.sha256(repr((_choices(pi5=pi5_keyring is not None), _sources(pi5_keyring))).encode())
    files = [*(HERE / "hooks").iterdir(), *(HERE.parent / "rootfs/etc/initramfs-tools").rglob("*")]
    for file in sorted(file for file in files if file.is_file()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _can_run_arm64() -> None:
    """The kernel must hand arm64 programs to QEMU; a container often lacks the mount that lets it."""
    if os.uname().machine == "aarch64":
        return
    if not (BINFMT / "register").exists():
        run("mount", "-t", "binfmt_misc", "binfmt_misc", BINFMT)
    if not (BINFMT / "qemu-aarch64").exists():
        run("update-binfmts", "--enable", "qemu-aarch64")
    if not (BINFMT / "qemu-aarch64").exists():
        raise BuildError(
            "arm64 programs do not run here; run: apt-get install qemu-user-static binfmt-support"
        )
