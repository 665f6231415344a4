"""A ward's day in small: visitors, three officers at real browsers, a board, two deaths, a cut network.

What people saw is noted as it happens, and held against the centre's figures at the end. `make nightly` cuts
the network for an hour of the real clock.
"""

import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from firmware import ledger
from firmware.store import Reader
from tests.conftest import chromium
from tests.journeys.conftest import Centre
from tests.journeys.kiosk import Visit
from tests.journeys.officer import PIN, Officer, Page

pytestmark = pytest.mark.xdist_group("journeys")

CUT_SECONDS = float(os.environ.get("MOTCUA_CUT_SECONDS", "0"))


class WardDay:
    """Three officers and a board before one kiosk."""

    def __init__(self, visit: Visit, folder: Path, stack: ExitStack) -> None:
        self.visit = visit
        address = f"http://127.0.0.1:{visit.web}"
        windows = [stack.enter_context(chromium(folder / f"browser{n}")) for n in range(4)]
        self.board = Page(windows[0], f"{address}/board")
        self.officers = [
            Officer(windows[n], f"{address}/console", f"cb0{n}", n) for n in (1, 2, 3)
        ]  # fmt: skip

    def begin(self) -> None:
        self.board.open()
        for officer in self.officers:
            officer.signs_in()

    def take(self, *services: str, priority: str = "") -> None:
        for service in services:
            self.visit.take_number(service, priority=priority)

    def rate(self, button: int) -> None:
        """A press that must be on disk before the day goes on."""
        before = self.visit.state()["seq"]
        self.visit.press(button)
        self.visit.wait_for(lambda state: state["seq"] > before)

    def die_and_return(self) -> None:
        """Kill -9; every page finds the kiosk again by itself, nobody signs in anew."""
        self.visit.kill()
        for officer in self.officers:
            officer.waits_for("#link", "Mất kết nối")
        self.visit.start()
        for officer in self.officers:
            officer.waits_for("#link", "Đang kết nối")

    def stay_cut(self, seconds: float) -> None:
        """Time passes with the network away; nobody's page may notice."""
        threading.Event().wait(seconds)
        assert self.visit.state()["backlog"] > 0
        for officer in self.officers:
            officer.waits_for("#link", "Đang kết nối")

    def facts(self) -> Counter[str]:
        reader = Reader(self.visit.folder / "kiosk.db")
        kinds = Counter(event.kind for event in ledger.after(reader, 0, 100_000))
        reader.close()
        return kinds


@pytest.fixture
def day(visit: Visit, tmp_path: Path) -> Iterator[WardDay]:
    with ExitStack() as stack:
        visit.set_pins(["cb01", "cb02", "cb03"], PIN)
        ward = WardDay(visit, tmp_path, stack)
        ward.begin()
        yield ward


def test_a_days_figures_at_the_centre_equal_what_people_did(day: WardDay, centre: Centre) -> None:
    one, two, three = day.officers
    day.take("ho-tich", "ho-tich", "dat-dai")
    day.take("ho-tich", priority="elderly")
    one.calls("A003")
    day.board.waits_for("body", "A003")
    two.serves_next("A001")
    day.rate(1)
    three.calls("B001")

    day.visit.network(up=False)
    day.take("ho-tich", "dat-dai")
    one.serves()
    one.calls("A002")
    one.marks_no_show()
    day.die_and_return()
    day.visit.network(up=False)
    one.takes_back()
    two.serves_next("A002")
    three.serves()
    day.stay_cut(CUT_SECONDS)
    day.visit.network(up=True)

    day.die_and_return()
    one.serves_next("A004")
    day.rate(3)
    day.board.waits_for("body", "A004")
    three.serves_next("B002")

    day.visit.wait_for(lambda state: state["backlog"] == 0, seconds=60)
    facts, summary = day.facts(), centre.summary()
    assert (summary["tickets"], summary["served"], summary["no_shows"]) == (6, 6, 0)
    assert (summary["gaps"], summary["rejected"]) == (0, 0)
    assert summary["ratings"] | {"very_satisfied": 1, "unsatisfied": 1} == summary["ratings"]
    assert {kind: len(centre.events(kind)) for kind in facts} == facts
    rated = {event["data"]["ticket"]: event["data"]["officer"] for event in centre.events("rating.given")}
    assert rated == {"A001": "cb02", "A004": "cb01"}
