"""How much the running image writes to its card, and how long it took to start: measured, kept, bounded."""

import json
import time
from pathlib import Path

import pytest

from tests.image.conftest import TRUSTED
from tests.image.eyes import look_for, touch
from tests.image.machine import Machine

PATIENCE = 240.0
IDLE_SECONDS = 900.0
TICKETS = 4
IDLE_MB_AN_HOUR = 30.0
"""A 16 GB card of 500 full rewrites lasts thirty years at that."""
TICKET_KB = 400.0


@pytest.fixture(scope="module")
def settled(board: Machine) -> Machine:
    """Shown, with a clock, and past the writes of a first start."""
    look_for(board, "Chạm vào màn hình", seconds=PATIENCE)
    board.marks["shown"] = time.monotonic()
    board.run(TRUSTED)
    board.until("systemctl is-system-running | grep -qE 'running|degraded'", seconds=PATIENCE)
    board.until("test -s /data/identity/kiosk.crt", seconds=PATIENCE)
    board.run("sync")
    return board


def test_where_the_seconds_of_a_start_go_is_kept(settled: Machine) -> None:
    (settled.folder / "boot.svg").write_text(settled.run("systemd-analyze plot", seconds=120))
    blame = settled.run(
        "systemd-analyze; systemd-analyze blame | head -25;"
        " systemd-analyze critical-chain motcua-kiosk.service",
        seconds=300,
    )
    (settled.folder / "boot.txt").write_text(blame)
    seconds = settled.marks["shown"] - settled.marks["power"]
    _keep(settled.folder, {"power_to_s0_seconds": round(seconds, 1)})
    assert "motcua-kiosk.service" in blame


def test_an_idle_hour_hardly_writes_to_the_card(settled: Machine) -> None:
    before = settled.written_bytes()
    time.sleep(IDLE_SECONDS)
    settled.run("sync")
    megabytes = (settled.written_bytes() - before) / 1e6 * 3600 / IDLE_SECONDS
    _keep(settled.folder, {"idle_mb_an_hour": round(megabytes, 2)})
    assert megabytes < IDLE_MB_AN_HOUR


def test_a_ticket_writes_little_to_the_card(settled: Machine) -> None:
    before, began = settled.written_bytes(), time.monotonic()
    for _ in range(TICKETS):
        touch(settled, "Chạm vào màn hình", seconds=PATIENCE)
        touch(settled, "Lấy số thứ tự", seconds=PATIENCE)
        touch(settled, "Hộ tịch", seconds=PATIENCE)
    look_for(settled, "Chạm vào màn hình", seconds=PATIENCE)
    settled.run("sync")
    written = settled.written_bytes() - before
    idle = _kept(settled.folder)["idle_mb_an_hour"] * 1e6 * (time.monotonic() - began) / 3600
    kilobytes = max(written - idle, 0) / TICKETS / 1e3
    _keep(settled.folder, {"ticket_kb": round(kilobytes, 1)})
    assert kilobytes < TICKET_KB


def _keep(folder: Path, figures: dict[str, float]) -> None:
    file = folder / "figures.json"
    file.write_text(json.dumps({**_kept(folder), **figures}, indent=2))


def _kept(folder: Path) -> dict[str, float]:
    file = folder / "figures.json"
    found: dict[str, float] = json.loads(file.read_text()) if file.exists() else {}
    return found
