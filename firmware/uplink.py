"""From ledger rows to the centre and back: frames out, acknowledgements in, one turn at a time.

Owns what is in flight, when to send again, and the kiosk's state topic. Refuses to mark rows itself: the
centre's ack goes to the core as `Acknowledged`. The broker's own acknowledgement means nothing here.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from firmware import ledger
from firmware.clock import Now
from firmware.events import Acknowledged, ConnectionChanged, Event
from firmware.health import Vitals, versions
from firmware.ledger import Resend
from firmware.store import Reader
from firmware.version import VERSION
from mqtt import facts, messages
from mqtt.client import Arrival, Incoming, LinkChanged, Outgoing
from mqtt.messages import Ack, Frame, Health, MessageError, PaperWord, State, StateWord, instant
from mqtt.topics import KioskName

log = logging.getLogger(__name__)

WINDOW: Final = 5_000
"""Events in flight: 100 frames of 50."""
ACK_SECONDS: Final = 10.0
STALLED_SECONDS: Final = 60.0
LONGEST_SECONDS: Final = 3600.0
"""A centre that says nothing at all is asked ever less often: thousands of kiosks that repeat a day's rows
every ten seconds would fill any broker. Its first word, if only its answer to a heartbeat, ends that."""
IDLE_SECONDS: Final = 1.0


class Wire(Protocol):
    """The connection, as this room uses it."""

    def publish(self, message: Outgoing) -> int | None: ...
    def drop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Identity:
    """Who speaks: the kiosk, its database and this start of it."""

    kiosk: KioskName
    epoch: str
    boot: str

    def state(self, word: StateWord, seq_high: int, now: Now) -> Outgoing:
        """The retained state; also used as Will (`lost`) and as farewell (`offline`)."""
        payload = State(word, self.epoch, self.boot, VERSION, instant(now.wall), seq_high)
        return Outgoing(self.kiosk.topic("state"), messages.encode(payload), qos=1, retain=True)


@dataclass(slots=True)
class _Flight:
    """What this connection has sent and heard. `upto` is the centre's word, even if it is lower than ours.

    `patience` is how long to wait before rows are sent again, `grace` before the link is given up.
    """

    up: bool = False
    sent: int = 0
    upto: int = 0
    moved_at: float = 0.0
    heard_at: float = 0.0
    resent_at: float = 0.0
    heartbeat_at: float = 0.0
    patience: float = ACK_SECONDS
    grace: float = STALLED_SECONDS


class UplinkTurn:
    """Drain arrivals, send what waits, repeat what stays unanswered. Runs in its own thread."""

    def __init__(
        self,
        wire: Wire,
        arrivals: Callable[[], Iterable[Arrival]],
        reader: Reader,
        identity: Identity,
        send: Callable[[Event], object],
        vitals: Callable[[], Vitals],
        paper: Callable[[], PaperWord],
        *,
        heartbeat_seconds: float = 20.0,
        resend: Callable[[], Resend | None] = lambda: None,
        settings_version: int = 0,
    ) -> None:
        self._wire = wire
        self._arrivals = arrivals
        self._reader = reader
        self._identity = identity
        self._send = send
        self._vitals = vitals
        self._paper = paper
        self._heartbeat_seconds = heartbeat_seconds
        self._resend = resend
        self._resent = 0
        self._settings_version = settings_version
        self._flight = _Flight(upto=ledger.progress(reader).acknowledged)

    def __call__(self, now: Now) -> float:
        for arrival in self._arrivals():
            self._take(arrival, now)
        self._go_back_if_asked()
        if self._flight.up:
            self._repeat_if_unanswered(now)
            self._send_waiting()
            self._heartbeat_if_due(now)
        return IDLE_SECONDS

    def _take(self, arrival: Arrival, now: Now) -> None:
        match arrival:
            case LinkChanged():
                self._link_changed(arrival, now)
            case Incoming(topic=topic) if topic == self._identity.kiosk.topic("ack"):
                self._acknowledged(arrival.payload, now)
            case _:
                pass

    def _link_changed(self, link: LinkChanged, now: Now) -> None:
        flight = self._flight
        flight.up, flight.sent, flight.moved_at = link.up, flight.upto, now.monotonic
        self._send(ConnectionChanged(link.up))
        if link.up:
            high = ledger.progress(self._reader).high
            self._wire.publish(self._identity.state("online", high, now))
            flight.heartbeat_at = now.monotonic

    def _acknowledged(self, payload: bytes, now: Now) -> None:
        try:
            ack = messages.decode(Ack, payload)
        except MessageError as error:
            log.error("ack unreadable reason=%s", error)
            return
        if ack.epoch != self._identity.epoch:
            return
        flight = self._flight
        flight.heard_at, flight.patience, flight.grace = now.monotonic, ACK_SECONDS, STALLED_SECONDS
        upto = min(ack.upto, flight.sent)
        if upto != flight.upto:
            flight.moved_at = now.monotonic
        if upto < flight.upto:
            log.warning("centre knows less than before upto=%s was=%s", upto, flight.upto)
            flight.sent = upto
        flight.upto = upto
        self._send(Acknowledged(ack.epoch, upto))

    def _go_back_if_asked(self) -> None:
        """The centre wants again what it had acknowledged: answers count only as far as this is sent."""
        asked, flight = self._resend(), self._flight
        if asked is not None and asked.number != self._resent:
            self._resent = asked.number
            flight.sent = flight.upto = min(flight.upto, asked.after)
            log.info("sending again at the centre's command after=%s", asked.after)

    def _repeat_if_unanswered(self, now: Now) -> None:
        """Start again from the centre's word when it has been silent; give up a link that stays silent."""
        flight = self._flight
        if flight.sent <= flight.upto:
            flight.moved_at = now.monotonic
            return
        if now.monotonic - max(flight.moved_at, flight.heard_at) > flight.grace:
            log.warning("link gives no acknowledgement seconds=%s", flight.grace)
            flight.moved_at, flight.grace = now.monotonic, min(2 * flight.grace, LONGEST_SECONDS)
            self._wire.drop()
        elif now.monotonic - max(flight.moved_at, flight.resent_at) > flight.patience:
            log.info("sending again after=%s", flight.upto)
            flight.sent, flight.resent_at = flight.upto, now.monotonic
            flight.patience = min(2 * flight.patience, LONGEST_SECONDS)

    def _send_waiting(self) -> None:
        flight = self._flight
        room = WINDOW - (flight.sent - flight.upto)
        if room <= 0:
            return
        rows = ledger.after(self._reader, flight.sent, room)
        for frame in frames(self._identity, rows):
            if self._wire.publish(frame) is None:
                return
        if rows:
            flight.sent = rows[-1].seq

    def _heartbeat_if_due(self, now: Now) -> None:
        if now.monotonic - self._flight.heartbeat_at < self._heartbeat_seconds:
            return
        self._flight.heartbeat_at = now.monotonic
        progress, vitals = ledger.progress(self._reader), self._vitals()
        known = versions(self._reader)
        health = Health(
            at=instant(now.wall),
            epoch=self._identity.epoch,
            seq_high=progress.high,
            backlog=progress.backlog,
            version=VERSION,
            clock="synced" if now.trusted else "unsynced",
            paper=self._paper(),
            seq_low=progress.first or progress.high + 1,
            catalogue_version=known.catalogue,
            dossiers_version=known.dossiers,
            config_version=self._settings_version,
            disk_free_mb=vitals.disk_free_mb,
            memory_free_mb=vitals.memory_free_mb,
            temperature_c=vitals.temperature_c,
            uptime_seconds=vitals.uptime_seconds,
            waiting=vitals.waiting,
            filing=vitals.filing,
            update=vitals.update,
        )
        topic = self._identity.kiosk.topic("health")
        self._wire.publish(Outgoing(topic, messages.encode(health), qos=0))


def frames(identity: Identity, rows: Iterable[messages.Event]) -> list[Outgoing]:
    """Rows grouped by stream, 50 events to a frame, each stream in order of seq."""
    streams: dict[str, list[messages.Event]] = defaultdict(list)
    for row in rows:
        streams[facts.stream_of(row.kind)].append(row)
    size = messages.FRAME_EVENTS
    return [
        Outgoing(
            identity.kiosk.topic(stream),
            messages.encode(
                Frame(messages.VERSION, str(identity.kiosk), identity.epoch, events[start : start + size])
            ),
        )
        for stream, events in streams.items()
        for start in range(0, len(events), size)
    ]
