"""Which sequence numbers of one kiosk's ledger have arrived, as arithmetic on ranges.

Owns the contiguous prefix, the gaps and the highest number heard of. Refuses storage: the aggregator loads
and saves it. Apart because every promise of delivery (`upto`, `missing`) rests on these few lines.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

MISSING_RANGES: Final = 100


@dataclass(frozen=True, slots=True)
class Stretch:
    """One kiosk's one ledger: sequence numbers are unique and ordered within it."""

    kiosk: str
    epoch: str


@dataclass(slots=True)
class Progress:
    """Mutable, owned by one thread. `islands` are sorted, disjoint ranges beyond a first gap."""

    upto: int = 0
    seq_high: int = 0
    given_up: int = 0
    """Up to here rows were not waited for that their kiosk keeps no more."""
    islands: list[tuple[int, int]] = field(default_factory=list)

    def add(self, seq: int) -> bool:
        """Note one arrival; False if it was here already."""
        if seq <= self.upto:
            return False
        if seq > self.seq_high:
            self.seq_high = seq
        if seq == self.upto + 1:
            self.upto = seq
            if self.islands:
                self._swallow()
            return True
        return self._add_beyond_gap(seq)

    def copy(self) -> "Progress":
        return replace(self, islands=list(self.islands))

    def add_all(self, seqs: Iterable[int]) -> None:
        for seq in seqs:
            self.add(seq)

    def announce(self, seq_high: int) -> None:
        """The kiosk says it has written up to here: a lost tail becomes visible."""
        self.seq_high = max(self.seq_high, seq_high)

    def begin_at(self, seq: int) -> int:
        """The kiosk keeps nothing before `seq`: do not wait for it; returns how many are given up."""
        waited = self.missing_count
        if seq - 1 > self.upto:
            self.upto = self.given_up = seq - 1
            self.seq_high = max(self.seq_high, self.upto)
            self._swallow()
        return waited - self.missing_count

    def missing(self, limit: int = MISSING_RANGES) -> list[tuple[int, int]]:
        """The gaps between `upto` and `seq_high`, ends included; past `limit` the last one spans the rest.

        So a shortened list asks for too much and never claims an event that is not here.
        """
        gaps = []
        start = self.upto + 1
        for first, last in self.islands[: limit - 1]:
            gaps.append((start, first - 1))
            start = last + 1
        if start <= self.seq_high:
            gaps.append((start, self.seq_high))
        return gaps

    @property
    def missing_count(self) -> int:
        return self.seq_high - self.upto - sum(last - first + 1 for first, last in self.islands)

    def _swallow(self) -> None:
        """Islands that `upto` has reached are part of what it covers."""
        while self.islands and self.islands[0][0] <= self.upto + 1:
            self.upto = max(self.upto, self.islands.pop(0)[1])

    def _add_beyond_gap(self, seq: int) -> bool:
        at = bisect_right(self.islands, seq, key=lambda island: island[0])
        before = self.islands[at - 1] if at else (0, -1)
        if seq <= before[1]:
            return False
        first, last, start, end = seq, seq, at, at
        if before[1] == seq - 1:
            first, start = before[0], at - 1
        if at < len(self.islands) and self.islands[at][0] == seq + 1:
            last, end = self.islands[at][1], at + 1
        self.islands[start:end] = [(first, last)]
        return True
