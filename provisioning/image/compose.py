"""The root file system as the device sees it: Debian's tar, our files at their device paths, our environment.

Owns the order in which they are laid over each other, users, units and what is wiped. Refuses partitions
(`disk`).
"""

import logging
import shutil
from pathlib import Path
from typing import Final

from provisioning.image import compiler, splash, wheels
from provisioning.image.tools import BuildError, run, same_times

log = logging.getLogger("motcua-image")

OVERLAY: Final = Path(__file__).parents[1] / "rootfs"
WIPED: Final = (
    "var/cache/apt",
    "var/cache/debconf",
    "var/cache/ldconfig",
    "var/lib/apt/lists",
    "var/lib/dbus/machine-id",
    "var/lib/dpkg/info/*.list-old",
    "var/log/*",
    "etc/*-",
    "etc/.pwd.lock",
    "etc/hostname",
    "etc/resolv.conf",
    "usr/share/doc/*/changelog*",
    "tmp/*",
)
MOUNT_POINTS: Final = ("data", "bootcfg")


def compose(tar: Path, folder: Path, *, version: str, keyring: Path, epoch: int) -> Path:
    """The finished folder; made from nothing each time, about a minute."""
    root = folder / "root"
    if root.exists():
        shutil.rmtree(root)
    root.mkdir()
    log.info("root begins tar=%s", tar.name)
    run("tar", "-C", root, "-xpf", tar, "--xattrs", "--xattrs-include=*", "--numeric-owner")
    wheels.install(root, folder, epoch=epoch)
    run("cp", "-a", "--no-preserve=ownership", f"{OVERLAY}/.", root)
    _wipe(root)
    splash.draw(root / "usr/share/motcua/splash.xrgb")
    _settle(root, version)
    shutil.copyfile(keyring, root / "etc/rauc/keyring.pem")
    compiler.compile_all(root, folder)
    name_kernel(root)
    same_times(root, epoch)
    return root


def kernel(root: Path) -> tuple[Path, Path]:
    """Kernel and initrd of the newest version installed."""
    found = sorted((root / "boot").glob("vmlinuz-*"))
    if not found:
        raise BuildError(f"{root}/boot holds no kernel; the package linux-image-arm64 is missing")
    release = found[-1].name.removeprefix("vmlinuz-")
    return found[-1], root / "boot" / f"initrd.img-{release}"


def name_kernel(root: Path) -> None:
    """By names that U-Boot knows without the version."""
    vmlinuz, initrd = kernel(root)
    for name, target in (("vmlinuz", vmlinuz), ("initrd.img", initrd)):
        link = root / "boot" / name
        link.unlink(missing_ok=True)
        link.symlink_to(target.name)


def _wipe(root: Path) -> None:
    for pattern in WIPED:
        for path in root.glob(pattern):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _settle(root: Path, version: str) -> None:
    """Users, units and links that depend on more than one file. An empty machine id means: not yet known."""
    for name in MOUNT_POINTS:
        (root / name).mkdir(exist_ok=True)
    run("systemd-sysusers", f"--root={root}")
    run("systemctl", f"--root={root}", "preset-all")
    run("systemctl", f"--root={root}", "set-default", "multi-user.target")
    (root / "etc/machine-id").write_text("", "utf-8")
    (root / "etc/hostname").write_text("motcua\n", "utf-8")
    (root / "etc/resolv.conf").symlink_to("/run/NetworkManager/resolv.conf")
    (root / "etc/motcua-version").write_text(f"{version}\n", "utf-8")
