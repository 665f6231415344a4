"""How often one address, and everybody in one ward together, may save and send what is filed from home.

Owns these rules. Refuses counting (`central.limits`).
"""

from datetime import datetime, timedelta
from typing import Final

from central import limits
from central.limits import Rule, near

SAVES: Final = Rule("saves", 600, timedelta(minutes=10))
FILINGS: Final = Rule("filings", 30, timedelta(hours=1))
OF_A_WARD: Final = Rule("filings of a ward", 200, timedelta(hours=1))
HASTE: Final = timedelta(seconds=4)
"""Nobody reads a form and fills it in faster."""


class Limits(limits.Limits):
    """Each question counts, and answers how long to wait; nothing where this one may go ahead."""

    def save(self, address: str, now: datetime) -> timedelta:
        return self.wait([(SAVES, near(address))], now)

    def filing(self, address: str, ward: str, now: datetime) -> timedelta:
        return self.wait([(FILINGS, near(address)), (OF_A_WARD, ward)], now)
