"""One process at a time has the store's writing connection: the running centre, or a command.

Owns the lock file beside the store. Refuses SQLite. The kernel lets go of it when its process dies, however
it dies, so a lock file that lies about means nothing by itself.
"""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from central.store.engine import StoreError

PATIENCE_SECONDS: Final = 5.0
_BEAT_SECONDS: Final = 0.1


class StoreTaken(StoreError):
    """Another process writes this store now."""


@contextmanager
def sole_writer(store: Path, *, patience_seconds: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the store's lock; StoreTaken if another process does not let go of it in time."""
    store.parent.mkdir(parents=True, exist_ok=True)
    with store.with_name(f"{store.name}.lock").open("ab") as file:
        beats = int(patience_seconds / _BEAT_SECONDS)
        while not _locked(file.fileno()):
            if beats <= 0:
                raise StoreTaken(f"{store}: another motcua-central writes it; stop that one or wait for it")
            beats -= 1
            threading.Event().wait(_BEAT_SECONDS)
        yield


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
