"""The updater's turns: fetched, judged, installed while nobody is there, proved, or fallen back from."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from firmware import pulse
from firmware.appliance.updates_trial import TRIAL_SECONDS, trial_seconds
from firmware.appliance.updates_words import Trying
from firmware.version import order
from tests.firmware.updating import (
    HastyClock,
    Server,
    UpdaterBench,
    bundle_bytes,
    put_commands,
    update_server,
)
from tests.processes import ROOT, running, wait_until

REMOUNTED = ["mount -o remount,rw /bootcfg", "mount -o remount,ro /bootcfg"]
INSTALLED_READY = [REMOUNTED[0], "rauc install /updates/ready.raucb", REMOUNTED[1], "systemctl reboot"]
MARKED = [REMOUNTED[0], "rauc status mark-good", REMOUNTED[1]]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def server(tmp_path: Path, authority: trustme.CA) -> Iterator[Server]:
    with update_server(tmp_path / "server", authority) as server:
        yield server


@pytest.fixture(autouse=True)
def _commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{put_commands(tmp_path)}:{os.environ['PATH']}")


@pytest.fixture
def bench(tmp_path: Path) -> UpdaterBench:
    """A kiosk with an identity that names no update server, in a slot that was marked good."""
    bench = UpdaterBench(tmp_path)
    (bench.identity / "kiosk.toml").touch()
    bench.turn()
    assert bench.calls == MARKED
    return bench


@pytest.fixture
def linked(bench: UpdaterBench, server: Server, authority: trustme.CA) -> UpdaterBench:
    bench.enrol(server, authority)
    bench.clock.advance(1800)
    return bench


# ------------------------------------------------------------ from the centre


def test_a_release_is_fetched_and_installed_while_the_office_is_shut(
    linked: UpdaterBench, server: Server
) -> None:
    server.publish("1.1.0")
    linked.turn(open_now=True)
    assert linked.news == ("fetching", "1.1.0", "")
    linked.turn(open_now=True)
    assert linked.news == ("waiting", "1.1.0", "open")
    assert linked.calls == []
    linked.turn()
    assert linked.calls == INSTALLED_READY
    assert linked.news == ("restarting", "1.1.0", "")


def test_nothing_offered_is_nothing_done(linked: UpdaterBench, server: Server) -> None:
    assert linked.turn() == 60.0
    assert linked.news == ("idle", "1.0.0", "")
    assert server.kiosk.running == "1.0.0"


def test_a_wish_of_the_kiosk_has_the_centre_asked_at_the_next_turn_and_once(
    linked: UpdaterBench, server: Server
) -> None:
    linked.turn()
    linked.clock.advance(60)
    linked.turn()
    assert len(server.requests) == 1
    pulse.wish_for_update(linked.runtime)
    linked.turn()
    linked.turn()
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("felt", "why"),
    [
        ({"open_now": True, "opens_in_minutes": 0}, "open"),
        ({"busy": True}, "busy"),
        ({"opens_in_minutes": 10}, "opens_soon"),
        ({"since_boot_seconds": 1}, "kiosk_silent"),
    ],
)
def test_it_waits_for_a_quiet_moment(bench: UpdaterBench, felt: dict[str, object], why: str) -> None:
    bench.clock.advance(60)
    bench.bring_on_a_stick(bundle_bytes("1.1.0"))
    bench.turn(**felt)
    assert bench.news == ("waiting", "1.1.0", why)
    assert bench.calls == []
    bench.turn(opens_in_minutes=11)
    assert "rauc install /updates/inbox/update.raucb" in bench.calls


def test_it_waits_for_a_clock_that_can_be_trusted(bench: UpdaterBench) -> None:
    bench.clock.trusted = False
    bench.bring_on_a_stick(bundle_bytes("1.1.0"))
    bench.turn()
    assert bench.news == ("waiting", "", "clock")
    bench.clock.trusted = True
    bench.turn()
    assert bench.news == ("restarting", "1.1.0", "")


def test_a_slow_line_and_power_cuts_only_cost_what_was_under_way(
    tmp_path: Path, server: Server, authority: trustme.CA
) -> None:
    bench = UpdaterBench(tmp_path, HastyClock())
    bench.enrol(server, authority)
    bench.boot("1.0.0")
    server.publish("1.1.0")
    bench.turn(open_now=True)
    first = (bench.updates / "partial.raucb").stat().st_size
    assert 0 < first < 700_000
    bench.boot("1.0.0")
    bench.turn(open_now=True)
    fetches = [asked for path, asked in server.requests if path.endswith(".raucb")]
    assert fetches == ["", f"bytes={first}-"]
    wait_until(lambda: bench.turn(open_now=True) >= 0 and (bench.updates / "ready.raucb").exists())
    assert (bench.updates / "ready.raucb").read_bytes() == bundle_bytes("1.1.0")


def test_what_a_power_cut_did_to_the_part_that_had_arrived_is_noticed(
    tmp_path: Path, server: Server, authority: trustme.CA
) -> None:
    bench = UpdaterBench(tmp_path, HastyClock())
    bench.enrol(server, authority)
    bench.boot("1.0.0")
    server.publish("1.1.0")
    bench.turn(open_now=True)
    partial = bench.updates / "partial.raucb"
    partial.write_bytes(bytes(partial.stat().st_size))
    bench.boot("1.0.0")
    wait_until(lambda: bench.turn(open_now=True) >= 0 and (bench.updates / "ready.raucb").exists())
    assert (bench.updates / "ready.raucb").read_bytes() == bundle_bytes("1.1.0")
    assert bench.refused == ()


def test_a_bundle_that_lies_damaged_at_the_centre_is_refused_and_reported(
    linked: UpdaterBench, server: Server
) -> None:
    server.publish("1.1.0")
    lying = server.folder / "bundles" / "motcua-kiosk-1.1.0.raucb"
    lying.write_bytes(bundle_bytes("1.1.0")[::-1])
    linked.turns(4)
    assert linked.news == ("refused", "1.1.0", "checksum")
    linked.turn()
    assert server.kiosk.reports[0].outcome == "failed"
    assert [one.version for one in linked.refused] == ["1.1.0"]


def test_a_bundle_that_does_not_fit_is_not_begun(linked: UpdaterBench, server: Server) -> None:
    release = server.publish("1.1.0")
    plan = server.folder / "groups.json"
    plan.write_text(plan.read_text().replace(str(release.size), str(10**18)))
    linked.turn()
    assert linked.news == ("waiting", "1.1.0", "no_room")
    assert not (linked.updates / "partial.raucb").exists()


def test_an_offer_that_is_withdrawn_is_not_installed(linked: UpdaterBench, server: Server) -> None:
    server.publish("1.1.0")
    linked.turns(2, open_now=True)
    server.plans.stop("1.1.0", "printing fails")
    linked.turn()
    assert linked.calls == []
    assert not (linked.updates / "ready.raucb").exists()
    linked.turn()
    assert linked.news == ("idle", "1.0.0", "")


def test_a_fetched_release_is_installed_though_the_line_is_cut(linked: UpdaterBench, server: Server) -> None:
    server.publish("1.1.0")
    linked.turns(2, open_now=True)
    settings = linked.identity / "kiosk.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace(str(server.port), "1"), encoding="utf-8")
    linked.turn()
    assert linked.calls == INSTALLED_READY


def test_an_older_release_is_refused_without_fetching_it(linked: UpdaterBench, server: Server) -> None:
    server.publish("0.9.0")
    linked.turn()
    assert linked.news == ("refused", "0.9.0", "downgrade")
    assert not [path for path, _ in server.requests if path.endswith(".raucb")]


def test_a_server_of_a_strange_authority_is_not_asked(
    bench: UpdaterBench, server: Server, authority: trustme.CA
) -> None:
    bench.enrol(server, authority)
    trustme.CA().cert_pem.write_to_path(bench.identity / "ca.crt")
    bench.clock.advance(1800)
    bench.turn()
    assert server.requests == []
    assert bench.news == ("idle", "1.0.0", "")


def test_a_forged_bundle_of_the_centre_is_refused_once_and_reported(
    linked: UpdaterBench, server: Server
) -> None:
    server.publish("1.1.0", b"forged" + bundle_bytes("1.1.0"))
    linked.turns(3)
    assert linked.news == ("refused", "1.1.0", "signature")
    assert linked.calls == []
    assert server.kiosk.reports[0].outcome == "refused"


def test_a_bundle_that_holds_another_version_than_offered_is_refused(
    linked: UpdaterBench, server: Server
) -> None:
    server.publish("1.2.0", bundle_bytes("1.1.0"))
    linked.turns(2)
    assert linked.news == ("refused", "1.2.0", "other_version")


# ------------------------------------------------------------ from a stick


@pytest.mark.parametrize(
    ("content", "news"),
    [
        (b"forged", ("refused", "", "signature")),
        (b"not a bundle at all", ("refused", "", "signature")),
        (bundle_bytes("1.1.0", compatible="toaster"), ("refused", "", "compatible")),
        (bundle_bytes("0.9.0"), ("refused", "", "downgrade")),
        (bundle_bytes("latest"), ("refused", "", "downgrade")),
        (bundle_bytes("1.0.0"), ("idle", "", "already_runs")),
    ],
)
def test_a_bundle_that_must_not_be_installed_is_thrown_away(
    bench: UpdaterBench, content: bytes, news: tuple[str, str, str]
) -> None:
    file = bench.bring_on_a_stick(content)
    bench.turn()
    assert bench.news == news
    assert not file.exists()
    assert bench.calls == []
    assert bench.refused == ()
    bench.turn()
    assert bench.news == news


def test_a_stick_needs_no_centre(bench: UpdaterBench) -> None:
    file = bench.bring_on_a_stick(bundle_bytes("1.1.0"))
    bench.turn()
    assert bench.calls == [
        REMOUNTED[0],
        "rauc install /updates/inbox/update.raucb",
        REMOUNTED[1],
        "systemctl reboot",
    ]
    assert not file.exists()


# ------------------------------------------------------------ on trial


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


# ------------------------------------------------------------ power cuts and faults


def test_a_cut_in_the_middle_of_an_installation_is_followed_by_another(bench: UpdaterBench) -> None:
    bench.bring_on_a_stick(bundle_bytes("1.1.0"))
    bench.remember(Trying("1.1.0", "", "installing", 1, "boot1"))
    bench.boot("1.0.0")
    bench.turn()
    assert "rauc install /updates/inbox/update.raucb" in bench.calls
    assert bench.memory.trying == Trying("1.1.0", "", "restarting", 2, "boot2")


def test_three_cuts_in_the_middle_are_enough(bench: UpdaterBench) -> None:
    file = bench.bring_on_a_stick(bundle_bytes("1.1.0"))
    bench.remember(Trying("1.1.0", "", "installing", 3, "boot1"))
    bench.boot("1.0.0")
    bench.turn()
    assert bench.news == ("refused", "1.1.0", "install_failed")
    assert not file.exists()


def test_an_installation_that_fails_three_times_is_given_up(linked: UpdaterBench, server: Server) -> None:
    server.publish("1.1.0")
    linked.break_slot()
    linked.turns(4)
    assert linked.news == ("refused", "1.1.0", "install_failed")
    assert linked.calls.count("rauc install /updates/ready.raucb") == 3
    linked.turn()
    assert server.kiosk.reports[0].detail.endswith("cannot write slot")


def test_an_updater_that_starts_again_before_the_reboot_asks_for_it_again(bench: UpdaterBench) -> None:
    bench.bring_on_a_stick(bundle_bytes("1.1.0"))
    bench.turn()
    bench.start("1.0.0")
    assert bench.calls[-1] == "systemctl reboot"
    bench.turn()
    assert bench.calls == [*MARKED, "systemctl reboot"]
    assert bench.refused == ()


def test_a_version_that_was_good_before_is_marked_with_the_first_good_pulse(bench: UpdaterBench) -> None:
    bench.remember()
    bench.boot("1.0.0")
    bench.turn(home_shown=False)
    assert bench.calls == []
    bench.turn()
    assert bench.calls == MARKED


def test_nothing_is_installed_over_the_slot_to_go_back_to_before_this_one_proved_good(
    bench: UpdaterBench,
) -> None:
    bench.remember()
    bench.boot("1.0.0")
    bench.bring_on_a_stick(bundle_bytes("1.1.0"))
    bench.turn(face_alive=False)
    assert bench.news == ("waiting", "1.1.0", "not_proved")
    assert bench.calls == []


def test_a_version_that_somebody_installed_by_hand_is_on_trial_too(bench: UpdaterBench) -> None:
    bench.boot("1.1.0")
    bench.turn()
    assert bench.news[0] == "on_trial"
    bench.stay_well(900)
    assert bench.calls == MARKED
    assert bench.memory.good == "1.1.0"


def test_a_kiosk_without_an_identity_keeps_its_slot(bench: UpdaterBench) -> None:
    bench.remember()
    (bench.identity / "kiosk.toml").unlink()
    bench.boot("1.0.0")
    bench.turn(home_shown=False)
    assert bench.calls == MARKED


def test_a_new_card_keeps_its_slot_whatever_ails_it(bench: UpdaterBench) -> None:
    bench.boot("1.0.0")
    bench.turn(database_open=False, home_shown=False)
    assert bench.calls == MARKED


def test_rubbish_in_the_notes_is_passed_over(bench: UpdaterBench) -> None:
    (bench.updates / "state.json").write_text("{half")
    (bench.updates / "refused.json").write_bytes(b"\x00" * 100)
    (bench.updates / "offer.json").write_text("[]")
    bench.boot("1.0.0")
    bench.turn()
    assert bench.news == ("idle", "1.0.0", "")


def test_a_boot_partition_that_cannot_be_written_is_no_crash(bench: UpdaterBench, tmp_path: Path) -> None:
    (tmp_path / "bin" / "mount").write_text("#!/bin/sh\necho 'mount point is busy' >&2; exit 32\n")
    bench.bring_on_a_stick(bundle_bytes("1.1.0"))
    assert bench.turn() == 60.0
    assert bench.calls == []


# ------------------------------------------------------------ words


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


def test_versions_compare_by_their_numbers() -> None:
    assert order("1.10.0") > order("1.9.9")
    assert order("1.2") == order("1.2.0")


def test_a_version_with_words_in_it_is_none() -> None:
    with pytest.raises(ValueError, match=r"not like 1\.4\.0"):
        order("1.2.0-beta")


# ------------------------------------------------------------ the process


def test_the_real_updater_marks_its_slot_and_stops_when_asked(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    folders = ("--updates", "updates", "--runtime", "run", "--identity", "identity", "--bootcfg", "bootcfg")
    places = [str(tmp_path / word) if not word.startswith("--") else word for word in folders]
    command = [sys.executable, "-m", "firmware.appliance", "updates", *places]
    with running(*command, log=tmp_path / "log") as process:
        wait_until(lambda: (tmp_path / "calls").exists() and "mark-good" in (tmp_path / "calls").read_text())
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_the_updater_needs_no_kivy() -> None:
    code = "import sys, firmware.appliance.updates; print({'kivy', 'peewee', 'PIL'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=60, check=True, text=True
    )
    assert done.stdout == "set()\n"
