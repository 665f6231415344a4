"""Power cuts while a folder is carried over: no cut anywhere makes half of it."""

import pytest

from firmware.settings_file import load
from tests.firmware.bootcfg import FIRST, SECOND, Machine
from tests.firmware.bootcfg import machine as machine
from tests.firmware.bootcfg import settled as settled
from tests.firmware.offered import offer, settings

CUTS = range(1, 90)


@pytest.mark.parametrize("operations", CUTS)
def test_a_first_boot_cut_anywhere_is_made_good_by_the_next(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, operations: int
) -> None:
    offer(machine.card)
    machine.boot_until_cut(monkeypatch, operations)
    assert machine.boot() == 0
    assert machine.ward == FIRST
    assert machine.has("ca.crt", "enrolment.toml", "problem.json") == [True, True, False]
    assert not (machine.card / "enrolment.toml").exists()
    assert sorted(path.name for path in machine.data.iterdir()) == ["identity", "kiosk"]


@pytest.mark.parametrize("operations", CUTS)
def test_a_move_to_another_ward_cut_anywhere_mixes_and_loses_nothing(
    settled: Machine, monkeypatch: pytest.MonkeyPatch, operations: int
) -> None:
    offer(settled.card, SECOND, secret="mot-ma-khac-han")
    settled.boot_until_cut(monkeypatch, operations)
    _kiosk_starts_after_all(settled)
    assert settled.boot() == 0
    assert settled.ward == SECOND
    assert settled.has("ca.crt", "enrolment.toml", "kiosk.key") == [True, True, False]
    assert settled.everywhere("kiosk.key") == ["key of the first"]
    assert "rows of the first" in settled.everywhere("kiosk.db")
    assert list((settled.data / "kiosk").iterdir()) == []
    assert not (settled.card / "enrolment.toml").exists()


def _kiosk_starts_after_all(machine: Machine) -> None:
    """Whatever identity lies there after the cut, a kiosk that starts by it finds only its own rows."""
    rows = machine.data / "kiosk" / "kiosk.db"
    ward = machine.ward if (machine.identity / "kiosk.toml").exists() else "none"
    assert not (ward == SECOND and rows.exists())
    if ward == FIRST and not rows.exists() and rows.parent.exists():
        rows.write_text("more rows of the first")


@pytest.mark.parametrize("operations", CUTS)
def test_mended_settings_cut_anywhere_leave_whole_settings(
    settled: Machine, monkeypatch: pytest.MonkeyPatch, operations: int
) -> None:
    (settled.card / "kiosk.toml").write_text(settings(name="UBND phường Mới"), encoding="utf-8")
    settled.boot_until_cut(monkeypatch, operations)
    assert settled.ward == FIRST
    assert settled.boot() == 0
    assert load(settled.identity / "kiosk.toml").kiosk.name == "UBND phường Mới"
    assert settled.has("kiosk.key", "kiosk.crt", "ca.crt") == [True, True, True]
    assert settled.everywhere("kiosk.db") == ["rows of the first"]


def test_ninety_operations_are_more_than_a_boot_needs(
    settled: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(settled.card, SECOND, secret="mot-ma-khac-han")
    assert not settled.boot_until_cut(monkeypatch, len(CUTS))
