"""Starts a module of this package in a process of its own and reads what it says.

Owns the environment of a window that nobody sees. Refuses to know what is measured there.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.processes import ROOT

LONGEST_SECONDS: Final = 600.0


def said(module: str, *arguments: str, home: Path) -> bytes:
    """Its standard output; CalledProcessError with its errors on ours if it failed."""
    command = (sys.executable, "-m", f"tests.benches.{module}", *arguments)
    environment = {**os.environ, "SDL_VIDEODRIVER": "offscreen", "KIVY_HOME": str(home)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, timeout=LONGEST_SECONDS, check=True
    )
    return done.stdout
