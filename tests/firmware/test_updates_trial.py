"""A new version on trial: proved by minutes of health, or fallen back from."""

from pathlib import Path

import pytest

from firmware.appliance.updates_trial import TRIAL_SECONDS, trial_seconds
from tests.firmware.linked import MARKED
from tests.firmware.linked import authority as authority
from tests.firmware.linked import bench as bench
from tests.firmware.linked import commands as commands
from tests.firmware.linked import linked as linked
from tests.firmware.linked import server as server
from tests.firmware.updating import Server, UpdaterBench, bundle_bytes


@pytest.fixture
def on_trial(bench: UpdaterBench) -> UpdaterBench:
    """Just started into the new version."""
    bench.bring_on_a_stick(bundle_bytes("1.1.0"))
    bench.turn()
    bench.boot("1.1.0")
    assert "systemctl reboot" in bench.calls
    return bench


def test_fifteen_minutes_of_health_make_a_version_good(on_trial: UpdaterBench) -> None:
    on_trial.turn()
    on_trial.stay_well(895)
    assert on_trial.calls == []
    assert on_trial.news[0] == "on_trial"
    assert on_trial.percent == 99
    on_trial.stay_well(5)
    assert on_trial.calls == MARKED
    assert on_trial.news == ("good", "1.1.0", "")
    assert on_trial.memory.trying is None


@pytest.mark.parametrize("part", ["database_open", "home_shown", "core_alive", "face_alive"])
def test_a_gap_in_health_begins_the_fifteen_minutes_anew(on_trial: UpdaterBench, part: str) -> None:
    on_trial.stay_well(600)
    on_trial.turn(**{part: False})
    on_trial.stay_well(900)
    assert on_trial.calls == []
    on_trial.stay_well(5)
    assert on_trial.calls == MARKED


def test_the_health_of_another_version_proves_nothing(on_trial: UpdaterBench) -> None:
    on_trial.stay_well(1000, version="1.0.0")
    assert on_trial.calls == []


def test_after_thirty_minutes_without_it_the_machine_restarts(on_trial: UpdaterBench) -> None:
    on_trial.stay_well(1735, face_alive=False)
    assert on_trial.calls == []
    on_trial.stay_well(5, face_alive=False)
    assert on_trial.calls == ["systemctl reboot"]
    assert on_trial.news == ("restarting", "1.1.0", "")


def test_a_version_that_fell_back_is_refused_until_a_newer_one_comes(on_trial: UpdaterBench) -> None:
    on_trial.boot("1.0.0")
    on_trial.turn()
    assert on_trial.news == ("refused", "1.1.0", "fell_back")
    assert on_trial.calls == MARKED
    on_trial.bring_on_a_stick(bundle_bytes("1.1.0"))
    on_trial.turn()
    assert on_trial.calls == []
    assert on_trial.news[2] == "fell_back"
    on_trial.bring_on_a_stick(bundle_bytes("1.2.0"))
    on_trial.turn()
    assert "systemctl reboot" in on_trial.calls


def test_the_centre_hears_of_a_fall_back_and_stops_the_release(linked: UpdaterBench, server: Server) -> None:
    server.publish("1.1.0")
    linked.turns(2)
    linked.boot("1.0.0")
    linked.turns(2)
    assert server.kiosk.reports[0].outcome == "fell_back"
    assert linked.memory.reports == ()
    linked.boot("1.0.0")
    linked.turns(2)
    assert linked.news[0] == "idle"


def test_the_centre_hears_that_a_version_is_good(linked: UpdaterBench, server: Server) -> None:
    server.publish("1.1.0")
    linked.turns(2)
    linked.boot("1.1.0", trial_seconds=60)
    linked.turn()
    linked.stay_well(65)
    assert [(one.version, one.outcome) for one in server.kiosk.reports] == [("1.1.0", "good")]
    assert server.kiosk.running == "1.1.0"


def test_a_good_version_forgives_what_was_refused_before_it(on_trial: UpdaterBench) -> None:
    on_trial.boot("1.0.0")
    on_trial.turn()
    on_trial.bring_on_a_stick(bundle_bytes("1.2.0"))
    on_trial.turn()
    on_trial.boot("1.2.0", trial_seconds=60)
    on_trial.turn()
    on_trial.stay_well(60)
    assert on_trial.refused == ()


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("ro quiet", TRIAL_SECONDS),
        ("ro motcua.trial_seconds=60 quiet", 60.0),
        ("motcua.trial_seconds=-1", TRIAL_SECONDS),
        ("motcua.trial_seconds=soon", TRIAL_SECONDS),
    ],
)
def test_the_kernels_command_line_may_shorten_the_trial(tmp_path: Path, line: str, seconds: float) -> None:
    (tmp_path / "cmdline").write_text(line)
    assert trial_seconds(tmp_path / "cmdline") == seconds
