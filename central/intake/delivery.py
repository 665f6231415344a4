"""What was filed from home on its way to the ward's kiosk, again and again until the kiosk has all of it.

Owns when it goes out, and answering what a kiosk lacks. Refuses filing, rows of others and threads: it takes
its turn on the writer's. The broker's memory is not relied on: only the ledger's `dossier.filed` ends it.
"""

import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

import peewee

from central.intake.models import IntakeDossier, IntakeFile, IntakeFiling, IntakePiece
from central.sms.keys import KeyFault, Keys
from central.store.engine import PATIENCE, Store
from central.store.models import Kiosk
from mqtt.client import Incoming, LinkChanged, Outgoing
from mqtt.filing import Piece, Wanted, decode, encode
from mqtt.messages import MessageError, State
from mqtt.messages import decode as decode_message
from mqtt.topics import KioskName, parse_topic

FILED: Final = "filed"
WANTED: Final = "wanted"
PIECE: Final = "piece"
LOOK: Final = timedelta(seconds=2)
FIRST_PAUSE: Final = timedelta(seconds=10)
LONGEST_PAUSE: Final = timedelta(hours=1)
SENT_IN_A_TURN: Final = 20
PIECES_IN_A_TURN: Final = 4
WANTED_KEPT: Final = 500

log = logging.getLogger(__name__)


class Wire(Protocol):
    def publish(self, message: Outgoing) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """One filing that its ward lacks."""

    code: str
    turn: int
    province: str
    ward: str


@dataclass(frozen=True, slots=True)
class _Tried:
    at: datetime
    times: int

    @property
    def pause(self) -> timedelta:
        doubled: int = 2 ** min(self.times - 1, 12)
        return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


