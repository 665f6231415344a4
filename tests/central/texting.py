"""A centre that sends SMS, for tests: facts as kiosks tell them, a driver that does as it is told.

Owns the driver, the post and the sealed contacts. Refuses assertions.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from central.aggregator import Aggregator
from central.sms.keys import Keys, make_keys
from central.sms.outbox import Post
from central.sms.telling import telling
from central.sms.turn import SmsTurn
from devices.sms import Fate, Message, News, NotReady, Word
from mqtt.facts import DossierMoved, DossierReceived, TicketSoon
from mqtt.quiet import read_quiet
from mqtt.sealing import read_public, seal
from tests.central.conftest import Centre
from tests.central.signed import PromptDesk
from tests.central.wire import DAY, NOW

CODE = "19.05518.0001"
PHONE = "+84912345678"
WARD = "19/05518"
NOBODY_KNOWS = Fate(Word.UNKNOWN)


@cache
def keys() -> Keys:
    with tempfile.TemporaryDirectory() as folder:
        return make_keys(Path(folder) / "keys.toml")


def contact(phone: str = PHONE) -> str:
    return seal(phone, read_public(keys().public))


def received(
    code: str = CODE, *, state: int = 2, sealed: str | None = "", due: str | None = None
) -> DossierReceived:
    """With somebody to tell, unless `sealed` is None."""
    return DossierReceived(
        day=DAY,
        code=code,
        procedure="1.000001",
        channel="direct",
        state=state,
        due=due,
        officer="lan",
        contact=contact() if sealed == "" else sealed,
    )


def moved(state: int, *, before: int = 2, code: str = CODE) -> DossierMoved:
    return DossierMoved(
        day=DAY,
        code=code,
        procedure="1.000001",
        channel="direct",
        from_state=before,
        state=state,
        officer="lan",
    )


def soon(number: str = "A017", *, sealed: str | None = "") -> TicketSoon:
    return TicketSoon(
        day=DAY, number=number, service="ho-tich", ahead=3, contact=contact() if sealed == "" else sealed
    )


@dataclass
class ToldDriver:
    """Answers as `answers` say, one after the other, then SENT; `handed` is what it was handed over."""

    name: str = "told"
    receipts: bool = True
    well: bool = True
    answers: list[Fate] = field(default_factory=list)
    handed: list[Message] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    knows: Fate = NOBODY_KNOWS
    coming: list[News] = field(default_factory=list)
    noted_times: int = 0
    closed: bool = False

    def ready(self) -> None:
        if not self.well:
            raise NotReady("told: no line; plug it in")

    def hand_over(self, message: Message) -> Fate:
        self.handed.append(message)
        return self.answers.pop(0) if self.answers else Fate(Word.SENT, handle=f"h{len(self.handed)}")

    def ask(self, reference: str) -> Fate:
        self.asked.append(reference)
        return self.knows

    def news(self) -> Sequence[News]:
        return list(self.coming)

    def noted(self) -> None:
        self.noted_times += 1
        self.coming.clear()

    def withdraw(self, reference: str) -> bool:
        return True

    def close(self) -> None:
        self.closed = True

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.handed]


class Texting:
    """`centre` takes facts in and puts them; `turn` sends. `restart` is a new process on the same store."""

    def __init__(self, centre: Centre, *, quiet: str = "", post: Post | None = None) -> None:
        self.centre = centre
        self.post = post or Post(keys())
        self.quiet = read_quiet(quiet)
        self.driver = ToldDriver()
        self.term = 1
        self.restart()

    def restart(self) -> None:
        self.centre.aggregator = Aggregator(
            self.centre.store, self.centre.wire, self.centre.inbox, tell=telling(self.post)
        )
        desk = PromptDesk(self.centre.store)
        self.sms = SmsTurn(self.driver, desk, self.centre.reader, keys(), self.quiet, lambda: self.term)

    def turn(self, now: datetime = NOW) -> float:
        return self.sms.turn(now)

    def states(self) -> list[tuple[object, ...]]:
        return self.centre.rows("SELECT kind, state FROM sms ORDER BY id")

    def reasons(self) -> list[str]:
        return [str(reason) for (reason,) in self.centre.rows("SELECT reason FROM sms ORDER BY id")]
