"""A share of counted cases, and how far it can be trusted.

Owns Wilson's score interval (E. B. Wilson, JASA 22, 1927; as method 3 in R. G. Newcombe, Statistics in
Medicine 17, 1998). Refuses rounding and words. Orders compare the interval's lower end, so that three
presses, all of them happy, do not beat three hundred of which five were not.
"""

import math
from dataclasses import dataclass
from typing import Final

Z: Final = 1.959963984540054
"""Two-sided 95 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole` cases."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def low(self) -> float:
        """The lower end of the 95 % interval; 0 of nothing."""
        return self._end(-1)

    @property
    def high(self) -> float:
        """The upper end of the 95 % interval; 1 of nothing."""
        return self._end(+1)

    def _end(self, side: int) -> float:
        if not self.whole:
            return 0.0 if side < 0 else 1.0
        share, square = self.part / self.whole, Z * Z
        spread = Z * math.sqrt(share * (1 - share) / self.whole + square / (4 * self.whole**2))
        end = (share + square / (2 * self.whole) + side * spread) / (1 + square / self.whole)
        return min(max(end, 0.0), 1.0)


NOTHING: Final = Share(0, 0)


def share(part: int, whole: int) -> Share:
    """Counts as they come out of sums: a void that overtook its rating makes neither end negative."""
    whole = max(whole, 0)
    return Share(min(max(part, 0), whole), whole)
