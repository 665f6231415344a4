"""The simulated network cable: TCP carried to a real server until somebody pulls the plug.

Owns a listening port on the loopback for each far end, the live connections and whether the cable is up.
Refuses to look at what it carries. Apart, so that a bench takes the network away from real clients with
real sockets.
"""

import socket
from contextlib import suppress
from select import select
from threading import Event, Lock, Thread

LOOK_SECONDS = 0.2
SEND_SECONDS = 10.0


class Cable:
    """Up at first. While it is cut, a new connection is accepted and dropped at once."""

    def __init__(self, *far: tuple[str, int]) -> None:
        self._lock = Lock()
        self._up = True
        self._closed = Event()
        self._live: set[socket.socket] = set()
        self._far_of = {socket.create_server(("127.0.0.1", 0)): end for end in far}
        self.ports: list[int] = [listener.getsockname()[1] for listener in self._far_of]
        self._thread = Thread(target=self._accept, name="cable", daemon=True)
        self._thread.start()

    @property
    def up(self) -> bool:
        return self._up

    def cut(self) -> None:
        """Every connection through the cable is dead when this returns."""
        with self._lock:
            self._up = False
            for end in self._live:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def restore(self) -> None:
        with self._lock:
            self._up = True

    def close(self) -> None:
        self._closed.set()
        self.cut()
        self._thread.join(timeout=5)

    def _accept(self) -> None:
        while not self._closed.is_set():
            for listener in select(list(self._far_of), [], [], LOOK_SECONDS)[0]:
                near, _ = listener.accept()
                carrying = (near, self._far_of[listener])
                Thread(target=self._connect, args=carrying, name="cable-connection", daemon=True).start()
        for listener in self._far_of:
            listener.close()

    def _connect(self, near: socket.socket, end: tuple[str, int]) -> None:
        with near, suppress(OSError):
            if not self._up:
                return
            near.settimeout(SEND_SECONDS)
            with socket.create_connection(end, timeout=SEND_SECONDS) as far:
                self._join(near, far)

    def _join(self, near: socket.socket, far: socket.socket) -> None:
        with self._lock:
            if not self._up:
                return
            self._live |= {near, far}
        back = Thread(target=self._carry, args=(far, near), name="cable-back", daemon=True)
        back.start()
        self._carry(near, far)
        back.join(timeout=2 * SEND_SECONDS)
        with self._lock:
            self._live -= {near, far}

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        """Until either end hangs up; then both do, as MQTT never half-closes."""
        with suppress(OSError):
            while not self._closed.is_set():
                if not select([source], [], [], LOOK_SECONDS)[0]:
                    continue
                data = source.recv(65536)
                if not data:
                    break
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
