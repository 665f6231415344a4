"""What takes long (`make nightly`): 500 offices for three days with every fault, and a follower under fire.

Owns proofs too long for every commit; `test_simulate_process` and `test_fuzz` are the short ones.
"""

import csv
import io
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec
import pytest

from central.simulate.truth import Truth
from mqtt.client import Incoming
from tests.benches.central.packets import Sender
from tests.central.fuzz import Mischief
from tests.central.weather import Follower
from tests.postgres import Server, postgres
from tests.processes import ROOT, ask, broker, centre_process, free_port

WARDS = os.environ.get("MOTCUA_PROOF_WARDS", "500")
DAYS = ("--days", "3", "--from", "2026-11-16")
PERIOD = "from=2026-11-16&to=2026-11-18"
SHOTS = int(os.environ.get("MOTCUA_PROOF_SHOTS", "300"))
BURST = 200
LONGEST_SECONDS = 3600.0


@dataclass(frozen=True)
class Country:
    folder: Path
    link: int
    page: int

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "central", *words]
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
        )

    def table(self, path: str) -> list[dict[str, str]]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.page}{path}", timeout=120) as answer:
            return list(csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"))))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres() as server:
        yield server


@pytest.fixture
def country(tmp_path: Path, server: Server) -> Iterator[Country]:
    link, page = free_port(), free_port()
    name = f"proof{page}"
    server.execute(f"CREATE DATABASE {name}")
    store = f'[store]\nurl = "{server.url(name)}"\n'
    with broker(tmp_path, link), centre_process(tmp_path, link, page, more=store, seconds=60):
        yield Country(tmp_path, link, page)


def told(*words: object) -> None:
    """Figures for whoever runs it with `-s`."""
    sys.stdout.write(f"{' '.join(map(str, words))}\n")


def total(rows: list[dict[str, str]], column: str) -> int:
    return sum(int(row[column] or 0) for row in rows)


def test_five_hundred_offices_with_every_fault_end_in_the_very_figures_of_the_truth(country: Country) -> None:
    truth, config = str(country.folder / "truth.json"), str(country.folder / "central.toml")
    plan = ("--wards", WARDS, *DAYS, "--seed", "500", "--faults", "all")
    done = country.run("simulate", *plan, "--config", config, "--truth", truth)
    assert done.returncode == 0, done.stderr[-2000:]
    by_store = country.run("check-truth", truth, "--config", config)
    by_page = country.run("check-truth", truth, "--url", f"http://127.0.0.1:{country.page}")
    told(done.stdout, by_store.stdout.splitlines()[-1:], by_page.stdout.splitlines()[-1:])
    assert (by_store.returncode, by_page.returncode) == (0, 0), by_store.stdout + by_page.stdout

    sums = msgspec.json.decode(Path(truth).read_bytes(), type=Truth).total
    summary = ask(country.page, "/api/v1/summary")
    assert (summary["tickets"], summary["served"], summary["no_shows"], summary["gaps"]) == (
        sums.tickets,
        sums.served,
        sums.no_shows,
        0,
    )
    wards = country.table(f"/api/v1/export/wards.csv?{PERIOD}")
    assert len(wards) == int(WARDS)
    assert (total(wards, "tickets"), total(wards, "served")) == (sums.tickets, sums.served)


def test_a_follower_is_answered_within_a_second_while_bad_mail_pours_in(country: Country) -> None:
    mischief = Mischief(seed=666).mail()
    with Follower(country.link) as follower:
        sender = Sender(country.link, "mischief")
        delays = [shoot(sender, follower, mischief) for _ in range(SHOTS)]
        sender.close()
    told(f"{SHOTS * BURST} bad messages, longest answer {max(delays) * 1000:.0f} ms")
    assert max(delays) < 1.0
    assert ask(country.page, "/healthz")["status"] == "ok"


def shoot(sender: Sender, follower: Follower, mischief: Iterator[Incoming]) -> float:
    """A burst, and an honest word right behind it."""
    topics = ((one.topic, one.payload) for one in islice(mischief, BURST))
    sender.send((topic, payload) for topic, payload in topics if topic)
    return follower.say()
