"""The ledger of one simulated kiosk: numbers its facts, stamps them by the clock it has, and knows its epoch.

Owns (epoch, seq) and what a wrong clock writes. Refuses to keep what it wrote: unsent rows are the kiosk's.
"""

from msgspec import Raw

from central.simulate.moments import Stamps
from central.simulate.troubles import WrongClock
from mqtt.facts import KIND_OF, Fact
from mqtt.messages import Event, encode


class Ledger:
    """`clock` None is a clock that is right and known to be."""

    def __init__(self, epoch: str) -> None:
        self.epoch = epoch
        self.seq = 0
        self.clock: WrongClock | None = None
        self._stamp = Stamps()

    def append(self, at: int, event_id: str, fact: Fact) -> Event:
        return self.append_raw(at, event_id, KIND_OF[type(fact)], encode(fact))

    def append_raw(self, at: int, event_id: str, kind: str, data: bytes) -> Event:
        self.seq += 1
        clock = self.clock
        if clock is None or not clock.span[0] <= at < clock.span[1]:
            return Event(self.seq, event_id, kind, self._stamp(at), "synced", Raw(data))
        return Event(self.seq, event_id, kind, self._stamp(at + clock.ahead), "unsynced", Raw(data))

    def unsynced(self, at: int) -> bool:
        return self.clock is not None and self.clock.span[0] <= at < self.clock.span[1]
