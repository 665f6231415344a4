"""A catalogue in its file, a broker that can kill, refuse, cut or fall silent, and a kiosk that boots.

Owns what the tests of publishing a catalogue stand on. Refuses to know what is right.
"""

import queue
import random
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from central.catalogue.delivery import Delivery
from central.catalogue.publishing import carry_out, is_idle, wanted
from central.catalogue.store import NAME, Publication, open_catalogue
from mqtt.catalogue import Procedure, decode
from mqtt.client import Arrival, LinkChanged, Outgoing, Published
from mqtt.publication import Assembly, Edition
from tests.central.wire import NOW

ROOT = "motcua/1/19/catalogue/"
NOT_AUTHORIZED = 135


class Killed(BaseException):
    """The process is gone: nothing after it is done, not even tidying."""


@dataclass
class StubBroker:
    """Keeps what is retained and answers at once; can kill the sender, refuse a topic, or fall silent."""

    retained: dict[str, bytes] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    kill_after: int = 10**9
    refuse: str = "nothing"
    mute: str = "nothing"
    cut_after: int = 10**9
    inbox: queue.SimpleQueue[Arrival] = field(default_factory=queue.SimpleQueue)

    def connect(self) -> Delivery:
        self.inbox = queue.SimpleQueue()
        self.inbox.put(LinkChanged(up=True, reason="ok"))
        return Delivery(self, "broker.example:1883", seconds=0.2)

    def publish(self, message: Outgoing) -> int | None:
        assert (message.qos, message.retain) == (1, True)
        if len(self.heard) >= self.kill_after:
            raise Killed
        if len(self.heard) == self.cut_after:
            self.cut_after = 10**9
            self.inbox.put(LinkChanged(up=False, reason="cut"))
            self.inbox.put(LinkChanged(up=True, reason="ok"))
            return None
        self.heard.append(message.topic)
        mid = len(self.heard)
        if self.refuse in message.topic:
            self.inbox.put(Published(mid, NOT_AUTHORIZED))
        elif self.mute not in message.topic:
            self._retain(message)
            self.inbox.put(Published(mid, 0))
        return mid

    def _retain(self, message: Outgoing) -> None:
        self.retained[message.topic] = message.payload
        if not message.payload:
            del self.retained[message.topic]

    def leaves(self) -> list[str]:
        return sorted(topic.removeprefix(ROOT) for topic in self.retained)


@dataclass
class Centre:
    """A catalogue in its file, opened anew for each command."""

    path: Path
    clock: float = 0.0

    def fill(self, note: str, *, count: int = 1) -> None:
        with open_catalogue(self.path) as catalogue, catalogue.transaction():
            for number in range(count):
                catalogue.keep("19", procedure(number, note), "2026-11-21T02:15:00.000Z")

    def publish(self, stub: StubBroker, *, again: bool = False) -> Publication | None:
        self.clock += 1
        with open_catalogue(self.path) as catalogue:
            want = wanted(catalogue, "19", again=again)
            return carry_out(catalogue, want, stub.connect(), NOW + timedelta(seconds=self.clock))

    def published(self, stub: StubBroker, *, again: bool = False) -> Publication:
        publication = self.publish(stub, again=again)
        assert publication is not None
        return publication

    def states(self) -> list[str]:
        with open_catalogue(self.path) as catalogue:
            return [publication.state for publication in catalogue.publications("19")]

    def is_idle(self) -> bool:
        with open_catalogue(self.path) as catalogue:
            return is_idle(catalogue, wanted(catalogue, "19"))


def procedure(number: int, note: str) -> Procedure:
    """Its text can hardly be packed, so that few of them make several pieces."""
    text = random.Random(number).randbytes(9_000).hex()
    return Procedure(
        code=f"1.{number:06}", name=f"Thủ tục {number}", field="Hộ tịch", steps=[text], conditions=note
    )


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path / NAME)


def booted_kiosk(stub: StubBroker, seed: int = 0) -> tuple[Assembly, list[Edition]]:
    """A kiosk that has nothing yet and hears what is retained, in any order."""
    kiosk = Assembly()
    order = random.Random(seed).sample(sorted(stub.retained.items()), len(stub.retained))
    taken = [kiosk.take(topic.removeprefix(ROOT), payload) for topic, payload in order]
    return kiosk, [edition for edition in taken if edition is not None]


def note_of(edition: Edition) -> str:
    return decode(edition.body)[0].conditions


OLD_PIECES = NEW_PIECES = 2
STEPS = range(NEW_PIECES + 1 + OLD_PIECES + 1)


@pytest.fixture
def replacing(centre: Centre) -> tuple[Centre, StubBroker]:
    """A broker with an old version, and a centre that is about to send a new one."""
    stub = StubBroker()
    centre.fill("cũ", count=20)
    assert centre.published(stub).pieces == OLD_PIECES
    centre.fill("mới", count=20)
    return centre, stub
