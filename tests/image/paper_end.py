"""The far end of the printer's cable: what the board sends comes out as paper on the host, and is answered.

Owns the copying between the machine's cable and the simulated printer. Refuses reading the paper.
"""

import socket
from threading import Thread

from devices.tape import Tape


class PaperEnd:
    """Prints for as long as the machine has power."""

    def __init__(self, cable: socket.socket) -> None:
        self.tape = Tape(width_dots=576)
        self._cable = cable
        self._wire = self.tape.open()
        for work in (self._receive, self._answer):
            Thread(target=work, daemon=True).start()

    def _receive(self) -> None:
        while piece := self._cable.recv(8192):
            self._wire.write(piece)

    def _answer(self) -> None:
        while True:
            answer = self._wire.read(64, 1.0)
            if answer:
                self._cable.sendall(answer)
