"""Further releases of the image under proof: the same root with another version, whole or broken on purpose.

Owns what differs between releases. Refuses signing and offering them: that is done by a province's commands.
"""

import shutil
import subprocess
from pathlib import Path
from typing import Final

from provisioning.image import compose, disk
from tests.image.office import provision
from tests.processes import ROOT

BUILT: Final = ROOT / "build/image/root"
KEYS: Final = ROOT / "build/release-keys"
EPOCH: Final = 1_800_000_000


def release(version: str, folder: Path, *, starts: bool = True) -> Path:
    """A signed bundle. One that does not start has half an initrd: its kernel gives up."""
    folder.mkdir(parents=True, exist_ok=True)
    root = folder / "root"
    subprocess.run(("cp", "-a", BUILT, root), check=True, timeout=300)
    [about] = root.glob("opt/motcua/lib/python*/site-packages/motcua-*.dist-info")
    metadata = about / "METADATA"
    lines = metadata.read_text("utf-8").split("\n")
    metadata.write_text("\n".join(_versioned(line, version) for line in lines), "utf-8")
    about.rename(about.with_name(f"motcua-{version}.dist-info"))
    (root / "etc/motcua-version").write_text(f"{version}\n")
    if not starts:
        initrd = compose.kernel(root)[1]
        initrd.write_bytes(initrd.read_bytes()[: initrd.stat().st_size // 2])
    slot = disk.root_ext4(root, folder, epoch=EPOCH)
    shutil.rmtree(root)
    provision("release", "bundle", "--root", slot, "--version", version, "--keys", KEYS, "--out", folder)
    slot.unlink()
    return folder / f"motcua-kiosk-{version}.raucb"


def _versioned(line: str, version: str) -> str:
    return f"Version: {version}" if line.startswith("Version: ") else line
