"""The card while it is written: opened for us alone, filled, read back, spoilt on purpose, put out.

Owns the system calls. Refuses to judge whether a disk may be overwritten (`disks`). A call on a dead reader
ends with the kernel's own deadline (30 s for each command of a USB reader) and an OSError.
"""

import errno
import fcntl
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from provisioning.outcomes import Refused

EJECT_SECONDS: Final = 20.0
WIPED_BYTES: Final = 1024 * 1024
_BLKFLSBUF: Final = 0x1261
"""linux/fs.h: forget what is cached of a block device."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to write and how much it holds: a disk judged fit, or a plain file of that size in a test."""

    path: Path
    size_bytes: int


@contextmanager
def opened(target: Target) -> Iterator[int]:
    """A descriptor nobody else may claim; Refused if it is claimed, or no longer what was judged."""
    try:
        descriptor = os.open(target.path, os.O_RDWR | os.O_EXCL)
    except OSError as error:
        raise _not_opened(target.path, error) from error
    try:
        size_bytes = os.lseek(descriptor, 0, os.SEEK_END)
        if size_bytes != target.size_bytes:
            raise Refused(
                f"{target.path}: thẻ đã bị đổi. Hãy chạy lại lệnh.",
                f"{target.path}: held {target.size_bytes} bytes when judged, {size_bytes} now; start again",
            )
        yield descriptor
    finally:
        os.close(descriptor)


def write_at(descriptor: int, offset: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view, offset = view[written:], offset + written


def read_at(descriptor: int, offset: int, length: int) -> bytes:
    """Fewer bytes only at the end of the card."""
    return os.pread(descriptor, length, offset)


def forget_cached(descriptor: int) -> None:
    """Make sure that the next read asks the card itself and not this computer's memory."""
    os.fsync(descriptor)
    if stat.S_ISBLK(os.fstat(descriptor).st_mode):
        fcntl.ioctl(descriptor, _BLKFLSBUF, 0)
    else:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def spoil(descriptor: int) -> None:
    """Wipe the partition table: a half-written card starts nowhere. A card that is gone needs none."""
    with suppress(OSError):
        write_at(descriptor, 0, bytes(WIPED_BYTES))
        os.fsync(descriptor)


def eject(path: Path) -> bool:
    """Ask the reader to put it out; if it cannot, all is written anyway."""
    command = shutil.which("eject")
    if command is None or not stat.S_ISBLK(path.stat().st_mode):
        return False
    with suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run([command, str(path)], capture_output=True, check=False, timeout=EJECT_SECONDS)
        return done.returncode == 0
    return False


def _not_opened(path: Path, error: OSError) -> Refused:
    match error.errno:
        case errno.EACCES | errno.EPERM:
            return Refused(
                f"{path}: chưa có quyền ghi. Hãy chạy lại với sudo.",
                f"{path}: no permission to write; run the command with sudo",
            )
        case errno.EBUSY:
            return Refused(
                f"{path}: đang có chương trình khác dùng. Hãy đóng nó rồi thử lại.",
                f"{path}: is in use by the system or another program; close it and try again",
            )
        case errno.EROFS:
            return Refused(
                f"{path}: thẻ đang bị khoá ghi. Hãy gạt khoá bên cạnh thẻ.",
                f"{path}: is read-only; slide the lock on the card's side",
            )
        case _:
            return Refused(
                f"{path}: không mở được thẻ. Hãy rút ra cắm lại.",
                f"{path}: cannot be opened ({error.strerror}); plug it in again",
            )
