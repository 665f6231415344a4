"""Power cuts, failing commands, rubbish in the notes: what an updater makes of them."""

from pathlib import Path

from firmware.appliance.updates_words import Trying
from tests.firmware.linked import MARKED
from tests.firmware.linked import authority as authority
from tests.firmware.linked import bench as bench
from tests.firmware.linked import commands as commands
from tests.firmware.linked import linked as linked
from tests.firmware.linked import server as server
from tests.firmware.updating import Server, UpdaterBench, bundle_bytes


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
