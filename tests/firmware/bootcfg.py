"""A card and a data partition, and the oneshot before the kiosk that carries a folder from one to the other.

Owns booting, with a power cut or without. Refuses assertions.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from firmware.appliance.__main__ import main as appliance
from firmware.settings_file import load
from tests.firmware.offered import PowerCut, fuse, offer

FIRST, SECOND = "05518", "05521"


class Machine:
    """A card and a data partition; `boot` is the oneshot before the kiosk."""

    def __init__(self, folder: Path) -> None:
        self.card, self.data = folder / "bootcfg", folder / "data"
        self.wards = folder / "wards.csv"
        self.card.mkdir()
        self.data.mkdir()

    def boot(self) -> int:
        words = (
            "--card",
            str(self.card),
            "--data",
            str(self.data),
            "--owner",
            "",
            "--wards",
            str(self.wards),
        )
        return appliance(["identity", *words])

    def boot_until_cut(self, monkeypatch: pytest.MonkeyPatch, operations: int) -> bool:
        """True if the power went before the boot was over."""
        with monkeypatch.context() as wires:
            fuse(wires, operations)
            try:
                self.boot()
            except PowerCut:
                return True
        return False

    def enrolled(self) -> None:
        """What the kiosk does with its identity: key, certificate, a database; the secret is gone."""
        (self.identity / "kiosk.key").write_text("key of the first")
        (self.identity / "kiosk.crt").write_text("certificate of the first")
        (self.identity / "enrolment.toml").unlink()
        (self.data / "kiosk" / "kiosk.db").write_text("rows of the first")

    @property
    def identity(self) -> Path:
        return self.data / "identity"

    @property
    def ward(self) -> str:
        return load(self.identity / "kiosk.toml").kiosk.ward

    @property
    def problem(self) -> Any:
        return json.loads((self.identity / "problem.json").read_text(encoding="utf-8"))

    def has(self, *names: str) -> list[bool]:
        return [(self.identity / name).exists() for name in names]

    def everywhere(self, name: str) -> list[str]:
        """The text of each file of that name on the data partition."""
        return [path.read_text(encoding="utf-8") for path in sorted(self.data.rglob(name))]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def settled(machine: Machine) -> Machine:
    """Long enrolled for its first ward."""
    offer(machine.card, FIRST)
    machine.boot()
    machine.enrolled()
    return machine
