"""The centre's disk dies after its backup: one command, and a real kiosk brings the rest by itself."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import processes
from tests.journeys.conftest import Centre
from tests.journeys.kiosk import Visit

pytestmark = pytest.mark.xdist_group("journeys")


def command(folder: Path, *words: str) -> None:
    places = ("--config", str(folder / "central.toml"), "--data", str(folder / "data"))
    done = subprocess.run(
        [sys.executable, "-m", "central", *words, *places], cwd=processes.ROOT, timeout=60, check=False
    )
    assert done.returncode == 0


def followed(web: int, after: str) -> tuple[list[str], str]:
    """The ids of the events after that place, and the place to go on from."""
    answer: Any = processes.asked(web, f"/api/v1/events?after={after}&limit=1000")
    return [event["id"] for event in answer["events"]], answer["next"]


def take_numbers(visit: Visit, *services: str, seq: int) -> None:
    """Until the centre has acknowledged this row of the ledger."""
    for service in services:
        visit.take_number(service)
    visit.wait_for(lambda state: (state["backlog"], state["seq"]) == (0, seq), seconds=20)


def test_a_restored_centre_is_whole_again_and_nothing_counts_twice(
    visit: Visit, tmp_path: Path, broker: int
) -> None:
    web = processes.free_port()
    centre = Centre(web)
    with processes.centre_process(tmp_path, broker, web) as process:
        take_numbers(visit, "ho-tich", "dat-dai", seq=3)
        command(tmp_path, "backup", str(tmp_path / "backup.zip"))
        first, place = followed(web, "0")
        visit.press(1)
        take_numbers(visit, "ho-tich", "ho-tich", seq=6)
        second, place = followed(web, place)
        truth, events = centre.summary(), followed(web, "0")[0]
        process.kill()
        process.wait(5)
    (tmp_path / "data").rename(tmp_path / "dead")
    command(tmp_path, "restore", str(tmp_path / "backup.zip"))
    with processes.centre_process(tmp_path, broker, web):
        processes.wait_until(lambda: centre.summary() == truth, seconds=20)
        again, place = followed(web, place)
        assert (sorted(first + second), sorted(second)) == (sorted(events), sorted(again))
        assert sorted(followed(web, "0")[0]) == sorted(events)
        visit.take_number("ho-tich")
        centre.wait_for(tickets=truth["tickets"] + 1)
        assert len(followed(web, place)[0]) == 1
