"""From a row in the outbox to a modem, one message a turn.

Owns the order of the steps: claimed on disk before it is handed over, so that after a power cut whatever was
claimed is asked of the modem by its name, and what nobody can answer for is `uncertain`, never sent twice.
Refuses drivers (a post hands over) and the table's rules (`outbox`).
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from firmware.clock import Now
from firmware.outbox import SOON_FOR, Claimed, Ended, Fate, ModemSeen, Texting
from firmware.seals import SealError, Seals
from firmware.store import Reader
from mqtt.messages import instant
from mqtt.quiet import Quiet
from mqtt.receipts import LATE, LOOKED_BACK, READ, Handed, silent_since

log = logging.getLogger(__name__)

IDLE_SECONDS: Final = 5.0
WAITS_SECONDS: Final = 2.0
"""While the modem has something."""
LEAST_SECONDS, MOST_SECONDS = 10.0, 600.0
"""How long a modem that cannot send is left alone: ever longer."""
TRIES: Final = 8
"""So often one message may be turned away before it counts as failed."""
NO_RECEIPTS: Final = (
    "no receipt of what was sent lately; look for credit and a signal of the SIM, or set [modem] receipts"
)


@dataclass(frozen=True, slots=True)
class Letter:
    """`name` is the same after any restart; `phone` is ten digits."""

    name: str
    phone: str = field(repr=False)
    text: str = field(repr=False)
    minutes: int
    """After these it is of no use any more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    fate: Fate
    reason: str = ""


class Post(Protocol):
    """A modem as this room sees it. None of these raises."""

    receipts: bool
    """Whether it asks the network what became of each."""

    def trouble(self) -> str:
        """Why nothing can be sent now, with the next step; "" if it can."""
        ...

    def hand_over(self, letter: Letter) -> Outcome: ...

    def ask(self, name: str) -> Outcome:
        """What became of one that was handed over, or was about to be; `queued`: it never had it."""
        ...

    def news(self) -> Sequence[tuple[str, Outcome]]:
        """Names with what became of them since; the same again until `noted`."""
        ...

    def noted(self) -> None: ...

    def withdraw(self, name: str) -> bool:
        """True if it was there and will not be sent."""
        ...


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    kind: str
    phone: str | None = field(repr=False)
    text: str
    expires_at: str
    tries: int
    retries: int

    def is_late(self, now: Now) -> bool:
        return now.wall > datetime.fromisoformat(self.expires_at)


