"""A signed RAUC bundle out of a slot's image, and what an existing one holds.

Owns the manifest and calling `rauc`. Refuses building images and keys. The format is verity: a kiosk
checks the signature over a small part at once, and every block when it is read.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

import msgspec

from firmware.version import order
from provisioning.release_keys import ReleaseError

COMPATIBLE: Final = "motcua-kiosk"
BUNDLE_SECONDS: Final = 1800.0
INFO_SECONDS: Final = 120.0
SQUASHFS: Final = "-comp zstd -Xcompression-level 15 -no-progress"
_MANIFEST: Final = """[update]
compatible={compatible}
version={version}

[bundle]
format=verity

[image.rootfs]
filename=root.ext4
"""


class Contents(msgspec.Struct, frozen=True):
    compatible: str
    version: str


def make(root: Path, version: str, *, keys: Path, out: Path) -> Path:
    """Sign `motcua-kiosk-<version>.raucb` into the folder `out`; an existing one is not replaced."""
    try:
        order(version)
    except ValueError as error:
        raise ReleaseError(str(error)) from error
    if not root.is_file():
        raise ReleaseError(f"{root}: no such image; build it with `make image`")
    bundle = out / f"motcua-kiosk-{version}.raucb"
    if bundle.exists():
        raise ReleaseError(f"{bundle}: exists already; give the new bundle a new version")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".bundle-") as work:
        content = Path(work) / "content"
        content.mkdir()
        _put(root, content / "root.ext4")
        manifest = _MANIFEST.format(compatible=COMPATIBLE, version=version)
        (content / "manifest.raucm").write_text(manifest, encoding="utf-8")
        signed = Path(work) / bundle.name
        signing = (f"--cert={keys / 'signing.crt'}", f"--key={keys / 'signing.key'}")
        trust = f"--keyring={keys / 'keyring.pem'}"
        squash = f"--mksquashfs-args={SQUASHFS}"
        _run(BUNDLE_SECONDS, "rauc", "bundle", *signing, trust, squash, str(content), str(signed))
        signed.replace(bundle)
    return bundle


def contents(bundle: Path, keyring: Path) -> Contents:
    """What a bundle says of itself; ReleaseError unless its signature is by the keyring's authority."""
    told = _run(INFO_SECONDS, "rauc", f"--keyring={keyring}", "info", "--output-format=json", str(bundle))
    try:
        found = msgspec.json.decode(told, type=Contents)
    except msgspec.DecodeError as error:
        raise ReleaseError(f"{bundle}: rauc info said something unexpected: {error}") from error
    if found.compatible != COMPATIBLE:
        raise ReleaseError(f"{bundle}: made for {found.compatible!r}, not for {COMPATIBLE}")
    return found


def _put(image: Path, target: Path) -> None:
    """A hard link where it can be one: the images are large."""
    try:
        os.link(image, target)
    except OSError:
        shutil.copyfile(image, target)


def _run(deadline_seconds: float, *command: str) -> bytes:
    try:
        done = subprocess.run(command, capture_output=True, timeout=deadline_seconds, check=False)
    except FileNotFoundError as error:
        raise ReleaseError("rauc: not installed; apt-get install rauc squashfs-tools") from error
    except subprocess.TimeoutExpired as error:
        raise ReleaseError(f"rauc {command[1]}: not done within {deadline_seconds:g} s") from error
    if done.returncode != 0:
        words = done.stderr.decode(errors="replace").strip().splitlines() or ["no words"]
        raise ReleaseError(f"rauc: {words[-1]}")
    return done.stdout
