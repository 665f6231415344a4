"""What leaves the build: the compressed image and everything that vouches for it.

Owns names and contents of the files under `build/`. Refuses making the image.
"""

import hashlib
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from provisioning import bmap, imager
from provisioning.image import sbom
from provisioning.image.tools import run

log = logging.getLogger("motcua-image")

LEVEL: Final = "-10"


def name(version: str) -> str:
    return f"motcua-kiosk-{version}-arm64"


def pack(image: Path, root: Path, target: Path, *, version: str, url: str, epoch: int) -> list[Path]:
    """The image and what vouches for it, in `target`. `url`: where it will lie; empty: where it lies now."""
    base = target / name(version)
    made_at = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    compressed = Path(f"{base}.img.zst")
    run("zstd", "-q", "-f", "-T0", LEVEL, image, "-o", compressed)
    texts = {
        Path(f"{base}.bmap"): bmap.write(image),
        Path(f"{base}.img.zst.sha256"): f"{sha256(compressed)}  {compressed.name}\n",
        Path(f"{base}.packages.tsv"): sbom.manifest(root),
        Path(f"{base}.sbom.json"): sbom.cyclonedx(root, version=version, made_at=made_at),
    }
    for file, text in texts.items():
        file.write_text(text, "utf-8")
    listing = Path(f"{base}.rpi-imager.json")
    released = datetime.fromtimestamp(epoch, UTC).date()
    listing.write_bytes(imager.repository(compressed, url=url or compressed.as_uri(), released=released))
    return [compressed, *texts, listing]


def sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