class Delivery:
    """Wards of `provinces` are served (none named: all); the others are another process's."""

    def __init__(self, store: Store, wire: Wire, keys: Keys, provinces: Sequence[str] = ()) -> None:
        self._store = store
        self._wire = wire
        self._keys = keys
        self._provinces = sorted(provinces)
        self._up = False
        self._looked: datetime | None = None
        self._tried: dict[Turn, _Tried] = {}
        self._wanted: deque[tuple[KioskName, Wanted]] = deque(maxlen=WANTED_KEPT)
        self._pieces: deque[tuple[KioskName, str, str, int]] = deque()

    @property
    def busy(self) -> bool:
        return self._up and bool(self._pieces or self._wanted)

    def hear(self, arrival: Incoming | LinkChanged) -> None:
        """A new link, a kiosk that came back, or one that asks for pieces."""
        if isinstance(arrival, LinkChanged):
            self._up = arrival.up
            self._tried.clear()
            self._pieces.clear()
            self._looked = None
            return
        leaf = arrival.topic.rpartition("/")[2]
        if leaf == WANTED:
            self._hear_wanted(arrival)
        elif leaf == "state" and not arrival.retained:
            self._hear_state(arrival)

    def turn(self, now: datetime) -> None:
        if not self._up:
            return
        try:
            self._answer()
            self._send(now)
        except PATIENCE as error:
            log.error("store unwilling; filings wait: %s", error)

    # ------------------------------------------------------------ filed

    def _send(self, now: datetime) -> None:
        if self._looked is not None and timedelta(0) <= now - self._looked < LOOK:
            return
        self._looked = now
        waiting = self._waiting()
        self._tried = {one: self._tried[one] for one in waiting if one in self._tried}
        for one in [one for one in waiting if not self._rests(one, now)][:SENT_IN_A_TURN]:
            if not self._publish(one):
                return
            tried = self._tried.get(one)
            self._tried[one] = _Tried(now, tried.times + 1 if tried else 1)

    def _waiting(self) -> list[Turn]:
        query = IntakeFiling.select(
            IntakeFiling.code, IntakeFiling.turn, IntakeFiling.province, IntakeFiling.ward
        ).where(IntakeFiling.there_at.is_null(), *self._ours(IntakeFiling.province))
        rows = self._store.writer.execute(query.order_by(IntakeFiling.at)).fetchall()
        return [Turn(*row) for row in rows]

    def _publish(self, one: Turn) -> bool:
        """False if the link takes nothing. A filing that no key opens holds up no other."""
        query = IntakeFiling.select(IntakeFiling.filed).where(
            IntakeFiling.code == one.code, IntakeFiling.turn == one.turn
        )
        (sealed,) = self._store.writer.execute(query).fetchone()
        try:
            payload = self._keys.unseal(sealed.encode())
        except KeyFault as error:
            log.error("filing cannot be opened code=%s: %s", one.code, error)
            return True
        kiosk = self._receiver(one)
        if self._wire.publish(Outgoing(kiosk.topic(FILED), payload, qos=1)) is None:
            return False
        log.info("filing sent kiosk=%s code=%s turn=%d", kiosk, one.code, one.turn)
        return True

    def _receiver(self, one: Turn) -> KioskName:
        """The ward's kiosk with the lowest number, `k1` where none has ever spoken."""
        begin = f"{one.province}/{one.ward}/"
        query = Kiosk.select(Kiosk.kiosk).where(Kiosk.kiosk.startswith(begin))
        names = [KioskName.parse(name) for (name,) in self._store.writer.execute(query).fetchall()]
        first = KioskName(one.province, one.ward, "k1")
        return min(names, key=lambda name: int(name.id[1:]), default=first)

    def _rests(self, one: Turn, now: datetime) -> bool:
        tried = self._tried.get(one)
        return tried is not None and timedelta(0) <= now - tried.at < tried.pause

    def _ours(self, column: Any) -> list[Any]:
        return [column.in_(self._provinces)] if self._provinces else []

    # ------------------------------------------------------------ wanted

    def _answer(self) -> None:
        """A few pieces in a turn: frames of kiosks come in between."""
        while self._wanted and not self._pieces:
            kiosk, wanted = self._wanted.popleft()
            file = self._file(kiosk, wanted)
            if file is None:
                log.warning("nothing wanted is here kiosk=%s code=%s", kiosk, wanted.code)
                continue
            self._pieces.extend((kiosk, file, wanted.sha256, number) for number in wanted.pieces)
        for _ in range(min(PIECES_IN_A_TURN, len(self._pieces))):
            if not self._send_piece(*self._pieces.popleft()):
                self._pieces.clear()
                return

    def _file(self, kiosk: KioskName, wanted: Wanted) -> str | None:
        """Only what was filed with the kiosk's own ward."""
        query = (
            IntakeFile.select(IntakeFile.id)
            .join(IntakeDossier, on=(IntakeDossier.code == IntakeFile.code))
            .where(
                IntakeFile.code == wanted.code,
                IntakeFile.sha256 == wanted.sha256,
                IntakeDossier.province == kiosk.province,
                IntakeDossier.ward == kiosk.ward,
            )
        )
        row = self._store.writer.execute(query.limit(1)).fetchone()
        return row[0] if row else None

    def _send_piece(self, kiosk: KioskName, file: str, sha256: str, number: int) -> bool:
        body = _body(self._store.writer, file, number)
        if body is None:
            return True
        piece = Piece(sha256=sha256, index=number, body=self._keys.unseal(body.encode()))
        return self._wire.publish(Outgoing(kiosk.topic(PIECE), encode(piece), qos=1)) is not None

    def _hear_wanted(self, arrival: Incoming) -> None:
        try:
            kiosk, _ = parse_topic(arrival.topic)
            self._wanted.append((kiosk, decode(arrival.payload, Wanted)))
        except ValueError as error:
            log.warning("not understood topic=%s: %s", arrival.topic, error)

    def _hear_state(self, arrival: Incoming) -> None:
        """Back online: whatever was sent before may have reached nobody."""
        try:
            kiosk, _ = parse_topic(arrival.topic)
            state = decode_message(State, arrival.payload)
        except (ValueError, MessageError):
            return
        if state.state == "online":
            ward = (kiosk.province, kiosk.ward)
            self._tried = {one: at for one, at in self._tried.items() if (one.province, one.ward) != ward}
            self._looked = None


def _body(database: peewee.Database, file: str, number: int) -> str | None:
    query = IntakePiece.select(IntakePiece.body).where(IntakePiece.file == file, IntakePiece.number == number)
    row = database.execute(query).fetchone()
    return row[0] if row else None
