"""A disk that forgets what was not flushed, as a card does when its power goes.

Owns an NBD server with a write-back cache of its own in front of the card's file. Refuses the machine. When
the server is killed, everything that was written without asking for a flush is gone: killing the machine
alone would leave it in the host's memory.
"""

import subprocess
from pathlib import Path

from tests.processes import wait_until


class ForgetfulDisk:
    def __init__(self, card: Path, folder: Path) -> None:
        self._card = card
        self._socket = folder / "disk.sock"
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"nbd:server.type=unix,file.server.path={self._socket}"

    def plug_in(self) -> None:
        self._socket.unlink(missing_ok=True)
        command = ("nbdkit", "-f", "-U", str(self._socket), "--filter=cache", "file", str(self._card))
        self._server = subprocess.Popen((*command, "cache=writeback"))
        wait_until(self._socket.exists)

    def pull_out(self) -> None:
        """With whatever it had promised to write later."""
        if self._server is not None:
            self._server.kill()
            self._server.wait(10)
