"""A real broker, the real centre and a real kiosk as processes of the test, each stopped by its process id.

Owns ports, configuration files and deadlines. Refuses assertions about what the centre does.
"""

import getpass
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import cycle, islice
from pathlib import Path

import msgspec

MOSQUITTO = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
ROOT = Path(__file__).parents[1]
ANSWER_SECONDS = 60.0
"""A deadline against a hang, not a measure: the machine may be busy with other tests."""
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 10
_STRETCH = range(10_000 + 1_000 * _WORKER, 11_000 + 1_000 * _WORKER)
"""Of ports: tests that run side by side take none of each other's."""
_PORTS = cycle(random.sample(_STRETCH, len(_STRETCH)))


def free_port() -> int:
    """Free on loopback, and stays so: the kernel gives clients ports from 32768 up; each comes in turn."""
    for port in islice(_PORTS, len(_STRETCH)):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError(f"no free port from {_STRETCH[0]} to {_STRETCH[-1]}")


def lasting_port() -> int:
    """Free, with free neighbours, and stays so: the kernel gives clients ports from 32768 up."""
    for port in random.sample(range(20_000, 32_000, 100), k=120):
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise AssertionError("no free port from 20000 to 31900")


def wait_until(ready: Callable[[], bool], *, seconds: float = ANSWER_SECONDS) -> None:
    """Ask until it is so; fails after the deadline."""
    pulse = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if ready():
            return
        pulse.wait(0.05)
    raise AssertionError(f"not ready within {seconds} s")


@contextmanager
def running(*command: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is gone afterwards; `log` gets what it says."""
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(ANSWER_SECONDS)


@contextmanager
def broker(folder: Path, port: int, *more: str) -> Iterator[None]:
    """Mosquitto on the loopback; `more` are further lines of its configuration."""
    assert MOSQUITTO, "mosquitto is not installed; apt-get install mosquitto"
    lines = (
        f"listener {port} 127.0.0.1",
        f"user {getpass.getuser()}",
        "allow_anonymous true",
        "persistence false",
        "max_inflight_messages 1000",
        "max_queued_messages 100000",
        "max_queued_bytes 536870912",
        *more,
    )
    config = folder / "mosquitto.conf"
    config.write_text("\n".join(lines) + "\n")
    with running(MOSQUITTO, "-c", str(config), log=folder / "mosquitto.log"):
        wait_until(lambda: answers(port))
        yield


@contextmanager
def centre_process(
    folder: Path,
    mqtt_port: int,
    web_port: int,
    *,
    sign_in: bool = False,
    more: str = "",
    seconds: float = ANSWER_SECONDS,
) -> Iterator[subprocess.Popen[bytes]]:
    """`more` are further tables of its settings; it has so many `seconds` to be up."""
    config = folder / "central.toml"
    config.write_text(
        f'[mqtt]\nhost = "127.0.0.1"\nport = {mqtt_port}\n[web]\nhost = "127.0.0.1"\nport = {web_port}\n'
        f"[sign_in]\nrequired = {str(sign_in).lower()}\n{more}"
    )
    with centre_up(folder, web_port, seconds=seconds) as process:
        yield process


@contextmanager
def centre_up(
    folder: Path, web_port: int, *, seconds: float = ANSWER_SECONDS
) -> Iterator[subprocess.Popen[bytes]]:
    """The centre by the settings that this folder has already."""
    with running(*central_command(folder), log=folder / "central.log") as process:
        wait_until(lambda: ask(web_port, "/healthz").get("broker") == "up", seconds=seconds)
        yield process


def central_command(folder: Path, *words: str) -> tuple[str, ...]:
    """`motcua-central` with this folder's settings and data."""
    places = ("--config", str(folder / "central.toml"), "--data", str(folder / "data"))
    return (sys.executable, "-m", "central", *words, *places)


def run_central(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """A command that ends by itself, whatever it ends with."""
    command = central_command(folder, *words)
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def stop(process: subprocess.Popen[bytes], *, seconds: float) -> int:
    """Ask it to stop; TimeoutExpired if it does not within so many seconds."""
    process.send_signal(signal.SIGTERM)
    return process.wait(seconds)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def asked(port: int, path: str) -> object:
    """Any JSON answer; URLError where there is none."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=ANSWER_SECONDS) as answer:
        return msgspec.json.decode(answer.read())


def ask(port: int, path: str) -> dict[str, object]:
    """The JSON answer, or nothing if there is no good one."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=ANSWER_SECONDS) as answer:
            return msgspec.json.decode(answer.read(), type=dict[str, object])
    except (urllib.error.URLError, ConnectionError):
        return {}
