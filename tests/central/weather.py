"""A broker that falls over under kiosks and centre, and an honest kiosk that watches the clock meanwhile.

Owns starting the broker anew on its port and its memory, and how long an answer took. Refuses verdicts.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from mqtt.broker import Broker
from mqtt.client import Client, Incoming, Outgoing
from mqtt.messages import Ack, decode
from tests.central.wire import event, frame_of, ticket
from tests.processes import broker, wait_until

MEMORY = ("persistence true", "autosave_interval 1000", "autosave_on_changes true")
"""As the product's own broker keeps it."""
FALL_SECONDS = 60.0


class FallibleBroker:
    """`fall` kills it and starts it on the same port; what it had not written down is gone."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self._folder = folder
        self._up = ExitStack()

    def start(self) -> None:
        memory = (*MEMORY, f"persistence_location {self._folder}/")
        self._up.enter_context(broker(self._folder, self.port, *memory))

    def fall(self) -> None:
        self._up.close()
        self.start()

    def stop(self) -> None:
        self._up.close()


@contextmanager
def fallible_broker(folder: Path, port: int) -> Iterator[FallibleBroker]:
    standing = FallibleBroker(folder, port)
    standing.start()
    try:
        yield standing
    finally:
        standing.stop()


class Follower:
    """An honest kiosk that says one thing at a time and waits for the centre's word on it."""

    def __init__(self, port: int, name: str = "19/05518/k9") -> None:
        self.seq = 0
        self._name = name
        topic = f"motcua/1/{name}/ack"
        self._client = Client(Broker("127.0.0.1", port), f"follower-{port}", subscriptions=[(topic, 1)])

    def __enter__(self) -> "Follower":
        self._client.start()
        wait_until(lambda: self._client.up)
        return self

    def __exit__(self, *_: object) -> None:
        self._client.stop()

    def say(self) -> float:
        """Seconds until the centre has answered for it."""
        self.seq += 1
        said = frame_of(event(self.seq, ticket()), kiosk=self._name)
        began = time.perf_counter()
        assert self._client.publish(Outgoing(said.topic, said.payload)) is not None
        while self._heard() < self.seq:
            assert time.perf_counter() - began < FALL_SECONDS, f"no answer to {self.seq}"
        return time.perf_counter() - began

    def _heard(self) -> int:
        arrival = self._client.inbox.get(timeout=FALL_SECONDS)
        return decode(Ack, arrival.payload).upto if isinstance(arrival, Incoming) else 0
