"""Files that are there whole or not at all, whatever the power does.

Owns the order that makes it so: write, fsync, rename, fsync of the folder. Refuses to know what is in them.
No link is followed, so that a folder of a lesser user cannot lead a write elsewhere.
"""

import contextlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Owner:
    uid: int
    gid: int


def write_whole(path: Path, content: bytes, *, mode: int = 0o644, owner: Owner | None = None) -> None:
    """Replace `path` by `content`; after a power cut there is the old file or the new one."""
    fresh = path.with_name(f".{path.name}.new")
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(number, "wb") as file:
        if owner is not None:
            os.fchown(number, owner.uid, owner.gid)
        os.fchmod(number, mode)
        file.write(content)
        file.flush()
        os.fsync(number)
    os.replace(fresh, path)  # noqa: PTH105 (all renames of this module are one function for the tests)
    sync(path.parent)


def move(source: Path, target: Path) -> None:
    """Rename on one file system; nothing happens where `source` is gone already."""
    if source.exists() or source.is_symlink():
        os.replace(source, target)  # noqa: PTH105
        sync(target.parent)
        if source.parent != target.parent:
            sync(source.parent)


def folder(path: Path, *, mode: int = 0o755, owner: Owner | None = None) -> None:
    """Make it if it is not there; who owns it, and who may enter, is set either way."""
    path.mkdir(exist_ok=True)
    path.chmod(mode)
    if owner is not None:
        os.chown(path, owner.uid, owner.gid, follow_symlinks=False)
    sync(path.parent)


def erase(path: Path) -> None:
    """Overwrite, then unlink. Flash may keep a copy of its own; what is erased must be worthless by then."""
    number = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(number, "wb", buffering=0) as file:
        file.write(bytes(os.fstat(number).st_size))
        os.fsync(number)
    path.unlink()
    sync(path.parent)


def open_ordinary(name: str | Path, folder: int | None = None) -> BinaryIO | None:
    """To read, and for the caller to close; None for whatever is no ordinary file.

    A pipe does not block, a link is an OSError.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    number = os.open(name, flags, dir_fd=folder)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        return None
    return os.fdopen(number, "rb")


def sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)
