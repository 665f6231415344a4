"""What a simulated kiosk has written and not handed over yet, and what an outage holds back of it.

Owns holding back and the faults of the way. Refuses acknowledgements: once it is handed over, the uplink
answers for it.
"""

from collections.abc import Callable
from random import Random

from central.simulate import parcels
from central.simulate.parcels import Parcel, Row
from central.simulate.troubles import Span, Trouble
from mqtt.messages import StateWord
from mqtt.topics import KioskName


class Outbox:
    """`presence` makes a message of the state topic."""

    def __init__(self, name: KioskName, presence: Callable[[StateWord], Parcel]) -> None:
        self.away = False
        self._name = name
        self._presence = presence
        self._rows: list[Row] = []
        self._mail: list[Parcel] = []
        self._outages: list[Span] = []

    def keep(self, row: Row) -> None:
        self._rows.append(row)

    def post(self, mail: list[Parcel]) -> None:
        """Messages that no ledger remembers."""
        self._mail += mail

    def cut_off(self, span: Span) -> None:
        self._outages.append(span)

    def reconnect(self) -> None:
        self._outages.clear()

    def release(self, moment: int, trouble: Trouble, chance: Random) -> list[Parcel]:
        """Whatever can get out at that moment, in order: presence and bad mail, then frames."""
        self._outages = [span for span in self._outages if moment < span[1]]
        begun = [begins for begins, _ in self._outages if begins <= moment]
        ready, self._rows = self._rows, []
        mail, self._mail = self._mail, []
        if begun:
            before = min(begun)
            self._rows = [row for row in ready if row[0] >= before]
            ready = [row for row in ready if row[0] < before]
            if self.away:
                self._mail, mail = mail, []
            else:
                mail.append(self._presence("lost"))
        elif self.away:
            mail.append(self._presence("online"))
        self.away = bool(begun)
        return mail + _troubled(parcels.frames(self._name, ready), trouble, chance)


def _troubled(frames: list[Parcel], trouble: Trouble, chance: Random) -> list[Parcel]:
    if trouble.reorder:
        chance.shuffle(frames)
    if trouble.duplicate:
        frames = list(parcels.twice(frames, chance))
    if trouble.lost:
        frames = list(parcels.astray(frames, chance))
    return frames
