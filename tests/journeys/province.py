"""A province that publishes, and a citizen who looks something up."""

import subprocess
import sys
from pathlib import Path

from tests import processes
from tests.journeys.kiosk import Visit

COPY = "2.000815"


class Province:
    """The centre's commands, as a province's officer types them."""

    REAL = processes.ROOT / "provisioning" / "demo_ward" / "procedures"

    def __init__(self, folder: Path, broker: int) -> None:
        self.config = folder / "province.toml"
        self.config.write_text(f'[mqtt]\nhost = "127.0.0.1"\nport = {broker}\n', encoding="utf-8")
        self.data = folder / "province"

    def types(self, *words: str) -> str:
        command = [sys.executable, "-m", "central", "--config", str(self.config), "--data", str(self.data)]
        done = subprocess.run(
            [*command, *words], cwd=processes.ROOT, capture_output=True, text=True, timeout=60, check=True
        )
        return done.stdout


def find(visit: Visit, words: str, code: str) -> None:
    """From the home screen through the keys to one procedure."""
    comes_home_with(visit, "procedures")
    visit.touch("procedures", "S5")
    visit.touch("search", "S5")
    for letter in words:
        visit.touch("space" if letter == " " else f"key:{letter.upper()}", "S5")
    visit.touch(f"procedure:{code}", "S6")


def comes_home_with(visit: Visit, target: str) -> None:
    """Home, again if need be: what it offers is drawn when one comes."""

    def offered() -> bool:
        visit.go_home()
        return target in [one["id"] for one in visit.state()["targets"]]

    processes.wait_until(offered, seconds=20)
