"""When the kiosk believes its clock without a network: what was kept, and what a battery clock tells."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firmware import kept_time
from firmware.clock import SystemClock
from firmware.kept_time import KeptTime, Sources

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Machine:
    """A kiosk's data folder and what Linux shows of its clock chip; no chip until `plug_in`."""

    def __init__(self, folder: Path) -> None:
        self.data, self.chip, self._boot = folder / "data", folder / "rtc0", folder / "boot_id"
        self.data.mkdir()
        self._boots = 0
        self.start()

    def start(self, *, hctosys: str = "0") -> None:
        """Power on; `hctosys` is what the kernel says of the chip in this start, if there is one."""
        self._boots += 1
        self._boot.write_text(f"boot-{self._boots}\n")
        self.kept = KeptTime(self.data, Sources(self.chip, self._boot))
        _write_if(self.chip.is_dir(), self.chip / "hctosys", hctosys)

    def plug_in(self, tells: datetime | None) -> None:
        """A chip that tells this time; None: its oscillator stopped, and reading it is an error."""
        self.chip.mkdir(exist_ok=True)
        (self.chip / "hctosys").write_text("0\n")
        (self.chip / "since_epoch").unlink(missing_ok=True)
        _write_if(tells is not None, self.chip / "since_epoch", f"{(tells or NOON).timestamp():.0f}")

    @property
    def written(self) -> bytes:
        return (self.data / kept_time.MARK).read_bytes()


def _write_if(wanted: bool, file: Path, word: str) -> None:
    if wanted:
        file.write_text(f"{word}\n")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_new_kiosk_believes_no_time(machine: Machine) -> None:
    machine.plug_in(NOON)
    machine.start(hctosys="1")
    assert not machine.kept.believes(NOON)


def test_a_machine_that_runs_on_after_the_network_is_gone_is_believed_for_a_month(machine: Machine) -> None:
    machine.kept.keep(NOON)
    assert machine.kept.believes(NOON + 9 * HOUR)
    assert machine.kept.believes(NOON + 30 * DAY)
    assert not machine.kept.believes(NOON + 31 * DAY)


def test_the_kiosk_program_may_start_again_within_the_same_start_of_the_machine(
    machine: Machine, tmp_path: Path
) -> None:
    machine.kept.keep(NOON)
    again = KeptTime(machine.data, Sources(machine.chip, tmp_path / "boot_id"))
    assert again.believes(NOON + HOUR)


def test_without_a_battery_clock_the_next_start_knows_no_time(machine: Machine) -> None:
    machine.kept.keep(NOON)
    machine.start()
    assert not machine.kept.believes(NOON + HOUR)


def test_a_battery_clock_carries_the_time_over_a_start(machine: Machine) -> None:
    machine.plug_in(NOON)
    machine.kept.keep(NOON)
    machine.start(hctosys="1")
    assert machine.kept.believes(NOON + 16 * HOUR)


def test_a_chip_that_lost_its_battery_is_not_believed(machine: Machine) -> None:
    """The kernel reads OSF and takes no time from it: `hctosys` stays 0."""
    machine.plug_in(NOON)
    machine.kept.keep(NOON)
    machine.start(hctosys="0")
    assert not machine.kept.believes(NOON + HOUR)


def test_a_time_before_the_last_one_known_is_not_believed(machine: Machine) -> None:
    """Even where the kernel took it: a chip begins anew in the year 2000."""
    machine.plug_in(NOON)
    machine.kept.keep(NOON)
    machine.start(hctosys="1")
    assert not machine.kept.believes(datetime(2000, 1, 1, tzinfo=UTC))
    assert not machine.kept.believes(NOON - timedelta(seconds=1))


def test_a_time_more_than_a_year_ahead_is_not_believed(machine: Machine) -> None:
    """It would move the business day on, which never goes back."""
    machine.plug_in(NOON)
    machine.kept.keep(NOON)
    machine.start(hctosys="1")
    assert machine.kept.believes(NOON + 366 * DAY)
    assert not machine.kept.believes(NOON + 367 * DAY)


@pytest.mark.parametrize("tells", [NOON + 7 * HOUR, NOON - timedelta(seconds=3), None])
def test_a_chip_that_never_told_the_networks_time_is_not_believed(
    machine: Machine, tells: datetime | None
) -> None:
    """Set by somebody to local time, or not set at all."""
    machine.plug_in(tells)
    machine.kept.keep(NOON)
    machine.start(hctosys="1")
    assert not machine.kept.believes(NOON + HOUR)


def test_a_new_chip_counts_within_a_minute_of_being_set_by_the_kernel(machine: Machine) -> None:
    machine.plug_in(None)
    machine.kept.keep(NOON)
    later = NOON + timedelta(minutes=11)
    machine.plug_in(later)
    machine.kept.keep(later)
    machine.start(hctosys="1")
    assert machine.kept.believes(later + HOUR)


def test_the_card_is_written_once_an_hour(machine: Machine) -> None:
    machine.kept.keep(NOON)
    first = machine.written
    machine.kept.keep(NOON + timedelta(minutes=59))
    assert machine.written == first
    machine.kept.keep(NOON + HOUR)
    assert machine.written != first


def test_a_mark_from_the_future_gives_way_to_the_networks_time(machine: Machine) -> None:
    machine.kept.keep(NOON + 365 * DAY)
    machine.kept.keep(NOON)
    assert machine.kept.believes(NOON + HOUR)


@pytest.mark.parametrize(
    "damaged", [b"\0" * 60, b"", b'{"at":"2026-11-23T05:00:00","boot":"boot-1","battery":true}']
)
def test_a_damaged_mark_is_no_mark(machine: Machine, damaged: bytes) -> None:
    (machine.data / kept_time.MARK).write_bytes(damaged)
    assert not machine.kept.believes(NOON)


def test_what_is_no_ordinary_file_is_no_mark_and_holds_nobody_up(machine: Machine) -> None:
    os.mkfifo(machine.data / kept_time.MARK)
    assert not machine.kept.believes(NOON)
    machine.kept.keep(NOON)
    assert machine.kept.believes(NOON)


def test_a_full_disk_costs_nothing_but_the_mark(machine: Machine, caplog: pytest.LogCaptureFixture) -> None:
    machine.data.rmdir()
    machine.kept.keep(NOON)
    assert "time not kept" in caplog.text


def test_the_clock_believes_what_is_kept_where_the_kernel_knows_nothing(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SystemClock, "_kernel_says_synchronised", lambda _self: False)
    machine.kept.keep(SystemClock().now().wall)
    assert SystemClock(kept=machine.kept).now().trusted
    assert not SystemClock().now().trusted


def test_the_clock_keeps_only_what_the_network_gave(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SystemClock, "_kernel_says_synchronised", lambda _self: False)
    clock = SystemClock(always_trusted=True, kept=machine.kept)
    clock.keep()
    assert not (machine.data / kept_time.MARK).exists()
    monkeypatch.setattr(SystemClock, "_kernel_says_synchronised", lambda _self: True)
    clock.keep()
    assert (machine.data / kept_time.MARK).exists()
