"""Each ward's list of dossiers down to its kiosks: pieces first, manifest last, old pieces away after it.

Owns when a ward's list goes out, its version and the order of steps. Refuses packing (`mqtt.publication`)
and threads: it takes its turn on the writer's, because it writes down what it sends. One ward is under way
at a time and a ward goes out at most once a minute, so a morning's import is one edition for each ward.
Whatever fails, the kiosks keep the whole list that they have, and the ward is tried again.
"""

import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

import msgspec

from central.dossiers import store as tables
from central.dossiers.register import Dossier
from central.dossiers.rows import VIETNAM
from central.dossiers.store import Edition, Ward
from central.store.database import PATIENCE, Store
from mqtt.client import LinkChanged, Outgoing, Published
from mqtt.dossiers import TOPIC, Listed, encode
from mqtt.messages import instant
from mqtt.publication import leaf_of_piece, messages, pack
from mqtt.topics import ward_topic

REST: Final = timedelta(seconds=60)
LOOK: Final = timedelta(seconds=1)
DEADLINE: Final = timedelta(seconds=30)
CLOSED_SHOWN: Final = timedelta(days=60)
FAILURE: Final = 128

log = logging.getLogger(__name__)


class Wire(Protocol):
    def publish(self, message: Outgoing) -> int | None: ...


@dataclass(slots=True)
class _Sending:
    """One ward under way; `unanswered` are the mids of which the broker has said nothing yet."""

    ward: Ward
    version: int
    sha256: str
    began: datetime
    clearing: bool = False
    refused: bool = False
    unanswered: set[int] = field(default_factory=set)


class PublishingTurn:
    """`hear` gets what the client says of the link and of its publishes; both on the writer's thread.

    Lists of `provinces` go out (none named: of all), those of the others are another process's.
    """

    def __init__(self, store: Store, wire: Wire, provinces: Sequence[str] = ()) -> None:
        self._provinces = frozenset(provinces)
        self._store = store
        self._wire = wire
        self._up = False
        self._sending: _Sending | None = None
        self._sent: dict[tuple[str, str], datetime] = {}
        self._looked: datetime | None = None

    def hear(self, arrival: LinkChanged | Published) -> None:
        match arrival:
            case LinkChanged(up=up):
                self._up = up
                self._sending = None
            case Published(mid, code) if self._sending is not None and mid in self._sending.unanswered:
                self._sending.unanswered.discard(mid)
                self._sending.refused |= code >= FAILURE

    def turn(self, now: datetime) -> None:
        """One step: the next ward, or what the broker's answers allow."""
        try:
            if self._sending is not None:
                self._go_on(self._sending, now)
            elif self._up and not _within(self._looked, now, LOOK):
                self._looked = now
                self._begin_next(now)
        except PATIENCE as error:
            log.error("store unwilling; lists of dossiers wait: %s", error)

    # ------------------------------------------------------------ a list goes out

    def _begin_next(self, now: datetime) -> None:
        today = _today(now)
        for ward in tables.wards_waiting(self._store, today):
            place = (ward.province, ward.ward)
            ours = not self._provinces or ward.province in self._provinces
            if ours and not _within(self._sent.get(place), now, REST):
                self._sent[place] = now
                self._looked = None
                self._begin(ward, now)
                return

    def _begin(self, ward: Ward, now: datetime) -> None:
        body = encode(_listed(tables.shown(self._store, ward, instant(now - CLOSED_SHOWN))))
        digest = hashlib.sha256(body).hexdigest()
        if digest == ward.sha256:
            with self._store.transaction():
                tables.cover(self._store, ward, _today(now), digest)
            return
        past = tables.editions(self._store, ward)
        version = max(int(now.timestamp() * 1000), past[-1].version + 1 if past else 1)
        manifest, pieces = pack(version, instant(now), body)
        with self._store.transaction():
            tables.begin_edition(self._store, ward, Edition(version, len(pieces)))
        self._sending = _Sending(ward, version, digest, now)
        self._send(self._sending, messages(manifest, pieces))

    def _go_on(self, sending: _Sending, now: datetime) -> None:
        name = f"{sending.ward.province}/{sending.ward.ward}"
        if sending.refused:
            log.error("broker refused dossiers of ward=%s; let this user publish there", name)
            self._sending = None
        elif not sending.unanswered:
            self._settle(sending, name, now)
        elif not _within(sending.began, now, DEADLINE):
            log.warning("broker silent about dossiers of ward=%s; they are sent again", name)
            self._sending = None

    def _settle(self, sending: _Sending, name: str, now: datetime) -> None:
        """The broker has all of this step: note it, and clear away what it replaced."""
        if sending.clearing:
            with self._store.transaction():
                tables.forget_editions(self._store, sending.ward, sending.version)
            self._sending = None
            return
        with self._store.transaction():
            tables.cover(self._store, sending.ward, _today(sending.began), sending.sha256)
        log.info("dossiers published ward=%s version=%d", name, sending.version)
        old = [
            edition
            for edition in tables.editions(self._store, sending.ward)
            if edition.version < sending.version
        ]
        sending.clearing, sending.began = True, now
        leaves = [leaf_of_piece(edition.version, index) for edition in old for index in range(edition.pieces)]
        self._send(sending, ((leaf, b"") for leaf in leaves))

    def _send(self, sending: _Sending, leaves: Iterable[tuple[str, bytes]]) -> None:
        """An empty retained message takes a piece off the broker."""
        for leaf, payload in leaves:
            topic = ward_topic(sending.ward.province, sending.ward.ward, f"{TOPIC}/{leaf}")
            mid = self._wire.publish(Outgoing(topic, payload, qos=1, retain=True))
            if mid is None:
                self._sending = None
                return
            sending.unanswered.add(mid)


def _listed(dossiers: Iterable[Dossier]) -> list[Listed]:
    """What the ward may show. One entry that a kiosk would refuse must not cost it the whole list."""
    shown = []
    for dossier in dossiers:
        entry = Listed(
            code=dossier.code,
            state=dossier.state,
            at=dossier.state_at,
            procedure=dossier.procedure,
            due=dossier.due,
            counter=dossier.counter,
        )
        try:
            shown.append(msgspec.convert(msgspec.to_builtins(entry), Listed))
        except msgspec.ValidationError as error:
            log.warning("dossier not listed ward=%s/%s: %s", dossier.province, dossier.ward, error)
    return shown


def _today(now: datetime) -> str:
    return now.astimezone(VIETNAM).date().isoformat()


def _within(since: datetime | None, now: datetime, span: timedelta) -> bool:
    """Whether it is less than `span` ago; a clock that went back does not hold anything up."""
    return since is not None and timedelta(0) <= now - since < span
