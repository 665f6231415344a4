"""How often one address, and everybody in one ward together, may save and send.

Owns counting. Refuses storage on purpose: a stranger's haste must not reach the one writer that kiosks wait
for. A restart forgets the counts. The limits are wide: a whole village may stand behind one address of a
telephone company.
"""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

KEPT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Rule:
    most: int
    during: timedelta


SAVES: Final = Rule(600, timedelta(minutes=10))
FILINGS: Final = Rule(30, timedelta(hours=1))
OF_A_WARD: Final = Rule(200, timedelta(hours=1))
HASTE: Final = timedelta(seconds=4)
"""Nobody reads a form and fills it in faster."""


class Limits:
    """From any thread."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], tuple[datetime, int]] = {}
        self._lock = threading.Lock()

    def save(self, address: str, now: datetime) -> timedelta:
        """How long to wait; nothing where this one may go ahead."""
        return self._count([("save", near(address), SAVES)], now)

    def filing(self, address: str, ward: str, now: datetime) -> timedelta:
        return self._count([("filing", near(address), FILINGS), ("ward", ward, OF_A_WARD)], now)

    def _count(self, wanted: list[tuple[str, str, Rule]], now: datetime) -> timedelta:
        with self._lock:
            waits = [self._wait((what, who), rule, now) for what, who, rule in wanted]
            longest = max(waits)
            if longest > timedelta():
                return longest
            for what, who, _ in wanted:
                began, count = self._counts.pop((what, who), (now, 0))
                self._counts[what, who] = (began, count + 1)
            while len(self._counts) > KEPT:
                del self._counts[next(iter(self._counts))]
            return timedelta()

    def _wait(self, key: tuple[str, str], rule: Rule, now: datetime) -> timedelta:
        began, count = self._counts.get(key, (now, 0))
        if not timedelta() <= now - began < rule.during:
            self._counts.pop(key, None)
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
