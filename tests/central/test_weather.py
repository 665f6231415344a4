"""Foul weather over real processes: the broker falls again and again, and somebody sends 50 megabytes.

Nightly the broker is to fall two hundred times, and at least a hundred of them must have come (MOTCUA_FALLS).
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mqtt.broker import Broker
from mqtt.client import Client, Outgoing
from tests.central.weather import FallibleBroker, Follower, fallible_broker
from tests.processes import ROOT, ask, centre_process, free_port, wait_until

FALLS = int(os.environ.get("MOTCUA_FALLS", "5"))
PATIENCE_SECONDS = 120 + 20 * FALLS
HUGE = 50 * 1024 * 1024
FAULTS = "outage,duplicate,reorder,clock,lost,crash"
"""Without mail that no ledger remembers: what falls with the broker then never comes again."""
WARDS = ("--wards", "8", "--days", "1", "--from", "2026-11-16", "--seed", "11", "--faults", FAULTS)


@dataclass(frozen=True)
class Place:
    folder: Path
    broker: FallibleBroker
    page: int

    def run(self, *words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "central", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    link, page = free_port(), free_port()
    with fallible_broker(tmp_path, link) as standing, centre_process(tmp_path, link, page, seconds=60):
        yield Place(tmp_path, standing, page)


def fall_until(place: Place, done: threading.Event, falls: list[int]) -> None:
    """Each time the centre has found the broker again, it falls again."""
    for number in range(FALLS):
        wait_until(lambda: ask(place.page, "/healthz").get("broker") == "up", seconds=60)
        if done.wait(1.0):
            return
        place.broker.fall()
        falls.append(number)


def test_a_broker_that_falls_again_and_again_costs_not_one_unit(place: Place) -> None:
    truth = str(place.folder / "truth.json")
    speed = ("--speed", str(40_000 // FALLS), "--port", str(place.broker.port), "--truth", truth)
    done, falls = threading.Event(), list[int]()
    falling = threading.Thread(target=fall_until, args=(place, done, falls))
    simulating = place.run("simulate", *WARDS, *speed)
    falling.start()
    simulating.communicate(timeout=PATIENCE_SECONDS)
    done.set()
    falling.join(PATIENCE_SECONDS)
    assert simulating.returncode == 0
    assert len(falls) >= FALLS // 2
    checking = place.run("check-truth", truth, "--data", str(place.folder / "data"))
    told, _ = checking.communicate(timeout=PATIENCE_SECONDS)
    assert checking.returncode == 0, told
    assert ask(place.page, "/api/v1/summary")["gaps"] == 0


def test_fifty_megabytes_are_refused_and_the_next_kiosk_is_answered(place: Place) -> None:
    with Follower(place.broker.port) as follower:
        follower.say()
        giant = Client(Broker("127.0.0.1", place.broker.port), "giant")
        giant.start()
        wait_until(lambda: giant.up)
        assert giant.publish(Outgoing("motcua/1/19/05518/k1/ticket", b" " * HUGE)) is not None
        wait_until(lambda: ask(place.page, "/api/v1/summary").get("rejected") == 1, seconds=60)
        follower.say()
        giant.stop()
    assert ask(place.page, "/api/v1/summary")["tickets"] == 2
    assert ask(place.page, "/healthz")["status"] == "ok"
