"""What a full disk is called.

Owns the sentence. Apart because a backup and a restore meet it in the same way, from SQLite and from files.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from central.backup.manifest import BackupError

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def no_room(folder: Path) -> Iterator[None]:
    """BackupError where the disk of this folder is full."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise BackupError(
                f"{folder}: {error.strerror}; make room there, or give another place"
            ) from error
        raise
