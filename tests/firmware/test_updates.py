"""Releases from the centre and bundles on a stick: fetched, judged, installed while nobody is there."""

from pathlib import Path

import pytest
import trustme

from firmware import pulse
from tests.firmware.linked import INSTALLED_READY, REMOUNTED
from tests.firmware.linked import authority as authority
from tests.firmware.linked import bench as bench
from tests.firmware.linked import commands as commands
from tests.firmware.linked import linked as linked
from tests.firmware.linked import server as server
from tests.firmware.updating import HastyClock, Server, UpdaterBench, bundle_bytes
from tests.processes import wait_until

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
