"""Hands over what waits in the outbox, one at a time, and hears what became of it.

Owns the order of one turn: claim on disk, hand over, write down. Refuses rows (`states`), networks and
threads. It writes through the writer's desk and waits for it, so neither a slow network nor a dead modem
ever holds the writer up. After a restart, or when another process wrote in between, the driver is asked what
became of whatever was in hand; what it cannot say is uncertain and is not sent again.
"""

import logging
import socket
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, Protocol

import peewee

from central.desk import Errand, NotWritten, T
from central.sms import states
from central.sms.keys import KeyFault, Keys
from central.sms.states import WITHDRAWN, Waiting
from devices.sms import Fate, Message, NotReady, Sender, Word
from mqtt.quiet import Quiet

IN_A_TURN: Final = 50
IDLE_SECONDS: Final = 1.0
FIRST_PAUSE_SECONDS: Final = 2.0
LONGEST_PAUSE_SECONDS: Final = 60.0
INTERRUPTED: Final = "the centre stopped while it was handed over; look for it, then retry or drop it"

log = logging.getLogger(__name__)


class Desk(Protocol):
    """The writer's: what it settles is on disk."""

    def settle(self, errand: Errand[T]) -> T: ...


class SmsTurn:
    """One thread calls it. `term` is 0 while another process writes, and else names the term of writing."""

    def __init__(
        self,
        sender: Sender,
        desk: Desk,
        reader: peewee.Database,
        keys: Keys,
        quiet: Quiet,
        term: Callable[[], int],
        provinces: Sequence[str] = (),
    ) -> None:
        self.trouble = ""
        self._sender = sender
        self.me = f"{socket.gethostname()} {sender.name}"
        self._desk = desk
        self._reader = reader
        self._keys = keys
        self._quiet = quiet
        self._of_writer = term
        self._provinces = provinces
        self._term = 0
        self._failures = 0

    def listen(self, seconds: float) -> None:
        """Nothing wakes it: it looks again after each pause."""

    def turn(self, now: datetime) -> float:
        """How many seconds to pause."""
        try:
            return self._in_term(now)
        except NotReady as error:
            return self._postpone(str(error))
        except (NotWritten, peewee.PeeweeException) as error:
            log.warning("sms wait: %s", error)
            self._term = 0
            return IDLE_SECONDS

    def close(self) -> None:
        self._sender.close()

    def _in_term(self, now: datetime) -> float:
        term = self._of_writer()
        if not term:
            self._sender.close()
            self._term = 0
            return IDLE_SECONDS
        if term != self._term:
            self._recover(now)
            self._term = term
        self._hear(now)
        self._expire(now)
        with self._reader:
            waiting = states.due(self._reader, self._provinces, now, IN_A_TURN)
        if waiting:
            self._make_ready()
        for one in waiting:
            if not self._send(one, now):
                return FIRST_PAUSE_SECONDS
        return 0.0 if len(waiting) == IN_A_TURN else IDLE_SECONDS

    def _recover(self, now: datetime) -> None:
        """Ask for each that was in hand; BUSY is the driver's word that it never had it.

        What another machine or another driver had in hand, this one cannot know of.
        """
        with self._reader:
            open_now = states.interrupted(self._reader, self._provinces)
        for id, reference, sender in open_now:
            fate = self._sender.ask(reference) if sender == self.me else Fate(Word.UNKNOWN)
            if fate.word is Word.UNKNOWN:
                fate = Fate(Word.UNKNOWN, reason=fate.reason or INTERRUPTED)
            log.info("sms was in hand id=%d now=%s", id, fate.word.value)
            self._write(id, fate, now)

    def _hear(self, now: datetime) -> None:
        news = self._sender.news()
        if news:
            self._desk.settle(lambda database: states.hear(database, news, now))
            self._sender.noted()

    def _expire(self, now: datetime) -> None:
        with self._reader:
            late = states.late(self._reader, self._provinces, now)
            overdue = states.overdue(self._reader, self._provinces, now)
        if late:
            self._desk.settle(lambda database: states.expire(database, self._provinces, now))
        for id, reference in overdue:
            if self._sender.withdraw(reference):
                self._write(id, WITHDRAWN, now)

    def _make_ready(self) -> None:
        self._sender.ready()
        if self.trouble:
            log.info("sms driver well again: %s", self._sender.name)
        self.trouble, self._failures = "", 0

    def _send(self, one: Waiting, now: datetime) -> bool:
        """Quiet hours, then the claim, then the hand-over. False if the driver stumbled and needs a rest."""
        over = self._quiet.over(now)
        if over > now and one.kind != "soon":
            self._desk.settle(lambda database: states.postpone(database, one.id, over))
            return True
        message = self._message(one, now)
        if not self._claim(one, now):
            return True
        fate = message if isinstance(message, Fate) else self._sender.hand_over(message)
        self._write(one.id, fate, now)
        return fate.word not in (Word.BUSY, Word.UNKNOWN)

    def _claim(self, one: Waiting, now: datetime) -> bool:
        receipts = self._sender.receipts
        return self._desk.settle(
            lambda database: states.claim(database, one.id, self.me, now, receipts=receipts)
        )

    def _message(self, one: Waiting, now: datetime) -> Message | Fate:
        try:
            phone = self._keys.unseal(one.phone.encode()).decode()
        except KeyFault as error:
            return Fate(Word.REFUSED, reason=f"its number: {error}")
        left = datetime.fromisoformat(one.not_after) - now
        minutes = max(1, int(left.total_seconds() // 60))
        return Message(one.reference, phone, one.text, wide=bool(one.wide), minutes=minutes)

    def _write(self, id: int, fate: Fate, now: datetime) -> None:
        self._desk.settle(lambda database: states.settle(database, id, fate, now))

    def _postpone(self, trouble: str) -> float:
        if trouble != self.trouble:
            log.error("sms wait: %s", trouble)
        self.trouble = trouble
        self._failures += 1
        pause: float = FIRST_PAUSE_SECONDS * (1 << min(self._failures - 1, 10))
        return min(pause, LONGEST_PAUSE_SECONDS)
