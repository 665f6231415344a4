"""How often one address, and everybody of one ward together, may do what is open to everybody.

Owns counting. Refuses storage on purpose: a stranger's haste must not reach the one writer that kiosks wait
for. A restart forgets the counts. Limits are wide: a whole village may stand behind one address of a
telephone company; whoever sends from many addresses meets the ward's own limit.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

KEPT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Rule:
    """`what` so often at most, each time that `during` has passed."""

    what: str
    most: int
    during: timedelta


class Limits:
    """From any thread."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], tuple[datetime, int]] = {}
        self._lock = threading.Lock()

    def wait(self, wanted: Sequence[tuple[Rule, str]], now: datetime) -> timedelta:
        """Count it for each rule. Beyond one of them nothing is counted, and this is how long to wait."""
        with self._lock:
            longest = max((self._left(rule, who, now) for rule, who in wanted), default=timedelta())
            if longest > timedelta():
                return longest
            for rule, who in wanted:
                began, count = self._counts.pop((rule.what, who), (now, 0))
                self._counts[rule.what, who] = (began, count + 1)
            while len(self._counts) > KEPT:
                del self._counts[next(iter(self._counts))]
            return timedelta()

    def _left(self, rule: Rule, who: str, now: datetime) -> timedelta:
        began, count = self._counts.get((rule.what, who), (now, 0))
        if not timedelta() <= now - began < rule.during:
            self._counts.pop((rule.what, who), None)
            return timedelta()
        return began + rule.during - now if count >= rule.most else timedelta()


def near(address: str) -> str:
    """One household: an address, or the /64 network that IPv6 gives to each."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(ip_network((int(parsed), 64), strict=False).network_address)
    return address
