"""The machine beneath the kiosk: restart it, switch it off, have its logs exported.

Owns the few requests to systemd and their deadlines. Refuses to do any of it itself: root's services do, and
polkit says which the kiosk's user may ask for. Simulated and absent peers are here too, they are so small.
"""

import subprocess
from pathlib import Path
from typing import Final, Protocol

SYSTEMCTL: Final = "systemctl"
REQUEST_SECONDS: Final = 10.0
EXPORT_UNIT: Final = "motcua-export.service"
EXPORT_NEWS: Final = Path("/run/motcua/export.json")


class HostError(Exception):
    """Which request, what happened, what to do."""


class Host(Protocol):
    """All raise HostError."""

    def start_export(self) -> None:
        """Returns when it has been asked for; how it ends stands in `export_news`."""

    def export_news(self) -> bytes:
        """What the export says of itself, as it lies there; empty before the first."""

    def restart(self) -> None: ...

    def power_off(self) -> None: ...


class SystemdHost:
    """`program` is where systemctl lies, `news` the file that the export writes."""

    def __init__(self, program: str = SYSTEMCTL, news: Path = EXPORT_NEWS) -> None:
        self._program = program
        self._news = news

    def start_export(self) -> None:
        self._ask("start", "--no-block", EXPORT_UNIT)

    def export_news(self) -> bytes:
        try:
            return self._news.read_bytes()
        except OSError:
            return b""

    def restart(self) -> None:
        self._ask("reboot", "--no-block")

    def power_off(self) -> None:
        self._ask("poweroff", "--no-block")

    def _ask(self, *request: str) -> None:
        command = [self._program, "--no-ask-password", *request]
        words = f"host: systemctl {' '.join(request)}"
        try:
            done = subprocess.run(command, capture_output=True, timeout=REQUEST_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise HostError(f"{words}: no answer in {REQUEST_SECONDS:g} s; try again") from error
        except OSError as error:
            raise HostError(f"{words}: {error.strerror}; set [host] driver to absent here") from error
        if done.returncode:
            complaint = done.stderr.decode(errors="replace").strip()
            raise HostError(f"{words}: {complaint}; install 50-motcua.rules for polkit")


class SimulatedHost:
    """Remembers what it was asked for; its export ends at once with what `ending` says."""

    def __init__(self, ending: bytes = b'{"state":"done","file":"motcua-simulated.tar.gz"}') -> None:
        self.asked: list[str] = []
        self.ending = ending
        self._said = b""

    def start_export(self) -> None:
        self.asked.append("export")
        self._said = self.ending + b" " * len(self.asked)

    def export_news(self) -> bytes:
        return self._said

    def restart(self) -> None:
        self.asked.append("restart")

    def power_off(self) -> None:
        self.asked.append("power_off")
