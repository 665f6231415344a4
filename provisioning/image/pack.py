"""What leaves the build: the compressed image and everything that vouches for it.

Owns names and contents of the files under `build/`. Refuses making the image.
"""

import hashlib
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from provisioning import bmap
from provisioning.image import sbom
from provisioning.image.tools import run

log = logging.getLogger("motcua-image")

LEVEL: Final = "-10"


def name(version: str) -> str:
    return f"motcua-kiosk-{version}-arm64"


def pack(image: Path, root: Path, target: Path, *, version: str, epoch: int) -> list[Path]:
    """`<name>.img.zst`, `.bmap`, `.sha256`, `.packages.tsv`, `.sbom.json` in `target`, in this order."""
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
    return [compressed, *texts]


def sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
