"""A ward's list of dossiers as a broker keeps it.

Owns asking for it as a kiosk that comes now. Refuses assertions.
"""

import msgspec

from mqtt.broker import Broker
from mqtt.client import Client, Incoming
from mqtt.publication import Manifest
from tests.processes import wait_until

TOPIC = "motcua/1/19/05518/dossiers"


def retained(port: int) -> dict[str, bytes]:
    """What a kiosk that comes now is given at once."""
    kiosk = Client(Broker("127.0.0.1", port), "kiosk-under-test", subscriptions=[(f"{TOPIC}/#", 1)])
    got: dict[str, bytes] = {}

    def heard() -> bool:
        while not kiosk.inbox.empty():
            arrival = kiosk.inbox.get()
            if isinstance(arrival, Incoming):
                got[arrival.topic.removeprefix(f"{TOPIC}/")] = arrival.payload
        return whole(got)

    kiosk.start()
    wait_until(heard)
    kiosk.stop()
    return got


def whole(got: dict[str, bytes]) -> bool:
    manifest = got.get("manifest")
    if manifest is None:
        return False
    said = msgspec.json.decode(manifest, type=Manifest)
    return all(f"{said.version}/{index}" in got for index in range(said.pieces))
