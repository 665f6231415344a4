"""Updates on one board, in this order: cut in the middle, whole, and one that does not start."""

import http.server
import time
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from tests.image.conftest import BOOT_SECONDS, TRUSTED
from tests.image.eyes import look_for
from tests.image.machine import Machine
from tests.image.office import HOST
from tests.image.releases import release

INSTALL_SECONDS = 1200.0
EPOCH_OF_LEDGER = "sqlite3 'file:/data/kiosk/kiosk.db?mode=ro' 'SELECT epoch FROM installation'"


@pytest.fixture(scope="module")
def better(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release("0.2.0", tmp_path_factory.mktemp("better"))


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release("0.3.0", tmp_path_factory.mktemp("broken"), starts=False)


def test_power_cut_during_an_installation_leaves_the_old_version(better: Path, board: Machine) -> None:
    look_for(board, "Chạm vào màn hình", seconds=240)
    board.run(TRUSTED)
    _bring(board, better)
    _until_state(board, "installing")
    time.sleep(10)
    board.cut_power()
    board.power_on()
    board.wait_for_agent(BOOT_SECONDS)
    assert _running(board) == ("0.1.0", "A")
    assert int(board.run(f"stat -c %s /data/updates/inbox/{better.name}")) == better.stat().st_size


def test_the_update_is_installed_afterwards_and_proves_itself(board: Machine) -> None:
    board.until("test -e /run/motcua/health.json", seconds=240)
    board.run(TRUSTED)
    epoch = board.run(EPOCH_OF_LEDGER)
    board.wait_for_restart(INSTALL_SECONDS)
    assert _running(board) == ("0.2.0", "B")
    _until_state(board, "good", "idle")
    assert board.run("fw_printenv -n BOOT_ORDER").startswith("B")
    assert board.run(EPOCH_OF_LEDGER) == epoch


def test_an_update_that_does_not_start_gives_way_to_the_old_one(broken: Path, board: Machine) -> None:
    board.run(TRUSTED)
    _bring(board, broken)
    board.wait_for_restart(INSTALL_SECONDS)
    assert _running(board) == ("0.2.0", "B")
    board.until("grep -q 0.3.0 /data/updates/refused.json", seconds=300)


def _bring(board: Machine, bundle: Path) -> None:
    """Into the inbox, and like a stick's bundles onto the card: a power cut leaves it whole."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(http.server.SimpleHTTPRequestHandler, directory=bundle.parent)
    )
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://{HOST}:{server.server_port}/{bundle.name}"
    fetch = f"import urllib.request as u; u.urlretrieve('{url}', '/data/updates/new')"
    lay = f"sync && mv /data/updates/new /data/updates/inbox/{bundle.name} && sync"
    board.run(f'python3 -c "{fetch}" && {lay}', seconds=300)
    server.shutdown()
    server.server_close()


def _running(board: Machine) -> tuple[str, str]:
    version = board.run("cat /etc/motcua-version").strip()
    return version, board.run("grep -o 'rauc.slot=.' /proc/cmdline").strip()[-1]


def _until_state(board: Machine, *states: str) -> None:
    wanted = "|".join(states)
    board.until(f'grep -qE \'"state":"({wanted})"\' /run/motcua/update.json', seconds=INSTALL_SECONDS)
