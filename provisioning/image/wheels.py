"""The appliance's own environment: locked wheels for arm64 and Python 3.13, installed without a network.

Owns /opt/motcua in the new root: a virtual environment over Debian's Python, with Debian's Kivy, which is
built for KMS/DRM, and everything else from the hash-locked list. Refuses source packages: nothing is
compiled on the way.
"""

import logging
import re
import sys
from pathlib import Path
from typing import Final

from provisioning.image.tools import run

log = logging.getLogger("motcua-image")

ROOT: Final = Path(__file__).parents[2]
LOCK: Final = ROOT / "provisioning/locks/kiosk.txt"
PYTHON: Final = "3.13"
PLATFORM: Final = "aarch64-manylinux_2_40"
FROM_DEBIAN: Final = re.compile(r"kivy(-deps-[a-z0-9]+|-garden)?$")
PROGRAMS: Final = {"motcua-kiosk": "firmware", "motcua-appliance": "firmware.appliance"}
"""Commands of the appliance and the package that each of them runs."""

WHENCE: Final = ("uv_cache.json", "direct_url.json")
"""Where and when a wheel lay on the builder: no two builders would agree, and a device has no use for it."""

SCRIPT: Final = """#!/opt/motcua/bin/python
import sys
from {package}.__main__ import main
sys.exit(main())
"""
CONFIGURATION: Final = f"""home = /usr/bin
include-system-site-packages = true
version = {PYTHON}
"""


def locked(text: str) -> str:
    """The lock without what Debian brings."""
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", text)
    return "".join(block for block in blocks if not FROM_DEBIAN.match(block.partition("==")[0].strip()))


def wheelhouse(folder: Path) -> Path:
    """Every wheel of the lock in one folder, fetched once and checked against its hash by pip."""
    house = folder / "wheels"
    wanted = folder / "kiosk-arm64.txt"
    text = locked(LOCK.read_text("utf-8"))
    if house.exists() and wanted.exists() and wanted.read_text("utf-8") == text:
        return house
    wanted.unlink(missing_ok=True)
    unfinished = folder / "wheels.txt"
    unfinished.write_text(text, "utf-8")
    platforms = [f"--platform=manylinux_2_{minor}_aarch64" for minor in (17, 24, 26, 27, 28, 31, 34, 39, 40)]
    run(
        sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps",
        "--require-hashes", "--only-binary=:all:", "--implementation=cp", f"--python-version={PYTHON}",
        "--abi=cp313", "--abi=abi3", "--abi=none", *platforms, "--platform=manylinux2014_aarch64",
        "--platform=any", "-d", house, "-r", unfinished,
    )  # fmt: skip
    unfinished.rename(wanted)
    return house


def install(root: Path, folder: Path, *, epoch: int) -> None:
    """Make /opt/motcua in `root`; only files are laid down, no arm64 program runs."""
    house = wheelhouse(folder)
    own = folder / "own"
    source = {"SOURCE_DATE_EPOCH": str(epoch)}
    run(sys.executable, "-m", "pip", "wheel", "-q", "--disable-pip-version-check", "--no-deps",
        "--no-build-isolation", "-w", own, ROOT, more=source)  # fmt: skip
    place = root / "opt/motcua"
    site = place / f"lib/python{PYTHON}/site-packages"
    site.mkdir(parents=True)
    wheels = [
        *sorted(house.glob("*.whl")),
        max(own.glob("motcua-*.whl"), key=lambda wheel: wheel.stat().st_mtime),
    ]
    run(Path(sys.executable).with_name("uv"), "pip", "install", "-q", "--offline", "--no-deps", "--no-index",
        "--no-config", "--python-version", PYTHON, "--python-platform", PLATFORM, "--target", site, *wheels,
        more=source)  # fmt: skip
    (place / "pyvenv.cfg").write_text(CONFIGURATION, "utf-8")
    programs = place / "bin"
    programs.mkdir()
    for name in ("python", "python3", f"python{PYTHON}"):
        (programs / name).symlink_to("/usr/bin/python3")
    for name, package in PROGRAMS.items():
        (programs / name).write_text(SCRIPT.format(package=package), "utf-8")
        (programs / name).chmod(0o755)
    forget_whence(site)
    log.info("environment laid down wheels=%d", len(wheels))


def forget_whence(site: Path) -> None:
    for record in site.glob("*.dist-info/RECORD"):
        lines = record.read_text("utf-8").splitlines(keepends=True)
        record.write_text(
            "".join(line for line in lines if not any(name in line for name in WHENCE)), "utf-8"
        )
        for name in WHENCE:
            record.with_name(name).unlink(missing_ok=True)
