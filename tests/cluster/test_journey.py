"""Two kiosks and a centre on three nodes, all real processes; visitors come while node after node dies.

What the kiosks wrote down is held against what the centre has at the end: every fact, each once.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from firmware import ledger
from firmware.store import Reader
from mqtt.topics import KioskName
from tests import processes
from tests.cluster.links import CENTRE, name_of
from tests.cluster.nats import PATIENCE_SECONDS, Cluster
from tests.journeys.conftest import Centre
from tests.journeys.kiosk import SETTINGS, SILENT, Visit

pytestmark = pytest.mark.xdist_group("cluster")

Fact = tuple[str, int, str, str]
"""epoch, seq, id, kind"""

NAMES = ("19/05518/k1", "19/05518/k2")
ARRIVAL_SECONDS = 180.0
"""A dead node is noticed, a leader found, a link made and a backlog sent, on a busy machine."""


class Ward:
    """Two kiosks that visitors come to, and the centre that hears of them."""

    def __init__(self, cluster: Cluster, visits: dict[str, Visit], centre: Centre) -> None:
        self.cluster = cluster
        self.visits = visits
        self.centre = centre

    def kiosks(self) -> dict[str, dict[str, Any]]:
        answer: Any = processes.asked(self.centre.web, "/api/v1/kiosks")
        return {kiosk["kiosk"]: kiosk for kiosk in answer}

    def states(self) -> dict[str, str]:
        return {name: kiosk["state"] for name, kiosk in self.kiosks().items()}

    def loses(self, node: int) -> None:
        """A node dies; once the centre has heard of something newer from both kiosks, it comes back."""
        self.cluster.kill(node)
        written = {name: visit.state()["seq"] for name, visit in self.visits.items()}
        processes.wait_until(
            lambda: all(self.kiosks()[name]["upto"] > seq for name, seq in written.items()),
            seconds=ARRIVAL_SECONDS,
        )
        self.cluster.restart(node)

    def node_of(self, name: str) -> int:
        return self.cluster.node_of(name_of(KioskName.parse(name)))

    def settle(self) -> None:
        """Until nothing waits at a kiosk, and the centre has once each fact that the kiosks wrote.

        Also the last press: no visitor waits for what becomes of it, so it may be written after the others.
        """
        processes.wait_until(
            lambda: all(visit.state()["backlog"] == 0 for visit in self.visits.values()),
            seconds=ARRIVAL_SECONDS,
        )
        processes.wait_until(lambda: self.arrived() == self.written(), seconds=ARRIVAL_SECONDS)

    @contextmanager
    def visitors(self) -> Iterator[None]:
        """At both kiosks one after another, until the block ends."""
        shut = threading.Event()
        people = [
            threading.Thread(target=_come_and_go, args=(visit, shut), daemon=True)
            for visit in self.visits.values()
        ]
        for person in people:
            person.start()
        yield
        shut.set()
        for person in people:
            person.join(PATIENCE_SECONDS)

    def written(self) -> list[Fact]:
        """Every fact in the kiosks' ledgers."""
        return sorted(fact for visit in self.visits.values() for fact in _ledger(visit))

    def arrived(self) -> list[Fact]:
        """Every fact that the centre has."""
        facts: list[Fact] = []
        after = 0
        while page := self._page(after):
            facts += [(event["epoch"], event["seq"], event["id"], event["kind"]) for event in page]
            after = page[-1]["cursor"]
        return sorted(facts)

    def _page(self, after: int) -> list[dict[str, Any]]:
        answer: Any = processes.asked(self.centre.web, f"/api/v1/events?limit=1000&after={after}")
        events: list[dict[str, Any]] = answer["events"]
        return events


def _come_and_go(visit: Visit, shut: threading.Event) -> None:
    while not shut.is_set():
        with suppress(*SILENT, AssertionError):
            visit.take_number()
            visit.press(1)


def _ledger(visit: Visit) -> list[Fact]:
    reader = Reader(visit.folder / "kiosk.db")
    [(epoch,)] = reader.rows("SELECT epoch FROM installation")
    facts = [(str(epoch), row.seq, row.id, row.kind) for row in ledger.after(reader, 0, 100_000)]
    reader.close()
    return facts


@contextmanager
def centre_process(folder: Path, cluster: Cluster) -> Iterator[Centre]:
    config, web = folder / "central.toml", processes.free_port()
    config.write_text(f"[mqtt]\n{_mqtt(cluster)}[web]\nport = {web}\n[sign_in]\nrequired = false\n")
    arguments = ("-m", "central", "--config", str(config), "--data", str(folder / "data"))
    with processes.running(sys.executable, *arguments, log=folder / "central.log"):
        processes.wait_until(
            lambda: processes.ask(web, "/healthz").get("broker") == "up", seconds=PATIENCE_SECONDS
        )
        yield Centre(web)


def _mqtt(cluster: Cluster) -> str:
    first = cluster.nodes[0]
    return f'host = "{first.host}"\nport = {first.port}\nprotocol = "3.1.1"\nothers = {cluster.others}\n'


def kiosk(folder: Path, cluster: Cluster, number: str) -> Visit:
    folder.mkdir()
    table = f'[mqtt]\nhost = "127.0.0.1"\nport = {{broker}}\nprotocol = "3.1.1"\nothers = {cluster.others}'
    settings = SETTINGS.replace('[mqtt]\nhost = "127.0.0.1"\nport = {broker}', table)
    return Visit(folder, cluster.nodes[0].port, settings.replace('id = "k1"', f'id = "{number}"'))


@pytest.fixture
def ward(tmp_path: Path, cluster: Cluster) -> Iterator[Ward]:
    with ExitStack() as running:
        centre = running.enter_context(centre_process(tmp_path, cluster))
        visits = {name: kiosk(tmp_path / name[-2:], cluster, name[-2:]) for name in NAMES}
        for visit in visits.values():
            running.callback(visit.kill)
            visit.start()
        yield Ward(cluster, visits, centre)


def test_nodes_die_one_after_another_and_every_fact_arrives_once(ward: Ward) -> None:
    processes.wait_until(lambda: ward.states() == dict.fromkeys(NAMES, "online"), seconds=PATIENCE_SECONDS)
    with ward.visitors():
        ward.loses(ward.cluster.node_of(CENTRE))
        ward.loses(ward.node_of(NAMES[0]))
        ward.loses(ward.node_of(NAMES[1]))
    ward.settle()
    written, summary = ward.written(), ward.centre.summary()
    assert (summary["gaps"], summary["rejected"]) == (0, 0)
    assert summary["tickets"] == [kind for *_, kind in written].count("ticket.issued") > 10
    assert ward.states() == dict.fromkeys(NAMES, "online")

    ward.visits[NAMES[0]].kill()
    assert ward.visits[NAMES[1]].stop() == 0
    gone = {NAMES[0]: "lost", NAMES[1]: "offline"}
    processes.wait_until(lambda: ward.states() == gone, seconds=PATIENCE_SECONDS)
