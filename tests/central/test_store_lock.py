"""The lock on a store's file: one holder, and whoever comes meanwhile waits."""

import threading
from pathlib import Path

import pytest

from central.store.lock import StoreTaken, sole_writer


def test_the_lock_has_one_holder_and_is_free_afterwards(tmp_path: Path) -> None:
    store = tmp_path / "deep" / "central.sqlite3"
    with sole_writer(store), pytest.raises(StoreTaken), sole_writer(store, patience_seconds=0.2):
        pass
    with sole_writer(store, patience_seconds=0):
        assert store.parent.is_dir()


def test_the_lock_is_waited_for(tmp_path: Path) -> None:
    store, held, release = tmp_path / "central.sqlite3", threading.Event(), threading.Event()

    def holder() -> None:
        with sole_writer(store):
            held.set()
            release.wait(5)

    thread = threading.Thread(target=holder)
    thread.start()
    held.wait(5)
    threading.Timer(0.2, release.set).start()
    with sole_writer(store, patience_seconds=5):
        assert release.is_set()
    thread.join(5)
