"""The simulator against a real broker and the real centre, and the centre held against its truth.

Apart because each test starts processes; what can be shown without a wire is shown without one.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mqtt.broker import Broker
from mqtt.client import Client, Incoming
from mqtt.messages import State, decode
from tests.processes import ROOT, ask, asked, broker, centre_process, free_port, wait_until

WHOLE = ("--wards", "20", "--days", "2", "--from", "2026-11-16", "--seed", "7", "--faults", "all")


class Centre:
    """A broker and a centre; `run` starts a command beside them."""

    def __init__(self, folder: Path, link: int, page: int) -> None:
        self.folder, self.link, self.page = folder, link, page
        self.truth = folder / "truth.json"

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "central", *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def simulate(self, *words: str) -> "subprocess.CompletedProcess[str]":
        config = str(self.folder / "central.toml")
        return self.run("simulate", "--config", config, "--truth", str(self.truth), *words)

    def check(self, *words: str) -> "subprocess.CompletedProcess[str]":
        where = words or ("--url", f"http://127.0.0.1:{self.page}")
        return self.run("check-truth", str(self.truth), *where)

    @property
    def store(self) -> tuple[str, ...]:
        return ("--data", str(self.folder / "data"), "--config", str(self.folder / "central.toml"))


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    link, page = free_port(), free_port()
    with broker(tmp_path, link), centre_process(tmp_path, link, page):
        yield Centre(tmp_path, link, page)


def presence(centre: Centre, count: int) -> dict[str, State]:
    """What the broker keeps of so many kiosks."""
    states: dict[str, State] = {}
    client = Client(Broker("127.0.0.1", centre.link), "onlooker", subscriptions=[("motcua/1/+/+/+/state", 1)])

    def heard() -> bool:
        while not client.inbox.empty():
            arrival = client.inbox.get_nowait()
            if isinstance(arrival, Incoming):
                states[arrival.topic] = decode(State, arrival.payload)
        return len(states) >= count

    client.start()
    try:
        wait_until(heard)
    finally:
        client.stop()
    return states


def test_twenty_wards_with_every_fault_end_in_the_very_figures_of_the_truth(centre: Centre) -> None:
    done = centre.simulate(*WHOLE)
    assert done.returncode == 0, done.stderr
    assert "of 20 kiosks on 40 kiosk days" in done.stdout
    by_store, by_page = centre.check(*centre.store), centre.check()
    assert (by_store.returncode, by_page.returncode) == (0, 0), by_store.stdout + by_page.stdout
    assert int(by_store.stdout.split()[1]) > 4000
    summary = ask(centre.page, "/api/v1/summary")
    assert (summary["gaps"], summary["kiosks_online"]) == (0, 0)
    assert summary["rejected"] != 0
    assert summary["duplicates"] != 0

    centre.truth.write_text(centre.truth.read_text().replace('"tickets":', '"tickets":1', 1))
    wrong = centre.check()
    assert wrong.returncode == 1
    assert ": tickets: truth 1" in wrong.stdout.splitlines()[0]
    assert wrong.stdout.splitlines()[-1].endswith("figures, 1 differ")


def test_the_same_simulation_again_changes_no_figure(centre: Centre) -> None:
    again = ("--wards", "3", "--days", "1", "--from", "2026-11-16")
    assert centre.simulate(*again).returncode == 0
    before = ask(centre.page, "/api/v1/summary")["tickets"]
    assert centre.simulate(*again).returncode == 0
    assert ask(centre.page, "/api/v1/summary")["tickets"] == before
    assert centre.check().returncode == 0


def test_with_a_connection_each_the_kiosks_own_will_speaks_and_nothing_is_lost(centre: Centre) -> None:
    faults = ("--faults", "crash,outage", "--one-connection-each")
    done = centre.simulate("--wards", "12", "--days", "1", "--from", "2026-11-16", "--seed", "2", *faults)
    assert done.returncode == 0, done.stderr
    assert centre.check().returncode == 0
    assert {state.state for state in presence(centre, 12).values()} == {"offline"}


def test_two_kiosks_of_a_ward_add_up_to_the_wards_dossiers(centre: Centre) -> None:
    two = ("--wards", "2", "--kiosks-per-ward", "2", "--days", "2", "--province", "19")
    assert centre.simulate(*two, "--from", "2026-11-16").returncode == 0
    checked = centre.check(*centre.store)
    assert checked.returncode == 0, checked.stdout
    kiosks = asked(centre.page, "/api/v1/kiosks")
    assert isinstance(kiosks, list)
    assert [row["kiosk"] for row in kiosks][:2] == ["19/01840/k1", "19/01840/k2"]


def test_another_kiosk_in_the_province_is_left_out_of_the_comparison(centre: Centre) -> None:
    day = ("--days", "1", "--from", "2026-11-16", "--province", "19")
    assert centre.simulate("--wards", "2", "--seed", "3", *day).returncode == 0
    first = centre.truth.read_bytes()
    assert centre.simulate("--wards", "3", "--seed", "3", *day).returncode == 0
    centre.truth.write_bytes(first)
    assert centre.check(*centre.store).returncode == 0


def test_a_dry_run_needs_no_broker_and_writes_the_same_truth(tmp_path: Path) -> None:
    nowhere = Centre(tmp_path, 1, 1)
    words = ("--wards", "3", "--days", "1", "--from", "2026-11-16", "--dry-run")
    done = nowhere.run("simulate", *words, "--truth", str(nowhere.truth))
    assert done.returncode == 0, done.stderr
    assert nowhere.truth.stat().st_size > 1000


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--faults", "gremlins"), "gremlins: give all, none, or of outage"),
        (("--wards", "9999"), "--wards 9999: the country has 3321"),
        (("--officers", "6-2"), "'6-2': give 1 to 6"),
        (("--port", "1"), "broker 127.0.0.1:1"),
    ],
)
def test_a_mistake_is_told_in_one_line_and_ends_with_code_2(words: tuple[str, ...], told: str) -> None:
    centre = Centre(Path("/nowhere"), 1, 1)
    ended = centre.run("simulate", "--wards", "2", "--days", "1", *words)
    assert ended.returncode == 2
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_truth_or_a_centre_that_is_not_there_ends_with_code_2(tmp_path: Path) -> None:
    nobody = Centre(tmp_path, 1, 1)
    missing = nobody.check("--url", "http://127.0.0.1:1")
    assert (missing.returncode, "give the file that simulate --truth wrote" in missing.stderr) == (2, True)
    nobody.run("simulate", "--wards", "1", "--days", "1", "--dry-run", "--truth", str(nobody.truth))
    silent = nobody.check("--url", "http://127.0.0.1:1")
    assert (silent.returncode, "start the centre" in silent.stderr) == (2, True)
