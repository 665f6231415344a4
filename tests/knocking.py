"""Whether a broker lets somebody in, in the link's own words: it came up, or its first try ended.

Owns waiting for either word. Refuses silence as an answer, and a broker that is not there.
"""

import logging
import queue
from typing import Final

from mqtt.broker import Broker
from mqtt.client import Client, LinkChanged
from tests.processes import wait_until

SECONDS: Final = 60.0
_LINKS: Final = logging.getLogger("mqtt.client")


class _Ended(logging.Handler):
    """Hears why a try to connect ended."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.reasons: queue.SimpleQueue[str] = queue.SimpleQueue()

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage().startswith("link down"):
            self.reasons.put(record.getMessage().partition("reason=")[2])


def let_in(broker: Broker) -> bool:
    """By any of its nodes, each of which is tried once."""
    return any(not refusal(broker.behind([node])) for node in broker.nodes)


def refusal(broker: Broker) -> str:
    """Why the first try failed; empty if it did not."""
    ended, before = _Ended(), _LINKS.level
    _LINKS.addHandler(ended)
    _LINKS.setLevel(logging.INFO)
    client = Client(broker, "stranger")
    client.start()
    try:
        wait_until(lambda: not (client.inbox.empty() and ended.reasons.empty()), seconds=SECONDS)
    finally:
        client.stop()
        _LINKS.removeHandler(ended)
        _LINKS.setLevel(before)
    if not client.inbox.empty():
        news = client.inbox.get()
        assert news == LinkChanged(up=True, reason="Success")
        return ""
    reason = ended.reasons.get()
    assert "Errno 111" not in reason, f"{broker.host}:{broker.port}: nobody is there"
    return reason
