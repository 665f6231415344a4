"""A kiosk's link on the bench: it takes messages and carries them nowhere.

Owns what was sent. Refuses everything while it is down, as the real client does.
"""

from mqtt.client import Outgoing


class StubWire:
    """A link that remembers what it was given; `up` decides whether it takes anything."""

    def __init__(self) -> None:
        self.up = True
        self.sent: list[Outgoing] = []
        self.drops = 0

    def publish(self, message: Outgoing) -> int | None:
        if not self.up:
            return None
        self.sent.append(message)
        return len(self.sent)

    def drop(self) -> None:
        self.drops += 1
