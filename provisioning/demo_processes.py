"""What every demo does with processes and ports: start, wait, stop, and find a port that is free.

Owns the demos' children. Refuses to know what a demo shows.
"""

import os
import socket
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

READY_SECONDS: Final = 90.0
STOP_SECONDS: Final = 5.0


class DemoError(Exception):
    """The demo cannot run here; the text says what to do about it."""


def start(name: str, command: Sequence[str], data: Path) -> "subprocess.Popen[bytes]":
    """In a session of its own, so that Ctrl-C reaches only us and we stop the others in order."""
    environment = {"SDL_VIDEODRIVER": "offscreen", **os.environ}
    with (data / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, env=environment, start_new_session=True
        )


def wait_until_up(
    name: str,
    process: "subprocess.Popen[bytes]",
    ready: Callable[[], bool],
    data: Path,
    stop: threading.Event,
) -> None:
    """Return once it is ready or someone asked to `stop`; DemoError with its last words if it ended."""
    log = data / f"{name}.log"
    for _ in range(int(READY_SECONDS / 0.1)):
        if process.poll() is not None:
            raise DemoError(f"{name} did not start: {_last_words(log)}; see {log}")
        if ready() or stop.wait(0.1):
            return
    raise DemoError(f"{name} was not ready after {READY_SECONDS:.0f} s; see {log}")


def _last_words(log: Path) -> str:
    """The last line, which is where a program says why it ended."""
    lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def stop_all(running: "dict[str, subprocess.Popen[bytes]]") -> None:
    """The last one first: kiosks can still say goodbye to their broker."""
    for process in reversed(running.values()):
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free(port: int, target: str) -> int:
    """The port of the page that `make TARGET` opens."""
    if not _can_bind(port):
        raise DemoError(f"port {port} is in use; stop what uses it, or: make {target} PORT={port + 1}")
    return port


def free_from(port: int) -> int:
    found = next((candidate for candidate in range(port, port + 100) if _can_bind(candidate)), None)
    if found is None:
        raise DemoError(f"no free port from {port} to {port + 99}; stop some servers")
    return found


def _can_bind(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def listens(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(0.5)
        return client.connect_ex(("127.0.0.1", port)) == 0


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=4.0) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
