"""Fetches what people filed from home: forms in, missing pieces asked for, attachments put together.

Owns when to ask for what, and again. Refuses the register (`filed`, in the core's transaction) and files
(`pieces`). All it knows is on disk: after a power cut the next turn goes on where it was. One attachment is
under way at a time, and one that gets no answer lets the others go first.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from firmware.clock import Now
from firmware.dossier_codes import clean_code
from firmware.filed import FilingHeard, FilingWhole, News
from firmware.filed_pages import is_full
from firmware.pieces import Pieces
from firmware.store import Reader
from mqtt import filing
from mqtt.client import Incoming, Outgoing
from mqtt.filing import FILED_BYTES, MOST_WANTED, PIECE_BYTES, Filed, Piece, Wanted
from mqtt.topics import KioskName

log = logging.getLogger(__name__)

IDLE_SECONDS: Final = 5.0
SWEEP_SECONDS: Final = 60.0
ANSWER_SECONDS: Final = 60.0
"""After the last piece; a poor line takes half a minute for one."""
LONGEST_SECONDS: Final = 1800.0
SPOILT_SECONDS: Final = 300.0
"""Before what came wrong is asked for anew."""
TOLD_SECONDS: Final = 60.0
"""Before the core is told again of what it could not record."""
_PIECE_BYTES: Final = PIECE_BYTES * 4 // 3 + 1024


class Wire(Protocol):
    def publish(self, message: Outgoing) -> int | None: ...


@dataclass(frozen=True, slots=True)
class _Lacking:
    code: str
    turn: int
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """`pieces` are awaited until `until`; before `again` they are not asked for once more."""

    pieces: frozenset[int] = frozenset()
    until: float = 0.0
    again: float = 0.0
    pause: float = 0.0


def filed_to(kiosk: KioskName) -> tuple[str, str]:
    """Where forms and pieces come in."""
    return kiosk.topic("filed"), kiosk.topic("piece")


class FilingTurn:
    """Take what arrived, note what is whole, ask for what lacks. Runs in its own thread."""

    def __init__(
        self,
        wire: Wire,
        arrivals: Callable[[], Iterable[Incoming]],
        reader: Reader,
        kiosk: KioskName,
        pieces: Pieces,
        tell: Callable[[News], bool],
        free_mb: Callable[[], int | None],
    ) -> None:
        self._wire = wire
        self._arrivals = arrivals
        self._reader = reader
        self._kiosk = kiosk
        self._pieces = pieces
        self._tell = tell
        self._free_mb = free_mb
        self._good: set[str] = set()
        self._asked: dict[str, _Asked] = {}
        self._told: dict[tuple[str, int], float] = {}
        self._sweep_at = 0.0

    def __call__(self, now: Now) -> float:
        for arrival in self._arrivals():
            self._take(arrival, now)
        if now.monotonic >= self._sweep_at:
            self._sweep_at = now.monotonic + SWEEP_SECONDS
            self._sweep()
        self._ask(self._settle(now), now)
        return IDLE_SECONDS

    # ------------------------------------------------------------ what arrives

    def _take(self, arrival: Incoming, now: Now) -> None:
        """Nothing that comes in can break more than itself."""
        try:
            if arrival.topic == self._kiosk.topic("filed"):
                self._take_form(arrival.payload, now)
            elif arrival.topic == self._kiosk.topic("piece"):
                self._take_piece(arrival.payload, now)
        except ValueError as error:
            log.warning("refused topic=%s bytes=%s: %s", arrival.topic, len(arrival.payload), error)
        except OSError as error:
            log.error("piece not kept: %s; make room on the card", error)

    def _take_form(self, payload: bytes, now: Now) -> None:
        """What the core could not record is not lost: the centre says it again. Then it is asked at once."""
        _demand_size(payload, FILED_BYTES)
        filed = filing.decode(payload, Filed)
        ward = f"{self._kiosk.province}.{self._kiosk.ward}."
        if not filed.code.startswith(ward) or clean_code(filed.code) is None:
            raise ValueError(f"{filed.code!r} is no code of this ward; they begin with {ward}")
        if self._tell(FilingHeard(filed)):
            for one in filed.attachments:
                if not self._is_under_way(one.sha256, now):
                    self._asked.pop(one.sha256, None)

    def _take_piece(self, payload: bytes, now: Now) -> None:
        _demand_size(payload, _PIECE_BYTES)
        piece = filing.decode(payload, Piece)
        size = next((one.size for one in self._lacking() if one.sha256 == piece.sha256), None)
        if size is None or piece.index not in self._pieces.missing(piece.sha256, size):
            return
        if not self._pieces.keep(piece, size):
            raise ValueError(f"piece {piece.index} of {piece.sha256[:12]} has {len(piece.body)} bytes")
        self._note_arrival(piece, now)

    def _note_arrival(self, piece: Piece, now: Now) -> None:
        """With the last of those asked for, the next are due."""
        awaited = self._asked.get(piece.sha256, _Asked()).pieces - {piece.index}
        if awaited:
            until = now.monotonic + ANSWER_SECONDS
            self._asked[piece.sha256] = _Asked(awaited, until, until, ANSWER_SECONDS)
        else:
            self._asked.pop(piece.sha256, None)

    # ------------------------------------------------------------ what is whole

    def _settle(self, now: Now) -> list[_Lacking]:
        """Tell the core of every filing whose attachments are all here; what lacks of the others."""
        lacking = [one for one in self._lacking() if not self._is_here(one, now)]
        waiting = {(one.code, one.turn) for one in lacking}
        for code, turn in self._unfinished():
            if (code, turn) not in waiting and now.monotonic >= self._told.get((code, turn), 0.0):
                self._told[code, turn] = now.monotonic + TOLD_SECONDS
                self._tell(FilingWhole(code, turn))
        return lacking

    def _is_here(self, one: _Lacking, now: Now) -> bool:
        """Checked once; what is not what was filed is thrown away and asked for again, later."""
        if self._pieces.missing(one.sha256, one.size):
            self._good.discard(one.sha256)
            return False
        if one.sha256 in self._good or self._pieces.is_good(one.sha256, one.size):
            self._good.add(one.sha256)
            return True
        log.warning("attachment is not what was filed, asking again sha256=%s", one.sha256[:12])
        self._pieces.drop(one.sha256)
        self._asked[one.sha256] = _Asked(again=now.monotonic + SPOILT_SECONDS)
        return False

    def _unfinished(self) -> list[tuple[str, int]]:
        found = self._reader.rows("SELECT code, turn FROM filing WHERE whole_at IS NULL ORDER BY id")
        return [(code, turn) for code, turn in found]

    def _lacking(self) -> list[_Lacking]:
        """Every attachment of what is not whole yet, the oldest filing first."""
        found = self._reader.rows(
            "SELECT code, turn, sha256, size FROM filing JOIN filing_attachment ON filing = id"
            " WHERE whole_at IS NULL ORDER BY id, place"
        )
        return [_Lacking(*row) for row in found]

    # ------------------------------------------------------------ what is asked for

    def _ask(self, lacking: list[_Lacking], now: Now) -> None:
        """One attachment is under way at a time; its next pieces are due when those before are here."""
        if any(self._is_under_way(one.sha256, now) for one in lacking):
            return
        due = (one for one in lacking if now.monotonic >= self._asked.get(one.sha256, _Asked()).again)
        one = next(due, None)
        if one is not None and not is_full(self._free_mb()):
            self._ask_for(one, now)

    def _ask_for(self, one: _Lacking, now: Now) -> None:
        """Nothing is noted while the link is down: once it is back, asking begins at once."""
        pieces = self._pieces.missing(one.sha256, one.size)[:MOST_WANTED]
        wanted = Wanted(code=one.code, sha256=one.sha256, pieces=pieces)
        if self._wire.publish(Outgoing(self._kiosk.topic("wanted"), filing.encode(wanted))) is None:
            self._asked.pop(one.sha256, None)
            return
        before, at = self._asked.get(one.sha256, _Asked()).pause, now.monotonic
        pause = min(2 * before, LONGEST_SECONDS) or ANSWER_SECONDS
        self._asked[one.sha256] = _Asked(frozenset(pieces), at + ANSWER_SECONDS, at + pause, pause)

    def _is_under_way(self, sha256: str, now: Now) -> bool:
        return now.monotonic < self._asked.get(sha256, _Asked()).until

    def _sweep(self) -> None:
        known = {sha256 for (sha256,) in self._reader.rows("SELECT sha256 FROM filing_attachment")}
        if erased := self._pieces.drop_all_but(known):
            log.info("attachments erased count=%s", erased)


def _demand_size(payload: bytes, most: int) -> None:
    if len(payload) > most:
        raise ValueError(f"{len(payload)} bytes; at most {most} are read")
