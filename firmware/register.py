"""What is known of each dossier: the ward's own register, and the list that the centre publishes for it.

Owns finding a dossier by its code, which of the two knows more, lateness, and taking in a new list whole.
Refuses to change the register (`dossiers`) and screens (`inquiry`). Asks in SQL, so that the core in its
transaction and the pages through a reader get the same answer. No name and no phone number passes here.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import msgspec

from firmware.clock import VIETNAM, Now
from firmware.console import DossierLine, DossierView
from firmware.days import today
from firmware.dossier_codes import plain
from firmware.state import Moment, State
from firmware.store import DossierRow, Rows
from mqtt import dossiers as wire
from mqtt.catalogue import Procedure
from mqtt.dossiers import MOVES, Listed
from mqtt.messages import instant

log = logging.getLogger(__name__)

DONE: Final = frozenset(
    {
        wire.State.REJECTED,
        wire.State.WITHDRAWN,
        wire.State.STOPPED,
        wire.State.FINISHED,
        wire.State.RETURNED,
    }
)
"""Nothing is promised any more; a finished dossier still waits for its owner."""
OPEN_SHOWN: Final = 500
_OPEN_STATES: Final = ", ".join(str(int(state)) for state, following in MOVES.items() if following)
_PLAIN: Final = "upper(replace(replace(replace(code, '.', ''), '-', ''), '/', ''))"
_OWN: Final = "SELECT code, procedure, state, due, changed_at, counter, waiting_since, pin FROM dossier"


@dataclass(frozen=True, slots=True)
class Known:
    """`at` and `waiting_since` are instants; `as_of` is "" for what this kiosk knows by itself, at any time.

    `pin` is the keyed hash of the receipt's PIN, "" where this ward printed none.
    """

    code: str
    procedure: str
    state: wire.State
    due: str | None
    at: str
    counter: int | None
    waiting_since: str | None = None
    pin: str = ""
    as_of: str = ""

    def late(self, day: str) -> bool:
        """Whether the promise is broken on a business day; while a supplement is awaited, no time passes."""
        reached = local_day(self.waiting_since) if self.waiting_since else day
        return self.due is not None and self.state not in DONE and self.due < reached

    def age(self, now: Now) -> str:
        return self.as_of or instant(now.wall)


@dataclass(frozen=True, slots=True)
class ListArrived:
    """A complete, verified list of this ward's dossiers; the core writes it."""

    version: int
    published_at: str
    listed: tuple[Listed, ...]

    def __repr__(self) -> str:
        return f"ListArrived(version={self.version}, dossiers={len(self.listed)})"


# ---------------------------------------------------------------- asking


def find(rows: Rows, text: str) -> Known | None:
    """By its code in any spelling; whichever source changed last says the state."""
    key = plain(text)
    own, listed = _own(rows, key), _listed(rows, key)
    if own is None or listed is None:
        return own or listed
    if own.at >= listed.at:
        return own
    return replace(
        own,
        state=listed.state,
        at=listed.at,
        as_of=listed.as_of,
        due=listed.due or own.due,
        counter=listed.counter or own.counter,
        waiting_since=listed.waiting_since,
    )


def view(rows: Rows, text: str, now: Now) -> DossierView | None:
    known = find(rows, text)
    if known is None:
        return None
    return DossierView(known.code, known.state, known.due, known.late(today(rows)), known.age(now))


def open_dossiers(rows: Rows, procedures: Mapping[str, Procedure]) -> tuple[DossierLine, ...]:
    """The ward's own that can still move, those due first at the top."""
    day = today(rows)
    found = rows(
        "SELECT code, procedure, state, due, changed_at, counter, waiting_since, pin, channel FROM dossier"
        f" WHERE state IN ({_OPEN_STATES}) ORDER BY due IS NULL, due, received_at LIMIT ?",
        (OPEN_SHOWN,),
    )
    return tuple(_line(_of_row(row[:-1]), row[-1], day, procedures) for row in found)


def steps(rows: Rows, code: str) -> list[tuple[wire.State, str]]:
    """(state, local ISO day) of each step of an own dossier, in order."""
    found = rows("SELECT state, at FROM dossier_step WHERE code = ? ORDER BY id", (code,))
    return [(wire.State(state), local_day(at)) for state, at in found]


def local_day(at: str) -> str:
    """The day in Vietnam of an instant; ISO date."""
    return datetime.fromisoformat(at).astimezone(VIETNAM).date().isoformat()


# ---------------------------------------------------------------- the centre's list


def list_version(rows: Rows) -> int:
    """Of the list on disk; 0 before the first."""
    known = rows("SELECT version FROM dossier_list", ())
    return int(known[0][0]) if known else 0


def decide(moment: Moment, event: ListArrived) -> State:
    accept(event)
    return moment.state


def accept(event: ListArrived) -> None:
    """Replace the whole list in the open transaction."""
    DossierRow.sql("DELETE FROM dossier_listed")
    DossierRow._meta.database.connection().executemany(
        "INSERT OR REPLACE INTO dossier_listed (code, data) VALUES (?, ?)",
        [(plain(one.code), msgspec.json.encode(one).decode()) for one in event.listed],
    )
    DossierRow.sql(
        "INSERT OR REPLACE INTO dossier_list (id, version, published_at) VALUES (1, ?, ?)",
        event.version,
        event.published_at,
    )
    log.info("dossier list received version=%s dossiers=%s", event.version, len(event.listed))


# ---------------------------------------------------------------- rows


def is_empty(rows: Rows) -> bool:
    """Whether nothing was ever sealed here: then a key may be made."""
    return not rows("SELECT 1 FROM dossier UNION ALL SELECT 1 FROM filing LIMIT 1", ())


def own_code(rows: Rows, key: str) -> str | None:
    """How the register spells a code, if it has it."""
    own = _own(rows, plain(key))
    return own.code if own else None


def _own(rows: Rows, key: str) -> Known | None:
    found = rows(f"{_OWN} WHERE {_PLAIN} = ?", (key,))
    return _of_row(found[0]) if found else None


def _of_row(row: tuple[Any, ...]) -> Known:
    code, procedure, state, due, at, counter, waiting_since, pin = row
    return Known(code, procedure, wire.State(state), due, at, counter, waiting_since, pin)


def _listed(rows: Rows, key: str) -> Known | None:
    found = rows("SELECT data, published_at FROM dossier_listed, dossier_list WHERE code = ?", (key,))
    if not found:
        return None
    one, published_at = msgspec.json.decode(found[0][0], type=Listed), found[0][1]
    waiting = one.at if one.state == wire.State.SUPPLEMENT_ASKED else None
    state, as_of = wire.State(one.state), max(published_at, one.at)
    return Known(one.code, one.procedure, state, one.due, one.at, one.counter, waiting, as_of=as_of)


def _line(known: Known, channel: str, day: str, procedures: Mapping[str, Procedure]) -> DossierLine:
    procedure = procedures.get(known.procedure)
    return DossierLine(
        code=known.code,
        procedure=known.procedure,
        name=procedure.name if procedure else known.procedure,
        channel=channel,
        state=known.state,
        due=known.due,
        late=known.late(day),
        changed_at=known.at,
        next=tuple(sorted(MOVES[known.state])),
    )
