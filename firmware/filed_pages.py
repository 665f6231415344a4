"""What officers see of dossiers filed from home: which came, what they say, and their papers.

Owns these questions, asked through a read-only connection. Refuses to change anything (`filed`,
`dossier_moves`). Only whoever is signed in may see the answers; the pages demand that, and log it.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from firmware import filed, register
from firmware.days import today
from firmware.pages import FiledAttachment, FiledLine, FiledPage, FiledTurn, Paper
from firmware.pieces import Pieces
from firmware.seals import SealError, Seals
from firmware.store import Rows
from mqtt.catalogue import Procedure
from mqtt.dossiers import MOVES, State
from mqtt.filing import Filed
from mqtt.messages import FilingWord

log = logging.getLogger(__name__)

SHOWN: Final = 500
LEAST_FREE_MB: Final = 200
"""With less on the card no attachment is fetched: numbers and ratings need the room."""
_NEWS: Final = (
    "CASE WHEN state = 1 THEN 'new' WHEN max(turn) > 1 AND max(whole_at) >= changed_at THEN 'supplement'"
    " ELSE '' END"
)
_OPEN: Final = ", ".join(str(int(state)) for state, following in MOVES.items() if following)
_FILED: Final = (
    "FROM dossier JOIN filing USING (code) WHERE whole_at IS NOT NULL AND form IS NOT NULL"
    f" AND state IN ({_OPEN}) GROUP BY code"
)


@dataclass(frozen=True, slots=True)
class Cabinet:
    """Where to ask: the register, the key and the attachments."""

    rows: Rows
    seals: Seals
    pieces: Pieces

    def lines(self, procedures: Mapping[str, Procedure]) -> tuple[FiledLine, ...]:
        """What nobody has looked at yet first, the oldest at the top."""
        found = self.rows(
            f"SELECT code, procedure, state, max(turn), max(whole_at), due, {_NEWS} AS news {_FILED}"
            " ORDER BY news = '', max(whole_at) LIMIT ?",
            (SHOWN,),
        )
        return tuple(_line(row, procedures) for row in found)

    def page(self, code: str, procedures: Mapping[str, Procedure]) -> FiledPage | None:
        """None for what was not filed from home, was erased, or cannot be read any more."""
        own = register.own_code(self.rows, code)
        known = register.find(self.rows, own) if own else None
        if own is None or known is None:
            return None
        turns = tuple(_turn(one, came_at) for one, came_at in self._forms(own))
        if not turns:
            return None
        late = known.late(today(self.rows))
        following = tuple(sorted(MOVES[known.state]))
        name = _name(known.procedure, procedures)
        return FiledPage(own, known.procedure, name, known.state, known.due, late, following, turns)

    def paper(self, code: str, turn: int, place: int) -> Paper | None:
        own = register.own_code(self.rows, code)
        form = next((one for one, _ in self._forms(own or "") if one.turn == turn), None)
        if form is None or not 0 <= place < len(form.attachments):
            return None
        one = form.attachments[place]
        try:
            return Paper(one.file, one.type, self.pieces.read(one.sha256, one.size))
        except (OSError, SealError) as error:
            log.error("attachment unreadable code=%s turn=%s place=%s: %s", code, turn, place, error)
            return None

    def _forms(self, code: str) -> list[tuple[Filed, str]]:
        """Each turn's form, with when it was whole."""
        found = self.rows(
            "SELECT turn, form, whole_at FROM filing"
            " WHERE code = ? AND whole_at IS NOT NULL AND form IS NOT NULL ORDER BY turn",
            (code,),
        )
        try:
            return [(filed.unsealed(self.seals, code, turn, form), at) for turn, form, at in found]
        except SealError as error:
            log.error("filing unreadable code=%s: %s", code, error)
            return []


def unseen(rows: Rows) -> int:
    """How many have something that no officer has answered."""
    [(count,)] = rows(f"SELECT count(*) FROM (SELECT {_NEWS} AS news {_FILED}) WHERE news <> ''", ())
    return int(count)


def fetching(rows: Rows, free_mb: int | None) -> FilingWord:
    """How fetching stands, in one word of the heartbeat's."""
    [(waiting,)] = rows("SELECT count(*) FROM filing WHERE whole_at IS NULL", ())
    if not waiting:
        return "idle"
    return "disk_full" if is_full(free_mb) else "waiting"


def is_full(free_mb: int | None) -> bool:
    return free_mb is not None and free_mb < LEAST_FREE_MB


def _line(row: tuple[Any, ...], procedures: Mapping[str, Procedure]) -> FiledLine:
    code, procedure, state, turn, came_at, due, news = row
    following = tuple(sorted(MOVES[State(state)]))
    name = _name(procedure, procedures)
    return FiledLine(code, procedure, name, state, turn, came_at, due, news, following)


def _turn(form: Filed, came_at: str) -> FiledTurn:
    return FiledTurn(
        turn=form.turn,
        filed_at=form.at,
        came_at=came_at,
        name=form.name,
        phone=form.phone,
        answers=tuple((one.label, one.text) for one in form.answers),
        attachments=tuple(
            FiledAttachment(one.label, one.file, one.type, one.size) for one in form.attachments
        ),
    )


def _name(code: str, procedures: Mapping[str, Procedure]) -> str:
    found = procedures.get(code)
    return found.name if found else code
