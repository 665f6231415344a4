"""Twenty power cuts among numbers being issued, on a disk that forgets: none in hand is lost or repeated."""

import base64
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.image.card import get, make_card, put
from tests.image.conftest import BOOT_SECONDS, IMAGE, PICTURES, helpers
from tests.image.forgetful import ForgetfulDisk
from tests.image.machine import Machine
from tests.image.office import Office

CUTS = 20
UNIT = """[Unit]
DefaultDependencies=no
RequiresMountsFor=/data /bootcfg
After=sysinit.target
Requires=sysinit.target
[Service]
ExecStart=/opt/motcua/bin/python -u /bootcfg/cutter.py
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyAMA0
"""


@dataclass(slots=True)
class Life:
    """From switching on to the cut: what was found on the disk, and what was handed out."""

    found: dict[str, str]
    labels: list[str]
    handed: list[str] = field(default_factory=list)


@pytest.fixture
def lives(province: Office) -> Iterator[list[Life]]:
    """First a whole start that takes over the identity, then as many short lives as there are cuts."""
    folder = PICTURES / "proof_power"
    folder.mkdir(parents=True, exist_ok=True)
    identity = {file.name: file.read_text("utf-8") for file in province.kiosk.iterdir()}
    card = make_card(IMAGE, folder / "card.img", {**identity, **helpers()})
    machine = Machine(folder, str(card))
    machine.power_on()
    machine.wait_for_agent(BOOT_SECONDS)
    machine.until("test -e /data/identity/kiosk.toml", seconds=120)
    machine.run("systemctl stop motcua-kiosk; rm -f /data/kiosk/kiosk.db*; sync")
    machine.cut_power()
    _become_a_cutter(card)
    tries = get(card, "uboot.env")
    assert tries, "U-Boot noted no try"
    disk = ForgetfulDisk(card, folder)
    machine.disk = disk.address
    dice = random.Random(2026)
    lives = []
    try:
        for _ in range(CUTS + 1):
            put(card, "uboot.env", tries)  # no kiosk runs here that would find the slot good
            lives.append(_live(machine, disk, wanted=dice.randrange(10, 45)))
        yield lives
    finally:
        machine.cut_power()
        disk.pull_out()
        card.unlink()


def test_no_number_in_hand_is_lost_or_given_twice(lives: list[Life]) -> None:
    assert [life.found["whole"] for life in lives] == ["ok"] * len(lives)
    assert [life.found["twice"] for life in lives] == ["0"] * len(lives)
    handed = [label for life in lives[:-1] for label in life.handed]
    assert len(handed) == len(set(handed)) > CUTS * 9
    assert set(handed) <= set(lives[-1].labels)


def _live(machine: Machine, disk: ForgetfulDisk, *, wanted: int) -> Life:
    disk.plug_in()
    machine.power_on()
    deadline = time.monotonic() + BOOT_SECONDS
    while machine.said().count("IN-HAND") < wanted and time.monotonic() < deadline:
        time.sleep(0.02)
    machine.cut_power()
    disk.pull_out()
    said = machine.said()
    with (machine.folder / "serial-of-lives.log").open("a") as log:
        log.write(said)
    found = re.search(r"FOUND ([^\r\n]*)", said)
    assert found, f"no life on the serial line: {said[-1500:]}"
    labels = re.search(r"LABELS ([A-Z0-9,]*)\r?\n", said)
    assert labels
    handed = re.findall(r"IN-HAND ([A-Z][0-9]{3})\r?\n", said)
    assert len(handed) >= wanted
    return Life(dict(part.split("=") for part in found[1].split()), labels[1].split(","), handed)


def _become_a_cutter(card: Path) -> None:
    unit = base64.b64encode(UNIT.encode()).decode()
    given = f"systemd.set_credential_binary=systemd.extra-unit.cut.service:{unit}"
    put(card, "extra.txt", f"extra=console=ttyAMA0 {given} systemd.unit=cut.service\n".encode())
    put(card, "cutter.py", Path(__file__).with_name("cutter.py").read_bytes())
