"""Kill -9 at random moments: no number twice, nothing that was shown as recorded lost, nothing counted twice.

The moments come from a fixed seed. What the kiosk showed before each kill is noted, and held against its
ledger and the centre's figures at the end.
"""

import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from firmware import ledger
from firmware.store import Reader
from tests import processes
from tests.journeys.conftest import Centre
from tests.journeys.kiosk import SILENT, Visit

pytestmark = pytest.mark.xdist_group("kill")

KILLS = 200
LIFE_SECONDS = 2.0
GONE = (*SILENT, AssertionError)


class Witness:
    """Whoever stands before the kiosk: notes every number seen and the highest ledger row that was shown."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.numbers_seen = 0
        self.presses_seen = 0
        self.highest_seq = 0

    def use_until_it_dies(self) -> None:
        """Press, take numbers, press … until the kiosk stops answering."""
        with suppress(*GONE):
            while True:
                self._press()
                self._take_number()

    def visit_once(self) -> None:
        """A press and a number, however long the machine takes for it."""
        self.visit.wait_for(lambda state: state["screen"] != "", seconds=30)
        self._press()
        self._take_number()

    def _press(self) -> None:
        before = self._look()
        self.visit.press(random.choice((1, 2, 3)))
        state = self.visit.wait_for(lambda state: state["seq"] > before or not all(state["lamps"]), seconds=5)
        self.highest_seq = max(self.highest_seq, state["seq"])
        self.presses_seen += state["seq"] > before

    def _take_number(self) -> None:
        self.visit.take_number(random.choice(("ho-tich", "dat-dai")))
        self._look()
        self.numbers_seen += 1

    def _look(self) -> int:
        seq: int = self.visit.state()["seq"]
        self.highest_seq = max(self.highest_seq, seq)
        return seq


@pytest.fixture
def victim(tmp_path: Path, broker: int) -> Iterator[Visit]:
    folder = tmp_path / "kiosk"
    folder.mkdir()
    visit = Visit(folder, broker)
    yield visit
    visit.kill()


def live_and_die(victim: Visit, witness: Witness, life: int) -> None:
    """One life. One in four dies within two seconds of its start, one in ten after a whole visit."""
    moment = random.uniform(0, LIFE_SECONDS)
    victim.start(wait=False)
    if life % 4:
        victim.wait_for(lambda _: True, seconds=20)
    if life % 10 == 9:
        witness.visit_once()
    death = threading.Timer(moment, victim.kill)
    death.start()
    witness.use_until_it_dies()
    death.join()


def test_two_hundred_kills_repeat_no_number_and_lose_no_rating(victim: Visit, centre: Centre) -> None:
    random.seed(20261122)
    witness = Witness(victim)
    for life in range(KILLS):
        live_and_die(victim, witness, life)
    victim.start()
    victim.wait_for(lambda state: state["backlog"] == 0, seconds=60)
    summary = centre.summary()
    assert victim.stop() == 0

    reader = Reader(victim.folder / "kiosk.db")
    kinds = Counter(event.kind for event in ledger.after(reader, 0, 100_000))
    high = ledger.progress(reader).high
    numbers = reader.rows("SELECT day, label FROM ticket")
    counts = reader.rows("SELECT max(number) - count(*) FROM ticket GROUP BY day, service")
    reader.close()

    assert witness.highest_seq <= high
    assert witness.numbers_seen <= len(numbers) == len(set(numbers)) == kinds["ticket.issued"]
    assert set(counts) == {(0,)}, "a number was skipped"
    assert kinds["ticket.issued"] == summary["tickets"]
    assert witness.presses_seen <= kinds["rating.given"]
    assert kinds["rating.given"] - kinds["rating.voided"] == sum(summary["ratings"].values())
    assert (summary["gaps"], summary["rejected"]) == (0, 0)
    assert min(witness.presses_seen, witness.numbers_seen) >= KILLS / 10
    processes.wait_until(lambda: centre.summary()["kiosks_online"] == 0)
