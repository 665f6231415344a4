"""What filers are told by SMS: the one place where filing from home meets whoever sends.

Owns the meeting. Refuses words, senders and rows of SMS. It happens in the transaction of the filing: the
receipt code goes out once, or nothing was filed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import peewee


@dataclass(frozen=True, slots=True)
class FiledNews:
    """A dossier has got its code. `ward` is ``19/05518``; `fact` names this for ever."""

    ward: str
    code: str
    phone: str = field(repr=False)
    at: datetime

    @property
    def fact(self) -> str:
        return f"filed/{self.code}"


Tell = Callable[[peewee.Database, FiledNews], None]


def nobody(_database: peewee.Database, _news: FiledNews) -> None:
    """Where no SMS are sent, the page alone shows the code."""
