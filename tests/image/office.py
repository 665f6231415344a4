"""The province: authority, broker and centre on the host, made by the commands that a province uses.

Owns processes on the host's loopback; the emulated board reaches them at 10.0.2.2. Refuses the board.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.processes import MOSQUITTO, ROOT, answers, ask, free_port, running, wait_until

HOST: Final = "10.0.2.2"
"""QEMU's user network: the host's loopback, as the guest sees it."""
WARD: Final = "05518"
KIOSK: Final = f"19/{WARD}/k1"

BASE: Final = """
[screen]
profile = "10.1"
[printer]
driver = "usb"
usb = "04b8:0e15"
[buttons]
driver = "gpio"
chip = "9030000.pl061"
active = "high"
pins = [3, 4, 5]
[scanner]
driver = "evdev"
device = "auto"
[network]
driver = "networkmanager"
[host]
driver = "systemd"
[updates]
window = "00:00-23:59"
group = "pilot"
[web]
host = "0.0.0.0"
[[services]]
code = "ho-tich"
letter = "A"
name = "Hộ tịch, chứng thực"
counters = [1]
[[services]]
code = "dat-dai"
letter = "B"
name = "Đất đai, xây dựng"
counters = [2]
"""
"""What the board of the emulated machine has: line 3 of its GPIO chip can be pulsed, 4 and 5 stay down."""


@dataclass(frozen=True, slots=True)
class Office:
    """A running province. `kiosk` is the folder that goes onto the card."""

    folder: Path
    kiosk: Path
    centre: int
    """Port of the centre's pages."""
    updates: Path
    """What the update server offers."""


def provision(*words: str | Path) -> None:
    subprocess.run(
        (sys.executable, "-m", "provisioning", *map(str, words)),
        cwd=ROOT,
        check=True,
        timeout=900,
        capture_output=True,
    )


@contextmanager
def office(folder: Path) -> Iterator[Office]:
    """Everything running; stopped by process id afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    authority, broker, kiosk = folder / "authority", folder / "broker", folder / "k1"
    updates = folder / "updates"
    updates.mkdir()
    door, centre_door, enrol, web = (free_port() for _ in range(4))
    base = folder / "base.toml"
    base.write_text(BASE, "utf-8")
    provision("ca", "init", authority, "--name", "Proof of the image")
    provision("ca", "server", authority, HOST, "127.0.0.1")
    provision("ca", "client", authority, "centre")
    provision("kiosk", "new", "--authority", authority, "--ward", WARD, "--id", "k1", "--settings", base,
              "--url", f"https://{HOST}:{enrol}", "--broker", f"{HOST}:{door}", "--out", kiosk)  # fmt: skip
    provision("broker", broker, "--authority", authority, "--server", HOST, "--port", str(door),
              "--centre-port", str(centre_door), "--listen", "127.0.0.1")  # fmt: skip
    settings = folder / "central.toml"
    paper = authority / "clients" / "centre.pem"
    settings.write_text(
        f'[mqtt]\nhost = "127.0.0.1"\nport = {centre_door}\ntls_ca = "{authority}/ca.crt"\n'
        f'tls_cert = "{paper}"\ntls_key = "{paper}"\n[web]\nhost = "127.0.0.1"\nport = {web}\n'
        "[sign_in]\nrequired = false\n"
    )
    python = (sys.executable, "-m")
    serve = (*python, "provisioning", "serve", "--authority", str(authority), "--server", HOST,
             "--host", "127.0.0.1", "--port", str(enrol), "--updates", str(updates))  # fmt: skip
    centre = (*python, "central", "--config", str(settings), "--data", str(folder / "data"))
    assert MOSQUITTO, "mosquitto is not installed; apt-get install mosquitto"
    with (
        running(MOSQUITTO, "-c", str(broker / "mosquitto.conf"), log=folder / "broker.log"),
        running(*serve, log=folder / "serve.log"),
    ):
        wait_until(lambda: answers(centre_door) and answers(enrol))
        with running(*centre, log=folder / "central.log"):
            wait_until(lambda: ask(web, "/healthz").get("broker") == "up")
            yield Office(folder, kiosk, web, updates)
