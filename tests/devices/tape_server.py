"""The simulated printer behind a real socket, as a network printer on port 9100 would be.

Owns one listening port on the loopback and one connection at a time, like most printers. Refuses commands: it
carries bytes between the socket and a `Tape`. Apart, so that the real network wire is tested over real TCP.
"""

import socket
from contextlib import suppress
from select import select
from threading import Event, Thread

from devices.tape import Tape, TapeState

LOOK_SECONDS = 0.2
"""How soon a printer that was unplugged, or a server that is closed, is noticed."""


class TapeServer:
    """Serves until `close`, which leaves the port refused: that is a printer switched off."""

    def __init__(self, tape: Tape, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self._tape = tape
        self._closed = Event()
        self._listener = socket.create_server((host, port))
        self.host = host
        self.port: int = self._listener.getsockname()[1]
        self._thread = Thread(target=self._serve, name="tape-server", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closed.set()
        self._thread.join(timeout=5)

    def _serve(self) -> None:
        with self._listener:
            while not self._closed.is_set():
                if select([self._listener], [], [], LOOK_SECONDS)[0]:
                    self._answer_one()

    def _answer_one(self) -> None:
        connection, _ = self._listener.accept()
        with connection, suppress(OSError):
            connection.settimeout(LOOK_SECONDS * 10)
            wire = self._tape.open()
            while self._plugged():
                if not select([connection], [], [], LOOK_SECONDS)[0]:
                    continue
                data = connection.recv(65536)
                if not data:
                    return
                wire.write(data)
                connection.sendall(wire.read(4096, 0.0))

    def _plugged(self) -> bool:
        return not self._closed.is_set() and self._tape.state is not TapeState.UNPLUGGED