_MINUTES: Final = {"soon": int(SOON_FOR.total_seconds() // 60)}
_DAY: Final = 24 * 60
_ROWS: Final = (
    "SELECT s.id, s.kind, ifnull(s.phone, d.phone), s.text, s.expires_at, s.tries, s.retries FROM sms s"
    " LEFT JOIN dossier d ON d.code = s.dossier WHERE s.state = ?"
    " ORDER BY s.kind = 'soon' DESC, s.tries, s.id"
)
_ASKED: Final = (
    "SELECT ifnull(dossier, fact), handed_at, outcome IN ('delivered', 'undeliverable') AS has FROM sms"
    " WHERE receipt_asked = 1 AND handed_at > ? AND (has OR (state = 'sent' AND handed_at < ?))"
    " ORDER BY handed_at DESC, id DESC LIMIT ?"
)


def receipts_silent_since(reader: Reader, now: Now, *, already: bool) -> str | None:
    found = reader.rows(_ASKED, (instant(now.wall - LOOKED_BACK), instant(now.wall - LATE), READ))
    rows = (Handed(subject, at, has_receipt=bool(has)) for subject, at, has in found)
    return silent_since(rows, already=already)


class SmsTurn:
    """`ask` returns once the core has it on disk, False if it has not. Runs in a thread of its own."""

    def __init__(
        self,
        post: Post,
        reader: Reader,
        seals: Seals,
        quiet: Quiet,
        epoch: str,
        ask: Callable[[Texting], bool],
    ) -> None:
        self._post, self._reader, self._seals = post, reader, seals
        self._quiet, self._epoch, self._ask = quiet, epoch, ask
        self._claimed: set[int] = set()
        self._seen: ModemSeen | None = None
        self._rests = LEAST_SECONDS

    def __call__(self, now: Now) -> float:
        """At most one message; returns the seconds until the next look."""
        if not self._well(now):
            return self._longer()
        if not (self._settle_interrupted() and self._hear() and self._drop_late(now)):
            return self._longer()
        row = self._next(now)
        if row is None:
            self._rests = LEAST_SECONDS
            return WAITS_SECONDS if self._rows("taken") else IDLE_SECONDS
        ended = self._send(row)
        if ended is None or ended.fate == "queued":
            return self._longer()
        self._rests = LEAST_SECONDS
        return 0.0

    # ------------------------------------------------------------ the modem

    def _well(self, now: Now) -> bool:
        """A modem whose receipts stay away may send all the same, and goes on."""
        trouble = self._post.trouble()
        seen = ModemSeen("not_ready", trouble) if trouble else self._silence(now)
        if seen != self._seen and self._ask(seen):
            self._seen = seen
        return not trouble

    def _silence(self, now: Now) -> ModemSeen:
        already = self._seen is not None and self._seen.fault == "no_receipts"
        if not now.trusted and already and self._seen is not None:
            return self._seen
        silent = receipts_silent_since(self._reader, now, already=already) is not None
        return ModemSeen("no_receipts", NO_RECEIPTS) if silent else ModemSeen("")

    def _longer(self) -> float:
        seconds, self._rests = self._rests, min(2 * self._rests, MOST_SECONDS)
        return seconds

    def _settle_interrupted(self) -> bool:
        """Only this thread claims: what is claimed when a turn begins was cut short by a fault."""
        return all(self._end(row.id, self._outcome_of(row)) for row in self._rows("claimed"))

    def _outcome_of(self, row: _Row) -> Outcome:
        """What the modem says, except that it may have forgotten all since this process began."""
        outcome = self._post.ask(self._name(row))
        if outcome.fate == "queued" and row.id not in self._claimed:
            return Outcome(
                "uncertain", "the power went while it was handed over, and the modem does not know it"
            )
        return outcome

    def _hear(self) -> bool:
        """What the modem says of those it has; it may forget once that is on disk."""
        news = [(self._id(name), outcome) for name, outcome in self._post.news()]
        done = all(self._end(sms, outcome) for sms, outcome in news if sms is not None)
        if done:
            self._post.noted()
        return done

    # ------------------------------------------------------------ the outbox

    def _drop_late(self, now: Now) -> bool:
        """Nobody is told late that it will soon be their turn, nor three days late of a dossier."""
        late = [(row, Outcome("expired")) for row in self._rows("queued") if row.is_late(now)]
        late += [(row, self._taken_back(row)) for row in self._rows("taken") if row.is_late(now)]
        return all(self._end(row.id, outcome) for row, outcome in late)

    def _taken_back(self, row: _Row) -> Outcome:
        if self._post.withdraw(self._name(row)):
            return Outcome("expired")
        outcome = self._post.ask(self._name(row))
        return Outcome("uncertain", "the modem has lost it") if outcome.fate == "queued" else outcome

    def _next(self, now: Now) -> _Row | None:
        """A ticket's first. At night only those: their people are here. A clock that may be wrong knows no
        night."""
        night = now.trusted and self._quiet.holds(now.local)
        return next((row for row in self._rows("queued") if row.kind == "soon" or not night), None)

    def _send(self, row: _Row) -> Outcome | None:
        """None if the core could not note the claim, or somebody dropped it: then nothing was handed over."""
        if not self._ask(Claimed(row.id, receipts=self._post.receipts)):
            return None
        if row.id not in {claimed.id for claimed in self._rows("claimed")}:
            return None
        self._claimed.add(row.id)
        outcome = self._handed_over(row)
        if outcome.fate == "queued" and row.tries + 1 >= TRIES:
            outcome = Outcome("failed", outcome.reason)
        return outcome if self._end(row.id, outcome) else None

    def _handed_over(self, row: _Row) -> Outcome:
        if row.phone is None:
            return Outcome("failed", "its number was erased")
        try:
            phone = self._seals.unseal(row.phone)
        except SealError as error:
            return Outcome("failed", str(error))
        return self._post.hand_over(Letter(self._name(row), phone, row.text, _MINUTES.get(row.kind, _DAY)))

    def _end(self, sms: int, outcome: Outcome) -> bool:
        return self._ask(Ended(sms, outcome.fate, outcome.reason))

    def _rows(self, state: str) -> list[_Row]:
        return [_Row(*row) for row in self._reader.rows(_ROWS, (state,))]

    def _name(self, row: _Row) -> str:
        """No other database of this kiosk gives the same, and what a person has sent again gets another."""
        return f"{self._epoch}-{row.id}-{row.retries}" if row.retries else f"{self._epoch}-{row.id}"

    def _id(self, name: str) -> int | None:
        """None for what another database had handed over, or an earlier try."""
        epoch, number, retries = (*name.split("-"), "0")[:3]
        if epoch != self._epoch or not (number.isdecimal() and retries.isdecimal()):
            return None
        query = "SELECT id FROM sms WHERE id = ? AND retries = ?"
        return next((id for (id,) in self._reader.rows(query, (int(number), int(retries)))), None)
