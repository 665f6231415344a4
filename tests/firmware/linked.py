"""A kiosk's updater beside its update server, and the commands that an installation is made of.

Owns the fixtures of all tests of updates; the bench itself is in updating.py.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.firmware.updating import Server, UpdaterBench, put_commands, update_server

REMOUNTED = ["mount -o remount,rw /bootcfg", "mount -o remount,ro /bootcfg"]
INSTALLED_READY = [REMOUNTED[0], "rauc install /updates/ready.raucb", REMOUNTED[1], "systemctl reboot"]
MARKED = [REMOUNTED[0], "rauc status mark-good", REMOUNTED[1]]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def server(tmp_path: Path, authority: trustme.CA) -> Iterator[Server]:
    with update_server(tmp_path / "server", authority) as server:
        yield server


@pytest.fixture(autouse=True)
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{put_commands(tmp_path)}:{os.environ['PATH']}")


@pytest.fixture
def bench(tmp_path: Path) -> UpdaterBench:
    """A kiosk with an identity that names no update server, in a slot that was marked good."""
    bench = UpdaterBench(tmp_path)
    (bench.identity / "kiosk.toml").touch()
    bench.turn()
    assert bench.calls == MARKED
    return bench


@pytest.fixture
def linked(bench: UpdaterBench, server: Server, authority: trustme.CA) -> UpdaterBench:
    bench.enrol(server, authority)
    bench.clock.advance(1800)
    return bench
