"""The road between a kiosk on the bench and a centre: real uplink at one end, the aggregator at the other.

Owns carrying what either end says to the other, a second at a time. Refuses to look inside.
"""

from dataclasses import dataclass

from mqtt.client import Incoming, Outgoing
from tests.bench import KioskBench
from tests.central.conftest import Centre


@dataclass(slots=True)
class Road:
    kiosk: KioskBench
    centre: Centre
    said: int = 0
    """How many of the kiosk's messages have been carried."""

    def travel(self, seconds: int) -> None:
        """So many seconds of both ends' turns; what either says arrives at once."""
        for _ in range(seconds):
            self.kiosk.clock.advance(1)
            self.kiosk.deliver()
            fresh, self.said = self.kiosk.wire.sent[self.said :], len(self.kiosk.wire.sent)
            self.centre.receive(*map(arrived, fresh))
            answers = [arrived(one) for one in self.centre.wire.published]
            self.centre.wire.published.clear()
            self.kiosk.hear(*answers)

    def rebuild_centre(self) -> None:
        """Everything that the centre knew is gone; the broker still holds the kiosk's retained state."""
        self.centre.lose_everything()
        states = [one for one in self.kiosk.wire.sent if one.retain]
        self.centre.receive(arrived(states[-1], retained=True))


def arrived(message: Outgoing, *, retained: bool = False) -> Incoming:
    return Incoming(message.topic, message.payload, retained, 1, message.qos, 1)
