"""Updates on one board, in this order: cut in the middle, whole, and one that does not start."""

import time
from pathlib import Path

import pytest

from tests.image.conftest import BOOT_SECONDS, TRUSTED
from tests.image.eyes import look_for
from tests.image.machine import Machine
from tests.image.office import Office
from tests.image.releases import offer, release

INSTALL_SECONDS = 1200.0
EPOCH_OF_LEDGER = "sqlite3 'file:/data/kiosk/kiosk.db?mode=ro' 'SELECT epoch FROM installation'"


@pytest.fixture(scope="module")
def better(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release("0.2.0", tmp_path_factory.mktemp("better"))


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release("0.3.0", tmp_path_factory.mktemp("broken"), starts=False)


def test_power_cut_during_an_installation_leaves_the_old_version(
    better: Path, board: Machine, province: Office
) -> None:
    look_for(board, "Chạm vào màn hình", seconds=240)
    board.run(TRUSTED)
    board.until("test -s /data/identity/kiosk.crt", seconds=240)
    offer(better, province.updates)
    board.run("systemctl restart motcua-updates")
    _until_state(board, "installing")
    time.sleep(10)
    board.cut_power()
    board.power_on()
    board.wait_for_agent(BOOT_SECONDS)
    assert _running(board) == ("0.1.0", "A")


def test_the_update_is_installed_afterwards_and_proves_itself(board: Machine) -> None:
    board.until("test -e /run/motcua/health.json", seconds=240)
    board.run(TRUSTED)
    epoch = board.run(EPOCH_OF_LEDGER)
    board.run("systemctl restart motcua-updates")
    board.wait_for_restart(INSTALL_SECONDS)
    assert _running(board) == ("0.2.0", "B")
    _until_state(board, "good", "idle")
    assert board.run("fw_printenv -n BOOT_ORDER").startswith("B")
    assert board.run(EPOCH_OF_LEDGER) == epoch


def test_an_update_that_does_not_start_gives_way_to_the_old_one(
    broken: Path, board: Machine, province: Office
) -> None:
    offer(broken, province.updates)
    board.run(TRUSTED)
    board.run("systemctl restart motcua-updates")
    board.wait_for_restart(INSTALL_SECONDS)
    assert _running(board) == ("0.2.0", "B")
    board.until("grep -q 0.3.0 /data/updates/refused.json", seconds=300)


def _running(board: Machine) -> tuple[str, str]:
    version = board.run("cat /etc/motcua-version").strip()
    return version, board.run("grep -o 'rauc.slot=.' /proc/cmdline").strip()[-1]


def _until_state(board: Machine, *states: str) -> None:
    wanted = "|".join(states)
    board.until(f'grep -qE \'"state":"({wanted})"\' /run/motcua/update.json', seconds=INSTALL_SECONDS)
