"""Files and folders that are there whole or not at all.

Owns writing: beside the target, flushed to the disk, then renamed. Refuses to know what is written.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from provisioning.errors import ProvisionError, writing

PRIVATE: Final = 0o600
PUBLIC: Final = 0o644


def write_file(path: Path, content: bytes, *, mode: int = PUBLIC) -> None:
    """Replace `path` in one step; a reader sees the old content or the new one."""
    with writing(path):
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fchmod(file.fileno(), mode)
                os.fsync(file.fileno())
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        flush_folder(path.parent)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A private folder to fill; it becomes `target` when the block ends well, and vanishes otherwise."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ProvisionError(
            f"{target}: already exists and is not empty; name a new folder",
            f"{target}: thư mục đã có và không trống. Hãy đặt tên khác.",
        )
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    try:
        yield beside
        with writing(target):
            flush_folder(beside)
            beside.replace(target)
            flush_folder(target.parent)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
