"""What a technician leaves behind: how the self-test ended, and how high the screen hangs.

Owns two small tables beside the ledger: neither is a fact that the centre counts. Refuses the test itself
(`selftest`) and the slip's words (`paper`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from firmware.clock import VIETNAM, Now
from firmware.steps import Outcome, Result
from firmware.store import Rows, TicketRow
from firmware.version import VERSION
from mqtt.messages import instant

LOWEST_MM: Final = 300
HIGHEST_MM: Final = 1500
"""Plausible, no rule: nobody mounts a kiosk's lower edge outside of it."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The last self-test; `at` in the ward's time."""

    at: datetime
    accepted: bool
    version: str


def is_accepted(results: Sequence[Result]) -> bool:
    """Nothing failed, and something was tested."""
    outcomes = {result.outcome for result in results}
    return Outcome.PASSED in outcomes and Outcome.FAILED not in outcomes


def keep(results: Sequence[Result], now: Now) -> None:
    """In the open transaction."""
    TicketRow.sql(
        "INSERT INTO acceptance (at, clock, version, accepted, results) VALUES (?, ?, ?, ?, ?)",
        instant(now.wall),
        "synced" if now.trusted else "unsynced",
        VERSION,
        is_accepted(results),
        msgspec.json.encode(results).decode(),
    )


def last(rows: Rows) -> Accepted | None:
    found = rows("SELECT at, accepted, version FROM acceptance ORDER BY id DESC LIMIT 1", ())
    if not found:
        return None
    [(at, accepted, version)] = found
    return Accepted(datetime.fromisoformat(at).astimezone(VIETNAM), bool(accepted), version)


def hang(lower_edge_mm: int, now: Now) -> None:
    """In the open transaction; the newest measurement counts."""
    TicketRow.sql(
        "INSERT INTO mounting (id, lower_edge_mm, measured_at) VALUES (1, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET lower_edge_mm = excluded.lower_edge_mm,"
        " measured_at = excluded.measured_at",
        lower_edge_mm,
        instant(now.wall),
    )


def lower_edge_mm(rows: Rows) -> int | None:
    """As measured, or None where nobody has measured yet."""
    found = rows("SELECT lower_edge_mm FROM mounting", ())
    return int(found[0][0]) if found else None
