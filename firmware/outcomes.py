"""What became of each command: one row, one outcome, one fact for the centre.

Owns the table `command`. Refuses judging and doing (`commanding`). Writing happens inside the caller's
transaction, so that a command and what it did are on disk together or not at all.
"""

import logging
from typing import Final, Literal

from firmware import ledger
from firmware.clock import Now
from firmware.store import LedgerRow, rows
from mqtt.device_facts import DeviceCommanded
from mqtt.messages import instant

log = logging.getLogger(__name__)

Outcome = Literal["done", "refused"]
_REASON: Final = 500


def newest() -> int:
    """The counter of the last command that was taken in; 0 before the first."""
    [(counter,)] = rows("SELECT ifnull(max(counter), 0) FROM command")
    return int(counter)


def is_known(counter: int) -> bool:
    return bool(rows("SELECT 1 FROM command WHERE counter = ?", (counter,)))


def take_in(counter: int, word: str, now: Now) -> None:
    """From here on this command is never taken in again."""
    LedgerRow.sql(
        "INSERT INTO command (counter, word, taken_at) VALUES (?, ?, ?)", counter, word, instant(now.wall)
    )


def settle(counter: int, outcome: Outcome, now: Now, *, reason: str = "") -> None:
    """How it ended, for good; the centre hears it as a fact."""
    [(word,)] = rows("SELECT word FROM command WHERE counter = ?", (counter,))
    reason = reason[:_REASON]
    LedgerRow.sql("UPDATE command SET outcome = ?, reason = ? WHERE counter = ?", outcome, reason, counter)
    ledger.append(DeviceCommanded(counter=counter, word=word, outcome=outcome, reason=reason), now)
    log.info("command settled counter=%s word=%s outcome=%s reason=%s", counter, word, outcome, reason)
