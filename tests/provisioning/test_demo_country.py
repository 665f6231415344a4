"""`make demo-country`: when its offices open, and that its page fills; the processes are real ones."""

import socket
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from provisioning.demo_country import HANOI, opening
from tests.processes import ROOT, ask, lasting_port, running, stop, wait_until

pytestmark = pytest.mark.xdist_group("journeys")
"""Two demos that start at once may choose the same free port."""


def command(folder: Path, port: int) -> tuple[str, ...]:
    size = ("--wards", "3", "--days", "4")
    return (
        sys.executable,
        "-m",
        "provisioning.demo_country",
        "--data",
        str(folder),
        "--port",
        str(port),
        *size,
    )


@pytest.mark.parametrize(
    ("now", "opens"),
    [("09:15", "07:30"), ("15:59", "07:30"), ("08:00", "06:20"), ("22:10", "20:30"), ("00:40", "00:00")],
)
def test_offices_open_so_that_something_happens_now(now: str, opens: str) -> None:
    assert opening(datetime.fromisoformat(f"2026-11-20T{now}").replace(tzinfo=HANOI)) == opens


def test_the_page_fills_with_days_gone_by_and_the_demo_ends_when_told_to(tmp_path: Path) -> None:
    port, log = lasting_port(), tmp_path / "log"
    today = datetime.now(HANOI).date()
    gone_by = f"from={today - timedelta(days=3)}&to={today - timedelta(days=1)}"
    with running(*command(tmp_path / "demo", port), log=log) as demo:
        wait_until(lambda: f"http://127.0.0.1:{port}/" in log.read_text(), seconds=30)
        wait_until(lambda: ask(port, "/api/v1/summary").get("kiosks_online") == 3, seconds=60)
        assert ask(port, f"/api/v1/summary?{gone_by}")["tickets"] != 0
        assert demo.poll() is None
        assert stop(demo, seconds=30) == 0
    assert "Stopped" in log.read_text()


def test_a_port_in_use_is_said_with_the_remedy(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = subprocess.run(
            command(tmp_path, port), cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
        )
    assert ended.returncode == 2
    assert f"port {port} is in use" in ended.stderr
    assert "make demo-country PORT=" in ended.stderr
