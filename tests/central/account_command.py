"""`motcua-central account` as a process."""

import subprocess
import sys
from pathlib import Path

from tests.central.signed import PASSWORD
from tests.processes import ROOT

COMMAND = (sys.executable, "-m", "central", "account")


def run(data: Path, *words: str, say: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *words, "--data", str(data)],
        cwd=ROOT,
        input=say,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def add(data: Path, name: str, *words: str) -> "subprocess.CompletedProcess[str]":
    return run(data, "add", name, "--password-stdin", *words, say=f"{PASSWORD}\n")
