"""Links to a cluster as kiosks and the centre make them: say something, hear what comes.

Owns connecting, waiting, and keeping apart what came from how it went. Refuses assertions.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from central.__main__ import HEARD
from mqtt.client import Arrival, Client, Incoming, LinkChanged, Outgoing, Published
from mqtt.topics import KioskName, every_kiosk, province_topic, ward_topic
from tests import processes
from tests.cluster.nats import PATIENCE_SECONDS, Cluster

CENTRE: Final = "motcua-central"
K1: Final = KioskName.parse("19/05518/k1")


def name_of(kiosk: KioskName) -> str:
    """The client id that a kiosk gives itself."""
    return f"motcua-{kiosk.province}-{kiosk.ward}-{kiosk.id}"


class Link:
    """A client whose arrivals are sorted by whoever waits for one."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._heard: deque[Incoming] = deque()

    def say(self, topic: str, payload: bytes, *, retain: bool = False, qos: int = 1) -> None:
        """Until the cluster has answered it, however often the link breaks meanwhile."""
        message = Outgoing(topic, payload, qos=qos, retain=retain)
        processes.wait_until(lambda: self._said(message), seconds=PATIENCE_SECONDS)

    def hear(self) -> Incoming:
        """The next message; the broker is not told that it is safe."""
        while not self._heard:
            self._next()
        return self._heard.popleft()

    def take(self) -> Incoming:
        """The next message, acknowledged."""
        message = self.hear()
        self.client.acknowledge(message)
        return message

    def take_until(self, wanted: set[bytes]) -> list[bytes]:
        """Payloads in the order of their first arrival, until all that are wanted are there."""
        found: dict[bytes, None] = {}
        while not wanted <= found.keys():
            found.setdefault(self.take().payload)
        return list(found)

    def wait_until(self, *, up: bool) -> None:
        """Until the link is made, or breaks."""
        while self._next() != LinkChanged(up=up, reason=""):
            pass

    def _said(self, message: Outgoing) -> bool:
        mid = self.client.publish(message)
        if mid is None:
            return False
        word = self._next()
        while isinstance(word, Published) and word.mid != mid:
            word = self._next()
        return isinstance(word, Published)

    def _next(self) -> Arrival:
        """The next word on how it went; messages that come before it are kept."""
        arrival = self.client.inbox.get(timeout=PATIENCE_SECONDS)
        if isinstance(arrival, Incoming):
            self._heard.append(arrival)
        return LinkChanged(arrival.up, "") if isinstance(arrival, LinkChanged) else arrival


@contextmanager
def centre(cluster: Cluster, *provinces: str, keepalive_seconds: int = 30) -> Iterator[Link]:
    """As `central.__main__` links, once it listens."""
    topics = [(every_kiosk(leaf, province=one), qos) for one in provinces or "+" for leaf, qos in HEARD]
    client = Client(
        cluster.broker(),
        CENTRE,
        subscriptions=topics,
        keep_session=True,
        manual_ack=True,
        keepalive_seconds=keepalive_seconds,
    )
    with _linked(cluster, client, CENTRE, topics[-1][0]) as link:
        yield link


@contextmanager
def kiosk(cluster: Cluster, name: KioskName = K1, *, node: int | None = None) -> Iterator[Link]:
    """As `firmware.kiosk` links, once it listens; `node` is the only one that it knows."""
    broker = cluster.broker()
    down = [name.topic("ack"), province_topic(name.province, "catalogue/#")]
    down += [ward_topic(name.province, name.ward, "dossiers/#")]
    client = Client(
        broker if node is None else broker.behind([broker.nodes[node]]),
        name_of(name),
        subscriptions=[(topic, 1) for topic in down],
        will=Outgoing(name.topic("state"), b"lost", retain=True),
    )
    with _linked(cluster, client, name_of(name), down[-1]) as link:
        yield link


@contextmanager
def _linked(cluster: Cluster, client: Client, client_id: str, last: str) -> Iterator[Link]:
    client.start()
    try:
        link = Link(client)
        link.wait_until(up=True)
        processes.wait_until(lambda: cluster.listens(client_id, last), seconds=PATIENCE_SECONDS)
        yield link
    finally:
        client.stop()
