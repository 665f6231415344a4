"""The updater as a process of its own."""

import signal
import subprocess
import sys
from pathlib import Path

from tests.firmware.linked import commands as commands
from tests.processes import ROOT, running, wait_until


def test_the_real_updater_marks_its_slot_and_stops_when_asked(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    folders = ("--updates", "updates", "--runtime", "run", "--identity", "identity", "--bootcfg", "bootcfg")
    places = [str(tmp_path / word) if not word.startswith("--") else word for word in folders]
    command = [sys.executable, "-m", "firmware.appliance", "updates", *places]
    with running(*command, log=tmp_path / "log") as process:
        wait_until(lambda: (tmp_path / "calls").exists() and "mark-good" in (tmp_path / "calls").read_text())
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_the_updater_needs_no_kivy() -> None:
    code = "import sys, firmware.appliance.updates; print({'kivy', 'peewee', 'PIL'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=60, check=True, text=True
    )
    assert done.stdout == "set()\n"
