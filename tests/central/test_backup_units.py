"""The centre's units say what systemd and the program understand, and lock the centre in."""

import shutil
import subprocess
from pathlib import Path

import pytest

from central import command_line
from tests.processes import ROOT

UNITS = ROOT / "provisioning" / "centre"
PROGRAM = "/opt/motcua/bin/motcua-central"
SERVICES = ("motcua-central.service", "motcua-central-backup.service")


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """As installed, with a program that is there."""
    program = tmp_path / "motcua-central"
    shutil.copy("/bin/true", program)
    for file in UNITS.glob("*.[st]*e[r]*"):
        (tmp_path / file.name).write_text(file.read_text().replace(PROGRAM, str(program)))
    return tmp_path


def analyze(*words: str) -> "subprocess.CompletedProcess[str]":
    program = shutil.which("systemd-analyze")
    assert program, "systemd-analyze is missing; run: apt-get install systemd"
    return subprocess.run([program, *words], capture_output=True, text=True, timeout=60, check=False)


def command_of(unit: str) -> list[str]:
    [line] = [line for line in (UNITS / unit).read_text().splitlines() if line.startswith("ExecStart=")]
    return line.removeprefix(f"ExecStart={PROGRAM} ").split()


@pytest.mark.parametrize("unit", [*SERVICES, "motcua-central-backup.timer"])
def test_systemd_understands_every_line(units: Path, unit: str) -> None:
    checked = analyze("verify", "--man=no", "--recursive-errors=one", str(units / unit))
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES)
def test_a_centre_that_is_taken_over_can_do_little_to_its_machine(units: Path, unit: str) -> None:
    checked = analyze("security", "--offline=yes", "--threshold=20", str(units / unit))
    assert checked.returncode == 0, checked.stdout


def test_the_backup_unit_keeps_fourteen_of_the_running_centre() -> None:
    centre = command_line.read(command_of("motcua-central.service"))
    backup = command_line.read(command_of("motcua-central-backup.service"))
    assert (centre.command, backup.command, backup.keep) == (None, "backup", 14)
    assert (centre.config, centre.data) == (backup.config, backup.data)
    assert backup.data not in backup.file.parents
