"""`python -m provisioning.image`: build the image, from nothing to one file to flash. `make image` calls it.

Owns the order of the steps and their seconds. Needs root, because the files of a root file system belong to
root.
"""

import argparse
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from firmware.errors import KioskError
from firmware.version import VERSION
from provisioning import release_keys
from provisioning.image import compose, debian, disk, pack
from provisioning.image.tools import PACKAGES, BuildError, need

log = logging.getLogger("motcua-image")

ROOT: Final = Path(__file__).parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m provisioning.image", description="Build the image.")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "build", help="where the files go (default: build)"
    )
    parser.add_argument("--keys", type=Path, help="folder of `release keys init` (default: OUT/release-keys)")
    parser.add_argument("--url", default="", help="where the image will be downloaded, for the Imager's file")
    parser.add_argument("--version", default=VERSION, help=f"default: {VERSION}")
    parser.add_argument(
        "--pi5",
        type=Path,
        metavar="KEYRING",
        help="for a Pi 5, with the Raspberry Pi archive's keyring; unproven",
    )
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    try:
        out = arguments.out.resolve()
        keys = arguments.keys or out / "release-keys"
        build(out, arguments.version, keys, url=arguments.url, pi5_keyring=arguments.pi5)
    except (BuildError, KioskError, OSError) as error:
        sys.stderr.write(f"make image: {error}\n")
        return 2
    return 0


def build(out: Path, version: str, keys: Path, *, url: str = "", pi5_keyring: Path | None = None) -> None:
    """All steps; intermediate files stay in `out/image`, so that a second run is quick."""
    if os.geteuid() != 0:
        raise BuildError("the files of a root file system belong to root; run: sudo make image")
    need(list(PACKAGES))
    folder = out / "image"
    folder.mkdir(parents=True, exist_ok=True)
    epoch = source_epoch()
    keyring = trusted(keys)
    with _timed("debian"):
        tar = debian.root_tar(folder, pi5_keyring=_readable(pi5_keyring))
    with _timed("compose"):
        root = compose.compose(tar, folder, version=version, keyring=keyring, epoch=epoch)
    with _timed("disk"):
        image = folder / "motcua-kiosk.img"
        slot = disk.root_ext4(root, folder, epoch=epoch)
        disk.assemble(
            disk.boot_fat(root, folder, epoch=epoch), slot, disk.data_ext4(folder, epoch=epoch), image
        )
    with _timed("pack"):
        files = pack.pack(image, root, out, version=version, url=url, epoch=epoch)
    for file in files:
        log.info("made file=%s mb=%.1f", file.relative_to(out), file.stat().st_size / 1e6)


def _readable(keyring: Path | None) -> Path | None:
    if keyring is None or keyring.is_file():
        return keyring.resolve() if keyring else None
    raise BuildError(
        f"--pi5 {keyring}: no such file; give raspberrypi-archive-keyring.gpg of the Raspberry Pi archive"
    )


def trusted(keys: Path) -> Path:
    """What this image will take updates from; without keys of a province, new ones for trying things out."""
    if not keys.exists():
        log.warning("no release keys; making some for trials folder=%s", keys)
        release_keys.init(keys, datetime.now(UTC))
    return keys / "keyring.pem"


def source_epoch() -> int:
    """SOURCE_DATE_EPOCH, or the time of the newest commit: what reproducible-builds.org asks for."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    try:
        done = subprocess.run(
            ("git", "log", "-1", "--format=%ct"),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise BuildError(f"no time of the sources ({error}); set SOURCE_DATE_EPOCH") from error
    return int(done.stdout)


@contextmanager
def _timed(step: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    log.info("step done step=%s seconds=%.0f", step, time.monotonic() - began)


if __name__ == "__main__":
    sys.exit(main())
