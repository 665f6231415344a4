"""Who is offered what, and when a release stops itself."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from provisioning.rollout import Plans, Report, Rollout, RolloutError, read_kiosks

AT = datetime(2026, 11, 22, tzinfo=UTC)


class Office:
    """A folder with releases, and the kiosks that ask."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.plans = Plans(folder / "updates")
        self.rollout = Rollout(folder / "updates")

    def publish(self, version: str, group: str = "pilot") -> None:
        bundle = self.folder / "bundle"
        bundle.write_bytes(version.encode())
        self.plans.publish(bundle, version, group, AT)

    def offered(self, group: str, running: str = "1.0.0", kiosk: int = 1) -> str:
        release = self.rollout.offer(f"19/05518/k{kiosk}", group, running)
        return "" if release is None else release.version

    def many(self, group: str, count: int) -> None:
        """So many kiosks have asked."""
        for number in range(1, count + 1):
            self.offered(group, kiosk=number)

    def fails(self, kiosk: int, version: str, *, group: str = "pilot", outcome: str = "fell_back") -> str:
        return self.rollout.report(f"19/05518/k{kiosk}", group, Report(version, outcome))  # type: ignore[arg-type]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_the_pilot_group_comes_first_and_all_later(office: Office) -> None:
    office.publish("1.1.0")
    assert office.offered("pilot") == "1.1.0"
    assert office.offered("north") == ""
    office.plans.promote("1.1.0", "all")
    assert office.offered("north") == "1.1.0"


def test_the_newer_of_both_offers_wins(office: Office) -> None:
    office.publish("1.9.0", "all")
    office.publish("1.10.0")
    assert office.offered("pilot") == "1.10.0"
    assert office.offered("north") == "1.9.0"


def test_what_runs_already_is_not_offered(office: Office) -> None:
    office.publish("1.1.0")
    assert office.offered("pilot", running="1.1.0") == ""


def test_a_stopped_release_is_offered_to_nobody(office: Office) -> None:
    office.publish("1.1.0")
    office.plans.stop("1.1.0", "printing fails")
    assert office.offered("pilot") == ""


def test_two_failures_in_a_group_stop_a_release_for_everybody(office: Office) -> None:
    office.publish("1.1.0")
    office.plans.promote("1.1.0", "all")
    office.many("pilot", 10)
    assert office.fails(1, "1.1.0") == ""
    assert office.offered("pilot", kiosk=5) == "1.1.0"
    assert office.fails(2, "1.1.0") == (
        "2 of 10 kiosks of group pilot reported failures: 19/05518/k1, 19/05518/k2"
    )
    assert office.offered("pilot", kiosk=5) == ""
    assert office.offered("north", kiosk=20) == ""


def test_one_kiosk_that_fails_twice_counts_once(office: Office) -> None:
    office.publish("1.1.0")
    office.many("pilot", 10)
    office.fails(1, "1.1.0")
    assert office.fails(1, "1.1.0", outcome="failed") == ""


def test_in_a_large_group_five_percent_are_needed(office: Office) -> None:
    office.publish("1.1.0")
    office.many("pilot", 60)
    office.fails(1, "1.1.0")
    assert office.fails(2, "1.1.0") == ""
    assert office.fails(3, "1.1.0").startswith("3 of 60 kiosks")


def test_a_group_of_one_stops_at_its_first_failure(office: Office) -> None:
    office.publish("1.1.0")
    office.many("pilot", 1)
    assert office.fails(1, "1.1.0").startswith("1 of 1 kiosks")


def test_a_good_report_takes_an_earlier_failure_back(office: Office) -> None:
    office.publish("1.1.0")
    office.many("pilot", 10)
    office.fails(1, "1.1.0", outcome="failed")
    office.fails(1, "1.1.0", outcome="good")
    assert office.fails(2, "1.1.0") == ""


def test_a_newer_release_is_offered_after_a_stop(office: Office) -> None:
    office.publish("1.1.0")
    office.many("pilot", 2)
    office.fails(1, "1.1.0")
    office.fails(2, "1.1.0")
    office.publish("1.2.0")
    assert office.offered("pilot") == "1.2.0"


def test_a_release_that_stopped_itself_cannot_be_promoted(office: Office) -> None:
    office.publish("1.1.0")
    office.many("pilot", 1)
    office.fails(1, "1.1.0")
    with pytest.raises(RolloutError, match=r"was stopped \(1 of 1 kiosks"):
        office.plans.promote("1.1.0", "all")


def test_the_server_remembers_after_a_restart(office: Office) -> None:
    office.publish("1.1.0")
    office.many("pilot", 2)
    office.fails(1, "1.1.0")
    office.fails(2, "1.1.0")
    assert Rollout(office.folder / "updates").offer("19/05518/k3", "pilot", "1.0.0") is None
    assert [kiosk.name for kiosk in read_kiosks(office.folder / "updates")][:2] == [
        "19/05518/k1",
        "19/05518/k2",
    ]


def test_a_version_is_published_once(office: Office) -> None:
    office.publish("1.1.0")
    with pytest.raises(RolloutError, match="give the new bundle a new version"):
        office.publish("1.1.0")


def test_an_unknown_version_is_named_with_those_known(office: Office) -> None:
    office.publish("1.1.0")
    with pytest.raises(RolloutError, match=r"release 2\.0\.0 is not published; published are: 1\.1\.0"):
        office.plans.promote("2.0.0", "all")


def test_a_damaged_plan_is_named(office: Office) -> None:
    office.publish("1.1.0")
    (office.folder / "updates" / "groups.json").write_text("{half")
    with pytest.raises(RolloutError, match=r"groups\.json: .*restore it from a backup"):
        office.offered("pilot")
