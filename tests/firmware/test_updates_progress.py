"""How far an update is: what the kiosk hears while RAUC writes the slot, and what the centre hears."""

import os
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from firmware.appliance.updates_commands import CommandError, Commands
from firmware.appliance.updates_words import News, State, Step
from firmware.health import vitals
from firmware.neighbours import Neighbours, UpdateState, neighbours
from mqtt.messages import Health, UpdateNews, decode, encode, instant
from tests.bench import START
from tests.firmware.updating import UpdaterBench, bundle_bytes, put_commands


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> UpdaterBench:
    monkeypatch.setenv("PATH", f"{put_commands(tmp_path)}:{os.environ['PATH']}")
    bench = UpdaterBench(tmp_path)
    (bench.folder / "slowly").touch()
    return bench


def in_heartbeat(folder: Path, said: str) -> UpdateNews | None:
    (folder / "update.json").write_text(said)
    return vitals(folder, beside=lambda: neighbours(folder / "problem.json", folder / "update.json")).update


def test_while_the_slot_is_written_the_kiosk_is_told_percent_and_step(bench: UpdaterBench) -> None:
    bench.bring_on_a_stick(bundle_bytes("1.1.0"))
    bench.turn()
    assert bench.halfway == News("installing", "1.1.0", 85, "writing")
    assert bench.news == ("restarting", "1.1.0", "")


def test_an_installation_that_hangs_is_ended_with_what_it_had_said(bench: UpdaterBench) -> None:
    told: list[tuple[int, Step]] = []
    hanging = Commands(bench.folder, install_seconds=3)
    with pytest.raises(CommandError, match="rauc install: not done within 3 s"):
        hanging.install(Path("x.raucb"), lambda *said: told.append(said))
    assert told == [(0, Step.CHECKING), (40, Step.CHECKING), (85, Step.WRITING)]


def test_an_installation_that_fails_is_named_by_its_last_words(bench: UpdaterBench) -> None:
    bench.break_slot()
    with pytest.raises(CommandError, match="rauc install: exit code 1: cannot write slot"):
        Commands(bench.folder).install(Path("x.raucb"), lambda *_said: None)


def test_a_missing_rauc_is_named_with_the_remedy(
    bench: UpdaterBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bench.folder / "bin/rauc").unlink()
    monkeypatch.setenv("PATH", str(bench.folder / "bin"))
    with pytest.raises(CommandError, match="install the package that has it"):
        Commands(bench.folder).install(Path("x.raucb"), lambda *_said: None)


def test_the_heartbeat_says_how_far_an_update_is(tmp_path: Path) -> None:
    said = '{"state":"installing","version":"1.1.0","percent":85,"detail":"writing"}'
    update = in_heartbeat(tmp_path, said)
    assert update == UpdateNews("installing", "1.1.0", 85, "writing")
    heartbeat = Health(
        at=instant(START), epoch="0123456789abcdef", seq_high=1, backlog=0, version="1.0.0", clock="synced",
        paper="ok", update=update,
    )  # fmt: skip
    assert decode(Health, encode(heartbeat)) == heartbeat


@pytest.mark.parametrize(
    "said",
    ['{"state":"idle","version":"1.0.0"}', '{"state":"dancing"}', '{"state":"good","percent":900}', "{"],
)
def test_nothing_is_said_of_an_updater_that_rests_or_is_not_understood(tmp_path: Path, said: str) -> None:
    """A heartbeat that the centre refuses would say nothing of the rest, either."""
    assert in_heartbeat(tmp_path, said) is None


@pytest.mark.parametrize("state", sorted(set(get_args(State)) - {"idle"}))
def test_every_word_of_the_updater_fits_into_the_heartbeat(tmp_path: Path, state: str) -> None:
    beside = Neighbours(update=UpdateState(state, "1.1.0", 40.0, "clock"))
    assert vitals(tmp_path, beside=lambda: beside).update is not None
    assert msgspec.convert(state, State) == state
