"""What the tests of flashing stand on: a small kiosk image, a kiosk's folder, and cards on real devices.

Owns real parts only: sfdisk, mkfs.vfat, losetup, tmpfs. Refuses assertions.
"""

import hashlib
import lzma
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template

import trustme
from backports import zstd

from provisioning import bmap
from provisioning.demo import TEMPLATES
from provisioning.terminal import Terminal

MIB = 1024 * 1024
TOOLS = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
IMAGE_MIB = 32
LAYOUT = (("bootcfg", 1, 8), ("spare", 9, 1), ("root_a", 10, 12), ("root_b", 22, 6), ("data", 28, 2))
"""Label, first MiB, MiB."""


def tool(*command: str, says: str = "") -> str:
    """What a Debian tool answers; it must succeed."""
    program = shutil.which(command[0], path=TOOLS)
    assert program, f"{command[0]} is not installed; sh provisioning/prepare.sh test"
    done = subprocess.run(
        [program, *command[1:]], input=says, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def build_image(folder: Path) -> Path:
    """A sparse GPT image with a FAT `bootcfg`, a root with holes in it, and an empty slot B."""
    image = folder / "motcua-kiosk-9.9.9-arm64.img"
    fat = folder / "bootcfg.fat"
    tool("mkfs.vfat", "-n", "BOOTCFG", "-C", str(fat), str(8 * 1024))
    (folder / "config.txt").write_text("arm_64bit=1\n")
    tool("mcopy", "-i", str(fat), str(folder / "config.txt"), "::")
    with image.open("wb") as file:
        file.truncate(IMAGE_MIB * MIB)
        _put_sparsely(file.fileno(), 1 * MIB, fat.read_bytes())
        os.pwrite(file.fileno(), b"root file system " * 100_000, 10 * MIB)
        os.pwrite(file.fileno(), b"inode tables " * 50_000, 16 * MIB)
        os.pwrite(file.fileno(), b"journal", 28 * MIB + 4096)
    lines = [f"start={first}MiB, size={size}MiB, name={label}" for label, first, size in LAYOUT]
    tool("sfdisk", "--quiet", str(image), says="\n".join(["label: gpt", *lines]) + "\n")
    return image


def _put_sparsely(descriptor: int, offset: int, content: bytes) -> None:
    """As `dd conv=sparse` does: blocks of zeros become holes."""
    for start in range(0, len(content), 4096):
        block = content[start : start + 4096]
        if any(block):
            os.pwrite(descriptor, block, offset + start)


def zst(image: Path) -> Path:
    packed = image.with_name(f"{image.name}.zst")
    packed.write_bytes(
        zstd.compress(image.read_bytes(), options={zstd.CompressionParameter.checksum_flag: 1})
    )
    return packed


def xz(image: Path) -> Path:
    packed = image.with_name(f"{image.name}.xz")
    packed.write_bytes(lzma.compress(image.read_bytes(), preset=0))
    return packed


def vouch(file: Path) -> Path:
    """Write the .sha256 as sha256sum does."""
    sums = file.with_name(f"{file.name}.sha256")
    sums.write_text(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n")
    return sums


def map_of(image: Path) -> Path:
    blocks = image.with_name(f"{image.name}.bmap")
    blocks.write_text(bmap.write(image))
    return blocks


def kiosk_folder(folder: Path) -> Path:
    template = Template((TEMPLATES / "kiosk.toml").read_text(encoding="utf-8"))
    folder.mkdir(parents=True)
    (folder / "kiosk.toml").write_text(
        template.substitute(
            data=folder, broker_port=1, kiosk_port=2, centre_port=3, point_port=4, sms_key=""
        ),
        encoding="utf-8",
    )
    write_enrolment(folder)
    (folder / "ca.crt").write_bytes(trustme.CA().cert_pem.bytes())
    return folder


def write_enrolment(
    folder: Path,
    *,
    url: str = "https://centre.example:8443",
    secret: str = "mot-lan-thoi",
    expires_at: str = "2999-12-31T00:00:00Z",
) -> None:
    (folder / "enrolment.toml").write_text(
        f'url = "{url}"\nsecret = "{secret}"\nexpires_at = "{expires_at}"\n', encoding="utf-8"
    )


def used_card(path: Path, *, mib: int = 40) -> Path:
    """A card full of another life's bytes."""
    path.write_bytes(b"\xe5" * (mib * MIB))
    return path


@contextmanager
def loop(backing: Path, *more: str) -> Iterator[Path]:
    """A real block device on a file; needs root."""
    device = tool("losetup", "--find", "--show", *more, str(backing)).strip()
    try:
        yield Path(device)
    finally:
        tool("losetup", "--detach", device)


@contextmanager
def tmpfs(place: Path, *, mib: int) -> Iterator[Path]:
    """A file system with no more room than that; needs root."""
    place.mkdir()
    tool("mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", str(place))
    try:
        yield place
    finally:
        tool("umount", "--lazy", str(place))


class Mishap(Terminal):
    """A terminal during whose step of that name something happens, once its first bytes are done."""

    def __init__(self, word: str, happens: Callable[[], object]) -> None:
        super().__init__()
        self._word = word
        self._happens = happens

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[int, int], None]]:
        pending = [self._happens] if self._word in name else []
        with super().step(name) as progress:

            def told(done: int, total: int) -> None:
                progress(done, total)
                if pending:
                    pending.pop()()

            yield told
